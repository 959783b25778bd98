"""A film read for measurement: any file with pictures in, small pictures with their times out, in
bounded memory.

`VideoReader` decodes the main picture stream with all cores, past damaged packets; each `Picture`
is reduced to the grid of cells of grid.py, as luma and as R'G'B'. Time 0 is what a player plays at
0, the same 0 as the sound of `media.read`. Quarter turns that the container asks for are made.
Raises `InputError` for what is not a film.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import chain
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream

from clavilux.evaluate.ahead import ahead
from clavilux.evaluate.colour import BT601, BT709, rgb_from_yuv
from clavilux.evaluate.grid import fitted, grid_shape
from clavilux.media.decode import is_cover, open_container
from clavilux.types.errors import InputError

FAILURES = 1000  # reads that fail before the rest of a file is given up
PLANAR = ("yuv420p", "yuv422p", "yuv444p", "yuvj420p", "yuvj422p", "yuvj444p")
UNSAID = 2  # H.273's code for "unspecified"
FULL_RANGE = 2  # FFmpeg's AVCOL_RANGE_JPEG


@dataclass(frozen=True)
class ColourTags:
    """What the stream says about its colours, as H.273 codes: 1 is BT.709, 2 unspecified; `range` 1
    limited, 2 full, 0 unsaid.
    """

    primaries: int
    transfer: int
    matrix: int
    range: int


@dataclass(frozen=True)
class VideoInfo:
    """A film at a glance. `fps` is the container's average (0 where unknown), `duration` its claim
    in seconds (0 likewise).

    `width` and `height` are those seen, after `rotation` (degrees counterclockwise).
    """

    path: str
    width: int
    height: int
    fps: Fraction
    duration: float
    codec: str
    pixel_format: str
    colour: ColourTags
    rotation: int
    has_sound: bool


class Picture:
    """One frame: `index` in the order shown, `time` in seconds, and its cells, computed when asked.

    Its pixels stay good as long as it is kept.
    """

    def __init__(self, frame: VideoFrame, index: int, time: float, turns: int) -> None:
        self.index, self.time = index, time
        self._frame, self._turns = frame, turns
        wide, high = (frame.height, frame.width) if turns % 2 else (frame.width, frame.height)
        self.shape = grid_shape(wide, high)

    @cached_property
    def luma(self) -> np.ndarray:
        """Y' of the cells, 0..1 nominally: float32[shape]."""
        low, span = (0, 255) if self.full_range else (16, 219)
        return (self._cells[0] - np.float32(low)) / np.float32(span)

    @cached_property
    def rgb(self) -> np.ndarray:
        """R'G'B' of the cells, 0..1, primaries as they come: float32[3, *shape]."""
        y, u, v = self._cells
        return rgb_from_yuv(y, u, v, self._matrix, self.full_range)

    def reduce(self) -> None:
        """Computes the cells now rather than when they are asked for."""
        _ = self.rgb, self.luma

    @property
    def codes(self) -> np.ndarray:
        """The luma of every pixel, unturned: uint8[height, width]."""
        return (
            self._planes[0] if self._whole else _planes(self._frame.reformat(format="yuv420p"))[0]
        )

    @property
    def full_range(self) -> bool:
        """Whether codes span 0..255 rather than 16..235."""
        return self._whole and _is_full(self._frame)

    @property
    def damaged(self) -> bool:
        """Whether the decoder had to guess parts of it."""
        return bool(self._frame.is_corrupt)

    def thumbnail(self, height: int) -> np.ndarray:
        """The picture as uint8[height, width, 3] sRGB; less high where it has fewer pixels."""
        seen = self.shape[1] / self.shape[0] if min(self.shape) > 8 else 1.0
        y, u, v = self._cells_of((height, max(round(height * seen), 1)))
        rgb = rgb_from_yuv(y, u, v, self._matrix, self.full_range)
        return np.moveaxis(np.round(rgb * 255).astype(np.uint8), 0, -1)

    @property
    def _whole(self) -> bool:
        return self._frame.format.name in PLANAR

    @property
    def _matrix(self) -> int:
        """H.273's code; where the file does not say, players take BT.601 for small pictures."""
        code = int(self._frame.colorspace)
        if not self._whole:
            return BT709
        return BT601 if code == UNSAID and self._frame.height <= 576 else code

    @cached_property
    def _planes(self) -> list[np.ndarray]:
        """Y, U, V as uint8: the decoder's own, or those of a small conversion of what is not
        8-bit planar YUV.
        """
        if self._whole:
            return _planes(self._frame)
        rows, columns = self.shape[::-1] if self._turns % 2 else self.shape
        small = self._frame.reformat(
            min(columns * 4, self._frame.width),
            min(rows * 4, self._frame.height),
            "yuv444p",
            dst_colorspace="ITU709",
            dst_color_range="MPEG",
            interpolation="AREA",
        )
        return _planes(small)

    @cached_property
    def _cells(self) -> list[np.ndarray]:
        """Y, U, V: the mean code of each cell."""
        return self._cells_of(self.shape)

    def _cells_of(self, shape: tuple[int, int]) -> list[np.ndarray]:
        """Y, U, V averaged to a grid as seen; planes with fewer pixels than cells repeat them."""
        rows, columns = shape[::-1] if self._turns % 2 else shape
        grids = [fitted(plane, rows, columns) for plane in self._planes]
        return [np.rot90(grid, self._turns) for grid in grids] if self._turns else grids


def picture_of(planes: np.ndarray, index: int, time: float) -> Picture:
    """A drawn frame, I420 `uint8[height * 3 / 2, width]` (BT.709, limited range), as a picture."""
    frame = VideoFrame.from_ndarray(planes, format="yuv420p")
    frame.colorspace, frame.color_range = Colorspace.ITU709, ColorRange.MPEG
    return Picture(frame, index, time, 0)


class VideoReader:
    """A film opened for measurement: `info`, and the pictures by iterating once. Use it in a `with`
    statement.

    `damaged` counts the packets and pictures so far that could not be decoded whole.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.damaged = 0
        self._container = open_container(self.path)
        try:
            self._stream = _picture_stream(self._container, self.path)
            self._coming = self._frames()
            first = next(self._coming, None)
            if first is None:
                raise InputError(f"{self.path} has no picture that can be decoded: it is damaged.")
            self._first = first
            self.info = _info(self._container, self._stream, self._first, self.path)
        except BaseException:
            self._container.close()
            raise

    def __enter__(self) -> "VideoReader":
        return self

    def __exit__(self, *_: object) -> None:
        self._container.close()

    def __iter__(self) -> Iterator[Picture]:
        """The pictures in the order shown; never none."""
        zero = (self._container.start_time or 0) / av.time_base
        step = float(1 / self.info.fps) if self.info.fps else 1 / 25
        last = -step
        for index, frame in enumerate(chain([self._first], self._coming)):
            time = last + step if frame.time is None else frame.time - zero
            time = max(time, last + 1e-6) if index else time
            self.damaged += bool(frame.is_corrupt)
            yield Picture(frame, index, time, self.info.rotation // 90)
            last = time

    def seek(self, time: float) -> None:
        """Goes on from the last key frame at or before `time`, or from the start where it
        cannot.
        """
        zero = self._container.start_time or 0
        try:
            self._container.seek(max(round(time * av.time_base), 0) + zero)
        except av.FFmpegError:
            return
        self._coming = self._frames()
        self._first = next(self._coming, self._first)

    def _frames(self) -> Iterator[VideoFrame]:
        for _ in range(FAILURES):
            try:
                for packet in self._container.demux(self._stream):
                    yield from self._decoded(packet)
                return
            except av.FFmpegError:
                self.damaged += 1

    def _decoded(self, packet: av.Packet) -> list[VideoFrame]:
        try:
            return packet.decode()
        except av.FFmpegError:
            self.damaged += 1
            return []


def reduced(reader: VideoReader) -> AbstractContextManager[Iterator[Picture]]:
    """The pictures of a film, decoded and reduced to cells on another thread while earlier ones are
    measured; to be used in a `with` statement, inside that of the reader.
    """

    def work() -> Iterator[Picture]:
        for picture in reader:
            picture.reduce()
            yield picture

    return closing(ahead(work()))


def stills(path: Path | str, times: list[float], height: int) -> list[np.ndarray]:
    """The frames shown at `times` (seconds, ascending), each as `Picture.thumbnail` of that height.

    Seeks once, to the first time; past the end the last frame is repeated.
    """
    with VideoReader(path) as reader:
        reader.seek(times[0])
        found: list[np.ndarray] = []
        latest: np.ndarray | None = None
        for picture in reader:
            while len(found) < len(times) and picture.time > times[len(found)] + 1e-3:
                found.append(picture.thumbnail(height) if latest is None else latest)
            if len(found) == len(times):
                return found
            if picture.time > times[0] - 0.5:
                latest = picture.thumbnail(height)
        return found + [latest if latest is not None else found[-1]] * (len(times) - len(found))


def _picture_stream(container: InputContainer, path: Path) -> VideoStream:
    streams = [stream for stream in container.streams.video if not is_cover(stream)]
    if not streams:
        raise InputError(f"{path} has no moving picture in it; give a film file.")
    best = container.streams.best("video")
    stream = best if best in streams else streams[0]
    if stream.codec_context is None:
        raise InputError(f"{path} holds pictures in a format that cannot be decoded here.")
    stream.thread_type = "AUTO"
    return stream


def _info(
    container: InputContainer, stream: VideoStream, frame: VideoFrame, path: Path
) -> VideoInfo:
    rotation = round((frame.rotation or 0) / 90) * 90 % 360
    width, height = (frame.width, frame.height)[:: -1 if rotation % 180 else 1]
    claim = float((stream.duration or 0) * (stream.time_base or 0))
    tags = frame.color_primaries, frame.color_trc, frame.colorspace, frame.color_range
    return VideoInfo(
        path=str(path),
        width=width,
        height=height,
        fps=stream.average_rate or stream.guessed_rate or Fraction(0),
        duration=claim or (container.duration or 0) / av.time_base,
        codec=stream.codec_context.codec.canonical_name,
        pixel_format=frame.format.name,
        colour=ColourTags(*(int(tag) for tag in tags)),
        rotation=rotation,
        has_sound=bool(container.streams.audio),
    )


def _is_full(frame: VideoFrame) -> bool:
    return frame.format.name.startswith("yuvj") or int(frame.color_range) == FULL_RANGE


def _planes(frame: VideoFrame) -> list[np.ndarray]:
    """Views of the planes of an 8-bit planar frame, without the padding of their lines."""
    return [
        np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[
            : plane.height, : plane.width
        ]
        for plane in frame.planes
    ]
