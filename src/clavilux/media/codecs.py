"""What films can be written: codecs, their containers, and an `Encoding` that chooses among them.

"auto" always means the software encoder of the codec, which gives the same bytes on every machine
with as many cores; a hardware encoder is used when it is asked for by name.
"""

import os
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext

from clavilux.media.encoders import ENCODERS, Encoder
from clavilux.types.canvas import Canvas
from clavilux.types.errors import MissingError, OutputError, UsageError

SOUND_CHOICES = ("auto", "copy", "encode", "none")
GOP_S = 2  # seconds between key frames at most, so that players seek quickly
BT709 = 1  # FFmpeg's number for it as primaries, transfer and matrix
LIMITED = 1  # FFmpeg's number for luma of 16 to 235


@dataclass(frozen=True)
class Encoding:
    """How a film is written.

    `codec` is a name of `CODECS`, `encoder` "auto" or a name of `ENCODERS`. `preset` and `quality`
    speak the encoder's own language (x264: "veryfast", CRF 18, smaller is better); left empty they
    take the table's defaults. `audio`: "auto" copies the original sound where that stays in sync
    and plays everywhere and else encodes it; "copy", "encode" and "none" insist.
    """

    codec: str = "h264"
    encoder: str = "auto"
    preset: str = ""
    quality: float | None = None
    audio: str = "auto"


@dataclass(frozen=True)
class Codec:
    """Where a codec may live: file suffixes, container of segments, tag in MP4 ("": usual)."""

    encoder: str  # what "auto" means
    suffixes: tuple[str, ...]
    segment: str = "mp4"
    tag: str = ""


@dataclass(frozen=True)
class EncoderState:
    """Whether an encoder of the table works on this machine, and if not, why."""

    name: str
    codec: str
    hardware: bool
    works: bool
    reason: str = ""


CODECS = {
    "h264": Codec("libx264", (".mp4", ".mov", ".mkv")),
    "hevc": Codec("libx265", (".mp4", ".mov", ".mkv"), tag="hvc1"),  # Apple plays no other tag
    "av1": Codec("libsvtav1", (".mp4", ".mkv", ".webm")),
    "vp9": Codec("libvpx-vp9", (".webm", ".mkv", ".mp4")),
    "prores": Codec("prores_ks", (".mov", ".mkv"), segment="mov"),
}

CONTAINERS = {".mp4": "mp4", ".mov": "mov", ".mkv": "matroska", ".webm": "webm"}


def encoder_name(encoding: Encoding) -> str:
    """The encoder that will be used; `UsageError` where the encoding contradicts the tables."""
    codec = CODECS.get(encoding.codec)
    if codec is None:
        raise UsageError(
            f"There is no codec {encoding.codec!r}; choose one of {', '.join(CODECS)}."
        )
    name = codec.encoder if encoding.encoder == "auto" else encoding.encoder
    encoder = ENCODERS.get(name)
    if encoder is None or encoder.codec != encoding.codec:
        fitting = ", ".join(known for known, e in ENCODERS.items() if e.codec == encoding.codec)
        raise UsageError(f"{name!r} does not encode {encoding.codec}; choose one of {fitting}.")
    return name


def container_format(encoding: Encoding, path: Path) -> str:
    """FFmpeg's name of the container that `path` asks for, if the codec may live in it."""
    encoder_name(encoding)
    suffix = path.suffix.lower()
    if suffix not in CONTAINERS:
        raise OutputError(f"{path.name} has no known suffix; films end in {', '.join(CONTAINERS)}.")
    allowed = CODECS[encoding.codec].suffixes
    if suffix not in allowed:
        fitting = " or ".join(allowed)
        raise OutputError(
            f"{path.name} cannot hold {encoding.codec}; let its name end in {fitting}."
        )
    return CONTAINERS[suffix]


def encoder_options(encoding: Encoding) -> dict[str, str]:
    """FFmpeg options for this encoding, checked against the table."""
    name = encoder_name(encoding)
    encoder = ENCODERS[name]
    if encoding.audio not in SOUND_CHOICES:
        raise UsageError(f"audio is one of {', '.join(SOUND_CHOICES)}, not {encoding.audio!r}.")
    options = dict(encoder.options)
    preset = encoding.preset or encoder.preset
    if preset:
        if preset not in encoder.presets:
            known = ", ".join(encoder.presets) or "none"
            raise UsageError(f"{name} has no preset {preset!r}; it has {known}.")
        options[encoder.preset_option] = preset
    return options | _quality_options(name, encoder, encoding.quality)


def configure(context: VideoCodecContext, canvas: Canvas, encoding: Encoding) -> None:
    """Sets up an encoder that is not open yet: size, pace, options, BT.709 in limited range."""
    encoder = ENCODERS[encoder_name(encoding)]
    context.width, context.height = canvas.width, canvas.height
    context.pix_fmt = encoder.pixels
    context.time_base = 1 / canvas.fps
    context.framerate = canvas.fps
    context.gop_size = max(1, round(GOP_S * canvas.fps))
    context.thread_count = threads()
    context.color_primaries = context.color_trc = context.colorspace = BT709
    context.color_range = LIMITED
    context.options = encoder_options(encoding)
    if CODECS[encoding.codec].tag:
        context.codec_tag = CODECS[encoding.codec].tag
    os.environ.setdefault("SVT_LOG", "1")  # else SVT-AV1 writes its settings to the terminal


def threads() -> int:
    """Threads of the encoder: by the machine, not its load, since x264's bytes depend on them."""
    return min(os.cpu_count() or 1, 16)


def identity(encoding: Encoding) -> str:
    """A text that changes whenever the bytes of a segment could: for cache keys."""
    version = ".".join(map(str, av.library_versions["libavcodec"]))
    options = sorted(encoder_options(encoding).items())
    return (
        f"{encoder_name(encoding)} {options} gop={GOP_S} threads={threads()} libavcodec={version}"
    )


def require(encoding: Encoding) -> str:
    """`encoder_name`, or `MissingError` where this FFmpeg was built without it."""
    name = encoder_name(encoding)
    if name not in av.codecs_available:
        raise MissingError(f"{name} is not part of this FFmpeg; leave the encoder at auto.")
    return name


def encoder_states() -> list[EncoderState]:
    """Tries every encoder of the table: which of them exist and really open on this machine."""
    return [_try(name, encoder) for name, encoder in ENCODERS.items()]


def _quality_options(name: str, encoder: Encoder, quality: float | None) -> dict[str, str]:
    if not encoder.quality:
        if quality is not None:
            known = ", ".join(encoder.presets)
            raise UsageError(f"{name} takes no quality; choose one of its presets: {known}.")
        return {}
    low, high = encoder.limits
    value = encoder.default if quality is None else quality
    if not low <= value <= high:
        raise UsageError(f"The quality of {name} lies between {low} and {high}, not at {value}.")
    return {option: f"{value * encoder.scale:g}" for option in encoder.quality}


def _try(name: str, encoder: Encoder) -> EncoderState:
    """Encodes one grey picture."""
    if name not in av.codecs_available:
        return EncoderState(
            name, encoder.codec, encoder.hardware, False, "not in this FFmpeg build"
        )
    canvas = Canvas(320, 240, Fraction(30))
    try:
        context = cast(VideoCodecContext, av.CodecContext.create(name, "w"))
        configure(context, canvas, Encoding(encoder.codec, name))
        grey = np.full((canvas.height * 3 // 2, canvas.width), 128, np.uint8)
        picture = av.VideoFrame.from_ndarray(grey, format="yuv420p")
        packets = [packet for frame in (picture, None) for packet in context.encode(frame)]
    except (av.FFmpegError, ValueError):
        reason = "no such hardware or driver" if encoder.hardware else "it does not open"
        return EncoderState(name, encoder.codec, encoder.hardware, False, reason)
    return EncoderState(name, encoder.codec, encoder.hardware, bool(packets))
