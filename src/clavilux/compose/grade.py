"""What the finishing of a frame is asked: its grade, and the words that lie over it.

The uniform `GRADE` is `Grade` of `shaders/grade_uniform.wgsl`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from clavilux.types.canvas import Canvas

GRAIN = 1.2e-4  # of the sum of two noise bytes: at 1, a standard deviation of about 1 % in mid grey
MAX_SHADES = 8
GRADE = np.dtype(
    [
        ("work", "<f4", 2), ("exposure", "<f4"), ("bloom", "<f4"),
        ("vignette", "<f4"), ("grain", "<f4"), ("noise", "<f4"), ("scale", "<f4"),
        ("flash", "<f4", 4),
        ("shades", "<f4"), ("limit", "<f4"), ("softness", "<f4"), ("spare", "<f4"),
        ("sparse", "<f4", 2), ("spare2", "<f4", 2),
        ("shade", "<f4", (MAX_SHADES, 4)), ("strength", "<f4", MAX_SHADES),
    ]
)  # fmt: skip
SHADED = {"shown": 0, "shaded": 2, "shaded4": 4, "shaded8": MAX_SHADES}  # a pass: its shades
Rect = tuple[int, int, int, int]  # left, top, right, bottom; pixels


@dataclass(frozen=True)
class Grade:
    """The grade of one frame. `flash` is linear RGB and how strong, 0..1."""

    exposure: float = 1.0
    bloom: float = 0.35
    vignette: float = 0.3
    grain: float = 0.25
    flash: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Shade:
    """A rectangle `(left, top, right, bottom)` in pixels under type, where the picture is held
    dark; `strength` 0..1."""

    box: tuple[float, float, float, float]
    strength: float = 1.0


@dataclass(frozen=True)
class Words:
    """What an overlay asks of a frame: `type_picture` is laid over the film inside `region`
    (pixels), and under the (at most eight) shades the picture's relative luminance stays below
    `limit`, fading out over `softness` pixels. `drawn` is where the type picture was drawn anew
    since the overlay last answered; None = anywhere in the region."""

    region: Rect
    shades: tuple[Shade, ...] = ()
    limit: float = 0.04
    softness: float = 80.0
    drawn: tuple[Rect, ...] | None = None


class Overlay(Protocol):
    """Type: draws itself into `film.type_picture` and says where; None where nothing is shown."""

    def draw(self, t: float, encoder: Any, film: Any) -> Words | None: ...


def grade_uniform(
    index: int, grade: Grade, words: Words | None, work: tuple[int, int], canvas: Canvas
) -> np.ndarray:
    """The uniform of frame `index`: a scalar of `GRADE`."""
    uniform = np.zeros((), GRADE)
    uniform["work"], uniform["scale"] = work, canvas.width / work[0]
    uniform["noise"] = (index * 0x9E3779B1) & 0xFFFFFF
    uniform["exposure"], uniform["bloom"] = grade.exposure, grade.bloom
    uniform["vignette"], uniform["grain"] = grade.vignette, grade.grain * GRAIN
    uniform["flash"] = grade.flash
    uniform["softness"] = words.softness if words else 1.0
    if words and words.shades:
        uniform["limit"] = words.limit
        _write_shades(uniform, words.shades)
    return uniform


def _write_shades(uniform: np.ndarray, shades: Sequence[Shade]) -> None:
    uniform["shades"] = len(shades)
    for k, shade in enumerate(shades):
        x0, y0, x1, y1 = shade.box
        uniform["shade"][k] = (x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) / 2, (y1 - y0) / 2
        uniform["strength"][k] = shade.strength


def shade_code(most: int) -> str:
    """What `grade.wgsl` asks: are there shades, and how far does a place lie under them?

    Written out for `most` of them: a loop, even an empty one, costs a software rasteriser more than
    all else there, and `hoist` reads what has a literal index once a frame. Those that are not
    there have no strength.
    """
    lines = [
        f"  m = max(m, grade_shade_of(p, grade.shade[{k}].xy, grade.shade[{k}].zw,"
        f" grade.strength[{k // 4}].{'xyzw'[k % 4]}));"
        for k in range(most)
    ]
    whole = ["fn grade_shade(p: vec2f) -> f32 {", "  var m = 0.0;", *lines, "  return m;", "}\n"]
    return f"const SHADED = {str(most > 0).lower()};\n" + "\n".join(whole)


def shaded_area(words: Words | None) -> tuple[float, float, float, float] | None:
    """The rectangle of the film outside which no shade is felt; None where there are none."""
    if words is None or not words.shades:
        return None
    boxes = np.array([shade.box for shade in words.shades])
    left, top = boxes[:, :2].min(axis=0) - words.softness
    right, bottom = boxes[:, 2:].max(axis=0) + words.softness
    return float(left), float(top), float(right), float(bottom)
