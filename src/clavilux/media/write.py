"""Frames to film: segments written one by one, then joined with the sound into the finished file.

A segment is a short, closed film without sound that starts with a key frame; it exists only when it
is whole, so that interrupted work resumes at the last one. `join` puts the segments' packets end to
end without encoding them again. Frames are `uint8[height * 3 // 2, width]`: I420 planes (Y, then U,
then V), BT.709, limited range, chroma sited left.
"""

from pathlib import Path
from types import TracebackType
from typing import cast

import av
import numpy as np
from av.video.stream import VideoStream

from clavilux.media.codecs import BT709, CODECS, LIMITED, Encoding, configure, require
from clavilux.media.join import join
from clavilux.media.output import Target, written
from clavilux.types.canvas import Canvas
from clavilux.types.errors import MissingError, OutputError

__all__ = ["Frame", "SegmentWriter", "join"]

Frame = np.ndarray | av.VideoFrame  # I420: packed planes, or in memory of FFmpeg's own

_REFUSED = (
    "{} does not open here (no such hardware or driver, or too odd a size); leave it at auto."
)


class SegmentWriter:
    """Writes one segment at `path` (any suffix). Frame `k` written is shown at `k / canvas.fps`.

    An array's memory may be reused once `write` returns. Encoding releases the interpreter's lock.
    As a context manager it closes at the end and aborts on an error. Same frames, same machine:
    same bytes.
    """

    def __init__(self, path: Path, canvas: Canvas, encoding: Encoding):
        name = require(encoding)
        self.canvas = canvas
        self.count = 0
        self._shape = (canvas.height * 3 // 2, canvas.width)
        self._time_base = 1 / canvas.fps
        self._target = Target(path, CODECS[encoding.codec].segment)
        self._stream = cast(VideoStream, self._target.container.add_stream(name, canvas.fps))
        self._stream.time_base = self._time_base
        try:
            configure(self._stream.codec_context, canvas, encoding)
            self._stream.codec_context.open()
        except BaseException as error:
            self.abort()
            if isinstance(error, av.FFmpegError):
                raise MissingError(_REFUSED.format(name)) from error
            raise

    def write(self, frame: Frame) -> None:
        """Encodes the next frame. This is all that happens per frame on the way out."""
        picture = self._picture(frame)
        picture.pts = self.count
        picture.time_base = self._time_base
        picture.color_primaries = picture.color_trc = picture.colorspace = BT709
        picture.color_range = LIMITED
        self.count += 1
        self._encode(picture)

    def close(self) -> None:
        """Completes the segment under its name."""
        if not self.count:
            self.abort()
            raise ValueError("a segment needs at least one frame")
        self._encode(None)
        self._target.commit()

    def abort(self) -> None:
        """Gives the segment up and removes what was written of it."""
        self._target.abort()

    def __enter__(self) -> "SegmentWriter":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abort()

    def _picture(self, frame: Frame) -> av.VideoFrame:
        """The frame in memory of FFmpeg's own."""
        if isinstance(frame, av.VideoFrame):
            size = self.canvas.width, self.canvas.height
            if (frame.width, frame.height, frame.format.name) != (*size, "yuv420p"):
                raise ValueError(f"a frame is yuv420p of {size} pixels, not {frame}")
            return frame
        if frame.shape != self._shape or frame.dtype != np.uint8:
            raise ValueError(
                f"a frame is uint8{list(self._shape)}, not {frame.dtype}{list(frame.shape)}"
            )
        # Copied: with a view of NumPy's memory libx264 gave other bytes in one film of forty.
        return av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="yuv420p")

    def _encode(self, picture: av.VideoFrame | None) -> None:
        try:
            with written(self._target.path):
                self._target.container.mux(self._stream.encode(picture))
        except OutputError:
            self.abort()
            raise
