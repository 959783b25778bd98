"""Do large visual changes lie on the borders of the song's sections.

A film's thumbnails and the sections' borders go in. How much the picture's world changes at an
instant is the distance between its means over `SPAN_S` before and after: a cut back and forth
within one world is small, a new look or palette large.
"""

from dataclasses import dataclass

import numpy as np

from clavilux.evaluate.sync import distances, shifted

SPAN_S = 3.0
REACH_S = 0.75  # a border has its change if one lies this near
DRAWS = 200


@dataclass(frozen=True)
class SectionScore:
    """`found` is the share of borders with one of the film's largest changes, as many as there are
    borders, within `REACH_S`; `chance` the same for borders moved at random.

    `percentile` 0..1 is the mean rank of the change at the borders among all instants: chance is
    0.5.
    """

    found: float
    chance: float
    percentile: float
    borders: int


def world_changes(times: np.ndarray, thumbs: np.ndarray) -> np.ndarray:
    """How far the mean picture moves at each frame: float64[frames], 0..1; 0 near both ends."""
    flat = thumbs.reshape(len(thumbs), -1)
    here = np.arange(len(times))
    first, last = np.searchsorted(times, times - SPAN_S), np.searchsorted(times, times + SPAN_S)
    change = np.zeros(len(times))
    for part in np.array_split(np.arange(flat.shape[1]), 12):  # an hour of film at once is too much
        total = np.cumsum(np.insert(flat[:, part], 0, 0, axis=0), axis=0, dtype=np.float64)
        before = (total[here] - total[first]) / np.maximum(here - first, 1)[:, None]
        after = (total[last] - total[here]) / np.maximum(last - here, 1)[:, None]
        change += np.abs(after - before).sum(1) / flat.shape[1]
    whole = (times - times[0] >= SPAN_S / 2) & (times[-1] - times >= SPAN_S / 2)
    return np.where(whole, change, 0.0)


def section_score(
    times: np.ndarray, changes: np.ndarray, borders: np.ndarray, seed: int = 0
) -> SectionScore | None:
    """Compares `world_changes` with the sections' borders (seconds); None without a border
    inside.
    """
    duration = float(times[-1])
    borders = borders[(borders > REACH_S) & (borders < duration - REACH_S)]
    if not len(borders) or not changes.any():
        return None
    largest = _largest(times, changes, len(borders))
    hits = [_found(shifted(borders, duration, seed, draw), largest) for draw in range(DRAWS)]
    return SectionScore(
        found=_found(borders, largest),
        chance=float(np.mean(hits)),
        percentile=float(np.mean([_rank(times, changes, border) for border in borders])),
        borders=len(borders),
    )


def _largest(times: np.ndarray, changes: np.ndarray, count: int) -> np.ndarray:
    """Times of the `count` largest changes, no two within one span: ascending."""
    left = changes.copy()
    chosen: list[float] = []
    while len(chosen) < count and left.max() > 0:
        at = times[int(np.argmax(left))]
        chosen.append(float(at))
        left[np.abs(times - at) < SPAN_S] = 0
    return np.array(sorted(chosen))


def _found(borders: np.ndarray, largest: np.ndarray) -> float:
    return float((np.abs(distances(borders, largest)) <= REACH_S).mean())


def _rank(times: np.ndarray, changes: np.ndarray, border: float) -> float:
    """The share of instants that change less than the largest change near the border does."""
    near = np.abs(times - border) <= REACH_S
    window = max(int(near.sum()), 1)
    if not near.any():
        return 0.0
    usual = np.array(
        [part.max() for part in np.array_split(changes, max(len(changes) // window, 1))]
    )
    return float((usual < changes[near].max()).mean())
