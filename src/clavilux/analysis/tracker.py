"""The signal-processing tracker: beats from periodicity, without a trained network.

In: the evidence for beats. Out: `Reading`s: tempo candidates from the tempogram, a beat track for
each, on it and half a beat off it, with how much each is believed. It cross-checks the network:
where the two disagree, the answer is doubted.
"""

from dataclasses import dataclass

import numpy as np

from clavilux.analysis import beats, evidence, tempo
from clavilux.analysis.measures import FRAME_RATE

FEWEST = 4  # beats that make a rhythm
AGREE_S = 0.07  # beats of two readings so close are one


@dataclass(frozen=True)
class Reading:
    """One way to tap along: `times` `float64[n]`, its tempo, and how much it is believed among all
    readings.
    """

    times: np.ndarray
    bpm: float
    weight: float


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


def _distinct(scored: list[tuple[float, np.ndarray]]) -> list[tuple[float, np.ndarray]]:
    """Without those that differ in less than a twentieth of their beats from a better one."""
    kept: list[tuple[float, np.ndarray]] = []
    for score, times in scored:
        same = (
            abs(len(other) / len(times) - 1) <= 0.05
            and (distance(times, other) < AGREE_S).mean() >= 0.95
            for _, other in kept
        )
        if not any(same):
            kept.append((score, times))
    return kept


def distance(times: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Seconds from each time to the nearest of `others`, which hold two or more."""
    after = np.clip(np.searchsorted(others, times), 1, len(others) - 1)
    return np.minimum(np.abs(others[after] - times), np.abs(others[after - 1] - times))
