"""Beats, bars and tempo: from what a network and signal processing hear to an answer with its
doubt.

In: activations, rises by register, pitch classes, the attack function and the span of sound. Out:
`Beats` and tempo candidates. The steps: chains of beats through bars that explain the activations
at several octaves (`bar_pointer`), judged together with what musicians put on beats (`readings`);
the likeliest one's beats moved to the attacks they stand for; confidence, which is lower where the
signal-processing tracker says something else. This file only joins them.
"""

import numpy as np

from clavilux.analysis import bars, evidence, onsets, readings, tempo, tracker
from clavilux.analysis.activations import Activations
from clavilux.analysis.measures import FINE_RATE, FRAME_RATE
from clavilux.analysis.readings import Judged
from clavilux.analysis.tracker import AGREE_S, FEWEST, Reading, distance
from clavilux.types.features import Beats, TempoCandidate

SAME = 0.05  # octaves between two readings of one tempo
MAIN = 0.02  # tempi that weigh less are not named, but for octaves of the best
STEADY_S = 0.05  # a beat without attack that lies so near to the even place is put there
CUT_S = 0.03  # a beat lies at least so long before the file ends: a loop's end is not its next beat
LEAST_LOCAL = 0.5  # what a beat keeps of its song's certainty where nothing speaks for it
EDGE_S = 0.04  # the first and last beat may lie so far outside the sound, before they are placed
NOTHING = Beats(np.zeros(0), np.zeros(0, np.int64), np.zeros(0))


def rhythm(
    heard: Activations,
    rises: np.ndarray,
    classes: np.ndarray,
    attack: np.ndarray,
    sounding: tuple[float, float],
) -> tuple[Beats, tuple[TempoCandidate, ...]]:
    """Beats within `sounding` (seconds), and the tempo's candidates by weight; both empty where
    nothing is heard.
    """
    found = evidence.gather(rises, classes)
    gram = tempo.tempogram(found.pulse, FRAME_RATE)
    tracked = tracker.readings(found, gram)
    span = (round(sounding[0] * heard.rate), round(sounding[1] * heard.rate) + 1)
    judged = readings.judge(heard, found, gram, tracked, span)
    if not judged or not tracked:
        return NOTHING, ()
    best = judged[0]
    times = _placed(best, attack, sounding)
    if len(times) < FEWEST:
        return NOTHING, ()
    positions = _counted(best, times, found, heard)
    sure = confidence(times, judged, tracked, heard)
    return Beats(times, positions, sure), weighed(judged, steady_bpm(times))


def steady_bpm(times: np.ndarray) -> float:
    """The median tempo over spans of eight beats, so that the jitter of single beats cancels."""
    span = min(8, len(times) - 1)
    return 60 * span / float(np.median(times[span:] - times[:-span]))


def weighed(judged: list[Judged], bpm: float) -> tuple[TempoCandidate, ...]:
    """The belief in each tempo, that of the best first with its exact `bpm`; weights sum to 1."""
    groups: list[list[Judged]] = []
    for reading in judged:
        near = [g for g in groups if abs(np.log2(g[0].bpm / reading.bpm)) < SAME]
        if near:
            near[0].append(reading)
        else:
            groups.append([reading])
    pairs = [(g[0].bpm, sum(reading.weight for reading in g)) for g in groups]
    pairs = [(bpm, pairs[0][1]), *sorted(pairs[1:], key=lambda pair: -pair[1])]
    kept = [pair for pair in pairs if pair[1] >= MAIN or _octave(pair[0], bpm)]
    total = sum(belief for _, belief in kept)
    return tuple(TempoCandidate(float(bpm), belief / total) for bpm, belief in kept)


def _octave(one: float, other: float) -> bool:
    """Whether one tempo is the other, its half or its double."""
    return abs(abs(np.log2(one / other)) - 1) < SAME or abs(np.log2(one / other)) < SAME


def _placed(best: Judged, attack: np.ndarray, sounding: tuple[float, float]) -> np.ndarray:
    """Beats moved to their attacks and continued to both ends of the sound; where there is no
    attack they lie evenly between their neighbours, or follow the chain where that bends.
    """
    times = _continued(best.times, sounding)
    moved, strength = onsets.refined(times, attack)
    clear = strength > max(onsets.LEAST_ATTACK, 0.2 * float(np.percentile(strength, 75)))
    if clear.sum() >= 2:
        index = np.arange(len(times))
        drift = np.interp(index, index[clear], (moved - times)[clear])
        even = np.interp(index, index[clear], moved[clear])
        inner = (index > index[clear][0]) & (index < index[clear][-1])
        steady = inner & (np.abs(even - times) < STEADY_S)
        times = np.where(clear, moved, np.where(steady, even, times + drift))
    first, last = max(0.0, sounding[0] - 0.01), min(sounding[1], len(attack) / FINE_RATE - CUT_S)
    times = times[(times >= first) & (times <= last)]
    return times[np.append(True, np.diff(times) > 0.02)] if len(times) else times


def _continued(times: np.ndarray, sounding: tuple[float, float]) -> np.ndarray:
    """With beats before the first and after the last, at their tempo, as far as there is sound."""
    first, last = (float(np.median(np.diff(part))) for part in (times[:9], times[-9:]))
    before = int((times[0] - sounding[0] + EDGE_S) // first)
    after = int((sounding[1] + EDGE_S - times[-1]) // last)
    return np.concatenate(
        [
            times[0] - first * np.arange(max(before, 0), 0, -1),
            times,
            times[-1] + last * np.arange(1, max(after, 0) + 1),
        ]
    )


def _counted(
    best: Judged, times: np.ndarray, found: evidence.Evidence, heard: Activations
) -> np.ndarray:
    """Places in the bar, `int64[n]`: in three or four by all evidence together, in rarer metres as
    the chain counts.
    """
    lengths = np.diff(np.flatnonzero(best.positions == 1))
    metre = int(np.bincount(lengths).argmax()) if len(lengths) else 4
    if metre > 4:
        nearest = np.abs(times[:, None] - best.times).argmin(axis=1)
        return best.positions[nearest]
    return bars.positions(
        evidence.at_beats(found, times), readings.near(heard.downbeat, times, heard.rate)
    )


def confidence(
    times: np.ndarray, judged: list[Judged], tracked: list[Reading], heard: Activations
) -> np.ndarray:
    """How likely each beat is where a listener taps, `float64[n]` 0..1.

    That is how sure the whole reading is, less where other readings have no beat there, where the
    tracker has none, and where the network hears little.
    """
    belief, second = np.zeros(len(times)), np.zeros(len(times))
    for reading in judged:
        belief += reading.weight * (distance(times, reading.times) < AGREE_S)
    for other in tracked:
        second += other.weight * (distance(times, other.times) < AGREE_S)
    nearby = readings.near(heard.beat, times, heard.rate)
    local = np.mean([np.clip(belief, 0, 1), np.clip(second, 0, 1), nearby], axis=0)
    return readings.sure(judged) * (LEAST_LOCAL + (1 - LEAST_LOCAL) * local)
