"""How many flashes a visual field sees in one second. See flashes.py for the definition.

Input is, frame by frame, the masks of cells that changed (flash_cells.py); output the worst count
of transitions in any visual field within the last second, with the area that shares them.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np

FIELD = (341, 256)  # width, height in pixels of the reference screen
AREA = 0.25
PERIOD_S = 1.0
TOGETHER_S = 1 / 15  # two frames at 30 a second
_TINY = 1e-6


@dataclass(frozen=True)
class Seen:
    """What one frame adds: transitions in the worst field's last second, their area, the field's
    corner (row, column).
    """

    transitions: int
    area: float
    at: tuple[int, int]


class Fields:
    """Sums over every position of the visual field on a grid of cells, each `cell` pixels of the
    reference screen wide.
    """

    def __init__(self, shape: tuple[int, int], cell: float) -> None:
        self.high = min(round(FIELD[1] / cell), shape[0])
        self.wide = min(round(FIELD[0] / cell), shape[1])
        self.cells = FIELD[0] * FIELD[1] / cell**2
        self.limit = AREA * self.cells
        self.table = np.zeros((shape[0] + 1, shape[1] + 1), np.int32)
        self.positions = (shape[0] - self.high + 1, shape[1] - self.wide + 1)

    def count(self, mask: np.ndarray) -> np.ndarray:
        """Cells set in each field: int32[positions], by a summed-area table."""
        np.cumsum(np.cumsum(mask, axis=0, dtype=np.int32), axis=1, out=self.table[1:, 1:])
        t, high, wide = self.table, self.high, self.wide
        return t[high:, wide:] - t[:-high, wide:] - t[high:, :-wide] + t[:-high, :-wide]


class Counter:
    """Transitions of one kind (general or red) within the last second, per cell and per visual
    field.
    """

    def __init__(self, shape: tuple[int, int], cell: float) -> None:
        self.fields = Fields(shape, cell)
        self.counts = np.zeros(shape, np.int16)
        self.second: deque[tuple[float, np.ndarray]] = deque()
        self.recent: deque[tuple[float, np.ndarray, np.ndarray]] = deque()
        self.events: deque[tuple[float, np.ndarray]] = deque()
        self.event_counts = np.zeros(self.fields.positions, np.int16)
        self.event_time = np.full(self.fields.positions, -np.inf)
        self.last = np.zeros(self.fields.positions, np.int8)

    def push(self, time_s: float, up: np.ndarray, down: np.ndarray) -> Seen | None:
        """The transitions of one frame; None while nothing changes over more than that area."""
        self._forget(time_s)
        changed = up | down
        if not changed.any():
            return None
        self.counts += changed
        self.second.append((time_s, changed))
        same_place = self._by_cell()
        anywhere = self._by_field(time_s, up, down)
        return max((same_place, anywhere), key=lambda seen: seen.transitions if seen else -1)

    def _forget(self, time_s: float) -> None:
        while self.second and time_s - self.second[0][0] >= PERIOD_S - _TINY:
            self.counts -= self.second.popleft()[1]
        while self.events and time_s - self.events[0][0] >= PERIOD_S - _TINY:
            self.event_counts -= self.events.popleft()[1]
        while self.recent and time_s - self.recent[0][0] >= TOGETHER_S - _TINY:
            self.recent.popleft()

    def _by_cell(self) -> Seen | None:
        """The most transitions that enough cells of one field share, each by its own count."""
        at_least = np.cumsum(np.bincount(self.counts.ravel())[::-1])[::-1]
        low, high, seen = 0, int(np.count_nonzero(at_least > self.fields.limit)), None
        while high - low > 1:
            level = (low + high) // 2
            covered = self.fields.count(self.counts >= level)
            place = np.unravel_index(np.argmax(covered), covered.shape)
            if covered[place] > self.fields.limit:
                low, seen = level, self._seen(level, covered[place], place)
            else:
                high = level
        return seen

    def _by_field(self, time_s: float, up: np.ndarray, down: np.ndarray) -> Seen | None:
        """The most alternating changes of one field, each made together by enough cells, wherever
        in the field they lie.
        """
        self.recent.append((time_s, self.fields.count(up), self.fields.count(down)))
        rises = sum(rising for _, rising, _ in self.recent)
        falls = sum(falling for _, _, falling in self.recent)
        ready = time_s - self.event_time >= TOGETHER_S - _TINY
        rose = ready & (rises > self.fields.limit) & (self.last <= 0)
        fell = ready & (falls > self.fields.limit) & (self.last >= 0) & ~rose
        event = rose | fell
        if not event.any():
            return None
        self.last[rose], self.last[fell] = 1, -1
        self.event_time[event] = time_s
        self.event_counts += event
        self.events.append((time_s, event))
        for _, rising, falling in self.recent:
            rising[event], falling[event] = 0, 0
        counts = np.where(event, self.event_counts, 0)
        place = np.unravel_index(np.argmax(counts), counts.shape)
        return self._seen(int(counts[place]), np.maximum(rises, falls)[place], place)

    def _seen(self, transitions: int, cells: int, place: tuple) -> Seen:
        area = min(float(cells) / self.fields.cells, 1.0)
        return Seen(transitions, area, (int(place[0]), int(place[1])))
