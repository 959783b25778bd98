"""Sections: where the form has its borders, which parts return, and how big each is.

In: curves, the grid of bars. Out: gapless sections over the whole sound. Borders maximise, by
dynamic programming over bars, the evidence of `novelty` plus a prior on how long sections of pop
last: 4, 8 and 16 bars, few of other lengths (on 912 annotated songs 82 % last a multiple of four
bars, 65 % of eight; median 17.7 s). Silence before and after the music is a section of its own,
labelled "-".
"""

from dataclasses import replace

import numpy as np

from clavilux.analysis.cells import Cells
from clavilux.analysis.labels import labels
from clavilux.analysis.likeness import groups
from clavilux.analysis.names import named
from clavilux.analysis.novelty import evidence
from clavilux.types.curve import Curve
from clavilux.types.features import SILENCE, Section

LONGEST, SHORTEST = 32, 3  # bars of one section
PRIOR_WEIGHT = 0.5  # of the length prior against evidence in standard deviations
MEDIAN_S, SPREAD = 17.7, 1.0  # of sections: seconds, and the price of an octave squared
BORDER_COST = 0.2  # evidence, in standard deviations, that a border must bring
SILENT_DB = 45.0  # under the loud passages: the silence around the music
LEAST_LOUD = 0.2  # of the two seconds around: less is a click in silence
LEAST_SILENCE_S = (0.3, 0.5)  # before and after the music, to be a section
PEAK, QUIET = 0.7, 0.35  # of the energy


def sections(curves: dict[str, Curve], grid: Cells) -> tuple[Section, ...]:
    """The form of the whole sound."""
    heard = groups(curves, grid)
    bar = float(np.median(np.diff(grid.bars)))
    spans = borders(evidence(curves, grid, heard), bar)
    times = [(float(grid.bars[a]), float(grid.bars[b])) for a, b in spans]
    energy = ranked(np.array([_loudness(curves, *span) for span in times]))
    rows = zip(times, labels(heard, spans), energy, strict=True)
    found = [Section(a, b, name, float(e), level(float(e))) for (a, b), name, e in rows]
    return silences(named(tuple(found)), curves["rms_db"], float(grid.edges[-1]))


def borders(novelty: np.ndarray, bar: float) -> list[tuple[int, int]]:
    """The best chain of borders, as spans of bars of `bar` seconds."""
    count = len(novelty) - 1
    best, came = np.full(count + 1, -np.inf), np.zeros(count + 1, np.int64)
    best[0] = 0.0
    lengths = np.arange(LONGEST + 1)
    worth = PRIOR_WEIGHT * np.array([_prior(int(length), bar) for length in lengths])
    worth[: min(SHORTEST, count)] = -np.inf
    for end in range(1, count + 1):
        gain = novelty[end] - BORDER_COST if end < count else 0.0
        length = lengths[1 : min(LONGEST, end) + 1]
        value = best[end - length] + gain + worth[length]
        choice = int(value.argmax())
        best[end], came[end] = value[choice], end - length[choice]
    if not np.isfinite(best[count]):
        return [(0, count)]
    spans, end = [], count
    while end > 0:
        spans.append((int(came[end]), end))
        end = int(came[end])
    return spans[::-1]


def _prior(length: int, bar: float) -> float:
    """The log-likelihood of a section of so many bars, 0 for the likeliest."""
    if length == 0:
        return -np.inf
    fit = 0.0 if length % 8 == 0 else 0.8 if length % 4 == 0 else 1.8 if length % 2 == 0 else 2.4
    return -fit - SPREAD * float(np.log2(length * bar / MEDIAN_S)) ** 2


def _loudness(curves: dict[str, Curve], start: float, end: float) -> float:
    return float(curves["loudness"].slice(start, end).mean())


def ranked(values: np.ndarray) -> np.ndarray:
    """0 for the quietest, 1 for the loudest; sections of nearly the same level stay near each
    other.
    """
    if len(values) == 1 or np.ptp(values) < 0.02:
        return np.full(len(values), 0.5)
    rank = np.argsort(np.argsort(values)) / (len(values) - 1)
    height = (values - values.min()) / np.ptp(values)
    return 0.5 * rank + 0.5 * height


def level(energy: float) -> str:
    """One of `LEVELS`."""
    return "peak" if energy >= PEAK else "quiet" if energy < QUIET else "loud"


def silences(found: tuple[Section, ...], rms_db: Curve, duration: float) -> tuple[Section, ...]:
    """The sections with the silence before and after the music cut off as sections of their own; a
    lone click in the silence does not end it.
    """
    from scipy.ndimage import uniform_filter1d

    loud = rms_db.values > np.percentile(rms_db.values, 95) - SILENT_DB
    around = uniform_filter1d(loud.astype(np.float64), round(2 * rms_db.rate))
    heard = np.flatnonzero(loud & (around > LEAST_LOUD)) / rms_db.rate
    if not len(heard) or float(np.percentile(rms_db.values, 95)) < -100:
        return found
    before, after = LEAST_SILENCE_S
    start = float(heard[0]) if heard[0] > before else 0.0
    end = float(heard[-1]) if duration - heard[-1] > after else duration
    music = [
        replace(part, start=max(part.start, start), end=min(part.end, end))
        for part in found
        if part.end > start + 0.5 * before and part.start < end - 0.5 * before
    ]
    if not music:  # shorter than any silence
        return found
    music[0], music[-1] = replace(music[0], start=start), replace(music[-1], end=end)
    if start > 0:
        music.insert(0, _silence(0.0, start))
    if end < duration:
        music.append(_silence(end, duration))
    return tuple(music)


def _silence(start: float, end: float) -> Section:
    return Section(start, end, SILENCE, 0.0, "quiet", "silence", 1.0)
