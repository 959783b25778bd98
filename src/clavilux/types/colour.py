"""Colour arithmetic: sRGB hex, linear light, OKLab, OKLCH, and WCAG's luminance and contrast.

Colours are `float64[..., 3]`. sRGB and linear components lie in 0..1; OKLab is (L 0..1, a, b);
OKLCH is (L, chroma, hue in degrees). OKLab: Björn Ottosson, "A perceptual color space for image
processing" (2020); luminance and contrast: WCAG 2.2.
"""

import re

import numpy as np

from clavilux.types.errors import UsageError

_LMS_FROM_LINEAR = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB_FROM_LMS = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_LINEAR_FROM_LMS = np.linalg.inv(_LMS_FROM_LINEAR)
_LMS_FROM_LAB = np.linalg.inv(_LAB_FROM_LMS)
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])


def srgb_from_hex(text: str) -> np.ndarray:
    """`#rrggbb` as `float64[3]` sRGB. Raises UsageError for any other text."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise UsageError(f"A colour is written #rrggbb, not {text!r}.")
    return np.array([int(text[i : i + 2], 16) for i in (1, 3, 5)], np.float64) / 255


def hex_from_srgb(srgb: np.ndarray) -> str:
    """`#rrggbb`, clipped to 0..1 and rounded to the nearest of 256 steps."""
    red, green, blue = np.floor(np.clip(srgb, 0, 1) * 255 + 0.5).astype(int)
    return f"#{red:02x}{green:02x}{blue:02x}"


def linear_from_srgb(srgb: np.ndarray) -> np.ndarray:
    """Undoes the sRGB transfer curve (IEC 61966-2-1)."""
    srgb = np.asarray(srgb, np.float64)
    bent = (np.maximum(srgb, 0.04045) + 0.055) / 1.055
    return np.where(srgb <= 0.04045, srgb / 12.92, bent**2.4)


def srgb_from_linear(linear: np.ndarray) -> np.ndarray:
    """Applies the sRGB transfer curve; negative light stays on the straight part."""
    linear = np.asarray(linear, np.float64)
    bent = 1.055 * np.maximum(linear, 0.0031308) ** (1 / 2.4) - 0.055
    return np.where(linear <= 0.0031308, linear * 12.92, bent)


def oklab_from_linear(linear: np.ndarray) -> np.ndarray:
    """Linear sRGB to OKLab."""
    return np.cbrt(np.asarray(linear, np.float64) @ _LMS_FROM_LINEAR.T) @ _LAB_FROM_LMS.T


def linear_from_oklab(lab: np.ndarray) -> np.ndarray:
    """OKLab to linear sRGB; may leave 0..1 where sRGB has no such colour."""
    return (np.asarray(lab, np.float64) @ _LMS_FROM_LAB.T) ** 3 @ _LINEAR_FROM_LMS.T


def oklch_from_oklab(lab: np.ndarray) -> np.ndarray:
    """Cylindrical form: lightness, chroma, hue in 0..360 degrees."""
    lightness, a, b = np.moveaxis(np.asarray(lab, np.float64), -1, 0)
    return np.stack([lightness, np.hypot(a, b), np.degrees(np.arctan2(b, a)) % 360], -1)


def oklab_from_oklch(lch: np.ndarray) -> np.ndarray:
    """The way back from lightness, chroma and hue in degrees."""
    lightness, chroma, hue = np.moveaxis(np.asarray(lch, np.float64), -1, 0)
    angle = np.radians(hue)
    return np.stack([lightness, chroma * np.cos(angle), chroma * np.sin(angle)], -1)


def oklch_from_hex(text: str) -> np.ndarray:
    """`#rrggbb` as `float64[3]` OKLCH."""
    return oklch_from_oklab(oklab_from_linear(hex_to_linear(text)))


def hex_from_oklch(lch: np.ndarray) -> str:
    """`#rrggbb`; a colour that sRGB cannot show keeps lightness and hue and gives up chroma until
    it can.
    """
    lightness, chroma, hue = (float(value) for value in lch)
    lightness = min(max(lightness, 0.0), 1.0)
    low, high = 0.0, 1.0
    if _shown([lightness, chroma, hue]):
        low = 1.0
    else:
        for _ in range(24):
            middle = (low + high) / 2
            low, high = (
                (middle, high) if _shown([lightness, chroma * middle, hue]) else (low, middle)
            )
    lab = oklab_from_oklch(np.array([lightness, chroma * low, hue]))
    return hex_from_srgb(srgb_from_linear(linear_from_oklab(lab)))


def _shown(lch: list[float]) -> bool:
    linear = linear_from_oklab(oklab_from_oklch(np.array(lch)))
    return bool(np.all((linear >= -1e-4) & (linear <= 1 + 1e-4)))


def hex_to_linear(text: str) -> np.ndarray:
    """`#rrggbb` as `float64[3]` linear light."""
    return linear_from_srgb(srgb_from_hex(text))


def mix_oklab(colours: list[str], where: np.ndarray) -> np.ndarray:
    """Linear light `float64[n, 3]` along hex `colours`, evenly spaced on 0..1, mixed in OKLab."""
    labs = np.array([oklab_from_linear(hex_to_linear(text)) for text in colours])
    x = np.clip(where, 0, 1) * (len(labs) - 1)
    mixed = [np.interp(x, np.arange(len(labs)), labs[:, k]) for k in range(3)]
    return np.clip(linear_from_oklab(np.stack(mixed, 1)), 0, 1)


def difference(one: str, other: str) -> float:
    """Distance of two hex colours in OKLab: 0.02 is just seen, 1 is black to white."""
    labs = [oklab_from_linear(hex_to_linear(text)) for text in (one, other)]
    return float(np.linalg.norm(labs[0] - labs[1]))


def luminance(text: str) -> float:
    """WCAG's relative luminance of a hex colour: 0 black, 1 white."""
    return float(hex_to_linear(text) @ _LUMINANCE)


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two hex colours: 1 to 21; text wants 4.5, large text 3."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
