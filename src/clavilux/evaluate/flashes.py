"""Flashes, as WCAG 2.2 success criterion 2.3.1 defines them, measured on pictures.

A picture sequence goes in, frame by frame; a `FlashReport` comes out. The definition, and how each
term is read here:

- transition: a change between adjacent peaks and valleys of relative luminance of at least 0.10
  whose darker end is below 0.80; counted in the frame where it reaches 0.10, however many frames it
  takes. A flash is a pair of opposing transitions.
- red transition: to or from a saturated red, R / (R + G + B) >= 0.8 in linear light, over a
  distance of more than 0.2 in the CIE 1976 UCS diagram (WCAG 2.2). As in WCAG 2.0 the red needs R >
  20/320, so that near-black noise is not red.
- visual field: 341 x 256 pixels of a screen of 1024 x 768 into which the picture is fitted; every
  position is tried.
- area: more than 25 % of a field. Its cells are counted together when each of them flashes more
  than three times within the second (whatever their phase), or when they change in the same
  direction within the same two frames at 30 a second.
- rate: more than three flashes within any one second fails, that is, seven transitions within [t, t
  + 1).

Cells are 8 pixels of that screen: finer patterns average out, as WCAG's exception for fine,
balanced patterns wants it. Luminance from 8-bit video is known to about 0.002. Stricter than
frame-average meters, hence safe where they disagree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from clavilux.evaluate.colour import linear, luminance, rgb_from_yuv
from clavilux.evaluate.flash_cells import LuminanceTurns, RedTurns
from clavilux.evaluate.flash_counts import PERIOD_S, Counter, Seen
from clavilux.evaluate.grid import CELL, SCREEN, fitted, grid_shape, planes
from clavilux.evaluate.video import VideoReader, reduced

MOST = 6  # transitions within a second: three flashes


@dataclass(frozen=True)
class FlashSpan:
    """Where the picture fails: seconds, "general" or "red", flashes in the worst second, the area's
    share of the field.

    `field` is the offending visual field as left, top, width, height in fractions of the picture.
    """

    start: float
    end: float
    kind: str
    flashes_per_second: float
    area: float
    field: tuple[float, float, float, float]


@dataclass(frozen=True)
class FlashReport:
    """The verdict. Rates count flashes (pairs of transitions, halves possible) in the worst second,
    3 is the most allowed.

    `area` is the largest share of a visual field that changed at once in a transition, 0..1.
    """

    passed: bool
    general_per_second: float
    red_per_second: float
    area: float
    spans: tuple[FlashSpan, ...]
    frames: int
    duration: float

    @property
    def flashes_per_second(self) -> float:
        """The worse of the two rates."""
        return max(self.general_per_second, self.red_per_second)


class _Verdict:
    """Worst values and failing spans of one kind, gathered over the frames."""

    def __init__(self, kind: str, shape: tuple[int, int], cell: float) -> None:
        self.kind, self.shape = kind, shape
        self.counter = Counter(shape, cell)
        self.worst, self.area = 0, 0.0
        self.spans: list[FlashSpan] = []

    def push(self, time_s: float, up: np.ndarray, down: np.ndarray) -> None:
        """One frame's transitions."""
        seen = self.counter.push(time_s, up, down)
        if seen is None:
            return
        self.worst, self.area = max(self.worst, seen.transitions), max(self.area, seen.area)
        if seen.transitions > MOST:
            self._fail(time_s, seen)

    def _fail(self, time_s: float, seen: Seen) -> None:
        start = max(time_s - PERIOD_S, self.counter.second[0][0])
        span = FlashSpan(
            start, time_s, self.kind, seen.transitions / 2, seen.area, self._region(seen)
        )
        if self.spans and self.spans[-1].end >= start:
            last = self.spans.pop()
            worse = max(last, span, key=lambda each: each.flashes_per_second)
            span = FlashSpan(
                last.start, time_s, self.kind, worse.flashes_per_second, worse.area, worse.field
            )
        self.spans.append(span)

    def _region(self, seen: Seen) -> tuple[float, float, float, float]:
        rows, columns = self.shape
        fields = self.counter.fields
        return (
            seen.at[1] / columns,
            seen.at[0] / rows,
            fields.wide / columns,
            fields.high / rows,
        )


def _cell_size(width: int, height: int, shape: tuple[int, int]) -> float:
    """Pixels of the reference screen in the side of a cell, by area: 8, or more where the picture
    itself is coarser.
    """
    scale = min(SCREEN[0] / width, SCREEN[1] / height)
    return float(np.sqrt(width * height * scale**2 / (shape[0] * shape[1])))


class FlashMeter:
    """Measures while pictures are made: `push` each frame, then ask `report()`.

    `width` and `height` are those of the film (they fix the visual field), `fps` times the frames
    that come without a time. `cell` is the grid's fineness in pixels of the reference screen: 16 is
    cheaper, and rounds flashing areas up.
    """

    def __init__(
        self, width: int, height: int, fps: Fraction | float = 30, cell: float = CELL
    ) -> None:
        self.shape = grid_shape(width, height, cell)
        self.fps = float(fps)
        self.frames, self.time = 0, 0.0
        grid = self.shape, _cell_size(width, height, self.shape)
        self._light: LuminanceTurns | None = None
        self._red: RedTurns | None = None
        self._general = _Verdict("general", *grid)
        self._saturated = _Verdict("red", *grid)

    def push(self, i420: np.ndarray, time_s: float | None = None) -> None:
        """A frame as the encoder gets it: uint8[height * 3 // 2, width], planes Y, U, V, BT.709
        limited range.
        """
        self.push_rgb(rgb_from_yuv(*self._fitted(planes(i420))), time_s)

    def cells(self, planes: Sequence[np.ndarray]) -> np.ndarray:
        """What of a frame's planes Y, U, V (`uint8[h, w]` each) is worth keeping to measure it
        later: `uint8[3, rows, columns]`."""
        return np.rint(np.stack(self._fitted(planes))).astype(np.uint8)

    def push_cells(self, cells: np.ndarray, time_s: float | None = None) -> None:
        """A frame as `cells` gave it."""
        self.push_rgb(rgb_from_yuv(*cells), time_s)

    def _fitted(self, planes: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        y, u, v = planes
        return fitted(y, *self.shape), fitted(u, *self.shape, 2), fitted(v, *self.shape, 2)

    def push_rgb(self, rgb: np.ndarray, time_s: float | None = None) -> None:
        """A frame as R'G'B' of the cells: float32[3, rows, columns], 0..1, rows and columns as in
        `shape`.
        """
        self.time = self.frames / self.fps if time_s is None else time_s
        self.frames += 1
        light = linear(rgb)
        level = luminance(light)
        if self._light is None or self._red is None:
            self._light, self._red = LuminanceTurns(level), RedTurns(light)
        self._general.push(self.time, *self._light.push(level))
        self._saturated.push(self.time, *self._red.push(light))

    def report(self) -> FlashReport:
        """The verdict on all frames so far."""
        kinds = (self._general, self._saturated)
        spans = sorted((s for kind in kinds for s in kind.spans), key=lambda s: s.start)
        return FlashReport(
            passed=not spans,
            general_per_second=self._general.worst / 2,
            red_per_second=self._saturated.worst / 2,
            area=max(kind.area for kind in kinds),
            spans=tuple(spans),
            frames=self.frames,
            duration=self.time + 1 / self.fps if self.frames else 0.0,
        )


def check_flashes(video: Path | str) -> FlashReport:
    """Measures a finished film, in bounded memory. Raises `InputError` for what is not a film."""
    with VideoReader(video) as reader:
        info = reader.info
        meter = FlashMeter(info.width, info.height, info.fps or 25)
        with reduced(reader) as pictures:
            for picture in pictures:
                meter.push_rgb(picture.rgb, picture.time)
    return meter.report()
