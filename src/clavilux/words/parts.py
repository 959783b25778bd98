"""The doubt about a long text in parts, so that an hour takes the memory and the time of twelve
songs and not of their square.

The best path through everything says where a part lies; in a part every way is weighed, and what is
learned of the words at its edges is left to the neighbours.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from clavilux.words.chain import GAP, Chain
from clavilux.words.doubt import SOFTEN, doubt

PART, EDGE = 240, 40  # words in a part, and beside it


@dataclass(frozen=True)
class Believed:
    """Of each word the frame of its start and of its end (`int[words]`, ascending), and how likely
    the start is right within the asked reach (`float[words]`)."""

    starts: np.ndarray
    ends: np.ndarray
    near: np.ndarray


def believed(
    scores: np.ndarray,
    units: np.ndarray,
    way_of: Callable[[int, int], Chain],
    reach: int,
    soften: float = SOFTEN,
) -> Believed:
    """What all ways say together. `scores` `float32[frames, columns]`; `units` `int[frames]`: the
    word of each frame on the best path, or GAP; `way_of(a, b)` the chain of words `a` to `b`;
    `reach` in frames."""
    count = int(units.max()) + 1
    starts, ends = np.zeros((2, count), int)
    near = np.zeros(count)
    for own, words, frames in parts(units, count):
        found = doubt(scores[frames], way_of(words.start, words.stop), soften)
        inside = slice(own.start - words.start, own.stop - words.start)
        begun = found.median_starts()
        starts[own] = begun[inside] + frames.start
        ends[own] = found.median_ends()[inside] + frames.start
        near[own] = found.near(begun, reach)[inside]
    starts = np.maximum.accumulate(starts)
    return Believed(starts, np.maximum(np.maximum.accumulate(ends), starts + 1), near)


def parts(units: np.ndarray, count: int) -> Iterator[tuple[slice, slice, slice]]:
    """The words of each part, the same with its edges, and the frames of these."""
    sung = np.flatnonzero(units != GAP)
    firsts = sung[np.searchsorted(units[sung], np.arange(count))]
    lasts = sung[np.searchsorted(units[sung], np.arange(count), "right") - 1] + 1
    number = max(1, -(-count // PART))
    for k in range(number):
        own = slice(k * count // number, (k + 1) * count // number)
        words = slice(max(0, own.start - EDGE), min(count, own.stop + EDGE))
        begin = int(lasts[words.start - 1]) if words.start else 0
        end = int(firsts[words.stop]) if words.stop < count else len(units)
        yield own, words, slice(begin, end)
