"""The lower rows of the page: curves, instruments and voices by the second, chroma, log-mel."""

import numpy as np

from clavilux.analysis.page import (
    COLUMNS,
    FAINT,
    INK,
    LEFT,
    RIGHT,
    SOFT,
    WIDTH,
    Page,
    heat,
)
from clavilux.types.features import PITCHES, Features

CURVES = (
    ("loudness", 0xFFE9E6DF),
    ("bass", 0xFFE0674A),
    ("mid", 0xFFE3B341),
    ("treble", 0xFF6FB7E0),
    ("onset", 0xFFB98CF0),
    ("centroid", 0xFF79C99A),
)
CURVE, CHROMA, MEL, TAG = 44, 120, 150, 15  # heights of the rows
MOST_TAGS, LEAST_SHARE = 12, 0.2  # instruments shown: those that reach this confidence once


def curve(page: Page, features: Features, name: str, top: float, colour: int) -> None:
    """One curve of 0..1, filled; each pixel shows its largest value."""
    values = features.curves[name].values
    edges = np.linspace(0, len(values), COLUMNS + 1).astype(int)[:-1]
    high = np.maximum.reduceat(values, np.minimum(edges, len(values) - 1))
    bottom = top + CURVE
    points = [(LEFT + k, bottom - 0.94 * CURVE * float(v)) for k, v in enumerate(high)]
    page.shape([(LEFT, bottom), *points, (WIDTH - RIGHT, bottom)], colour & 0xB0FFFFFF)
    page.line(LEFT - 6, top + 6, bottom, FAINT & 0x60FFFFFF, 1)
    page.name(name, top + CURVE / 2 + 5, colour)


def shown(features: Features) -> list[tuple[str, np.ndarray, float]]:
    """Instruments that were heard, most first, then voices: name, `float[n]`, rate."""
    tags, voice = features.tags, features.voice
    rows = [(name, tags.values[:, k], tags.rate) for k, name in enumerate(tags.names)]
    rows = [row for row in rows if len(row[1]) and row[1].max() >= LEAST_SHARE]
    rows = sorted(rows, key=lambda row: -float(row[1].mean()))[:MOST_TAGS]
    own = [(name, voice.values[:, k], voice.rate) for k, name in enumerate(voice.names)]
    return rows + [row for row in own if len(row[1])]


def tags_height(features: Features) -> int:
    return TAG * len(shown(features))


def tags(page: Page, features: Features, top: float) -> None:
    """A row for each instrument and voice, lighter where it is surer."""
    rows = shown(features)
    for number, (name, values, rate) in enumerate(rows):
        count = max(1, round(features.duration * rate))
        padded = np.pad(values[:count], (0, max(0, count - len(values))))
        page.image(heat(padded[None] ** 0.8), top + TAG * number + 1, TAG - 2, sharp=True)
        voice = name in features.voice.names and number >= len(rows) - len(features.voice.names)
        page.name(name, top + TAG * number + 12, INK if voice else SOFT)


def chroma(page: Page, features: Features, top: float) -> None:
    values = _columns(features.curves["chroma"].values)
    page.image(heat(values.T[::-1]), top, CHROMA)
    page.name("chroma", top + 14)
    for k in range(0, 12, 2):
        page.text(PITCHES[k], 88, top + CHROMA * (11.5 - k) / 12 + 5, 12, FAINT)


def mel(page: Page, features: Features, top: float) -> None:
    values = _columns(features.curves["mel"].values)
    page.image(heat(values.T[::-1] ** 1.5), top, MEL)
    page.name("log-mel", top + 14)
    for hz, words in ((100, "100"), (1000, "1k"), (8000, "8k Hz")):
        share = (_mel(hz) - _mel(30)) / (_mel(16000) - _mel(30))
        page.text(words, 78, top + MEL * (1 - share) + 4, 11, FAINT)


def _mel(hz: float) -> float:
    return float(2595 * np.log10(1 + hz / 700))


def _columns(values: np.ndarray) -> np.ndarray:
    """`[n, d]` averaged to at most one row a pixel."""
    count = min(COLUMNS, len(values))
    edges = np.linspace(0, len(values), count + 1).astype(int)[:-1]
    total = np.add.reduceat(values.astype(np.float32), edges, axis=0)
    return total / np.diff(np.append(edges, len(values)))[:, None]
