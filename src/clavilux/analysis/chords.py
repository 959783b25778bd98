"""Chords and the key over time.

In: pitch classes, bass apart, and the grid of cells. Out: gapless `Chord`s and `KeySpan`s. A chord
is the best path of a hidden Markov chain over twelve roots of seven kinds and "no chord": a cell's
chroma is compared with each chord's tones (Fujishima 1999), a bass on the root helps, chords that
the key of the place contains are likelier, and changes are dear, least on bars and their halves
(Sheh and Ellis 2003). Keys are the same with the 24 key profiles of `harmony` over some bars.
"""

from itertools import pairwise

import numpy as np

from clavilux.analysis.cells import Cells, pooled
from clavilux.analysis.harmony import SURE, key_matches
from clavilux.analysis.measures import FRAME_RATE, PITCH_EVERY
from clavilux.analysis.viterbi import best_path, posterior
from clavilux.types.curve import Curve
from clavilux.types.features import NO_CHORD, PITCHES, Chord, Key, KeySpan

# Semitones above the root with their weights, and what a chord of this kind must bring more than a
# plain triad.
KINDS: dict[str, tuple[dict[int, float], float]] = {
    "": ({0: 1.0, 4: 0.9, 7: 0.9}, 0.0),
    "m": ({0: 1.0, 3: 0.9, 7: 0.9}, 0.0),
    "7": ({0: 1.0, 4: 0.9, 7: 0.8, 10: 0.7}, 0.055),
    "maj7": ({0: 1.0, 4: 0.9, 7: 0.8, 11: 0.7}, 0.06),
    "m7": ({0: 1.0, 3: 0.9, 7: 0.8, 10: 0.7}, 0.05),
    "sus4": ({0: 1.0, 5: 0.9, 7: 0.9}, 0.09),
    "dim": ({0: 1.0, 3: 0.9, 6: 0.9}, 0.09),
}
SCALES = {"major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 10, 11)}
STRESS = 22.0  # how much a difference of 1 in cosine speaks, in nats
BASS_WEIGHT, IN_KEY = 0.12, 0.05
NONE_FIT, NONE_SILENT = 0.72, 1.5  # the fit of "no chord" in sound and in silence
CHANGE_BAR, CHANGE_HALF, CHANGE_ELSE = 2.0, 3.0, 4.5  # prices in nats
KEY_STRESS, KEY_CHANGE, KEY_REACH = 3.0, 24.0, 12  # cells to each side that a key is heard from


def chords_and_keys(
    classes: np.ndarray, cells: Cells
) -> tuple[tuple[Chord, ...], tuple[KeySpan, ...]]:
    """What harmony does over the whole sound; `classes` are pitch classes `float32[m, 2, 12]`."""
    chroma, sounding = _chroma(classes, cells)
    keys, key_path = _keys(chroma, sounding, cells)
    fit = STRESS * _fit(chroma, sounding, key_path)
    price = _prices(cells)
    path = best_path(fit, price)
    sure = posterior(fit, price)[np.arange(len(path)), path]
    return tuple(_spans(path, sure, cells.edges)), keys


def _chroma(classes: np.ndarray, cells: Cells) -> tuple[np.ndarray, np.ndarray]:
    """Chroma by cell and register `float32[n, 2, 12]`, loud frames hardly more than others; and
    where anything is pitched.
    """
    level = classes.sum(axis=(1, 2), keepdims=True)
    share = np.sqrt(classes / (level + 0.1 * np.percentile(level, 90) + 1e-9))
    curve = Curve(share.reshape(len(classes), 24).astype(np.float32), FRAME_RATE / PITCH_EVERY)
    cell = pooled(curve, cells.edges).reshape(-1, 2, 12)
    return cell, cell.sum(axis=(1, 2)) > 0.15 * np.percentile(cell.sum(axis=(1, 2)), 90) + 1e-9


def templates() -> tuple[list[str], np.ndarray, np.ndarray, np.ndarray]:
    """Names, unit vectors `float64[84, 12]`, roots and penalties of all chords."""
    names, rows, roots, penalties = [], [], [], []
    for kind, (tones, penalty) in KINDS.items():
        for root in range(12):
            row = np.zeros(12)
            for step, weight in tones.items():
                row[(root + step) % 12] = weight
            names.append(PITCHES[root] + kind)
            rows.append(row / np.linalg.norm(row))
            roots.append(root)
            penalties.append(penalty)
    return names, np.array(rows), np.array(roots), np.array(penalties)


def _fit(chroma: np.ndarray, sounding: np.ndarray, key_path: np.ndarray) -> np.ndarray:
    """How well each chord, and last "no chord", explains each cell: `float64[n, 85]`."""
    _, rows, roots, penalties = templates()
    both = chroma.sum(axis=1)
    unit = both / np.maximum(np.linalg.norm(both, axis=1, keepdims=True), 1e-9)
    bass = chroma[:, 0] / np.maximum(chroma[:, 0].max(axis=1, keepdims=True), 1e-9)
    fit = unit @ rows.T - penalties + BASS_WEIGHT * bass[:, roots]
    fit += IN_KEY * _contained(rows)[key_path]
    none = np.where(sounding, NONE_FIT, NONE_SILENT)
    return np.column_stack([fit * sounding[:, None], none])


def _contained(rows: np.ndarray) -> np.ndarray:
    """Whether each key's scale holds all tones of each chord: `float64[24, 84]`."""
    table = np.zeros((24, len(rows)))
    for number in range(24):
        scale = [(number + step) % 12 for step in SCALES["major" if number < 12 else "minor"]]
        outside = np.setdiff1d(np.arange(12), scale)
        table[number] = ~(rows[:, outside] > 0).any(axis=1)
    return table


def _prices(cells: Cells) -> np.ndarray:
    """What a change into each cell costs: `float64[n]`."""
    prices = np.full(len(cells.edges) - 1, CHANGE_ELSE)
    for a, b in pairwise(np.append(cells.starts, len(prices))):
        prices[(a + b) // 2] = CHANGE_HALF
    prices[cells.starts] = CHANGE_BAR
    return prices


def _spans(path: np.ndarray, sure: np.ndarray, edges: np.ndarray) -> list[Chord]:
    names = [*templates()[0], NO_CHORD]
    borders = [0, *(np.flatnonzero(np.diff(path)) + 1), len(path)]
    return [
        Chord(float(edges[a]), float(edges[b]), names[path[a]], float(sure[a:b].mean()))
        for a, b in pairwise(borders)
    ]


def _keys(
    chroma: np.ndarray, sounding: np.ndarray, cells: Cells
) -> tuple[tuple[KeySpan, ...], np.ndarray]:
    """The keys as spans, and as the number of the key (minor from 12) of every cell."""
    from scipy.ndimage import uniform_filter1d

    heard = chroma * sounding[:, None, None]
    around = uniform_filter1d(heard.astype(np.float64), 2 * KEY_REACH + 1, axis=0, mode="constant")
    match = key_matches(around.sum(axis=1), around[:, 0])
    price = np.full(len(match), 2 * KEY_CHANGE)
    price[cells.starts] = KEY_CHANGE
    path = best_path(KEY_STRESS * match, price)
    borders = [0, *(np.flatnonzero(np.diff(path)) + 1), len(path)]
    return tuple(
        _key_span(path[a], heard[a:b], cells.edges[[a, b]]) for a, b in pairwise(borders)
    ), path


def _key_span(number: int, heard: np.ndarray, span: np.ndarray) -> KeySpan:
    """The key of a span, as sure as it leads over the best other key there."""
    match = key_matches(heard.sum(axis=(0, 1))[None], heard[:, 0].sum(axis=0)[None])[0]
    lead = match[number] - np.delete(match, number).max()
    mode = "major" if number < 12 else "minor"
    sure = float(np.clip(lead / SURE, 0, 1)) if heard.any() else 0.0
    return KeySpan(float(span[0]), float(span[1]), Key(PITCHES[number % 12], mode, sure))
