"""The grid that harmony and form are measured on: cells of about half a second, bars of about two.

In: beats. Out: `Cells` over the whole sound. Beats are halved or doubled until a cell lasts 0.34 to
0.78 s, downbeats until a bar lasts 1.4 to 3.3 s, so that a wrong octave of the tempo changes little
of what is found; where no beat is heard, before, between and after, cells go on evenly.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from clavilux.types.curve import Curve
from clavilux.types.features import Beats

CELL_S, FAST_S, SLOW_S = 0.5, 0.34, 0.78
BAR_FAST_S, BAR_SLOW_S = 1.4, 3.3
FEWEST = 8  # beats that make a grid
LEAST_SURE = 0.08  # beats so doubtful on the whole are those of noise: they make none
GAP = 1.8  # a longer gap, in cells, is filled
TOGETHER = 16  # columns that are summed at once: an hour of all 128 bands would take 300 MB


@dataclass(frozen=True)
class Cells:
    """`edges` `float64[n + 1]` seconds from 0 to the end; `starts` `int64[m]`: the cells that begin
    a bar, the first of them 0.
    """

    edges: np.ndarray
    starts: np.ndarray

    @property
    def bars(self) -> np.ndarray:
        """`float64[m + 1]`: the borders of bars, from 0 to the end."""
        return np.append(self.edges[self.starts], self.edges[-1])


def cells(beats: Beats, duration: float) -> Cells:
    """The grid of a sound of `duration` seconds."""
    times, first = _regular(beats)
    inside = (times > 0.2 * CELL_S) & (times < duration - 0.2 * CELL_S)
    times, first = times[inside], first[inside]
    if len(times) < FEWEST or beats.sure < LEAST_SURE:
        edges = np.linspace(0.0, duration, max(1, round(duration / CELL_S)) + 1)
        return Cells(edges, np.arange(0, len(edges) - 1, 4))
    times, first = _filled(times, first, duration)
    edges = np.concatenate([[0.0], times, [duration]])
    return Cells(edges, _bar_starts(edges, np.flatnonzero(first) + 1))


def _regular(beats: Beats) -> tuple[np.ndarray, np.ndarray]:
    """Beats at a cell's pace, and which of them are downbeats."""
    times, first = beats.times, beats.positions == 1
    while len(times) > 1 and np.median(np.diff(times)) > SLOW_S:
        middles = (times[1:] + times[:-1]) / 2
        order = np.argsort(np.concatenate([times, middles]), kind="stable")
        first = np.concatenate([first, np.zeros(len(middles), bool)])[order]
        times = np.sort(np.concatenate([times, middles]))
    while len(times) > FEWEST and np.median(np.diff(times)) < FAST_S:
        kept = _every_second(first)
        times, first = times[kept], first[kept]
    return times, first


def _every_second(first: np.ndarray) -> np.ndarray:
    """Of each bar the odd beats; the count starts anew on every downbeat."""
    index = np.arange(len(first))
    last = np.maximum.accumulate(np.where(first, index, 0))
    return (index - last) % 2 == 0


def _filled(times: np.ndarray, first: np.ndarray, duration: float) -> tuple[np.ndarray, np.ndarray]:
    """The same with even cells in every long gap, and before and after the beats."""
    cell = float(np.median(np.diff(times)))
    marks = np.concatenate([[0.0], times, [duration]])
    added = [times]
    for k in np.flatnonzero(np.diff(marks) > GAP * cell):
        a, b = marks[k], marks[k + 1]
        parts = round((b - a) / cell)
        if k == 0:  # count back from the first beat
            added.append(b - cell * np.arange(1, int((b - a) / cell - 0.3) + 1))
        elif k == len(marks) - 2:
            added.append(a + cell * np.arange(1, int((b - a) / cell - 0.3) + 1))
        else:
            added.append(np.linspace(a, b, parts + 1)[1:-1])
    joined = np.concatenate(added)
    order = np.argsort(joined, kind="stable")
    marked = np.concatenate([first, np.zeros(len(joined) - len(first), bool)])
    return joined[order], marked[order]


def _bar_starts(edges: np.ndarray, downbeats: np.ndarray) -> np.ndarray:
    """Cells that begin bars: downbeats, every second of them or halves between them by the bar's
    length; regular where no downbeat is heard.
    """
    if len(downbeats) < 2:
        return np.arange(0, len(edges) - 1, 4)
    length = int(np.median(np.diff(downbeats)))
    cell = float(np.median(np.diff(edges)))
    while length * cell > BAR_SLOW_S and length % 2 == 0:
        length //= 2
    while length * cell < BAR_FAST_S:
        downbeats, length = downbeats[::2], 2 * length
    lead = np.arange(downbeats[0], 0, -length)[:0:-1]
    return _spread(np.concatenate([lead, downbeats, [len(edges) - 1]]), length)


def _spread(marks: np.ndarray, length: int) -> np.ndarray:
    """Marks with regular bars in every gap that is longer than a bar and a half."""
    starts = [0]
    for a, b in pairwise(marks):
        inner = list(range(int(a), int(b), length))
        if len(inner) > 1 and b - inner[-1] < 0.5 * length:
            inner.pop()
        starts += inner
    found = np.unique(np.array(starts, np.int64))
    short = np.flatnonzero(np.diff(found) < 0.5 * length)
    return np.delete(found, [k + 1 for k in short if found[k] == 0])


def pooled(curve: Curve, edges: np.ndarray) -> np.ndarray:
    """The mean of the curve over each cell: `float32[n]` or `float32[n, d]`."""
    index = np.ceil(edges * curve.rate - 1e-9).astype(np.int64)
    index = np.clip(index, 0, len(curve.values))
    if curve.values.ndim == 1:
        return _means(curve.values[:, None], index)[:, 0]
    width = curve.values.shape[1]
    parts = [curve.values[:, k : k + TOGETHER] for k in range(0, width, TOGETHER)]
    return np.concatenate([_means(part, index) for part in parts], axis=1)


def _means(columns: np.ndarray, index: np.ndarray) -> np.ndarray:
    """The means of rows `index[k]` to `index[k + 1]`, the row itself where there is none between:
    `float32[n, d]`.
    """
    running = np.zeros((len(columns) + 1, columns.shape[1]))
    np.cumsum(columns.astype(np.float32), axis=0, dtype=np.float64, out=running[1:])
    length = np.diff(index)[:, None]
    total = np.diff(running[index], axis=0)
    nearest = columns[np.minimum(index[:-1], len(columns) - 1)].astype(np.float32)
    return np.where(length > 0, total / np.maximum(length, 1), nearest).astype(np.float32)
