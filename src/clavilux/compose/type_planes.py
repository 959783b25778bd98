"""Type over finished planes, by NumPy: eight bits, fixed point, only where there is type.

    plane = (plane * through + ink) / 256

`through` is what the type lets through and `ink` what it adds; both are kept and change only where
the type picture was drawn anew. Chroma is sited left: its sample lies on the even columns, so the
odd ones beside count half.
"""

from collections.abc import Sequence

import numpy as np

from clavilux.compose.grade import Rect
from clavilux.types.canvas import Canvas

LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
BLUE = np.array([-0.2126, -0.7152, 0.9278], np.float32) * 0.5388985
RED = np.array([0.7874, -0.7152, -0.0722], np.float32) * 0.6350010


class TypePlanes:
    """The type picture as what planes need of it."""

    def __init__(self, canvas: Canvas):
        width, height = canvas.width, canvas.height
        self.luma = [np.full((height, width), n, np.uint16) for n in (256, 128)]
        half = (height // 2, width // 2)
        self.chroma = [np.full(half, n, np.uint16) for n in (256, 128, 128)]

    def update(self, rect: Rect, texels: np.ndarray) -> None:
        """Takes over `uint8[h, w, 4]` of the type picture (sRGB-encoded, premultiplied) at an even
        rectangle."""
        left, top, right, bottom = rect
        colour, alpha = texels[..., :3].astype(np.float32), texels[..., 3].astype(np.float32)
        through, ink = self.luma
        through[top:bottom, left:right] = _through(alpha)
        ink[top:bottom, left:right] = _ink(colour @ LUMA, alpha, 219, 16)
        colour, alpha = _sited(colour), _sited(alpha)
        where = np.s_[top // 2 : bottom // 2, left // 2 : right // 2]
        self.chroma[0][where] = _through(alpha)
        for kept, weights in zip(self.chroma[1:], (BLUE, RED), strict=True):
            kept[where] = _ink(colour @ weights, alpha, 224, 128)

    def lay_over(self, planes: Sequence[np.ndarray], region: Rect) -> None:
        """Lays the type of an even region over planes Y, U, V, `uint8[h, w]` each."""
        left, top, right, bottom = region
        if right <= left or bottom <= top:
            return
        where = np.s_[top:bottom, left:right]
        _blend(planes[0][where], *(kept[where] for kept in self.luma))
        where = np.s_[top // 2 : bottom // 2, left // 2 : right // 2]
        through, *inks = (kept[where] for kept in self.chroma)
        for plane, ink in zip(planes[1:], inks, strict=True):
            _blend(plane[where], through, ink)


def _blend(plane: np.ndarray, through: np.ndarray, ink: np.ndarray) -> None:
    mixed = plane * through
    mixed += ink
    mixed >>= 8
    plane[:] = mixed


def _through(alpha: np.ndarray) -> np.ndarray:
    return np.rint(256 - alpha * (256 / 255)).astype(np.uint16)


def _ink(value: np.ndarray, alpha: np.ndarray, span: int, zero: int) -> np.ndarray:
    """256 times the ink's share of a byte, and half a step for rounding."""
    whole = value * (span * 256 / 255) + alpha * (zero * 256 / 255)
    return np.clip(np.rint(whole) + 128, 0, 65535).astype(np.uint16)


def _sited(texels: np.ndarray) -> np.ndarray:
    """Two rows by three columns about every even column as one sample."""
    rows = 0.5 * (texels[0::2] + texels[1::2])
    odd = rows[:, 1::2]
    before = np.concatenate([odd[:, :1], odd[:, :-1]], axis=1)
    return 0.5 * rows[:, 0::2] + 0.25 * (odd + before)
