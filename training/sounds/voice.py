"""What every maker of an instrument returns."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sounds.phrases import Note

Rng = np.random.Generator


def _as_played(x: np.ndarray) -> np.ndarray:
    return x


@dataclass(frozen=True)
class Voice:
    """How one instrument plays a note, `float[n]`, and what is done to all it played (an
    amplifier)."""

    note: Callable[[Note], np.ndarray]
    finish: Callable[[np.ndarray], np.ndarray] = _as_played
