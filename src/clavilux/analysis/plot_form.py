"""The upper rows of the page: events, sections, waveform, bars and beats, chords, keys."""

import numpy as np

from clavilux.analysis.page import (
    ACCENT,
    COLUMNS,
    FAINT,
    LEFT,
    SOFT,
    TINTS,
    Page,
    faded,
)
from clavilux.types.features import NO_CHORD, PITCHES, SILENCE, Features, Key, Section
from clavilux.types.spelling import key_name, spelled

EVENTS, FORM, WAVE, BEATS, CHORDS, KEYS = 36, 46, 170, 44, 24, 18  # heights of the rows
EVENT_SIZE, LEAST_BAR_PX = 13, 26


def events(page: Page, features: Features, top: float) -> None:
    """A flag for each event; a name that would run into another stands on a second line."""
    page.name("events", top + 14)
    free = [0.0, 0.0]
    for event in features.events:
        x, wide = page.x(event.time), page.width(event.kind, EVENT_SIZE) + 10
        x_text = min(x + 4, LEFT + COLUMNS - wide)
        line = 0 if x_text >= free[0] else 1
        if x_text >= free[line]:
            shade = faded(ACCENT, 0.45 + 0.55 * event.strength)
            page.text(event.kind, x_text, top + 14 + 16 * line, EVENT_SIZE, shade)
            free[line] = x_text + wide
        page.line(x, top + 4, top + EVENTS + FORM + WAVE + 8, faded(ACCENT, 0.35), 1)
        page.shape(
            [(x - 4, top + EVENTS - 1), (x + 4, top + EVENTS - 1), (x, top + EVENTS + 6)], ACCENT
        )


def tint(features: Features, section: Section) -> int:
    """The colour of a section's label; a variation (A') has that of A."""
    labels = list(
        dict.fromkeys(s.label.rstrip("'") for s in features.sections if s.label != SILENCE)
    )
    if section.label == SILENCE:
        return 0xFF2A2D33
    return TINTS[labels.index(section.label.rstrip("'")) % len(TINTS)]


def form(page: Page, features: Features, top: float) -> None:
    """Blocks with label, name and level; a block is as high as its section's energy."""
    page.name("form", top + 20)
    page.name("and energy", top + 36)
    for section in features.sections:
        left, right = page.x(section.start), page.x(section.end) - 1.5
        colour = tint(features, section)
        page.box(left, top, right, top + FORM, faded(colour, 0.35))
        height = FORM * (0.12 + 0.88 * section.energy) if section.label != SILENCE else 0.0
        page.box(left, top + FORM - height, right, top + FORM, colour)
        page.fitted((section.label,), left, right, top + 20, 17)
        name = f"{section.name} {section.name_confidence:.0%}" if section.name else ""
        told = (f"{name} · {section.level}", name, section.level) if name else (section.level,)
        if section.label != SILENCE:
            page.fitted(told, left, right, top + 38, 12)


def wave(page: Page, features: Features, top: float) -> None:
    """The waveform over its sections' colours."""
    page.name("waveform", top + WAVE / 2 + 5)
    for section in features.sections:
        left, right = page.x(section.start), page.x(section.end) - 1.5
        page.box(left, top, right, top + WAVE, faded(tint(features, section), 0.16))
    low, high = _envelope(features.waveform.values / 32767.0, COLUMNS)
    middle, half = top + WAVE / 2, WAVE / 2 - 8
    xs = [float(LEFT + k) for k in range(len(low))]
    upper = list(zip(xs, (middle - half * high).tolist(), strict=True))
    lower = list(zip(xs, (middle - half * low).tolist(), strict=True))
    page.shape([*upper, *lower[::-1]], 0xFFCFCBC2)


def _envelope(samples: np.ndarray, columns: int) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest sample of each column: `float[columns]` twice."""
    edges = np.linspace(0, len(samples), columns + 1).astype(int)
    starts = np.minimum(edges[:-1], len(samples) - 1)
    peak = max(float(np.abs(samples).max()), 1e-6)
    return np.minimum.reduceat(samples, starts) / peak, np.maximum.reduceat(samples, starts) / peak


def beats(page: Page, features: Features, top: float) -> None:
    """Beats as high as they are sure; downbeats in the accent's colour, with the bar's number."""
    page.name("bars, beats", top + 14)
    page.name("(height: sure)", top + 32)
    base, room = top + BEATS, BEATS - 16
    found = features.beats
    for time, position, sure in zip(found.times, found.positions, found.confidence, strict=True):
        strong = position == 1
        height = room * (0.15 + 0.85 * float(sure))
        colour, width = (ACCENT, 1.6) if strong else (SOFT, 0.9)
        page.line(page.x(time), base - height, base, colour, width)
    starts = found.downbeats
    gap = float(np.median(np.diff(starts))) * page.scale if len(starts) > 1 else COLUMNS
    steps = (1, 2, 4, 8, 16, 32, 64)
    step = next((s for s in steps if s * gap >= LEAST_BAR_PX), 128)
    for number in range(0, len(starts), step):
        if page.x(starts[number]) < LEFT + COLUMNS - 14:
            page.text(str(number + 1), page.x(starts[number]) + 2, top + 11, 11, FAINT)


def chords(page: Page, features: Features, top: float) -> None:
    """Chords in the colour of their root, paler where they are unsure."""
    page.name("chords", top + 17)
    for chord in features.chords:
        left, right = page.x(chord.start), page.x(chord.end) - 1
        if chord.name == NO_CHORD:
            page.box(left, top, right, top + CHORDS, 0xFF1A1D22)
            continue
        page.box(
            left,
            top,
            right,
            top + CHORDS,
            faded(root_colour(chord.name), 0.25 + 0.6 * chord.confidence),
        )
        root = chord.name[:2] if chord.name[1:2] == "#" else chord.name[:1]
        minor = chord.name[len(root) :].startswith("m") and "maj" not in chord.name
        names = (chord.name, f"{root}m" if minor else root)
        key = _key_at(features, chord.start)
        page.fitted(tuple(spelled(name, key) for name in names), left - 2, right + 2, top + 16, 12)


def keys(page: Page, features: Features, top: float) -> None:
    """Keys over time."""
    page.name("key", top + 13)
    for span in features.keys:
        left, right = page.x(span.start), page.x(span.end) - 1
        page.box(left, top, right, top + KEYS, faded(root_colour(span.key.tonic), 0.45))
        word = key_name(span.key)
        page.fitted((f"{word} ({span.key.confidence:.0%} sure)", word), left, right, top + 13, 12)


def _key_at(features: Features, time: float) -> Key:
    """The key that holds at a time."""
    held = (span.key for span in features.keys if span.start <= time < span.end)
    return next(held, features.key)


def root_colour(name: str) -> int:
    """A hue for each root, neighbours in the circle of fifths alike."""
    from clavilux.types.colour import hex_from_oklch

    root = name[:2] if name[1:2] == "#" else name[:1]
    fifths = PITCHES.index(root) * 7 % 12
    return 0xFF000000 | int(hex_from_oklch(np.array([0.55, 0.11, 30.0 * fifths]))[1:], 16)
