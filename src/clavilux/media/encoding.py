"""Encoding beside drawing: a thread of its own takes the frames and writes the segments."""

import queue
import threading
from pathlib import Path

from clavilux.media.codecs import Encoding
from clavilux.media.write import Frame, SegmentWriter
from clavilux.types.canvas import Canvas

QUEUE = 6  # frames that may wait for the encoder


class EncoderThread:
    """Writes segments while the caller draws the next frames. An error in the thread is raised in
    the caller."""

    def __init__(self, canvas: Canvas, encoding: Encoding):
        self.canvas, self.encoding = canvas, encoding
        self.queue: queue.Queue[Path | Frame | None] = queue.Queue(QUEUE)
        self.error: BaseException | None = None
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._run, name="encoder", daemon=True)
        self.thread.start()

    def put(self, item: Path | Frame | None) -> None:
        """A path begins a segment, an array is its next frame, None ends all."""
        while True:
            if self.error is not None:
                raise self.error
            try:
                return self.queue.put(item, timeout=0.2)
            except queue.Full:
                continue

    def _run(self) -> None:
        writer: SegmentWriter | None = None
        try:
            while (item := self._next()) is not None:
                if isinstance(item, Path):
                    if writer is not None:
                        writer.close()
                    writer = SegmentWriter(item, self.canvas, self.encoding)
                elif writer is not None:
                    writer.write(item)
            if writer is not None and not self.stop.is_set():
                writer.close()
                writer = None
        except BaseException as error:
            self.error = error
        finally:
            if writer is not None:
                writer.abort()

    def _next(self) -> Path | Frame | None:
        while not self.stop.is_set():
            try:
                return self.queue.get(timeout=0.2)
            except queue.Empty:
                continue
        return None

    def finish(self) -> None:
        """Waits until everything is written."""
        self.put(None)
        self.thread.join()
        if self.error is not None:
            raise self.error

    def abort(self) -> None:
        """Gives the open segment up; finished ones stay."""
        self.stop.set()
        self.thread.join()
