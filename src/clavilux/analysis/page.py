"""A page to draw what was heard on: a canvas, a typeface, and the way from seconds to pixels."""

from collections.abc import Sequence

import numpy as np

from clavilux.backends.skia import skia

WIDTH, LEFT, RIGHT, GAP = 1600, 120, 32, 14
GROUND, INK, SOFT, FAINT = 0xFF101216, 0xFFE9E6DF, 0xFFA9ABB0, 0xFF6F747C
TINTS = (0xFF3A6EA5, 0xFFB5602F, 0xFF5C8A4A, 0xFF8A4F9E, 0xFFA08A2E, 0xFF3D8C8C, 0xFFA34A5A)
ACCENT = 0xFFFFB454
COLUMNS = WIDTH - LEFT - RIGHT


class Page:
    """What is drawn on; times run across, the same in every row."""

    def __init__(self, height: int, duration: float, typeface: bytes | None):
        self.pixels = np.empty((height, WIDTH, 4), np.uint8)
        self.surface = skia.Surface(self.pixels, colorType=skia.kRGBA_8888_ColorType)
        self.canvas = self.surface.getCanvas()
        self.canvas.clear(GROUND)
        self.scale = COLUMNS / max(duration, 1e-9)
        data = skia.Data.MakeWithCopy(typeface) if typeface else None
        system = skia.FontMgr().legacyMakeTypeface("", skia.FontStyle())
        self.face = skia.Typeface.MakeFromData(data) if data else system

    def x(self, seconds: float) -> float:
        return LEFT + seconds * self.scale

    def width(self, words: str, size: float) -> float:
        return float(skia.Font(self.face, size).measureText(words))

    def text(self, words: str, x: float, y: float, size: float, colour: int = INK) -> None:
        paint = skia.Paint(Color=colour, AntiAlias=True)
        self.canvas.drawString(words, x, y, skia.Font(self.face, size), paint)

    def fitted(
        self, words: Sequence[str], left: float, right: float, y: float, size: float
    ) -> None:
        """The first of `words` that has room between `left` and `right`, in the middle."""
        for word in words:
            wide = self.width(word, size)
            if wide <= right - left - 4:
                self.text(word, (left + right - wide) / 2, y, size)
                return

    def name(self, words: str, y: float, colour: int = FAINT) -> None:
        """A row's name, at the left edge."""
        self.text(words, 24, y, 13, colour)

    def box(self, left: float, top: float, right: float, bottom: float, colour: int) -> None:
        rectangle = skia.Rect(left, top, right, bottom)
        self.canvas.drawRect(rectangle, skia.Paint(Color=colour, AntiAlias=True))

    def line(self, x: float, top: float, bottom: float, colour: int, width: float) -> None:
        paint = skia.Paint(Color=colour, AntiAlias=True, StrokeWidth=width)
        self.canvas.drawLine(x, top, x, bottom, paint)

    def shape(self, points: Sequence[tuple[float, float]], colour: int) -> None:
        path = skia.Path()
        path.addPoly([skia.Point(*point) for point in points], True)
        self.canvas.drawPath(path, skia.Paint(Color=colour, AntiAlias=True))

    def image(self, rgb: np.ndarray, top: float, height: float, sharp: bool = False) -> None:
        """`uint8[rows, columns, 3]` over the whole width; `sharp` keeps the cells' edges."""
        rgba = np.ascontiguousarray(np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)]))
        picture = skia.Image.fromarray(rgba, colorType=skia.kRGBA_8888_ColorType)
        place = skia.Rect(LEFT, top, WIDTH - RIGHT, top + height)
        mode = skia.FilterMode.kNearest if sharp else skia.FilterMode.kLinear
        self.canvas.drawImageRect(picture, place, skia.SamplingOptions(mode))


def faded(colour: int, share: float) -> int:
    """The colour with an opacity of 0..1."""
    return (round(255 * min(max(share, 0.0), 1.0)) << 24) | (colour & 0xFFFFFF)


def heat(values: np.ndarray) -> np.ndarray:
    """0..1 to `uint8[..., 3]` from the ground over blue and orange to ivory."""
    stops = np.array([[16, 18, 22], [38, 58, 98], [168, 84, 60], [240, 196, 120], [250, 245, 230]])
    x = np.clip(values, 0, 1) * (len(stops) - 1)
    channels = [np.interp(x, np.arange(len(stops)), stops[:, k]) for k in range(3)]
    return np.stack(channels, axis=-1).astype(np.uint8)
