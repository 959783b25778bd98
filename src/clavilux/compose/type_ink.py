"""Colours of type: from a palette's roles to sRGB values whose contrast is known beforehand.

The background behind a block is held under a luminance (`ceiling`), so that the darkest colour that
must be read keeps 4.5:1 by WCAG 2's formula over any picture. Colours are lightened in OKLab
(Ottosson 2020) until that ceiling is not absurdly dark.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clavilux.compose.themes import Ink, Role
from clavilux.types.plan import Palette

CONTRAST = 4.5
MARGIN = 1.22  # for what subsampled chroma and compression do to a letter's surroundings
GLOW = 0.8  # of its strength a glow has inside a letter and close beside it
PAPER = 0.72  # least luminance of a strip of paper
DARKEST = 0.45  # least luminance of readable type: the ceiling stays above 0.057, sRGB 0.26

_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])


@dataclass(frozen=True)
class Colours:
    """sRGB 0..1 as float64[3] each.

    `ceiling` is the background's highest relative luminance behind the block.
    """

    sung: np.ndarray
    unsung: np.ndarray
    past: np.ndarray
    emphasis: np.ndarray
    halo: np.ndarray  # of the glow, or the paper
    ceiling: float


def to_linear(srgb: np.ndarray) -> np.ndarray:
    """sRGB 0..1 to linear light."""
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def to_srgb(linear: np.ndarray) -> np.ndarray:
    """Linear light to sRGB 0..1."""
    bound = np.clip(linear, 0.0, 1.0)
    return np.where(bound <= 0.0031308, bound * 12.92, 1.055 * bound ** (1 / 2.4) - 0.055)


def luminance(srgb: np.ndarray) -> float:
    """WCAG's relative luminance of an sRGB colour 0..1."""
    return float(to_linear(np.asarray(srgb)) @ _LUMINANCE)


def contrast(one: float, other: float) -> float:
    """WCAG's contrast ratio of two luminances, 1..21."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def parse(colour: str) -> np.ndarray:
    """`#rrggbb` as float64[3]."""
    return np.array([int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)])


def oklab(srgb: np.ndarray) -> np.ndarray:
    """sRGB to OKLab."""
    return _TO_LAB @ np.cbrt(_TO_LMS @ to_linear(srgb))


def from_oklab(lab: np.ndarray) -> np.ndarray:
    """OKLab to sRGB, clipped to what a screen has."""
    return to_srgb(np.linalg.solve(_TO_LMS, np.linalg.solve(_TO_LAB, lab) ** 3))


def lightened(srgb: np.ndarray, least: float) -> np.ndarray:
    """The colour with its OKLab lightness raised, and its chroma let go, until its luminance is at
    least `least`.
    """
    lab = oklab(srgb)
    for _ in range(60):
        colour = from_oklab(lab)
        if luminance(colour) >= least:
            return colour
        lab = np.array([min(lab[0] + 0.015, 1.0), *(lab[1:] * (0.985 if lab[0] < 0.95 else 0.8))])
    return np.ones(3)


def darkened(srgb: np.ndarray, most: float) -> np.ndarray:
    """The colour with its OKLab lightness lowered until its luminance is at most `most`."""
    lab = oklab(srgb)
    for _ in range(100):
        colour = from_oklab(lab)
        if luminance(colour) <= most:
            return colour
        lab = np.array([lab[0] - 0.01, *(lab[1:] * 0.99)])
    return np.zeros(3)


def _on_paper(ink: Ink, palette: Palette, role: Role) -> Colours:
    """Dark letters on light paper: each as light as it may be and still be read."""
    paper = lightened(parse("#ffffff" if role == "white" else getattr(palette, role)), PAPER)
    most = (luminance(paper) + 0.05) / (CONTRAST * 1.12 * MARGIN) - 0.05  # a strong chroma bleeds
    sung = darkened(parse(palette.ground), min(0.02, most))
    sheet, own = oklab(paper), oklab(sung)
    dim = [
        darkened(from_oklab(sheet + (own - sheet) * part), most) if 0 < part < 1 else sung
        for part in (ink.unsung, ink.past)
    ]
    emphasis = darkened(parse(getattr(palette, ink.emphasis, "#000000")), most)
    return Colours(sung, dim[0], dim[1], emphasis, paper, 1.0)


def colours(ink: Ink, palette: Palette) -> Colours:
    """A theme's ink on a palette."""
    if ink.strip is not None:
        return _on_paper(ink, palette, ink.strip)
    sung = _role(ink.sung, ink.tint, palette, least=0.55)
    emphasis = _role(ink.emphasis, max(ink.tint, 0.85), palette, least=0.36)
    dim = [_dimmed(sung, palette, part) if part > 0 else sung for part in (ink.unsung, ink.past)]
    glow = ink.halo == "glow"
    halo = _role(ink.sung, 1.0, palette, least=0.1) if glow else np.zeros(3)
    ceiling = _ceiling([sung, emphasis, *dim])
    if glow:  # what the glow adds to the background counts against the letters
        lit = to_srgb(np.array(ceiling)) - GLOW * ink.halo_strength
        ceiling = float(to_linear(np.maximum(lit, 0.15)))
    return Colours(sung, dim[0], dim[1], emphasis, halo, ceiling)


def _ceiling(letters: Sequence[np.ndarray]) -> float:
    """The highest luminance behind letters that leaves the darkest of them its contrast."""
    return (min(luminance(c) for c in letters) + 0.05) / (CONTRAST * MARGIN) - 0.05


def _role(role: Role, tint: float, palette: Palette, least: float) -> np.ndarray:
    """A role's colour between white (`tint` 0) and its own hue, light enough to be read."""
    own = oklab(np.ones(3) if role == "white" else parse(getattr(palette, role)))
    light = 0.97 + (max(own[0], 0.86) - 0.97) * tint
    return lightened(from_oklab(np.array([light, *(own[1:] * tint)])), least)


def _dimmed(colour: np.ndarray, palette: Palette, part: float) -> np.ndarray:
    """The colour nearer to the ground: `part` of the way from it, never darker than can be read."""
    if part >= 1.0:
        return colour
    ground, own = oklab(parse(palette.ground)), oklab(colour)
    return lightened(from_oklab(ground + (own - ground) * part), DARKEST)
