"""Can the words be read: WCAG's contrast of letters against what lies beside them, on finished
frames.

In: a frame's I420 planes and the coverage of its letters. Out: for each word the ratio of its least
readable letter pixel to the least favourable pixel beside it, so that 4.5 means 4.5 everywhere.
Pixels on a letter's edge belong to neither. Relative luminance by WCAG 2.2.
"""

import numpy as np
from scipy import ndimage

WANTED = 4.5  # WCAG 1.4.3 for text of any size
LEAST = 12  # pixels that a word needs inside and beside its letters, to be measured
COVERED, FREE = 250, 2  # coverage of a pixel inside a letter, and outside all of them


def luminance(planes: np.ndarray, height: int) -> np.ndarray:
    """Relative luminance `float32[height, width]` of I420 planes (BT.709, limited range); chroma is
    taken from the nearest sample.
    """
    width = planes.shape[1]
    y = (planes[:height].astype(np.float32) - 16) / 219
    chroma = (planes[height:].reshape(2, height // 2, width // 2).astype(np.float32) - 128) / 224
    u, v = (plane.repeat(2, 0).repeat(2, 1) for plane in chroma)
    rgb = (y + 1.5748 * v, y - 0.1873 * u - 0.4681 * v, y + 1.8556 * u)
    red, green, blue = (_linear(np.clip(channel, 0, 1)) for channel in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(srgb: np.ndarray) -> np.ndarray:
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def contrasts(
    light: np.ndarray, letters: np.ndarray, boxes: np.ndarray, share: float = 0.0
) -> np.ndarray:
    """The contrast of each word, NaN where it has too few pixels to measure.

    `light` float[h, w] luminance, `letters` uint8[h, w] their coverage, `boxes` float[n, 4] left,
    top, right, bottom of each word. `share` of the worst pixels on either side is left out (0 =
    none; films that were compressed need about 0.02).
    """
    found = np.full(len(boxes), np.nan)
    for k, box in enumerate(boxes):
        x0, y0, x1, y1 = np.clip(np.round(box).astype(int), 0, [light.shape[1], light.shape[0]] * 2)
        if x1 - x0 < 4 or y1 - y0 < 4:
            continue
        own = letters[y0:y1, x0:x1]
        inside = ndimage.minimum_filter(own, 3) >= COVERED
        if inside.sum() < LEAST:  # small type: strokes of a pixel or two
            inside = own >= COVERED
        beside = ndimage.maximum_filter(own, 3) <= FREE
        part = light[y0:y1, x0:x1]
        if inside.sum() >= LEAST and beside.sum() >= LEAST:
            found[k] = _ratio(part[inside], part[beside], share)
    return found


def _ratio(inside: np.ndarray, beside: np.ndarray, share: float) -> float:
    """Light letters: their darkest pixel against the lightest beside; dark ones the other way."""
    low, high = (
        (share, 1.0 - share) if np.median(inside) > np.median(beside) else (1 - share, share)
    )
    one, other = float(np.quantile(inside, low)), float(np.quantile(beside, high))
    lighter = low < high
    return ((one + 0.05) / (other + 0.05)) if lighter else ((other + 0.05) / (one + 0.05))
