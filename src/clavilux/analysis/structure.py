"""Sections: where the form has its borders, which parts return, and how big each is.

In: curves and beats. Out: gapless sections. Everything is measured bar by bar (without beats: in
steps of two seconds), so an hour stays small. Borders maximise, by dynamic programming, the
checkerboard novelty of the bars' self-similarity (Foote 2000) plus a prior on how long sections of
pop last: 4, 8 and 16 bars, few of other lengths (on 912 annotated songs 82 % last a multiple of
four bars, 65 % of eight). A section takes the label of the earlier one that it resembles most, bar
against bar, if it resembles it enough: the same chords in the same order in the same sound.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from clavilux.types.curve import Curve
from clavilux.types.features import Beats, Section

STEP_S = 2.0  # a "bar" where no beats are heard
SLOW_BAR_S, FAST_BAR_S = 3.3, 1.9
LONGEST = 32  # bars of one section
SHORTEST = 4
REACH = 8  # bars on each side of a border that its novelty looks at
PRIOR_WEIGHT = 0.4  # of the length prior against novelty in standard deviations
BORDER_COST = 0.7  # novelty, in standard deviations, that a border must bring
SAME = 0.55  # likeness of sections that share a label
SLACK = 2  # bars by which two sections may be shifted against each other
TIMBRES = 16  # bands that 128 mel bands are pooled to


@dataclass(frozen=True)
class Bars:
    """`edges` `float64[n + 1]` seconds; `features` `float32[n, d]` with rows of length 1."""

    edges: np.ndarray
    features: np.ndarray


def sections(curves: dict[str, Curve], beats: Beats, duration: float) -> tuple[Section, ...]:
    """The form of the whole sound, from 0 to `duration`."""
    edges = _edges(beats, duration)
    bars = Bars(edges, _features(curves, edges))
    likeness = bars.features @ bars.features.T
    borders = _borders(_novelty(likeness))
    labels = _labels(likeness, borders)
    loud = [_loudness(curves, edges[a], edges[b]) for a, b in borders]
    energy = _ranked(np.array(loud))
    times = [(float(edges[a]), float(edges[b])) for a, b in borders]
    rows = zip(times, labels, energy, strict=True)
    return tuple(Section(a, b, label, float(e)) for (a, b), label, e in rows)


def _edges(beats: Beats, duration: float) -> np.ndarray:
    """Bar borders over the whole sound, before its first and after its last downbeat too."""
    borders = _bar_starts(beats)
    if len(borders) < 8:
        count = max(1, round(duration / STEP_S))
        return np.linspace(0.0, duration, count + 1)
    bar = float(np.median(np.diff(borders)))
    inner = borders[(borders > 0.5 * bar) & (borders < duration - 0.5 * bar)]
    lead = inner[0] - bar * np.arange(int((inner[0] - 0.5 * bar) // bar), 0, -1)
    rest = int(max(duration - inner[-1] - 0.5 * bar, 0) // bar)
    tail = inner[-1] + bar * np.arange(1, rest + 1)
    return np.concatenate([[0.0], lead, inner, tail, [duration]])


def _bar_starts(beats: Beats) -> np.ndarray:
    """Downbeats; of a slow tempo's long bars the middles too, of a fast tempo's every second."""
    downbeats = beats.downbeats
    if len(downbeats) < 2:
        return downbeats
    bar = float(np.median(np.diff(downbeats)))
    if bar > SLOW_BAR_S:
        return beats.times[(beats.positions == 1) | (beats.positions == 3)]
    return downbeats[:: max(1, round(FAST_BAR_S / bar))]


def _features(curves: dict[str, Curve], edges: np.ndarray) -> np.ndarray:
    """Harmony, timbre and level of each bar, each group scaled to the same weight."""
    spans = list(pairwise(edges))
    chroma = np.array([_halves(curves["chroma"], a, b) for a, b in spans])
    mel = np.array([_pooled(curves["mel"].slice(a, b)) for a, b in spans])
    names = ("loudness", "bass", "treble", "onset")
    level = np.array([[float(curves[n].slice(a, b).mean()) for n in names] for a, b in spans])
    groups = [(chroma, 0.8), (mel, 1.0), (level, 0.9)]
    whole = np.concatenate([weight * _standard(group) for group, weight in groups], axis=1)
    unit = whole / np.maximum(np.linalg.norm(whole, axis=1, keepdims=True), 1e-9)
    return unit.astype(np.float32)


def _halves(chroma: Curve, start: float, end: float) -> np.ndarray:
    """The mean chroma of the first and of the second half, since chords change there: `[24]`."""
    middle = (start + end) / 2
    halves = (chroma.slice(start, middle), chroma.slice(middle, end))
    return np.concatenate([half.mean(axis=0) for half in halves])


def _pooled(mel: np.ndarray) -> np.ndarray:
    return mel.astype(np.float32).mean(axis=0).reshape(TIMBRES, -1).mean(axis=1)


def _standard(group: np.ndarray) -> np.ndarray:
    """Centred, and scaled so that the group as a whole has unit variance."""
    centred = group - group.mean(axis=0)
    return centred / max(float(np.sqrt((centred**2).sum(axis=1).mean())), 1e-9)


def _novelty(likeness: np.ndarray) -> np.ndarray:
    """How much the bars around each border differ, in standard deviations: `float64[n + 1]`."""
    count = len(likeness)
    total = np.zeros(count + 1)
    for reach in (REACH, REACH // 2):
        padded = np.pad(likeness, reach, mode="edge")
        side = np.arange(-reach, reach) + 0.5
        taper = np.exp(-2 * (side / reach) ** 2)
        kernel = np.sign(side)[:, None] * np.sign(side) * taper[:, None] * taper
        for border in range(count + 1):
            block = padded[border : border + 2 * reach, border : border + 2 * reach]
            total[border] += (block * kernel).sum() / np.abs(kernel).sum()
    spread = total[1:-1].std() if count > 2 else 0.0
    return total / spread if spread > 1e-9 else np.zeros(count + 1)


def _prior(length: int) -> float:
    """The log-likelihood of a section of so many bars, 0 for the likeliest."""
    fit = 0.0 if length % 8 == 0 else 0.8 if length % 4 == 0 else 1.8 if length % 2 == 0 else 2.4
    return -fit - 1.2 * np.log2(length / 9.0) ** 2


def _borders(novelty: np.ndarray) -> list[tuple[int, int]]:
    """The best chain of borders, as spans of bars."""
    count = len(novelty) - 1
    best, came = np.full(count + 1, -np.inf), np.zeros(count + 1, np.int64)
    best[0] = 0.0
    for end in range(1, count + 1):
        gain = novelty[end] - BORDER_COST if end < count else 0.0
        for length in range(min(SHORTEST, count), min(LONGEST, end) + 1):
            value = best[end - length] + gain + PRIOR_WEIGHT * _prior(length)
            if value > best[end]:
                best[end], came[end] = value, end - length
    if not np.isfinite(best[count]):
        return [(0, count)]
    spans, end = [], count
    while end > 0:
        spans.append((int(came[end]), end))
        end = int(came[end])
    return spans[::-1]


def _labels(likeness: np.ndarray, spans: list[tuple[int, int]]) -> list[str]:
    """A, B, C ... in order of appearance; a span that resembles an earlier one takes its label."""
    labels: list[str] = []
    for number, span in enumerate(spans):
        earlier = [_alike(likeness, span, other) for other in spans[:number]]
        if earlier and max(earlier) >= SAME:
            labels.append(labels[int(np.argmax(earlier))])
        else:
            labels.append(_letter(len(set(labels))))
    return labels


def _letter(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else f"A{number - 25}"


def _alike(likeness: np.ndarray, one: tuple[int, int], other: tuple[int, int]) -> float:
    """How alike two spans are, bar against bar, at the best shift against each other; at most 1."""
    pairs = likeness[one[0] : one[1], other[0] : other[1]]
    shorter, spare = min(pairs.shape), abs(pairs.shape[0] - pairs.shape[1])
    reach = max(SLACK, spare)
    runs = [np.diagonal(pairs, shift) for shift in range(-reach, reach + 1)]
    return max(float(run.mean()) for run in runs if len(run) >= max(1, 0.6 * shorter))


def _loudness(curves: dict[str, Curve], start: float, end: float) -> float:
    return float(curves["loudness"].slice(start, end).mean())


def _ranked(values: np.ndarray) -> np.ndarray:
    """0 for the quietest, 1 for the loudest; sections of nearly the same level stay near each
    other.
    """
    if len(values) == 1 or np.ptp(values) < 0.02:
        return np.full(len(values), 0.5)
    rank = np.argsort(np.argsort(values)) / (len(values) - 1)
    level = (values - values.min()) / np.ptp(values)
    return 0.5 * rank + 0.5 * level
