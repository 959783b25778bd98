"""Lines of a text that nobody sings: a verse that the recording leaves out, a line of another song.

A search that must go through every line squeezes such a line in between its neighbours. Here every
line may be left out, at a price, and frames that nothing is sung in are worth less than the song's
own words are in the middle: the sung lines pay for themselves at any level of the voice, and a line
that only costs is left out. Since neighbours may stretch over a line that is sung but hardly heard,
it must also be far worse than the middle of what is kept. Level and price come from rendered songs
with an invented line put in (docs/decisions/0012-alignment.md).
"""

from collections.abc import Sequence

import numpy as np

from clavilux.types.acoustic import AcousticModel
from clavilux.words.chain import GAP, best_path
from clavilux.words.parts import parts
from clavilux.words.search import Pass, Spoken, way_of

BELOW = 5.0  # how much less a frame of nothing is worth than the middle one of what is sung
WORSE = 2.0  # than the middle of what is kept: how poor the frames of an unsung line are at least
PRICE = -20.0  # of leaving out a line, in log posteriors
MOST = 0.5  # of the lines: where more seem unsung it is another text, and nothing is left out


def lines_of(words: Sequence[Spoken]) -> np.ndarray:
    """`int[words]`: the line of each."""
    last = np.array([word.last for word in words])
    return np.concatenate([[0], np.cumsum(last)[:-1]])


def unsung(found: Pass, words: Sequence[Spoken], model: AcousticModel) -> np.ndarray:
    """`bool[words]`: those of the lines that the sound is better explained without."""
    line = lines_of(words)
    last = np.flatnonzero([word.last for word in words])
    first = np.concatenate([[0], last[:-1] + 1])
    left_out, kept = np.zeros(len(last), bool), []
    own_scores = found.scores[np.arange(len(found.path)), found.columns()]
    said = found.units() != GAP
    scores = _levelled(found.scores, float(np.median(own_scores[said])) - BELOW, model)
    for own, near, frames in parts(found.units(), len(words)):
        way = way_of(words[near], model, PRICE)
        path = best_path(scores[frames], way)
        if path is None:
            continue
        units = way.units[path]
        heard = np.zeros(len(last), bool)
        heard[line[near][units[units != GAP]]] = True
        whole = (first >= own.start) & (first < own.stop) & (last < near.stop)
        left_out |= whole & ~heard
        sung = np.flatnonzero(units != GAP)
        kept.append(scores[frames][sung, way.columns[path[sung]]])
    if not 0 < left_out.mean() <= MOST:
        return np.zeros(len(words), bool)
    frames_of = line[found.units()[said]]
    total = np.bincount(frames_of, own_scores[said], len(last))
    means = total / np.maximum(np.bincount(frames_of, minlength=len(last)), 1)
    left_out &= means < np.median(np.concatenate(kept)) - WORSE
    return left_out[line]


def _levelled(scores: np.ndarray, level: float, model: AcousticModel) -> np.ndarray:
    """The scores with the gap at a level of its own; silence is still worth what it is."""
    scores = scores.copy()
    silence = model.phones.index("SIL") * model.states
    still = scores[:, silence : silence + model.states].max(axis=1)
    scores[:, -1] = np.maximum(still, level)
    return scores
