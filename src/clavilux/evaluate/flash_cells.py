"""Transitions of cells: where luminance, or saturated red, has turned far enough to count. See
flashes.py for the definition.

Input is a sequence of grids; output, for each frame, two masks bool[rows, columns]: the cells that
have just completed a transition upwards (brighter, into red) and downwards. Between two transitions
of a cell in one direction lies its opposite.
"""

import numpy as np

from clavilux.evaluate.colour import RED_UV, chromaticity

CHANGE, DARK = 0.10, 0.80
SATURATED, LEAST_RED, RED_DISTANCE = 0.8, 20 / 320, 0.2
_TINY = 1e-6
_RED = RED_UV[:, None, None]


class LuminanceTurns:
    """Peaks and valleys of relative luminance, cell by cell."""

    def __init__(self, first: np.ndarray) -> None:
        self.low, self.high = first.copy(), first.copy()
        self.direction = np.zeros(first.shape, np.int8)

    def push(self, level: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The next luminance float32[rows, columns]; which cells have now risen, which have fallen,
        since their last turn.
        """
        np.minimum(self.low, level, out=self.low)
        np.maximum(self.high, level, out=self.high)
        least = CHANGE - _TINY
        up = (self.direction <= 0) & (level - self.low >= least) & (self.low < DARK)
        down = (self.direction >= 0) & (self.high - level >= least) & (level < DARK) & ~up
        np.copyto(self.high, level, where=up)
        np.copyto(self.low, level, where=down)
        np.copyto(self.direction, 1, where=up)
        np.copyto(self.direction, -1, where=down)
        return up, down


def _apart(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Squared distance of chromaticities [2, rows, columns]."""
    difference = a - b
    difference *= difference
    return difference[0] + difference[1]


class RedTurns:
    """Changes to and from saturated red, cell by cell.

    `near` is the reddest state of the present red spell, `far` the least red one of the present
    spell without red.
    """

    def __init__(self, light: np.ndarray) -> None:
        self.near = self.far = chromaticity(light)
        self.far = self.near.copy()
        self.red = self._saturated(light)

    def push(self, light: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The next linear RGB float32[3, rows, columns]; which cells have now turned red, which
        have left red.
        """
        uv = chromaticity(light)
        self._follow(uv)
        least = RED_DISTANCE**2
        enters = ~self.red & self._saturated(light) & (_apart(uv, self.far) > least)
        leaves = self.red & (_apart(uv, self.near) > least)
        np.copyto(self.near, uv, where=enters)
        np.copyto(self.far, uv, where=leaves)
        self.red ^= enters | leaves
        return enters, leaves

    def _follow(self, uv: np.ndarray) -> None:
        """Takes the present state as the spell's extreme where it is more extreme."""
        distance = _apart(uv, _RED)
        redder = self.red & (distance < _apart(self.near, _RED))
        paler = ~self.red & (distance > _apart(self.far, _RED))
        np.copyto(self.near, uv, where=redder)
        np.copyto(self.far, uv, where=paler)

    @staticmethod
    def _saturated(light: np.ndarray) -> np.ndarray:
        return (light[0] >= SATURATED * light.sum(0)) & (light[0] > LEAST_RED)
