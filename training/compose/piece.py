"""The nouns of the composer."""

from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Note:
    """`beat` and `length` in beats from the first downbeat; `velocity` 0..1; `pitch` MIDI, for
    drums the GM key.
    """

    beat: float
    length: float
    pitch: int
    velocity: float


@dataclass
class Track:
    """One player. `voice` says who makes its sound: "gm" (with `program`), "kit" (GM drums), or a
    name of `synth.VOICES`. `lag_s` and `jitter_s` are how a person plays against the grid.
    """

    role: str  # drums, bass, comp, pad, lead
    voice: str
    program: int = 0
    gain: float = 1.0
    lag_s: float = 0.0
    jitter_s: float = 0.0
    notes: list[Note] = field(default_factory=list)


@dataclass(frozen=True)
class Piece:
    """A piece and its truth: `beats` `float64[n]` seconds, `positions` `int64[n]` in the bar from
    1, `borders` seconds at which sections begin.
    """

    seed: int
    style: str
    metre: int
    bpm: float
    tracks: tuple[Track, ...]
    at: np.ndarray  # float64: seconds of the beats -8, -7, ... ; linear between
    swing: tuple[float, int]  # share of the first half, and of how many parts a beat
    beats: np.ndarray
    positions: np.ndarray
    borders: np.ndarray
    duration: float
    ducked: bool  # side-chain: the rest gives way to the kick

    def seconds(self, beat: np.ndarray) -> np.ndarray:
        """When positions in beats sound, swing included."""
        return np.interp(swung(np.asarray(beat, np.float64), *self.swing), self._index, self.at)

    @property
    def _index(self) -> np.ndarray:
        return np.arange(len(self.at)) - 8.0


def swung(beat: np.ndarray, share: float, pairs: int) -> np.ndarray:
    """Beats in which every pair of parts is long-short: `pairs` pairs a beat, the first part takes
    `share` of its pair.
    """
    place = beat * pairs
    whole = np.floor(place + 1e-9)
    part = np.clip(place - whole, 0, 1)
    bent = np.where(part < 0.5, part * 2 * share, share + (part - 0.5) * 2 * (1 - share))
    return (whole + bent) / pairs
