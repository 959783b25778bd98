"""A finished film read back: every picture in turn, or the pictures at given times.

Times are seconds from the film's start. Planes are 8 bits, BT.709 in limited range as the film
says; RGB is full range.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace, Interpolation
from av.video.stream import VideoStream

from clavilux.media.decode import is_cover, open_container, packets
from clavilux.types.errors import InputError

ROUNDING_S = 0.001  # timestamps may be this much late: Matroska counts milliseconds
SEEK_S = 4.0  # pictures further apart than this are reached by seeking, nearer ones by decoding on
EXACT = Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT
SHRINKING = Interpolation.AREA | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT

Size = tuple[int, int]  # width, height in pixels


@dataclass(frozen=True)
class Picture:
    """One frame: `y` is `uint8[height, width]`, `u` and `v` half of that each way; not copies."""

    time: float
    y: np.ndarray
    u: np.ndarray
    v: np.ndarray


@dataclass(frozen=True)
class FilmInfo:
    """What the container says of its pictures; `frames` is 0 where it is not known."""

    width: int
    height: int
    fps: Fraction
    duration: float  # seconds
    frames: int


def film_info(video: Path | str) -> FilmInfo:
    """Size, pace and length of a film, without decoding it."""
    with _opened(Path(video)) as (container, stream):
        duration = (container.duration or 0) / av.time_base
        if stream.duration and stream.time_base:
            duration = float(stream.duration * stream.time_base)
        fps = stream.average_rate or Fraction(30)
        return FilmInfo(stream.width, stream.height, fps, duration, stream.frames)


def frame_stream(video: Path | str, size: Size | None = None) -> Iterator[Picture]:
    """Every frame in order, shrunk to `size` on the way if given: faster than doing it later."""
    with _opened(Path(video)) as (container, stream):
        for time, frame in _decoded(container, stream):
            width, height = size or (frame.width, frame.height)
            if frame.format.name != "yuv420p" or size:
                frame = frame.reformat(width, height, "yuv420p", interpolation=SHRINKING)
            y, u, v = (_plane(frame, k) for k in range(3))
            yield Picture(time, y, u, v)


def frames(video: Path | str, times: Sequence[float], size: Size | None = None) -> list[np.ndarray]:
    """The pictures shown at `times`: RGB, `uint8[height, width, 3]`; past the end, the last one."""
    found: dict[float, np.ndarray] = {}
    with _opened(Path(video)) as (container, stream):
        for time, frame in _shown(container, stream, sorted(set(times))):
            found[time] = rgb(frame, size)
    return [found[time] for time in times]


def rgb(frame: VideoFrame, size: Size | None = None) -> np.ndarray:
    """`uint8[height, width, 3]` by the frame's own matrix; untagged: BT.709 from 720 lines up."""
    tagged = frame.colorspace in (Colorspace.ITU601, Colorspace.SMPTE170M)
    old = tagged or (frame.colorspace != Colorspace.ITU709 and frame.height < 720)
    width, height = size or (frame.width, frame.height)
    picture = frame.reformat(
        width,
        height,
        "rgb24",
        src_colorspace=Colorspace.ITU601 if old else Colorspace.ITU709,
        interpolation=SHRINKING if width < frame.width else EXACT,
    )
    return picture.to_ndarray()


@contextmanager
def _opened(path: Path) -> Iterator[tuple[InputContainer, VideoStream]]:
    with open_container(path) as container:
        films = [stream for stream in container.streams.video if not is_cover(stream)]
        if not films:
            raise InputError(f"{path} has no moving picture in it.")
        films[0].thread_type = "AUTO"
        yield container, films[0]


def _decoded(container: InputContainer, stream: VideoStream) -> Iterator[tuple[float, VideoFrame]]:
    """Frames from where the container stands, with their times; damaged packets are passed over."""
    zero = (container.start_time or 0) / av.time_base
    for packet in chain(packets(container, stream), [None]):
        try:
            decoded = stream.codec_context.decode(packet)
        except av.FFmpegError:
            continue
        for frame in decoded:
            if frame.pts is not None:
                yield float(frame.pts * cast(Fraction, stream.time_base)) - zero, frame


def _shown(
    container: InputContainer, stream: VideoStream, times: Sequence[float]
) -> Iterator[tuple[float, VideoFrame]]:
    """For each of the ascending `times` the last frame that is not later."""
    decoded: Iterator[tuple[float, VideoFrame]] = iter(())
    held = coming = None
    for time in times:
        if held is None or time > held[0] + SEEK_S:
            _seek(container, stream, time)
            decoded = _decoded(container, stream)
            held = coming = next(decoded, held)
        while coming is not None and coming[0] <= time + ROUNDING_S:
            held, coming = coming, next(decoded, None)
        if held is None:
            raise InputError(f"{container.name} has no picture that can be decoded.")
        yield time, held[1]


def _seek(container: InputContainer, stream: VideoStream, time: float) -> None:
    """To the key frame before `time`; a container that cannot seek is read from where it stands."""
    start = (container.start_time or 0) / av.time_base
    try:
        container.seek(
            int((start + max(time, 0.0)) / cast(Fraction, stream.time_base)), stream=stream
        )
    except av.FFmpegError:
        return


def _plane(frame: VideoFrame, k: int) -> np.ndarray:
    plane = frame.planes[k]
    lines = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    return lines[: plane.height, : plane.width]
