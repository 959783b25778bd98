"""Beats and bars together: the one chain of beats, with its tempo and its count, that explains the
activations best.

In: `Activations`. Out: `Chain`. A pointer runs through bars of two to seven beats (Whiteley, Cemgil
and Godsill 2006; Krebs, Böck and Widmer 2015); here it is looked at from beat to beat only, so that
the best path through frames, periods and places in the bar is found by a short recursion:

    D[t, i, p] = gain(t, p) + max over d near period i, j near i, of D[t - d, j, p - 1] - cost(i, j)

A beat gains the log odds that the network gives it, a downbeat those of a downbeat besides, so a
tempo twice too fast pays for beats where nothing is, one twice too slow misses some; and a count
that is wrong by a beat meets its downbeats nowhere. Octave, phase and metre are settled at once.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from clavilux.analysis.activations import Activations

LOWEST_BPM, HIGHEST_BPM = 40.0, 240.0
PER_OCTAVE = 16  # periods of the grid
SLACK = 0.022  # by which an interval may differ from its period without cost
BEND = 3  # grid steps by which the tempo may change from one beat to the next
STEP_COST = 1.6  # of one such step
SLIP_COST = 9.0  # of a bar cut short or another metre
ODDS_LIMITS = (-3.5, 3.0)
# Halfway between the network's log odds on beats and off them, on pieces it never met: at such a
# place a beat neither gains nor costs.
BEAT_BIAS, DOWN_BIAS, DOWN_WEIGHT = 1.0, 1.35, 0.9
METRE_COST = {2: 12.0, 3: 3.0, 4: 0.0, 5: 12.0, 6: 12.0, 7: 12.0}  # once, at the start
START = 255  # a choice that says: the chain begins here


@dataclass(frozen=True)
class Chain:
    """`frames` `int64[m]` of the activations, `positions` `int64[m]` in the bar from 1; `gain` is
    the log odds that it collected, less its costs.
    """

    frames: np.ndarray
    positions: np.ndarray
    gain: float


@dataclass(frozen=True)
class _Grid:
    """`periods` `float64[k]` frames; `intervals` `int64[k, w]` allowed at each, padded with the
    last.
    """

    periods: np.ndarray
    intervals: np.ndarray
    metres: tuple[int, ...]

    @cached_property
    def first(self) -> np.ndarray:
        """The column of each metre's downbeat."""
        return np.concatenate([[0], np.cumsum(self.metres)[:-1]]).astype(np.int64)

    @cached_property
    def before(self) -> np.ndarray:
        """The column from which each column is entered: the place before, or the end of the bar."""
        columns = np.arange(sum(self.metres)) - 1
        columns[self.first] = np.cumsum(self.metres) - 1
        return columns

    @cached_property
    def place(self) -> np.ndarray:
        return np.concatenate([np.arange(metre) for metre in self.metres]) + 1


def decode(
    heard: Activations,
    span: tuple[int, int],
    bpm: tuple[float, float] = (LOWEST_BPM, HIGHEST_BPM),
    metres: tuple[int, ...] = (2, 3, 4),
) -> Chain | None:
    """The best chain within the frames of `span`, at tempi within `bpm`; None where not even two
    beats fit.
    """
    grid = _grid(heard.rate, bpm, metres)
    first, last = max(0, span[0]), min(len(heard.beat), span[1])
    if last - first < 2 * grid.intervals.max():
        return None
    gains = _gains(heard, grid, first, last)
    return _Recursion(grid, gains).best(first)


def odds(probability: np.ndarray) -> np.ndarray:
    """Log odds within ODDS_LIMITS: neither certainty is ever whole."""
    p = np.clip(probability.astype(np.float64), 1e-6, 1 - 1e-6)
    return np.clip(np.log(p / (1 - p)), *ODDS_LIMITS)


def _grid(rate: float, bpm: tuple[float, float], metres: tuple[int, ...]) -> _Grid:
    shortest, longest = 60 * rate / bpm[1], 60 * rate / bpm[0]
    count = max(1, round(np.log2(longest / shortest) * PER_OCTAVE)) + 1
    periods = np.geomspace(shortest, longest, count)
    low = np.rint(periods * (1 - SLACK)).astype(np.int64)
    high = np.maximum(low + 1, np.rint(periods * (1 + SLACK)).astype(np.int64))
    width = int((high - low).max()) + 1
    intervals = np.minimum(low[:, None] + np.arange(width), high[:, None])
    return _Grid(periods, intervals, metres)


def _gains(heard: Activations, grid: _Grid, first: int, last: int) -> np.ndarray:
    """What a beat at each frame gains in each column: `float32[frames, columns]`."""
    beat = odds(heard.beat[first:last]) + BEAT_BIAS
    down = DOWN_WEIGHT * (odds(heard.downbeat[first:last]) + DOWN_BIAS)
    gains = np.repeat(beat[:, None], sum(grid.metres), axis=1)
    gains[:, grid.first] += down[:, None]
    return gains.astype(np.float32)


class _Recursion:
    """The forward pass, in blocks shorter than any interval, and the way back."""

    def __init__(self, grid: _Grid, gains: np.ndarray) -> None:
        self.grid, self.gains = grid, gains
        frames, columns = gains.shape
        shape = (frames, len(grid.periods), columns)
        self.choice = np.full(shape, START, np.uint8)  # which interval led here
        self.bend = np.zeros(shape, np.uint8)  # which step of tempo is taken from here
        self.slip = np.zeros((frames, len(grid.periods), len(grid.metres)), np.uint8)
        self.reach = int(grid.intervals.max())
        self.ring = np.full((2 * self.reach + 1, *shape[1:]), -np.inf, np.float32)
        self.block = int(grid.intervals.min())  # frames that cannot depend on one another
        wide = len(grid.periods) + 2 * BEND
        self.padded = np.full((self.block, wide, columns), -np.inf, np.float32)
        self.last = np.full(shape[1:], -np.inf, np.float32)
        self.at = np.zeros(shape[1:], np.int64)

    def best(self, offset: int) -> Chain:
        frames = len(self.gains)
        for start in range(0, frames, self.block):
            times = np.arange(start, min(frames, start + self.block))
            score = self._arrive(times)
            self._depart(times, score)
            self._finish(times, score, frames)
        return self._back(offset)

    def _arrive(self, times: np.ndarray) -> np.ndarray:
        """The best score of a beat at each of `times`: `float32[times, periods, columns]`."""
        grid, size = self.grid, len(self.ring)
        rows = np.arange(len(grid.periods))
        best = np.full((len(times), *self.choice.shape[1:]), -np.inf, np.float32)
        for k in range(grid.intervals.shape[1]):
            came = self.ring[(times[:, None] - grid.intervals[:, k]) % size, rows]
            better = came > best
            best = np.where(better, came, best)
            self.choice[times] = np.where(better, np.uint8(k), self.choice[times])
        if times[0] < self.reach:
            costs = np.repeat([METRE_COST[m] for m in grid.metres], grid.metres)
            fresh = np.broadcast_to(-costs.astype(np.float32), best.shape)
            begins = (fresh > best) & (times < self.reach)[:, None, None]
            best = np.where(begins, fresh, best)
            self.choice[times] = np.where(begins, np.uint8(START), self.choice[times])
        return best + self.gains[times][:, None]

    def _depart(self, times: np.ndarray, score: np.ndarray) -> None:
        """Into the ring: the score with which the next beat is entered at each period and place."""
        count = score.shape[1]
        padded = self.padded[: len(times)]
        padded[:, BEND : BEND + count] = score
        best = score.copy()
        bend = np.full(score.shape, BEND, np.uint8)
        for step in range(2 * BEND + 1):
            came = padded[:, step : step + count] - np.float32(STEP_COST * abs(step - BEND))
            better = came > best
            np.copyto(best, came, where=better)
            np.copyto(bend, np.uint8(step), where=better)
        entered = best[..., self.grid.before]
        slipped = best.argmax(axis=2)
        value = np.take_along_axis(best, slipped[..., None], axis=2) - np.float32(SLIP_COST)
        downbeats = entered[..., self.grid.first]
        slips = value > downbeats
        entered[..., self.grid.first] = np.where(slips, value, downbeats)
        self.bend[times] = bend
        self.slip[times] = np.where(slips, slipped[..., None] + 1, 0)
        self.ring[times % len(self.ring)] = entered

    def _finish(self, times: np.ndarray, score: np.ndarray, frames: int) -> None:
        """Keeps the best last beat of each state: one after which no other fits."""
        shortest = self.grid.intervals[:, 0]
        late = times[:, None] + shortest >= frames
        if not late.any():
            return
        ends = np.where(late[..., None], score, -np.inf)
        which = ends.argmax(axis=0)
        value = np.take_along_axis(ends, which[None], axis=0)[0]
        better = value > self.last
        self.last = np.where(better, value, self.last)
        self.at = np.where(better, times[which], self.at)

    def _back(self, offset: int) -> Chain:
        grid = self.grid
        where = np.unravel_index(int(self.last.argmax()), self.last.shape)
        period, column = int(where[0]), int(where[1])
        gain = float(self.last[period, column])
        time = int(self.at[period, column])
        frames, columns = [time], [int(column)]
        while (k := self.choice[time, period, column]) != START:
            time -= int(grid.intervals[period, k])
            metre = np.flatnonzero(grid.first == column)
            came = int(self.slip[time, period, metre[0]]) - 1 if len(metre) else -1
            column = came if came >= 0 else int(grid.before[column])
            period = period + int(self.bend[time, period, column]) - BEND
            frames.append(time)
            columns.append(int(column))
        places = grid.place[np.array(columns[::-1])]
        return Chain(np.array(frames[::-1]) + offset, places, gain)
