"""Where in the bar each beat is, in three or four.

In: what happens at each beat, `float[beats, 8]` (`evidence.at_beats`). A downbeat tends to bring
bass and a new chord, its neighbours do not, the snare answers on two and four. The scores of beats
are summed along paths that count 1 2 3 (4) 1 ...; leaving the count is possible and dear. Four is
the default: of 912 annotated songs, 97 % were in four.
"""

import numpy as np

from clavilux.analysis.bar_pointer import odds
from clavilux.analysis.evidence import BEAT_COLUMNS

METRES = (4, 3)
FAVOUR_OF_FOUR = 2.2  # three must explain the song this much better
THREE = 1.5  # so much further the downbeats of a reading in three must stand out
SLIP = 30.0  # cost of a beat too many or too few: some eight bars must speak for it
NETWORK_WEIGHT = 0.64  # of the network's log odds of a downbeat, in the units of the other scores
LEAST_SPREAD = 0.15  # what differs less from beat to beat is chance

# How much each column speaks for a downbeat at its own beat, at the two beats beside it, and at
# those two away: `training/fit_evidence.py` on 110 composed pieces.
WEIGHTS = {
    "low": (0.19, -0.23, -0.04),
    "low_mid": (-0.16, 0.08, -0.05),
    "high_mid": (0.10, -0.02, -0.19),
    "high": (-0.03, 0.06, -0.10),
    "novelty": (0.04, -0.07, -0.04),
    "bass_change": (0.33, -0.18, 0.06),
    "chord_change": (0.31, -0.22, 0.15),
    "phrase_change": (0.81, -0.33, -0.56),
}


def positions(at_beats: np.ndarray, believed: np.ndarray) -> np.ndarray:
    """`int64[beats]`: each beat's place in its bar, from 1; `believed` is the network's belief that
    each is a downbeat.
    """
    return counted(np.column_stack([standardised(at_beats), odds(believed)]) @ flat_weights())


def standardised(at_beats: np.ndarray) -> np.ndarray:
    """What happens at each beat, against the song's own mean and spread: `float64[beats, 24]`, its
    columns, those of the two beats beside it summed, and those of the two that are two away.
    """
    spread = np.maximum(at_beats.std(axis=0), LEAST_SPREAD)
    standard = (at_beats - at_beats.mean(axis=0)) / spread
    padded = np.pad(standard, ((2, 2), (0, 0)))
    beside, two_away = padded[1:-3] + padded[3:-1], padded[:-4] + padded[4:]
    return np.hstack([standard, beside, two_away])


def flat_weights() -> np.ndarray:
    """The weights of `standardised` and of the network's log odds: `float64[25]`."""
    table = np.array([WEIGHTS[name] for name in BEAT_COLUMNS])
    return np.append(table.T.ravel(), NETWORK_WEIGHT)


def standing_out(scores: np.ndarray, metre: int) -> float:
    """How far the downbeats of the best count of so many stand out; threes have to do it further,
    since so little of the world's music is in three.
    """
    return _gain(scores, _count(scores, metre), metre) / (THREE if metre == 3 else 1.0)


def counted(scores: np.ndarray) -> np.ndarray:
    """Places `int64[beats]` from how much each beat looks like a downbeat, in three or four."""
    found = {metre: _count(scores, metre) for metre in METRES}
    gain = {metre: _gain(scores, places, metre) for metre, places in found.items()}
    return found[3 if gain[3] > FAVOUR_OF_FOUR * gain[4] and gain[3] > 0.5 else 4]


def _gain(scores: np.ndarray, places: np.ndarray, metre: int) -> float:
    """How far the downbeats of this count stand out of its other beats."""
    first = places == 1
    if not first.any() or first.all():
        return 0.0
    return float(scores[first].mean() - scores[~first].mean())


def _count(scores: np.ndarray, metre: int) -> np.ndarray:
    """The best count through all beats: Viterbi over places, next place free, any other at the cost
    of a slip.
    """
    reward = np.outer(scores, [1.0] + [-1 / (metre - 1)] * (metre - 1))
    best, back = reward[0].copy(), np.zeros((len(scores), metre), np.int64)
    regular = (np.arange(metre) - 1) % metre
    for beat in range(1, len(scores)):
        on, any_place = best[regular], int(best.argmax())
        slips = best[any_place] - SLIP > on
        back[beat] = np.where(slips, any_place, regular)
        best = np.where(slips, best[any_place] - SLIP, on) + reward[beat]
    places, place = np.empty(len(scores), np.int64), int(best.argmax())
    for beat in range(len(scores) - 1, -1, -1):
        places[beat] = place + 1
        place = back[beat, place]
    return places
