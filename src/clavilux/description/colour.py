"""A colour for a frequency: an octave is one turn of hue, higher octaves are lighter.

C is red (29 degrees in OKLCH) and each semitone lies 30 degrees further, so that a tone and its
octaves share a hue: D yellow, E green, F# cyan, G# blue, A violet, B pink. Lightness rises from
0.35 at 40 Hz to 0.85 at 5 kHz. The name is that of the nearest CSS colour in OKLab. The dominant
frequency of a second is the pitch class with the most energy there, in the octave nearest to the
loudest mel band.
"""

from functools import lru_cache

import numpy as np

from clavilux.description.css import CSS
from clavilux.types.colour import hex_from_oklch, hex_to_linear, oklab_from_linear

C_HZ, RED_DEG = 16.351597831287414, 29.0
DARK_HZ, LIGHT_HZ = 40.0, 5000.0
DARK, LIGHT, CHROMA = 0.35, 0.85, 0.16
SILENT = ("black", "#000000")
MEL_LOW, MEL_HIGH, BANDS = 30.0, 16000.0, 128  # as in analysis.mel


def colour(hz: float) -> tuple[str, str]:
    """Name and "#rrggbb" of a frequency; black for 0 Hz, which is silence."""
    if hz <= 0:
        return SILENT
    hue = (RED_DEG + 360 * np.log2(hz / C_HZ)) % 360
    height = np.log(hz / DARK_HZ) / np.log(LIGHT_HZ / DARK_HZ)
    lightness = DARK + (LIGHT - DARK) * float(np.clip(height, 0, 1))
    made = hex_from_oklch(np.array([lightness, CHROMA, hue]))
    return name(made), made


def name(made: str) -> str:
    """The CSS colour nearest to "#rrggbb", in words."""
    apart = np.linalg.norm(_css_places() - _place(made), axis=1)
    return list(CSS)[int(apart.argmin())]


@lru_cache
def _css_places() -> np.ndarray:
    return np.array([_place(code) for code in CSS.values()])


def _place(code: str) -> np.ndarray:
    return oklab_from_linear(hex_to_linear(code))


def dominant_hz(mel: np.ndarray, chroma: np.ndarray) -> float:
    """The dominant frequency of a window from its mean log-mel `float[128]` and chroma
    `float[12]`; 0 for silence.
    """
    if mel.max() <= 0:
        return 0.0
    rough = _band_hz(int(mel.argmax()))
    if chroma.max() <= 0:
        return rough
    octave = np.round(np.log2(rough / C_HZ) - chroma.argmax() / 12)
    return float(C_HZ * 2 ** (octave + chroma.argmax() / 12))


def _band_hz(band: int) -> float:
    """The centre of a mel band."""
    low, high = (2595 * np.log10(1 + hz / 700) for hz in (MEL_LOW, MEL_HIGH))
    mel = low + (high - low) * (band + 1) / (BANDS + 1)
    return float(700 * (10 ** (mel / 2595) - 1))
