"""Everything that was heard on one page, for a person to check at a glance.

Top to bottom: title, readings of the tempo and the key; events, sections and the waveform; bars and
beats with their confidence; chords and keys; curves; instruments and voices by the second; chroma
and the log-mel. Time runs across, the same in every row.
"""

from pathlib import Path

import numpy as np

from clavilux.analysis import plot_curves, plot_form
from clavilux.analysis.page import (
    ACCENT,
    COLUMNS,
    FAINT,
    GAP,
    LEFT,
    RIGHT,
    SOFT,
    WIDTH,
    Page,
    faded,
)
from clavilux.media.png import write_png
from clavilux.types.features import Features
from clavilux.types.spelling import key_name

HEAD, CLOCK = 108, 24
READINGS, READING = 4, 170  # tempo candidates shown, pixels of each

__all__ = ["LEFT", "RIGHT", "WIDTH", "plot"]


def plot(features: Features, out_png: Path, title: str = "", typeface: bytes | None = None) -> None:
    """Draws the page; `typeface` holds the bytes of a font file, None takes the system's."""
    form, low = plot_form, plot_curves
    heard = low.tags_height(features)
    upper = form.EVENTS + form.FORM + form.WAVE + form.BEATS + form.CHORDS + form.KEYS
    lower = len(low.CURVES) * (low.CURVE + 5) + heard + low.CHROMA + low.MEL
    page = Page(HEAD + upper + lower + 4 * GAP + 2 * CLOCK + 56, features.duration, typeface)
    _head(page, features, title)
    top = float(HEAD)
    for draw, height, gap in (
        (form.events, form.EVENTS, 8),
        (form.form, form.FORM, 4),
        (form.wave, form.WAVE, 6),
        (form.beats, form.BEATS, GAP),
        (form.chords, form.CHORDS, 3),
        (form.keys, form.KEYS, 4),
    ):
        draw(page, features, top)
        top += height + gap
    _clock(page, features.duration, top)
    top += CLOCK + 4
    for name, colour in low.CURVES:
        low.curve(page, features, name, top, colour)
        top += low.CURVE + 5
    top += GAP
    for draw, height in ((low.tags, heard), (low.chroma, low.CHROMA), (low.mel, low.MEL)):
        draw(page, features, top)
        top += height + (GAP if height else 0)
    _clock(page, features.duration, top - GAP)
    write_png(page.pixels[..., :3].copy(), Path(out_png))


def _head(page: Page, features: Features, title: str) -> None:
    page.text(title or "Analysis", 24, 46, 30)
    key = features.key
    minutes, seconds = divmod(features.duration, 60)
    parts = [
        f"{int(minutes)}:{seconds:04.1f}",
        f"{key_name(key)} ({key.confidence:.0%} sure)",
    ]
    if len(features.beats.times):
        bars = len(features.beats.downbeats)
        parts.append(f"{len(features.beats.times)} beats in {bars} bars")
        parts.append(f"{features.beats.sure:.0%} sure of the beats")
    page.text("    ".join(parts), 24, 78, 16, SOFT)
    _readings(page, features)


def _readings(page: Page, features: Features) -> None:
    """The tempo and its alternatives, each with a bar as long as it is believed."""
    candidates = [c for c in features.tempo[:READINGS] if c.weight >= 0.005]
    left = WIDTH - RIGHT - READING * max(1, len(candidates))
    if not candidates:
        page.text("no beat", left, 46, 22)
    for number, candidate in enumerate(candidates):
        x = left + READING * number
        page.text(f"{candidate.bpm:.1f}", x, 46, 26 if number == 0 else 18)
        page.text(f"bpm  {candidate.weight:.0%}", x + (78 if number == 0 else 54), 46, 13, FAINT)
        page.box(x, 58, x + READING - 24, 64, faded(FAINT, 0.3))
        page.box(x, 58, x + (READING - 24) * candidate.weight, 64, ACCENT)


def _clock(page: Page, duration: float, top: float) -> None:
    steps = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600)
    step = next((s for s in steps if duration / s <= 14), 1200)
    for time in np.arange(0, duration, step):
        page.line(page.x(time), top, top + 5, FAINT, 1)
        words = f"{int(time // 60)}:{int(time % 60):02d}"
        if page.x(time) + page.width(words, 12) + 4 < LEFT + COLUMNS + RIGHT:
            page.text(words, page.x(time) + 4, top + 16, 12, FAINT)
