"""Placed glyphs to coverage: every box of a block drawn once, one texel a pixel, into one small
atlas; emoji to colours, into another.

Skia's analytic antialiasing draws the outlines at their exact subpixel positions, unhinted, and
scales pictures to their size.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clavilux.backends.skia import skia
from clavilux.compose.type_shape import Run

MAX_SIDE = 8192


@dataclass(frozen=True)
class Placed:
    """A run at its place on the canvas: origin on the baseline and em size in pixels."""

    run: Run
    x: float
    y: float
    size: float


def shelves(sizes: Sequence[tuple[int, int]], width: int) -> tuple[list[tuple[int, int]], int]:
    """Top left corners for boxes of `(width, height)` in rows no wider than `width`, and the height
    of all.
    """
    corners = []
    x = y = row = 0
    for w, h in sizes:
        if x and x + w > width:
            x, y, row = 0, y + row, 0
        corners.append((x, y))
        x, row = x + w, max(row, h)
    return corners, y + row


def draw(
    boxes: Sequence[Sequence[Placed]],
    corners: Sequence[tuple[int, int]],
    origins: Sequence[tuple[int, int]],
    size: tuple[int, int],
    blur_px: float = 0.0,
    scale: float = 1.0,
) -> np.ndarray:
    """Coverage `uint8[height, width] * scale`: box `k`, its canvas corner `origins[k]`, at
    `corners[k]`.

    `blur_px` is the standard deviation of a Gaussian over the coverage. Pictures are part of what
    is blurred, and not of letters.
    """
    width, height = (math.ceil(side * scale) for side in size)
    surface = skia.Surface.MakeRaster(skia.ImageInfo.MakeA8(width, height))
    canvas = surface.getCanvas()
    canvas.scale(scale, scale)
    paint = skia.Paint(AntiAlias=True)
    if blur_px > 0:
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur_px))
    for runs, (u, v), (x, y) in zip(boxes, corners, origins, strict=True):
        for placed in runs:
            if not placed.run.face.coloured:
                _draw_run(canvas, placed, u - x, v - y, paint)
            elif blur_px > 0:
                _draw_picture(canvas, placed, u - x, v - y, blur_px)
    pixels = np.zeros((height, width), np.uint8)
    surface.readPixels(skia.ImageInfo.MakeA8(width, height), pixels, width, 0, 0)
    return pixels


def draw_pictures(
    boxes: Sequence[Sequence[Placed]],
    corners: Sequence[tuple[int, int]],
    origins: Sequence[tuple[int, int]],
    size: tuple[int, int],
) -> np.ndarray:
    """The pictures among the glyphs, `uint8[height, width, 4]` sRGB with premultiplied alpha; boxes
    as above.
    """
    width, height = size
    info = skia.ImageInfo.Make(width, height, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    surface = skia.Surface.MakeRaster(info)
    for runs, (u, v), (x, y) in zip(boxes, corners, origins, strict=True):
        for placed in runs:
            if placed.run.face.coloured:
                _draw_picture(surface.getCanvas(), placed, u - x, v - y)
    pixels = np.zeros((height, width, 4), np.uint8)
    surface.readPixels(info, pixels, width * 4, 0, 0)
    return pixels


def _draw_picture(
    canvas: skia.Canvas, placed: Placed, dx: float, dy: float, blur_px: float = 0.0
) -> None:
    """The run as pictures, or on a canvas of coverage their shape."""
    face = placed.run.face
    font = skia.Font(face.typeface, placed.size * face.upem / face.em)
    font.setSubpixel(True)
    font.setHinting(skia.FontHinting.kNone)
    ids, places = [], []
    for glyph, x, y in placed.run.places:
        ids.append(glyph)
        places.append((placed.x + dx + x * placed.size, placed.y + dy + y * placed.size))
    builder = skia.TextBlobBuilder()
    builder.allocRunPos(font, ids, places)
    if blur_px > 0:
        soft = skia.Paint(ImageFilter=skia.ImageFilters.Blur(blur_px, blur_px))
        canvas.saveLayer(None, soft)
    canvas.drawTextBlob(builder.make(), 0, 0, skia.Paint(AntiAlias=True))
    if blur_px > 0:
        canvas.restore()


def _draw_run(canvas: skia.Canvas, placed: Placed, dx: float, dy: float, paint: skia.Paint) -> None:
    """One path for the whole run: overlaps do not add up, and a blur is made once."""
    whole = skia.Path()
    scale = placed.size / placed.run.face.em
    for glyph, x, y in placed.run.places:
        outline = placed.run.face.outline(glyph)
        if not outline.isEmpty():
            place = skia.Matrix.Translate(
                placed.x + dx + x * placed.size, placed.y + dy + y * placed.size
            )
            if placed.run.flow == "turned":
                place.preRotate(90)
            place.preScale(scale, scale)
            whole.addPath(outline, place)
    canvas.drawPath(whole, paint)
