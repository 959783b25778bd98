"""What is measured of every frame of a film, as curves over time: one pass, a few hundred bytes
a frame.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from clavilux.evaluate.motion import Texture, flow, magnitude, similarity, textured
from clavilux.evaluate.video import Picture, picture_of

THUMB = (9, 16)
CUT = 0.35  # likeness below which the flow has nothing to follow


@dataclass(frozen=True)
class Series:
    """What was measured of each frame; all arrays are as long as `times` (seconds, ascending).

    `light` mean luma, `peak` the brightest cell's; `rise` mean of the luma's increases; `change`
    mean absolute change; `likeness` to the last frame, of texture or of large forms, -1..1;
    `motion` mean flow, picture heights; `thumbs` float16[frames, 3, 9, 16], the picture's coarse
    R'G'B'. The first frame has no change and likeness 1.
    """

    times: np.ndarray
    light: np.ndarray
    peak: np.ndarray
    rise: np.ndarray
    change: np.ndarray
    likeness: np.ndarray
    motion: np.ndarray
    thumbs: np.ndarray

    @property
    def steady_motion(self) -> np.ndarray:
        """`motion` with the values across cuts interpolated from their neighbours."""
        holes = np.isnan(self.motion)
        if holes.all():
            return np.zeros(len(self.motion))
        return np.interp(self.times, self.times[~holes], self.motion[~holes])

    @property
    def frame_s(self) -> float:
        """The usual time from frame to frame, seconds."""
        return float(np.median(np.diff(self.times))) if len(self.times) > 1 else 0.04


class Collector:
    """Measures frame after frame: `push` each picture, then take `series()`."""

    def __init__(self) -> None:
        self._rows: list[tuple[float, ...]] = []
        self._thumbs: list[np.ndarray] = []
        self._last: tuple[np.ndarray, Texture] | None = None

    def push(self, picture: Picture) -> None:
        """The next picture; one of another shape than the last begins anew."""
        luma, texture = picture.luma, textured(picture.luma)
        last = self._last if self._last and self._last[0].shape == luma.shape else (luma, texture)
        rise, change = _steps(last[0], luma)
        small = thumb(picture.rgb)
        forms = alike(self._thumbs[-1], small) if self._thumbs else 1.0
        likeness = max(similarity(last[1], texture), forms)
        moved = np.nan if likeness < CUT else magnitude(flow(last[1], texture)) if change else 0.0
        light, peak = float(luma.mean()), float(luma.max())
        self._rows.append((picture.time, light, peak, rise, change, likeness, moved))
        self._thumbs.append(small)
        self._last = luma, texture

    def series(self) -> Series:
        """All frames so far, at least one."""
        times, light, peak, rise, change, likeness, motion = np.array(self._rows, np.float64).T
        thumbs = np.stack(self._thumbs)
        return Series(times, light, peak, rise, change, likeness, motion, thumbs)


def watch(planes: Iterable[np.ndarray], fps: Fraction, start: float = 0.0) -> Series:
    """The series of I420 frames as the renderer hands them to the encoder, without a file
    between.
    """
    collector = Collector()
    for index, frame in enumerate(planes):
        collector.push(picture_of(frame, index, start + float(index / fps)))
    return collector.series()


def alike(one: np.ndarray, other: np.ndarray) -> float:
    """Correlation of the large forms of two thumbnails, -1..1, whatever their light and tint; 0
    where one has none. A picture that leaps keeps them, a cut does not.
    """
    a, b = (each - each.mean((1, 2), dtype=np.float32, keepdims=True) for each in (one, other))
    power = float((a * a).mean() * (b * b).mean())
    return float((a * b).mean()) / power**0.5 if power > 1e-12 else 0.0


def _steps(before: np.ndarray, after: np.ndarray) -> tuple[float, float]:
    """Mean increase and mean absolute change of luma."""
    step = after - before
    return float(np.maximum(step, 0).mean()), float(np.abs(step).mean())


def thumb(rgb: np.ndarray) -> np.ndarray:
    """Cells float32[3, rows, columns] averaged to float16[3, 9, 16]; small grids repeat."""
    rows, columns = rgb.shape[1] // THUMB[0], rgb.shape[2] // THUMB[1]
    if rgb.shape[1:] == (rows * THUMB[0], columns * THUMB[1]):  # the usual case, ten times faster
        tall = rgb.reshape(3, THUMB[0], rows, -1).mean(axis=2)
        return tall.reshape(3, *THUMB, columns).mean(axis=3).astype(np.float16)
    top = np.arange(THUMB[0]) * rgb.shape[1] // THUMB[0]
    left = np.arange(THUMB[1]) * rgb.shape[2] // THUMB[1]
    high = np.maximum(np.diff(np.append(top, rgb.shape[1])), 1)
    wide = np.maximum(np.diff(np.append(left, rgb.shape[2])), 1)
    total = np.add.reduceat(np.add.reduceat(rgb, top, axis=1), left, axis=2)
    return (total / (high[:, None] * wide)).astype(np.float16)
