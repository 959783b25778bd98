"""Colour arithmetic of the measurements: Y'CbCr code values to R'G'B', to linear light, to
luminance and chromaticity.

R'G'B' and linear RGB are float32[3, ...] in 0..1 with the BT.709/sRGB primaries. Relative luminance
is WCAG 2.2's: the sRGB transfer curve, then 0.2126 R + 0.7152 G + 0.0722 B. Chromaticity is (u',
v') of the CIE 1976 UCS diagram.
"""

import numpy as np

from clavilux.types.colour import linear_from_srgb

# Kr and Kb of the luma equation, by FFmpeg's colour-space code (ITU-T H.273 matrix coefficients).
LUMA_WEIGHTS = {1: (0.2126, 0.0722), 5: (0.299, 0.114), 6: (0.299, 0.114), 7: (0.212, 0.087)}
LUMA_WEIGHTS |= {9: (0.2627, 0.0593), 10: (0.2627, 0.0593)}
BT709, BT601 = 1, 5
LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)
# Rows: 4 X, 9 Y and X + 15 Y + 3 Z of linear RGB; u' = first / third, v' = second / third.
_UV = np.array(
    [[1.6496, 1.4304, 0.7220], [1.9134, 6.4368, 0.6498], [3.6593, 11.4432, 4.1150]], np.float32
)
WHITE_UV = np.array([0.1978, 0.4683], np.float32)  # D65
RED_UV = np.array([0.4507, 0.5229], np.float32)  # the red primary
_STEPS = 4096


_CURVE = linear_from_srgb(np.linspace(0.0, 1.0, _STEPS + 1)).astype(np.float32)


def rgb_from_yuv(
    y: np.ndarray, u: np.ndarray, v: np.ndarray, matrix: int = BT709, full: bool = False
) -> np.ndarray:
    """8-bit code values (any float, equal shapes) to R'G'B' float32[3, ...], clipped to 0..1.

    `matrix` is an H.273 code (unknown ones are read as BT.709), `full` says that codes span 0..255
    instead of 16..235.
    """
    kr, kb = LUMA_WEIGHTS.get(matrix, LUMA_WEIGHTS[BT709])
    luma = y / 255.0 if full else (y - 16.0) / 219.0
    span = 255.0 if full else 224.0
    cb, cr = (u - 128.0) / span, (v - 128.0) / span
    rgb = np.empty((3, *y.shape), np.float32)
    rgb[0] = luma + (2 - 2 * kr) * cr
    rgb[2] = luma + (2 - 2 * kb) * cb
    rgb[1] = (luma - kr * rgb[0] - kb * rgb[2]) / (1 - kr - kb)
    return np.clip(rgb, 0.0, 1.0, out=rgb)


def linear(rgb: np.ndarray) -> np.ndarray:
    """R'G'B' 0..1 to linear light 0..1, by the sRGB curve (4096 steps: error under 3e-4)."""
    return _CURVE[(rgb * _STEPS + 0.5).astype(np.int32)]


def luminance(light: np.ndarray) -> np.ndarray:
    """Relative luminance 0..1 of linear RGB[3, ...]."""
    return np.tensordot(LUMINANCE, light, 1)


def chromaticity(light: np.ndarray) -> np.ndarray:
    """(u', v') float32[2, ...] of linear RGB. Near black, where hue is noise, it fades to white's:
    fully so at R+G+B = 0.
    """
    sums = np.tensordot(_UV, light, 1)
    white = WHITE_UV.reshape(2, *[1] * (light.ndim - 1))
    uv = sums[:2] / np.maximum(sums[2], 1e-6) - white
    return white + uv * np.minimum(light.sum(0) / 0.03, 1.0)
