"""The song as a file: AAC in M4A with tags and sleeve, in the same place in time as the samples
that went in.
"""

from fractions import Fraction
from pathlib import Path

import av
import cover
import numpy as np
import score
from av.stream import Disposition

BIT_RATE = 122_000
FRAME = 1024


def _sleeve(container: av.container.OutputContainer) -> tuple[av.VideoStream, av.Packet]:
    stream = container.add_stream("mjpeg", rate=1)
    stream.width = stream.height = cover.SIZE
    stream.pix_fmt = "yuvj420p"
    stream.disposition = Disposition.attached_pic
    packet = av.Packet(cover.jpeg())
    packet.stream, packet.time_base = stream, Fraction(1)
    packet.pts = packet.dts = 0
    return stream, packet


def write(path: Path, sound: np.ndarray) -> None:
    """`sound` is `float[2, samples]` at `score.RATE`."""
    with av.open(path, "w", format="mp4", options={"movflags": "faststart"}) as container:
        container.metadata.update(title=score.TITLE, artist=score.ARTIST, album="Clavilux")
        stream = container.add_stream("aac", rate=score.RATE, layout="stereo")
        stream.bit_rate = BIT_RATE
        stream.options = {"aac_coder": "twoloop"}
        _, picture = _sleeve(container)
        container.mux(picture)
        for first in range(0, sound.shape[1], FRAME):
            part = np.ascontiguousarray(sound[:, first : first + FRAME], np.float32)
            frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="stereo")
            frame.rate, frame.pts, frame.time_base = score.RATE, first, Fraction(1, score.RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def read(path: Path) -> np.ndarray:
    """The file decoded again: `float64[2, samples]`."""
    with av.open(path) as container:
        frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
    return np.concatenate(frames, axis=1).astype(np.float64)
