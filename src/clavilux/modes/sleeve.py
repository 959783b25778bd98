"""A palette from a picture, as a designer takes one from a record's sleeve.

The picture's colours are gathered into a few clusters in OKLab. The one that fills most and is most
coloured gives the related tones; the ground is dark, the lightest cluster the high tone, and the
accent is the colour furthest from the rest, or where there is none, the opposite hue.
"""

import warnings

import numpy as np
from scipy.cluster.vq import kmeans2

from clavilux.types.colour import (
    hex_from_oklch,
    linear_from_srgb,
    oklab_from_linear,
    oklch_from_oklab,
)

CLUSTERS = 8
SIDE = 96  # pixels, to which the picture is thinned
GREY = 0.03  # chroma below which a cluster has no hue
APART_DEG = 50.0  # a hue this far from the main one is another colour
LIGHTNESS = {"ground": 0.15, "low": 0.33, "mid": 0.62, "high": 0.93}
CHROMA = {"ground": (0.3, 0.05), "low": (0.8, 0.13), "mid": (1.0, 0.2), "high": (0.3, 0.06)}
ACCENT = (0.74, 0.12, 0.2)  # lightness, least and greatest chroma


def colours_of(pixels: np.ndarray) -> str:
    """Of a picture `uint8[height, width, 3]`: "#ground,#low,#mid,#high,#accent"."""
    shares, clusters = _clusters(pixels)
    main = clusters[np.argmax(shares**0.5 * (clusters[:, 1] + 0.01))]
    tones = [_tone(name, main) for name in LIGHTNESS]
    return ",".join([*tones, _accent(shares, clusters, main)])


def _clusters(pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Shares `float64[k]` of the picture, and colours `float64[k, 3]` in OKLCH."""
    rows, columns = (
        np.linspace(0, n - 1, min(n, SIDE)).round().astype(int) for n in pixels.shape[:2]
    )
    flat = pixels[np.ix_(rows, columns)].reshape(-1, 3) / 255.0
    lab = oklab_from_linear(linear_from_srgb(flat))
    kinds = min(CLUSTERS, len(np.unique(lab.round(4), axis=0)))
    start = lab[np.argsort(lab[:, 0], kind="stable")][
        np.linspace(0, len(lab) - 1, kinds).round().astype(int)
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a cluster may be left without members
        centres, member = kmeans2(lab, start, iter=20, minit="matrix")
    shares = np.bincount(member, minlength=len(centres)) / len(lab)
    kept = shares > 0
    return shares[kept], oklch_from_oklab(centres[kept])


def _tone(name: str, main: np.ndarray) -> str:
    """The main colour at the lightness of a role; grey stays grey."""
    share, most = CHROMA[name]
    chroma = min(main[1] * share, most) if main[1] >= GREY else min(main[1], 0.01)
    return hex_from_oklch(np.array([LIGHTNESS[name], chroma, main[2]]))


def _accent(shares: np.ndarray, clusters: np.ndarray, main: np.ndarray) -> str:
    """The strongest other hue; else the opposite one; beside greys, the strongest there is."""
    lightness, least, most = ACCENT
    apart = np.abs((clusters[:, 2] - main[2] + 180) % 360 - 180)
    other = (clusters[:, 1] >= GREY) & ((apart >= APART_DEG) | (main[1] < GREY))
    if other.any():
        strength = np.where(other, clusters[:, 1] * shares**0.25, -1)
        hue, chroma = clusters[np.argmax(strength)][[2, 1]]
    else:
        hue, chroma = (main[2] + 180) % 360, main[1]
    return hex_from_oklch(np.array([lightness, np.clip(chroma, least, most), hue]))
