"""Type over finished planes, by NumPy: eight bits, fixed point, only where there is type.

    plane = (plane * through + ink) / 256

`through` is what the type lets through and `ink` what it adds; both are kept and change only where
the type picture was drawn anew. Both are linear in the type's premultiplied bytes. Chroma is sited
left: its sample lies on the even columns, so the odd ones beside count half.
"""

from collections.abc import Sequence

import numpy as np

from clavilux.compose.grade import Rect
from clavilux.types.canvas import Canvas

BAND = 32_000  # pixels worked on together, so that they stay in the processor's cache
BLUE, RED = 0.5388985 * 224, 0.6350010 * 224  # BT.709: a colour difference to a limited byte
# (R, G, B, A) bytes to (through, Y, Cb, Cr), 256 for a byte's whole
WEIGHTS = np.array(
    [
        [0, 0.2126 * 219, -0.2126 * BLUE, 0.7874 * RED],
        [0, 0.7152 * 219, -0.7152 * BLUE, -0.7152 * RED],
        [0, 0.0722 * 219, 0.9278 * BLUE, -0.0722 * RED],
        [-1, 16, 128, 128],
    ],
    np.float32,
) * np.float32(256 / 255)
THROUGH, INK = 256.5, 128.5  # nothing's value, half a step for rounding; ink has another for `>> 8`


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
        band = max(BAND // max(right - left, 1) // 2, 1) * 2
        for first in range(top, bottom, band):
            self._update(left, first, texels[first - top : first - top + band])

    def _update(self, left: int, top: int, texels: np.ndarray) -> None:
        height, width = texels.shape[:2]
        channels = np.moveaxis(texels, 2, 0).astype(np.float32, order="C")
        where = np.s_[top : top + height, left : left + width]
        self.luma[0][where] = THROUGH + WEIGHTS[3, 0] * channels[3]
        self.luma[1][where] = _ink(channels, WEIGHTS[:, 1])
        where = np.s_[top // 2 : (top + height) // 2, left // 2 : (left + width) // 2]
        sited = _sited(channels)
        self.chroma[0][where] = THROUGH + WEIGHTS[3, 0] * sited[3]
        for kept, weights in zip(self.chroma[1:], WEIGHTS.T[2:], strict=True):
            kept[where] = _ink(sited, weights)

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


def _ink(channels: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """256 times the ink's share of a byte, and half a step for rounding: `float32[h, w]`."""
    total = weights[0] * channels[0]
    for channel, weight in zip(channels[1:], weights[1:], strict=True):
        total += weight * channel
    return np.clip(total + INK, 0, 65535, out=total)


def _sited(channels: np.ndarray) -> np.ndarray:
    """`float32[4, h, w]` to `[4, h / 2, w / 2]`: two rows by three columns about every even one."""
    rows = 0.5 * (channels[:, 0::2] + channels[:, 1::2])
    odd = rows[..., 1::2]
    before = np.concatenate([odd[..., :1], odd[..., :-1]], axis=2)
    return 0.5 * rows[..., 0::2] + 0.25 * (odd + before)
