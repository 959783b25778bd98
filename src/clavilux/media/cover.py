"""The picture on the sleeve: decoded for its colours, and carried on into the film."""

import io
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

import av
import numpy as np
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Disposition

from clavilux.types.errors import InputError

CONTAINERS = ("mp4",)  # where FFmpeg keeps a picture as the file's own
CODECS = {b"\xff\xd8\xff": "mjpeg", b"\x89PNG": "png"}  # by the first bytes of the picture


@dataclass(frozen=True)
class Cover:
    """A picture file: its bytes, its codec ("mjpeg" or "png") and its pixels `uint8[height, width,
    3]` RGB."""

    data: bytes
    codec: str
    pixels: np.ndarray


def read_cover(data: bytes) -> Cover:
    """Decodes the bytes of a JPEG or PNG. Raises InputError where they are neither, or damaged."""
    codec = next((name for mark, name in CODECS.items() if data.startswith(mark)), "")
    if not codec:
        raise InputError("the picture in the file's tags is neither JPEG nor PNG.")
    try:
        with cast(InputContainer, av.open(io.BytesIO(data))) as container:
            frame = next(container.decode(video=0))
            return Cover(data, codec, frame.to_ndarray(format="rgb24"))
    except (av.FFmpegError, StopIteration, ValueError) as error:
        raise InputError("the picture in the file's tags is damaged.") from error


def add_cover(container: OutputContainer, container_format: str, data: bytes) -> list[Packet]:
    """Adds a picture to a container not yet begun, and returns its packets: none where there is no
    picture that can be carried. A damaged picture is not worth losing a film over."""
    if not data or container_format not in CONTAINERS:
        return []
    try:
        cover = read_cover(data)
    except InputError:
        return []
    height, width = cover.pixels.shape[:2]
    stream = container.add_mux_stream(cover.codec, width=width, height=height)
    stream.disposition, stream.time_base = Disposition.attached_pic, Fraction(1, 90000)
    packet = Packet(cover.data)
    packet.stream, packet.pts, packet.dts = stream, 0, 0
    packet.time_base = stream.time_base
    packet.is_keyframe = True
    return [packet]
