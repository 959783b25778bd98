"""A font at one style: what it covers, how it shapes, what its outlines are. Lengths in em, y down.

HarfBuzz does all three, so that variable fonts need nothing more; outlines become skia paths.
"""

import functools
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import uharfbuzz as hb

from clavilux.backends.skia import skia


@dataclass(frozen=True)
class Style:
    """A wish: `width` in percent; `optical` 0 lets the font be drawn for display sizes."""

    weight: int = 400
    width: float = 100.0
    italic: bool = False
    optical: float = 0.0


@dataclass(frozen=True)
class Glyph:
    """One shaped glyph; advance and offsets in em, y down; `cluster` is its first character's index
    in the run.
    """

    id: int
    cluster: int
    advance: float
    x: float
    y: float


class Face:
    """A font at one style: coverage, metrics, shaping, outlines. Where it is `coloured`, its glyphs
    are pictures, one em from top to bottom.
    """

    def __init__(self, path: Path, style: Style, coloured: bool = False):
        self.path, self.coloured = path, coloured
        self.face = hb.Face(hb.Blob.from_file_path(str(path)))
        self.font = hb.Font(self.face)
        self.font.set_variations(_variations(self.face, style))
        self.unicodes = self.face.unicodes
        self.em = self.upem = float(self.face.upem)
        if coloured:
            lines = self.font.get_font_extents("ltr")
            self.em = float(lines.ascender - lines.descender) or self.upem
        self.cap_height = self._metric("CAP_HEIGHT", 0.7)
        self.x_height = self._metric("X_HEIGHT", 0.5)
        self._outlines: dict[int, skia.Path] = {}
        self._extents: dict[int, tuple[float, float, float, float]] = {}

    def _metric(self, name: str, default: float) -> float:
        value = self.font.get_metric_position(getattr(hb.OTMetricsTag, name))
        return value / self.em if value else default

    def covers(self, text: str) -> bool:
        """Whether every visible character of `text` has a glyph."""
        return all(ord(c) in self.unicodes or invisible(c) for c in text)

    def draws(self, character: str) -> bool:
        """Whether the face has the character, and an outline for it."""
        if ord(character) not in self.unicodes:
            return False
        glyph = self.font.get_nominal_glyph(ord(character))
        return glyph is not None and not self.outline(glyph).isEmpty()

    def shape(self, text: str, rtl: bool, features: dict[str, bool]) -> list[Glyph]:
        """Glyphs of one run in visual order, left to right."""
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.direction = "rtl" if rtl else "ltr"
        buffer.guess_segment_properties()
        hb.shape(self.font, buffer, features)
        pairs = zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        return [
            Glyph(
                info.codepoint,
                info.cluster,
                place.x_advance / self.em,
                place.x_offset / self.em,
                -place.y_offset / self.em,
            )
            for info, place in pairs
        ]

    def shape_down(self, text: str) -> list[Glyph]:
        """Glyphs of one run from top to bottom, in their vertical forms; origin at the middle of
        the column, `advance` downwards.
        """
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "ttb"
        hb.shape(self.font, buffer, {"vert": True})
        pairs = zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        return [
            Glyph(
                info.codepoint,
                info.cluster,
                -place.y_advance / self.em,
                place.x_offset / self.em,
                -place.y_offset / self.em,
            )
            for info, place in pairs
        ]

    def extents(self, glyph: int) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of a glyph's ink in em from its origin, y down."""
        if glyph not in self._extents:
            box = self.font.get_glyph_extents(glyph)
            values = (
                (0, 0, 0, 0)
                if box is None
                else (box.x_bearing, box.y_bearing, box.width, box.height)
            )
            left, top, width, height = (value / self.em for value in values)
            self._extents[glyph] = (left, -top, left + width, -(top + height))
        return self._extents[glyph]

    @functools.cached_property
    def typeface(self) -> skia.Typeface:
        """The font as Skia draws its pictures."""
        return skia.Typeface.MakeFromFile(str(self.path))

    def outline(self, glyph: int) -> skia.Path:
        """A glyph's outline in font units, y down."""
        if glyph not in self._outlines:
            path = skia.Path()
            self.font.draw_glyph(glyph, _draw_functions(), path)
            self._outlines[glyph] = path
        return self._outlines[glyph]


def _variations(face: hb.Face, style: Style) -> dict[str, float]:
    """The style as axis values, held to what the font has."""
    wishes = {"wght": style.weight, "wdth": style.width, "ital": float(style.italic)}
    values = {}
    for axis in face.axis_infos:
        wish = wishes.get(axis.tag)
        if axis.tag == "opsz":
            wish = style.optical or axis.max_value
        if wish is not None:
            values[axis.tag] = min(max(wish, axis.min_value), axis.max_value)
    return values


@functools.cache
def _draw_functions() -> hb.DrawFuncs:
    """HarfBuzz's pen on a skia.Path, y turned down."""
    pen = hb.DrawFuncs()
    pen.set_move_to_func(lambda x, y, path: path.moveTo(x, -y))
    pen.set_line_to_func(lambda x, y, path: path.lineTo(x, -y))
    pen.set_quadratic_to_func(lambda a, b, x, y, path: path.quadTo(a, -b, x, -y))
    pen.set_cubic_to_func(lambda a, b, c, d, x, y, path: path.cubicTo(a, -b, c, -d, x, -y))
    pen.set_close_path_func(lambda path: path.close())
    return pen


def invisible(character: str) -> bool:
    """Spaces, joiners, variation selectors and direction marks: nothing is drawn for them."""
    return (
        character.isspace()
        or unicodedata.category(character) in ("Cf", "Cc")
        or ("\ufe00" <= character <= "\ufe0f")
    )
