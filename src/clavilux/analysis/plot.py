"""Everything that was heard on one page, for a person to check at a glance.

Top to bottom: title and figures; the waveform under its sections, beats and downbeats; the curves;
chroma; the log-mel. Time runs across, the same in every row.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import skia

from clavilux.media.png import write_png
from clavilux.types.features import PITCHES, Features

WIDTH, LEFT, RIGHT, GAP = 1600, 96, 32, 14
GROUND, INK, FAINT = 0xFF101216, 0xFFE9E6DF, 0xFF6F747C
TINTS = (0xFF3A6EA5, 0xFFB5602F, 0xFF5C8A4A, 0xFF8A4F9E, 0xFFA08A2E, 0xFF3D8C8C, 0xFFA34A5A)
ACCENT = 0xFFFFB454
CURVES = (
    ("loudness", 0xFFE9E6DF),
    ("bass", 0xFFE0674A),
    ("mid", 0xFFE3B341),
    ("treble", 0xFF6FB7E0),
    ("onset", 0xFFB98CF0),
    ("centroid", 0xFF79C99A),
)
HEAD, WAVE, CURVE, CHROMA, MEL = 108, 190, 58, 132, 190  # heights of the rows


class Page:
    """A canvas, a typeface, and the way from seconds to pixels."""

    def __init__(self, height: int, duration: float, typeface: bytes | None):
        self.pixels = np.empty((height, WIDTH, 4), np.uint8)
        self.surface = skia.Surface(self.pixels, colorType=skia.kRGBA_8888_ColorType)
        self.canvas = self.surface.getCanvas()
        self.canvas.clear(GROUND)
        self.scale = (WIDTH - LEFT - RIGHT) / max(duration, 1e-9)
        data = skia.Data.MakeWithCopy(typeface) if typeface else None
        system = skia.FontMgr().legacyMakeTypeface("", skia.FontStyle())
        self.face = skia.Typeface.MakeFromData(data) if data else system

    def x(self, seconds: float) -> float:
        return LEFT + seconds * self.scale

    def text(self, words: str, x: float, y: float, size: float, colour: int = INK) -> None:
        paint = skia.Paint(Color=colour, AntiAlias=True)
        self.canvas.drawString(words, x, y, skia.Font(self.face, size), paint)

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

    def image(self, rgb: np.ndarray, top: float, height: float) -> None:
        """`uint8[rows, columns, 3]` over the whole width."""
        rgba = np.ascontiguousarray(np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)]))
        picture = skia.Image.fromarray(rgba, colorType=skia.kRGBA_8888_ColorType)
        place = skia.Rect(LEFT, top, WIDTH - RIGHT, top + height)
        self.canvas.drawImageRect(picture, place)


def plot(features: Features, out_png: Path, title: str = "", typeface: bytes | None = None) -> None:
    """Draws the page; `typeface` holds the bytes of a font file, None takes the system's."""
    height = HEAD + WAVE + len(CURVES) * (CURVE + 6) + CHROMA + MEL + 6 * GAP + 30
    page = Page(height, features.duration, typeface)
    _head(page, features, title)
    top = float(HEAD)
    _wave(page, features, top)
    top += WAVE + 2 * GAP + 8
    for name, colour in CURVES:
        _curve(page, features, name, top, colour)
        top += CURVE + 6
    top += GAP
    _chroma(page, features, top)
    top += CHROMA + GAP
    _mel(page, features, top)
    _clock(page, features.duration, top + MEL)
    write_png(page.pixels[..., :3].copy(), Path(out_png))


def _head(page: Page, features: Features, title: str) -> None:
    page.text(title or "Analysis", LEFT, 46, 30)
    key, tempi = features.key, features.tempo
    readings = "   ".join(f"{c.bpm:.1f} bpm {c.weight:.0%}" for c in tempi[:4] if c.weight >= 0.01)
    readings = readings or "no beat"
    minutes, seconds = divmod(features.duration, 60)
    page.text(readings, LEFT, 78, 17)
    about = f"{key.tonic} {key.mode} ({key.confidence:.0%} sure)    {int(minutes)}:{seconds:04.1f}"
    page.text(about, LEFT + 720, 78, 17, FAINT)


def _wave(page: Page, features: Features, top: float) -> None:
    labels = sorted({section.label for section in features.sections})
    bottom = top + WAVE
    for section in features.sections:
        tint = TINTS[labels.index(section.label) % len(TINTS)]
        left, right = page.x(section.start), page.x(section.end)
        fade = (round(40 + 90 * section.energy) << 24) | (tint & 0xFFFFFF)
        page.box(left, top, right - 1.5, bottom, fade)
        page.box(left, top - 5, right - 1.5, top, tint)
        page.text(section.label, left + 6, top + 18, 15)
    low, high = _envelope(features.waveform.values / 32767.0, WIDTH - LEFT - RIGHT)
    middle, half = top + WAVE / 2 + 6, WAVE / 2 - 14
    xs = [float(LEFT + k) for k in range(len(low))]
    upper = list(zip(xs, (middle - half * high).tolist(), strict=True))
    lower = list(zip(xs, (middle - half * low).tolist(), strict=True))
    page.shape([*upper, *lower[::-1]], 0xFFCFCBC2)
    beats = features.beats
    for time, position, sure in zip(beats.times, beats.positions, beats.confidence, strict=True):
        strong = position == 1
        shade = (round(90 + 165 * float(sure)) << 24) | (ACCENT & 0xFFFFFF)
        page.line(
            page.x(time), bottom + (2 if strong else 8), bottom + 18, shade, 1.4 if strong else 0.8
        )
    page.text("beats", 24, bottom + 17, 13, FAINT)
    page.text("form", 24, top + 18, 13, FAINT)


def _envelope(wave: np.ndarray, columns: int) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest sample of each column: `float[columns]` twice."""
    edges = np.linspace(0, len(wave), columns + 1).astype(int)
    starts = np.minimum(edges[:-1], len(wave) - 1)
    peak = max(float(np.abs(wave).max()), 1e-6)
    return np.minimum.reduceat(wave, starts) / peak, np.maximum.reduceat(wave, starts) / peak


def _curve(page: Page, features: Features, name: str, top: float, colour: int) -> None:
    count = WIDTH - LEFT - RIGHT
    values = features.curves[name].values
    edges = np.minimum(np.linspace(0, len(values), count + 1).astype(int)[:-1], len(values) - 1)
    high = np.maximum.reduceat(values, edges)
    bottom = top + CURVE
    points = [(LEFT + k, bottom - 0.94 * CURVE * float(v)) for k, v in enumerate(high)]
    page.shape([(LEFT, bottom), *points, (WIDTH - RIGHT, bottom)], colour & 0xB0FFFFFF)
    page.line(LEFT - 6, top + 6, bottom, FAINT & 0x60FFFFFF, 1)
    page.text(name, 24, top + CURVE / 2 + 5, 13, colour)


def _chroma(page: Page, features: Features, top: float) -> None:
    values = _columns(features.curves["chroma"].values)
    page.image(_coloured(values.T[::-1]), top, CHROMA)
    for k in range(0, 12, 2):
        page.text(PITCHES[k], 64, top + CHROMA * (11.5 - k) / 12 + 5, 12, FAINT)


def _mel(page: Page, features: Features, top: float) -> None:
    values = _columns(features.curves["mel"].values)
    page.image(_coloured(values.T[::-1] ** 1.5), top, MEL)
    page.text("log-mel", 24, top + 14, 13, FAINT)


def _columns(values: np.ndarray) -> np.ndarray:
    """`[n, d]` averaged to at most one row a pixel."""
    count = min(WIDTH - LEFT - RIGHT, len(values))
    edges = np.linspace(0, len(values), count + 1).astype(int)[:-1]
    total = np.add.reduceat(values.astype(np.float32), edges, axis=0)
    return total / np.diff(np.append(edges, len(values)))[:, None]


def _coloured(values: np.ndarray) -> np.ndarray:
    """0..1 to `uint8[..., 3]` from the ground over blue and orange to ivory."""
    stops = np.array([[16, 18, 22], [38, 58, 98], [168, 84, 60], [240, 196, 120], [250, 245, 230]])
    x = np.clip(values, 0, 1) * (len(stops) - 1)
    channels = [np.interp(x, np.arange(len(stops)), stops[:, k]) for k in range(3)]
    return np.stack(channels, axis=-1).astype(np.uint8)


def _clock(page: Page, duration: float, top: float) -> None:
    steps = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600)
    step = next((s for s in steps if duration / s <= 14), 1200)
    for time in np.arange(0, duration, step):
        page.line(page.x(time), top, top + 5, FAINT, 1)
        page.text(f"{int(time // 60)}:{int(time % 60):02d}", page.x(time) + 4, top + 16, 12, FAINT)
