"""How much the picture moves: dense optical flow between neighbouring frames, by Lucas and Kanade
on a pyramid.

Luma grids go in, flow float32[2, rows, columns] (x right, y down, in cells) and its mean magnitude
come out. Light that comes and goes is not motion: each picture is freed of its slow shades and
brought to unit contrast first. Where there is no texture the flow is damped to 0. B. Lucas, T.
Kanade, "An iterative image registration technique" (IJCAI 1981); J.-Y. Bouguet's pyramidal form
(2001).
"""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import uniform_filter

WINDOW = 5  # cells over which the flow is taken to be constant
SHADE = 15  # cells over which shades are removed
LEVELS = 3
STILL = 0.02  # gradient energy, at unit contrast, below which a cell has no say
NOISE = 0.002  # of luma, in a cell's mean
EMPTY = 0.004  # contrast below which there is nothing to see


@dataclass(frozen=True)
class Texture:
    """A picture without its slow shades, at unit contrast: float32 grids of full, half, quarter
    size.

    `contrast` is the standard deviation of luma that it had.
    """

    levels: list[np.ndarray]
    contrast: float

    @property
    def empty(self) -> bool:
        return self.contrast < EMPTY


def textured(luma: np.ndarray) -> Texture:
    """The texture of float32[rows, columns] luma 0..1."""
    detail = luma - uniform_filter(luma, SHADE, mode="nearest")
    contrast = float(detail.std())
    levels = [detail / max(contrast, 1e-6)]
    while len(levels) < LEVELS and min(levels[-1].shape) >= 16:
        levels.append(_half(levels[-1]))
    return Texture(levels, contrast)


def flow(before: Texture, after: Texture) -> np.ndarray:
    """Where each cell of `before` has gone in `after`: float32[2, rows, columns] in cells."""
    damping = STILL + (NOISE / max(min(before.contrast, after.contrast), 1e-6)) ** 2
    moved = np.zeros((2, *before.levels[-1].shape), np.float32)
    for one, other in zip(reversed(before.levels), reversed(after.levels), strict=True):
        if moved.shape[1:] != one.shape:
            moved = _double(moved, one.shape)
        moved += _step(one, _warped(other, moved), np.float32(damping))
    return moved


def magnitude(moved: np.ndarray) -> float:
    """The mean length of the flow, as a fraction of the picture's height."""
    return float(np.sqrt(moved[0] ** 2 + moved[1] ** 2).mean() / moved.shape[1])


def similarity(before: Texture, after: Texture) -> float:
    """Correlation of the coarse textures, -1..1: near 1 within a shot whatever the light does, near
    0 across a cut; 1 for two empty pictures, 0 for one.
    """
    if before.empty or after.empty:
        return float(before.empty and after.empty)
    one, other = before.levels[-1], after.levels[-1]
    power = np.sqrt(float((one**2).mean()) * float((other**2).mean()))
    return float((one * other).mean() / max(power, 1e-9))


def _step(one: np.ndarray, other: np.ndarray, damping: np.float32) -> np.ndarray:
    """One Lucas-Kanade step: the shift that best explains `other - one` in the window of each
    cell.
    """
    gx, gy = _slopes(one + other)
    change = other - one
    xx, xy, yy, xt, yt = _box(np.stack((gx * gx, gx * gy, gy * gy, gx * change, gy * change)))
    xx += damping
    yy += damping
    scale = -1 / (xx * yy - xy * xy)
    return np.stack(((yy * xt - xy * yt) * scale, (xx * yt - xy * xt) * scale))


def _slopes(doubled: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Central differences of half the picture, along x and along y; 0 at the borders."""
    gx, gy = np.zeros_like(doubled), np.zeros_like(doubled)
    np.subtract(doubled[:, 2:], doubled[:, :-2], out=gx[:, 1:-1])
    np.subtract(doubled[2:], doubled[:-2], out=gy[1:-1])
    gx *= np.float32(0.25)
    gy *= np.float32(0.25)
    return gx, gy


def _box(stack: np.ndarray) -> np.ndarray:
    """Means over `WINDOW` x `WINDOW` cells of float32[n, rows, columns], zeros beyond the
    borders.
    """
    reach = WINDOW // 2
    for axis in (1, 2):
        total = stack.copy()
        for shift in range(1, reach + 1):
            near, far = [slice(None)] * 3, [slice(None)] * 3
            near[axis], far[axis] = slice(shift, None), slice(None, -shift)
            total[tuple(far)] += stack[tuple(near)]
            total[tuple(near)] += stack[tuple(far)]
        stack = total
    return stack * np.float32(1 / WINDOW**2)


def _warped(picture: np.ndarray, moved: np.ndarray) -> np.ndarray:
    """The picture seen where the flow says that each cell has gone, bilinearly, borders held."""
    if not moved.any():
        return picture
    rows, columns = picture.shape
    x = np.clip(np.arange(columns, dtype=np.float32) + moved[0], 0, columns - 1)
    y = np.clip(np.arange(rows, dtype=np.float32)[:, None] + moved[1], 0, rows - 1)
    left = np.minimum(x.astype(np.int32), max(columns - 2, 0))
    top = np.minimum(y.astype(np.int32), max(rows - 2, 0))
    x -= left
    y -= top
    flat, at = picture.ravel(), top * columns + left
    right, below = int(columns > 1), columns * int(rows > 1)
    upper = flat[at] * (1 - x) + flat[at + right] * x
    lower = flat[at + below] * (1 - x) + flat[at + below + right] * x
    return upper + (lower - upper) * y


def _half(picture: np.ndarray) -> np.ndarray:
    rows, columns = picture.shape[0] // 2 * 2, picture.shape[1] // 2 * 2
    even = picture[:rows, :columns]
    pairs = even[0::2] + even[1::2]
    return (pairs[:, 0::2] + pairs[:, 1::2]) * np.float32(0.25)


def _double(moved: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """The flow of a coarse level on the next finer one: repeated, and twice as long."""
    fine = np.repeat(np.repeat(moved * np.float32(2), 2, axis=1), 2, axis=2)
    missing = [(0, 0), (0, shape[0] - fine.shape[1]), (0, shape[1] - fine.shape[2])]
    return np.pad(fine, missing, mode="edge") if fine.shape[1:] != shape else fine
