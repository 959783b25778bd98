"""Pictures to PNG files, through FFmpeg, and small figures to label them."""

from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext

from clavilux.media.output import write_whole

# Five lines of three pixels a figure, written as five octal digits, most significant bit left.
FIGURES = {
    **{"0": 0o75557, "1": 0o26227, "2": 0o71747, "3": 0o71717, "4": 0o55711},
    **{"5": 0o74717, "6": 0o74757, "7": 0o71244, "8": 0o75757, "9": 0o75717},
    **{":": 0o02020, ".": 0o00002, "-": 0o00700, " ": 0},
}


def write_png(image: np.ndarray, path: Path) -> None:
    """`uint8[height, width, 3]` RGB to a file."""
    write_whole(path, encode_png(image))


def encode_png(image: np.ndarray) -> bytes:
    """`uint8[height, width, 3]` RGB to the bytes of a PNG."""
    context = cast(VideoCodecContext, av.CodecContext.create("png", "w"))
    context.height, context.width = image.shape[:2]
    context.pix_fmt, context.time_base = "rgb24", Fraction(1)
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="rgb24")
    frame.pts = 0
    return b"".join(bytes(packet) for f in (frame, None) for packet in context.encode(f))


def label(image: np.ndarray, text: str) -> None:
    """Writes figures, white on black, into the lower left corner of `uint8[height, width, 3]`."""
    size = max(1, image.shape[0] // 90)
    ink = np.concatenate([np.zeros((7, 1), bool), *map(_figure, text)], axis=1)
    ink = ink.repeat(size, axis=0).repeat(size, axis=1)[: image.shape[0], : image.shape[1]]
    image[image.shape[0] - ink.shape[0] :, : ink.shape[1]] = np.where(ink, 255, 0)[..., None]


def _figure(figure: str) -> np.ndarray:
    """`bool[7, 4]`: the figure with a margin above, below and to the right."""
    bits = np.array([FIGURES[figure] >> k & 1 for k in range(14, -1, -1)], bool).reshape(5, 3)
    return np.pad(bits, ((1, 1), (0, 1)))
