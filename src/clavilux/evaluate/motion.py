"""How much the picture moves: dense optical flow between neighbouring frames, by Lucas and Kanade
on a pyramid.

Luma grids go in, flow float32[2, rows, columns] (x right, y down, in cells) and its mean magnitude
come out. Light that comes and goes is not motion: each picture is freed of its slow shades and
brought to unit contrast first. Where there is no texture the flow is damped to 0. B. Lucas, T.
Kanade, "An iterative image registration technique" (IJCAI 1981); J.-Y. Bouguet's pyramidal form
(2001).
"""

import numpy as np
from scipy.ndimage import map_coordinates, uniform_filter

WINDOW = 5  # cells over which the flow is taken to be constant
SHADE = 15  # cells over which shades are removed
LEVELS = 3
TEXTURE = 0.02  # gradient energy (of a picture of unit contrast) below which a cell has no say
CONTRAST = 0.004  # of the high-passed luma, below which a picture is empty


def textured(luma: np.ndarray) -> np.ndarray:
    """The picture's texture: luma 0..1 without slow shades, at unit contrast; 0 where it is empty."""
    detail = luma - uniform_filter(luma, SHADE, mode="nearest")
    return detail / max(float(detail.std()), CONTRAST)


def pyramid(texture: np.ndarray) -> list[np.ndarray]:
    """The picture at full, half, quarter size, ..., `LEVELS` at most, none under 8 cells."""
    levels = [texture]
    while len(levels) < LEVELS and min(levels[-1].shape) >= 16:
        levels.append(_half(levels[-1]))
    return levels


def flow(before: list[np.ndarray], after: list[np.ndarray]) -> np.ndarray:
    """Where each cell of the pyramid `before` has gone in `after`: float32[2, rows, columns] in
    cells of the finest level.
    """
    moved = np.zeros((2, *before[-1].shape), np.float32)
    for one, other in zip(reversed(before), reversed(after), strict=True):
        if moved.shape[1:] != one.shape:
            moved = _double(moved, one.shape)
        moved += _step(one, _warped(other, moved))
    return moved


def magnitude(moved: np.ndarray) -> float:
    """The mean length of the flow, as a fraction of the picture's height."""
    return float(np.sqrt(moved[0] ** 2 + moved[1] ** 2).mean() / moved.shape[1])


def similarity(before: np.ndarray, after: np.ndarray) -> float:
    """Correlation of two textures, -1..1: near 1 within a shot whatever the light does, near 0
    across a cut.
    """
    power = np.sqrt(float((before**2).mean()) * float((after**2).mean()))
    return float((before * after).mean()) / power if power > 1e-9 else 1.0


def _step(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """One Lucas-Kanade step: the shift that best explains `other - one` in the window around each
    cell.
    """
    gy, gx = np.gradient((one + other) * np.float32(0.5))
    change = other - one
    products = np.stack((gx * gx, gx * gy, gy * gy, gx * change, gy * change))
    xx, xy, yy, xt, yt = uniform_filter(products, (0, WINDOW, WINDOW), mode="nearest")
    xx, yy = xx + np.float32(TEXTURE), yy + np.float32(TEXTURE)
    scale = -1 / (xx * yy - xy * xy)
    return np.stack(((yy * xt - xy * yt) * scale, (xx * yt - xy * xt) * scale))


def _warped(picture: np.ndarray, moved: np.ndarray) -> np.ndarray:
    """The picture seen where the flow says that each cell has gone."""
    if not moved.any():
        return picture
    at = np.indices(picture.shape, np.float32)
    at[0] += moved[1]
    at[1] += moved[0]
    return map_coordinates(picture, at, order=1, mode="nearest")


def _half(picture: np.ndarray) -> np.ndarray:
    rows, columns = picture.shape[0] // 2 * 2, picture.shape[1] // 2 * 2
    even = picture[:rows, :columns]
    pairs = even[0::2] + even[1::2]
    return (pairs[:, 0::2] + pairs[:, 1::2]) * np.float32(0.25)


def _double(moved: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """The flow of a coarse level on the next finer one: repeated, and twice as long."""
    rows = np.minimum(np.arange(shape[0]) // 2, moved.shape[1] - 1)
    columns = np.minimum(np.arange(shape[1]) // 2, moved.shape[2] - 1)
    return moved[:, rows][:, :, columns] * np.float32(2)
