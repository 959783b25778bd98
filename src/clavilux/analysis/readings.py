"""Which reading of the beat is right: chains of the decoder at several octaves, judged together.

In: activations, the evidence of signal processing, the tracker's readings. Out: `Judged` readings,
the likeliest first, with weights that sum to 1. The free chain is followed by chains held to twice,
half and other simple ratios of its tempo; what speaks for each is summed with weights that
`training/fit_readings.py` fits by conditional logistic regression on composed pieces that the
network never met. The weights are probabilities there, and meant as such.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from clavilux.analysis import bars, evidence
from clavilux.analysis.activations import Activations
from clavilux.analysis.bar_pointer import (
    BEAT_BIAS,
    DOWN_BIAS,
    DOWN_WEIGHT,
    HIGHEST_BPM,
    LOWEST_BPM,
    Chain,
    decode,
    odds,
)
from clavilux.analysis.tempo import Tempogram
from clavilux.analysis.tracker import AGREE_S, FEWEST, Reading, distance

RATIOS = (2.0, 0.5, 1.5, 2 / 3, 3.0)
TRUST = 6.0  # log odds in favour of the free chain of a network that the user named
TRACKED = 3  # readings of the tracker whose tempi are tried
WITHIN = 0.2  # octaves around a ratio's tempo that its chain may use
ALIKE = 0.85  # two phases of one tempo, so close in their weights, are no longer told apart
SAME_TEMPO = 0.05  # octaves between readings of one tempo
LESSER_METRES = 0.08  # the network's belief from which rarer metres are tried

CENTRE_BPM = 110.0  # of the tempi that people tap

# Fitted by training/fit_readings.py; that of the tempo is set: 0.7 octaves of deviation around the
# centre. The network's own guess at the tempo has no say: on styles that it never met it is right
# in two of three pieces only.
WEIGHTS = {
    "gain": 0.42,
    "beats": 0.88,
    "tracker": 0.40,
    "evidence": 0.17,
    "bars": 0.69,
    "pairs": 0.54,
    "octaves_squared": -1.0,
}
# What speaks for the best reading's being right, and a constant: logistic regression over the same
# pieces, by the same script.
SURE = (1.45, 1.03, 0.46, 1.87)


@dataclass(frozen=True)
class Judged:
    """One reading: `times` `float64[n]`, `positions` in the bar, tempo, `weight` among all, and
    what spoke for it.
    """

    times: np.ndarray
    positions: np.ndarray
    bpm: float
    weight: float
    reasons: dict[str, float]


def judge(
    heard: Activations,
    found: evidence.Evidence,
    gram: Tempogram,
    tracked: list[Reading],
    span: tuple[int, int],
) -> list[Judged]:
    """All readings, the likeliest first; empty where no chain fits into `span` (frames)."""
    chains = _chains(heard, tracked, span)
    if not chains:
        return []
    reasons = [describe(heard, chain, found, gram, tracked) for chain in chains]
    # A network that hears no beats has no say: then the evidence judges, as the tracker's own do.
    silent = max(reason["gain"] for reason in reasons) < 0
    scores = np.array([reason["evidence"] if silent else score(reason) for reason in reasons])
    if heard.tempo is None:
        scores[0] += TRUST
    weights = np.exp(scores - scores.max())
    weights /= weights.sum()
    judged = [
        Judged(
            _times(chain, heard, tracked, silent),
            chain.positions,
            bpm(chain, heard.rate),
            float(w),
            reason,
        )
        for chain, w, reason in zip(chains, weights, reasons, strict=True)
    ]
    return _by_tempo(judged)


def _times(chain: Chain, heard: Activations, tracked: list[Reading], silent: bool) -> np.ndarray:
    """The chain's beats, seconds; where the network hears none, those of the tracker near them."""
    times = chain.frames / heard.rate
    if not silent or not tracked:
        return times
    others = tracked[0].times
    nearest = others[np.abs(times[:, None] - others).argmin(axis=1)]
    return np.where(np.abs(nearest - times) < AGREE_S, nearest, times)


def _by_tempo(judged: list[Judged]) -> list[Judged]:
    """The likeliest tempo first, by the sum of its readings, and within it the likeliest reading:
    doubt about the phase must not decide the octave. Two phases believed quite alike count once:
    where nothing alternates from beat to beat, nothing speaks for half the tempo.
    """

    def belief(bpm: float) -> float:
        own = sorted(r.weight for r in judged if abs(np.log2(r.bpm / bpm)) < SAME_TEMPO)
        if len(own) > 1 and own[-2] > ALIKE * own[-1]:
            own.pop(-2)
        return sum(own)

    return sorted(judged, key=lambda reading: (-belief(reading.bpm), -reading.weight))


def sure(judged: list[Judged]) -> float:
    """How likely the first reading is right, 0..1."""
    because = grounds(judged[0].weight, judged[0].reasons)
    return float(1 / (1 + np.exp(-(np.dot(SURE[:-1], because) + SURE[-1]))))


def grounds(weight: float, reasons: Mapping[str, float]) -> tuple[float, ...]:
    """What certainty of the best reading is judged by: its weight among all (as a logarithm), what
    the network hears under its beats, and how far the tracker agrees.
    """
    return float(np.log(weight + 1e-9)), reasons["beats"], reasons["tracker"]


def score(reasons: dict[str, float]) -> float:
    """The log odds of a reading, up to a constant of the song."""
    return sum(weight * reasons[name] for name, weight in WEIGHTS.items())


def bpm(chain: Chain, rate: float) -> float:
    """The median tempo over spans of eight beats."""
    span = min(8, len(chain.frames) - 1)
    return 60 * rate * span / float(np.median(chain.frames[span:] - chain.frames[:-span]))


def metres(heard: Activations) -> tuple[int, ...]:
    """The metres worth trying: three and four always, others where the network believes in them."""
    if heard.metre is None:
        return (2, 3, 4)
    rare = (5, 7) if heard.metre[3] > LESSER_METRES else ()
    return ((2,) if heard.metre[0] > LESSER_METRES else ()) + (3, 4) + rare


def _chains(heard: Activations, tracked: list[Reading], span: tuple[int, int]) -> list[Chain]:
    """The free chain first, then those at simple ratios of its tempo and at the tracker's tempi."""
    free = decode(heard, span, metres=metres(heard))
    if free is None or len(free.frames) < FEWEST:
        return []
    chains, tempo = [free], bpm(free, heard.rate)
    best = sorted(tracked, key=lambda reading: -reading.weight)[:TRACKED]
    tried = [tempo]
    for other in (*(tempo * ratio for ratio in RATIOS), *(reading.bpm for reading in best)):
        low, high = other * 2**-WITHIN, other * 2**WITHIN
        known = any(abs(np.log2(other / one)) < WITHIN for one in tried)
        if known or low < LOWEST_BPM or high > HIGHEST_BPM:
            continue
        tried.append(other)
        chain = decode(heard, span, (low, high), metres(heard))
        if chain is not None and len(chain.frames) >= FEWEST:
            chains.append(chain)
    return chains + [between(heard, chain) for chain in chains]


def between(heard: Activations, chain: Chain) -> Chain:
    """The chain half a beat later, which the decoder leaves out where the network hears a little
    more on the other side: every second beat of a song is right in one of two ways. Its gain is
    what its beats and its best count collect.
    """
    frames = (chain.frames[1:] + chain.frames[:-1]) // 2
    times = frames / heard.rate
    beat = odds(near(heard.beat, times, heard.rate)) + BEAT_BIAS
    down = DOWN_WEIGHT * (odds(near(heard.downbeat, times, heard.rate)) + DOWN_BIAS)
    metre = int(chain.positions.max())
    first = max(range(metre), key=lambda place: float(down[place::metre].sum()))
    positions = (np.arange(len(frames)) - first) % metre + 1
    return Chain(frames, positions, float(beat.sum() + down[first::metre].sum()))


def near(curve: np.ndarray, times: np.ndarray, rate: float) -> np.ndarray:
    """The largest value of a curve within a frame of each time."""
    frames = np.clip(np.rint(times * rate).astype(np.int64), 1, len(curve) - 2)
    return np.max([curve[frames + shift] for shift in (-1, 0, 1)], axis=0)


def describe(
    heard: Activations,
    chain: Chain,
    found: evidence.Evidence,
    gram: Tempogram,
    tracked: list[Reading],
) -> dict[str, float]:
    """What speaks for a chain, by WEIGHTS."""
    times, tempo = chain.frames / heard.rate, bpm(chain, heard.rate)
    span = max(times[-1] - times[0], 1.0)
    agreed = sum(reading.weight * _agreement(times, reading.times) for reading in tracked)
    bar, pair = _counts(heard, found, times)
    return {
        "gain": chain.gain / span,
        "beats": float(odds(near(heard.beat, times, heard.rate)).mean()),
        "tracker": float(np.log(agreed + 0.05)),
        "evidence": evidence.score(evidence.describe(found, gram, times)),
        "bars": bar,
        "pairs": pair,
        "octaves_squared": float(np.log2(tempo / CENTRE_BPM)) ** 2,
    }


def _counts(heard: Activations, found: evidence.Evidence, times: np.ndarray) -> tuple[float, float]:
    """How far downbeats stand out of the other beats: by bass and chords in bars of four or three,
    and with what the network hears in twos or threes. At a wrong tempo or phase they hardly do.
    """
    looks = bars.standardised(evidence.at_beats(found, times))
    weights = bars.flat_weights()
    played = looks @ weights[:-1]
    both = played + weights[-1] * odds(near(heard.downbeat, times, heard.rate))
    found_bar = max(bars.standing_out(played, metre) for metre in (3, 4))
    return found_bar, max(bars.standing_out(both, metre) for metre in (2, 3))


def _agreement(times: np.ndarray, others: np.ndarray) -> float:
    """How far two lists of beats are the same, 0..1: their F measure, of which what half the beats
    would reach (2 / 3) counts as nothing. Otherwise a reading would vouch for its double.
    """
    hits = (distance(times, others) < AGREE_S).mean(), (distance(others, times) < AGREE_S).mean()
    return max(0.0, float(6 * hits[0] * hits[1] / max(sum(hits), 1e-9)) - 2)
