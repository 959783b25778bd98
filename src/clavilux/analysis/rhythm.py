"""Beats, bars and tempo: from the evidence to an answer with its doubt.

In: rises by register, pitch classes, the attack function and the span of sound. Out: `Beats` and
tempo candidates. The steps: tempo candidates from the tempogram, a beat track for each, on it and
half a beat off it; the reading that the evidence likes best; its beats moved to the attacks they
stand for; places in the bar. This file only joins them; a trained network may stand in for the
whole of `rhythm`, as all that it needs is in the measures.
"""

from dataclasses import dataclass

import numpy as np

from clavilux.analysis import bars, beats, evidence, onsets, tempo
from clavilux.analysis.measures import FRAME_RATE
from clavilux.types.features import Beats, TempoCandidate

FEWEST = 4  # beats that make a rhythm
SAME = 0.05  # octaves between two readings of one tempo
AGREE_S = 0.07  # beats of two readings so close are one
MAIN = 0.02  # tempi that weigh less are not named, but for octaves of the best


@dataclass(frozen=True)
class Reading:
    """One way to tap along: `times` `float64[n]`, its tempo, and how much it is believed among all
    readings.
    """

    times: np.ndarray
    bpm: float
    weight: float


def rhythm(
    rises: np.ndarray, classes: np.ndarray, attack: np.ndarray, sounding: tuple[float, float]
) -> tuple[Beats, tuple[TempoCandidate, ...]]:
    """Beats within `sounding` (seconds), and the tempo's candidates by weight; both empty where
    nothing repeats.
    """
    heard = evidence.gather(rises, classes)
    gram = tempo.tempogram(heard.pulse, FRAME_RATE)
    choices = readings(heard, gram)
    if not choices:
        return Beats(np.zeros(0), np.zeros(0, np.int64), np.zeros(0)), ()
    best = max(choices, key=lambda reading: reading.weight)
    times = _placed(best.times, attack, sounding)
    if len(times) < FEWEST:
        return Beats(np.zeros(0), np.zeros(0, np.int64), np.zeros(0)), ()
    sure = confidence(times, choices, gram)
    places = bars.positions(evidence.at_beats(heard, times))
    return Beats(times, places, sure), weighed(choices, best, steady_bpm(times))


def readings(heard: evidence.Evidence, gram: tempo.Tempogram) -> list[Reading]:
    """Every tempo candidate, tracked, on the beat and off it, with weights that sum to 1."""
    scored: list[tuple[float, np.ndarray]] = []
    for bpm in tempo.candidates(gram):
        path = tempo.path(gram, bpm)
        on = beats.track(heard.pulse, FRAME_RATE, path, gram.step) / FRAME_RATE
        if len(on) >= 2 * FEWEST:
            for times in (on, (on[1:] + on[:-1]) / 2):
                scored.append((evidence.score(evidence.describe(heard, gram, times)), times))
    scored = _distinct(sorted(scored, key=lambda pair: -pair[0]))
    if not scored:
        return []
    weights = np.exp([score - scored[0][0] for score, _ in scored])
    weights /= weights.sum()
    tempi = [60 / float(np.median(np.diff(times))) for _, times in scored]
    tracks = [times for _, times in scored]
    return [Reading(*each) for each in zip(tracks, tempi, weights.tolist(), strict=True)]


def steady_bpm(times: np.ndarray) -> float:
    """The median tempo over spans of eight beats, so that the jitter of single beats cancels."""
    span = min(8, len(times) - 1)
    return 60 * span / float(np.median(times[span:] - times[:-span]))


def _distinct(scored: list[tuple[float, np.ndarray]]) -> list[tuple[float, np.ndarray]]:
    """Without those that differ in less than a twentieth of their beats from a better one."""
    kept: list[tuple[float, np.ndarray]] = []
    for score, times in scored:
        same = (
            abs(len(other) / len(times) - 1) <= 0.05
            and (_distance(times, other) < AGREE_S).mean() >= 0.95
            for _, other in kept
        )
        if not any(same):
            kept.append((score, times))
    return kept


def _distance(times: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Seconds from each time to the nearest of `others`, which hold two or more."""
    after = np.clip(np.searchsorted(others, times), 1, len(others) - 1)
    return np.minimum(np.abs(others[after] - times), np.abs(others[after - 1] - times))


def weighed(choices: list[Reading], best: Reading, bpm: float) -> tuple[TempoCandidate, ...]:
    """The belief in each tempo, that of `best` first with its exact `bpm`; weights sum to 1."""
    groups: list[list[Reading]] = [[best]]
    for reading in sorted(choices, key=lambda reading: -reading.weight):
        near = [g for g in groups if abs(np.log2(g[0].bpm / reading.bpm)) < SAME]
        if near:
            near[0].append(reading)
        else:
            groups.append([reading])
    groups[0].remove(best)  # it was in twice
    pairs = [(g[0].bpm, sum(reading.weight for reading in g)) for g in groups]
    pairs = [(bpm, pairs[0][1]), *sorted(pairs[1:], key=lambda pair: -pair[1])]
    kept = [pair for pair in pairs if pair[1] >= MAIN or _octave(pair[0], bpm)]
    total = sum(belief for _, belief in kept)
    return tuple(TempoCandidate(float(bpm), belief / total) for bpm, belief in kept)


def _octave(one: float, other: float) -> bool:
    """Whether one tempo is the other, its half or its double."""
    return abs(abs(np.log2(one / other)) - 1) < SAME or abs(np.log2(one / other)) < SAME


def _placed(times: np.ndarray, attack: np.ndarray, sounding: tuple[float, float]) -> np.ndarray:
    """Beats moved to their attacks; where there is none they keep their place between their
    neighbours.
    """
    moved, strength = onsets.refined(times, attack)
    clear = strength > max(onsets.LEAST_ATTACK, 0.2 * float(np.percentile(strength, 75)))
    if clear.sum() >= 2:
        index = np.arange(len(times))
        drift = np.interp(index, index[clear], (moved - times)[clear])
        times = np.where(clear, moved, times + drift)
    return times[(times >= max(0.0, sounding[0] - 0.01)) & (times <= sounding[1])]


def confidence(times: np.ndarray, choices: list[Reading], gram: tempo.Tempogram) -> np.ndarray:
    """How likely each beat is where a listener taps, `float64[n]` 0..1.

    That is the belief in all readings that have a beat there, and less where little repeats.
    """
    belief = np.zeros(len(times))
    for reading in choices:
        belief += reading.weight * (_distance(times, reading.times) < AGREE_S)
    steps = np.clip(np.rint(times / gram.step).astype(np.int64), 0, len(gram.strength) - 1)
    repeats = gram.strength.max(axis=1)[steps]
    return np.clip(belief, 0, 1) * np.clip(0.4 + 2 * repeats, 0.4, 1.0)
