"""The sleeve: one slow flash across a night sky, drawn in OKLab so that its light falls off evenly.
JPEG bytes.
"""

from fractions import Fraction

import av
import numpy as np
import score
from scipy.ndimage import gaussian_filter

SIZE = 640
TO_LMS = np.array(
    [
        [1, 0.3963377774, 0.2158037573],
        [1, -0.1055613458, -0.0638541728],
        [1, -0.0894841775, -1.291485548],
    ]
)
TO_RGB = np.array(
    [
        [4.0767416621, -3.3077115913, 0.2309699292],
        [-1.2684380046, 2.6097574011, -0.3413193965],
        [-0.0041960863, -0.7034186147, 1.707614701],
    ]
)


def _srgb(lightness: np.ndarray, chroma: np.ndarray, hue: np.ndarray) -> np.ndarray:
    """OKLCh (hue in turns) to `uint8[..., 3]` sRGB: B. Ottosson, "A perceptual color space"."""
    angle = 2 * np.pi * hue
    lab = np.stack([lightness, chroma * np.cos(angle), chroma * np.sin(angle)], axis=-1)
    linear = np.clip((lab @ TO_LMS.T) ** 3 @ TO_RGB.T, 0, 1)
    low = linear <= 0.0031308
    encoded = np.where(low, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.round(255 * encoded).astype(np.uint8)


def _veil(phase: float, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """A curtain of light: bright along its hem, fading upwards."""
    hem = 0.62 + 0.13 * np.sin(2.2 * x + phase) + 0.05 * np.sin(5.1 * x - 2 * phase)
    above = hem - y
    folds = 0.55 + 0.45 * np.sin(17 * x + 6 * np.sin(2.3 * x + phase) + phase)
    return np.where(above > 0, np.exp(-above / 0.24), np.exp(above / 0.012)) * folds


def picture() -> np.ndarray:
    """`uint8[SIZE, SIZE, 3]`."""
    y, x = np.mgrid[0:SIZE, 0:SIZE] / SIZE
    light = sum(_veil(phase, 2.4 * x, y) * w for phase, w in ((0.4, 0.9), (1.5, 0.6), (2.9, 0.45)))
    light = light + 0.6 * gaussian_filter(light, SIZE / 14)
    sea = 0.35 * np.exp(-np.abs(y - 0.8) / 0.05) * (0.5 + 0.5 * np.sin(60 * y + 3 * np.sin(9 * x)))
    light = light + sea * gaussian_filter(light, SIZE / 20)
    level = 1 - np.exp(-1.1 * light)
    grain = 0.008 * score.rng("cover").standard_normal(level.shape)
    hue = 0.70 - 0.47 * level**1.4
    return _srgb(0.16 + 0.74 * level + grain, 0.035 + 0.13 * level * (1.15 - level), hue)


def jpeg() -> bytes:
    codec = av.CodecContext.create("mjpeg", "w")
    codec.width = codec.height = SIZE
    codec.pix_fmt, codec.time_base = "yuvj420p", Fraction(1)
    codec.options = {"qmin": "4", "qmax": "4"}
    frame = av.VideoFrame.from_ndarray(picture(), format="rgb24").reformat(format="yuvj420p")
    return b"".join(bytes(packet) for packet in [*codec.encode(frame), *codec.encode(None)])
