"""The sound track of a film: the original packets where they stay in sync, else encoded anew.

Both give packets whose time 0 is the film's first frame. What a decoder needs before that (priming)
has negative times, which the container takes back by an edit list (MP4, MOV) or a codec delay (Opus
in Matroska and WebM), so that the first sample heard is the first one meant. Which codec stays in
sync in which container was measured: see `tests/test_media_join.py`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import cast

import av
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet

from clavilux.media.codecs import Encoding
from clavilux.media.decode import open_container, packets, sound_stream, start_time
from clavilux.media.read import probe, stereo_blocks
from clavilux.types.audio import Audio, AudioInfo
from clavilux.types.errors import InputError, UsageError

# Container: the codecs that can be copied into it and stay in sync. MP3 and AAC in Matroska need a
# codec delay, which FFmpeg writes only for what it encoded itself: they would be 25 ms late.
HOLDS = {
    "mp4": {"aac", "mp3", "alac", "opus", "flac", "ac3", "eac3"},
    "mov": {
        "aac",
        "mp3",
        "alac",
        "pcm_s16le",
        "pcm_s24le",
        "pcm_s16be",
        "pcm_s24be",
        "ac3",
        "eac3",
    },
    "matroska": {"opus", "vorbis", "flac", "alac", "pcm_s16le", "pcm_s24le", "ac3", "eac3"},
    "webm": {"opus", "vorbis"},
}
PLAYS = HOLDS | {
    "mp4": {"aac"}
}  # what players open too: Apple's and many upload sites take only AAC in MP4
ENCODES = {"mp4": "aac", "mov": "aac", "matroska": "libopus", "webm": "libopus"}
OPTIONS = {
    "aac": {"aac_coder": "fast"}
}  # twice as fast as FFmpeg's default, and transparent at this rate
BIT_RATE = 128_000  # a channel
WHOLE_S = 0.05  # a span that misses this much of the sound is still all of it
OPUS_DELAY_S = (
    0.008  # Matroska counts Opus's priming as duration: the sound stops this much earlier
)


@dataclass(frozen=True)
class Span:
    """The part of a sound file that a film plays: `[start, end)` seconds."""

    source: Path
    start: float
    end: float


def add_sound(
    container: OutputContainer,
    container_format: str,
    encoding: Encoding,
    span: Span,
    film_end: float,
) -> Iterator[Packet]:
    """Adds a sound stream to a container not yet begun; its packets are made as they are drawn.

    `film_end` is where the picture ends, in seconds of the source: no packet lasts longer.
    """
    info = probe(span.source)
    if choose(info, span, container_format, encoding.audio) == "copy":
        span = _ending(span, container_format, info.codec, film_end)
        return _copied(container, container_format, span)
    name = "pcm_s24le" if encoding.codec == "prores" else ENCODES[container_format]
    span = _ending(span, container_format, name, film_end)
    return _encoded(container, name, _encoder_rate(info.rate, name), span)


def choose(info: AudioInfo, span: Span, container_format: str, wish: str) -> str:
    """ "copy" or "encode": what `Encoding.audio` = `wish` comes to in this container."""
    if wish == "encode":
        return "encode"
    whole = span.start == 0 and span.end >= info.duration - WHOLE_S
    if wish == "auto":
        return "copy" if whole and info.codec in PLAYS[container_format] else "encode"
    if info.codec not in HOLDS[container_format]:
        raise UsageError(
            f"{info.codec} cannot be copied into {container_format} in sync; choose audio encode."
        )
    if not whole:
        raise UsageError(
            "Only the sound of a whole file can be copied; choose audio encode for a part."
        )
    return "copy"


def _ending(span: Span, container_format: str, codec: str, film_end: float) -> Span:
    """The span, stopped where the picture ends."""
    delayed = codec in ("opus", "libopus") and container_format in ("matroska", "webm")
    last = film_end - OPUS_DELAY_S if delayed else film_end
    return Span(span.source, span.start, min(span.end, last))


def _copied(container: OutputContainer, container_format: str, span: Span) -> Iterator[Packet]:
    """The original packets."""
    zero = _zero(span.source)
    source = open_container(span.source)
    stream = sound_stream(source, span.source)
    out = container.add_stream_from_template(stream, opaque=True)
    vorbis = container_format in ("matroska", "webm") and out.codec_context.name == "vorbis"
    # The first Vorbis packet is silent; before 0 it would make Matroska delay the picture instead.
    earliest = 0 if vorbis else None
    return _shifted(source, stream, out, (zero, Fraction(span.end)), earliest)


def _encoded(container: OutputContainer, name: str, rate: int, span: Span) -> Iterator[Packet]:
    """The sound decoded and encoded anew, in mono or stereo."""
    blocks = stereo_blocks(span.source, rate, span.start, span.end)
    first = next(blocks)
    layout = "mono" if len(first.samples) == 1 else "stereo"
    options = OPTIONS.get(name, {})
    stream = cast(AudioStream, container.add_stream(name, rate, layout=layout, options=options))
    stream.bit_rate = BIT_RATE * len(first.samples)
    stream.time_base = Fraction(1, rate)
    return _encode(stream, chain([first], blocks), layout)


def _shifted(
    source: InputContainer,
    stream: AudioStream,
    out: AudioStream,
    span: tuple[Fraction, Fraction],
    earliest: int | None,
) -> Iterator[Packet]:
    """The source's packets before the end of the span, less its start; their times ascend."""
    unit = cast(Fraction, stream.time_base)
    zero, end = (round(time / unit) for time in span)
    last = None
    with source:
        for packet in packets(source, stream):
            if packet.pts is None:
                continue
            time = packet.pts - zero
            if time >= end:
                return
            if earliest is not None:
                time = max(time, earliest)
            if last is not None:
                time = max(time, last + 1)
            packet.pts = packet.dts = last = time
            packet.duration = min(packet.duration or 0, end - time)
            packet.stream = out
            yield packet


def _zero(path: Path) -> Fraction:
    """The timestamp (seconds) in the source that a player calls 0, exactly."""
    with open_container(path) as container:
        stream = sound_stream(container, path)
        for packet in packets(container, stream):
            try:
                frames = packet.decode()
            except av.FFmpegError:
                continue
            for frame in frames:
                unit = cast(Fraction, stream.time_base)
                return start_time(container, (frame.pts or 0) * unit)
    raise InputError(f"{path} has no sound that can be decoded: it is empty or damaged.")


def _encode(stream: AudioStream, blocks: Iterable[Audio], layout: str) -> Iterator[Packet]:
    position = 0
    for block in blocks:
        frame = av.AudioFrame.from_ndarray(block.samples, "fltp", layout)
        frame.sample_rate = block.rate
        frame.pts, frame.time_base = position, Fraction(1, block.rate)
        position += frame.samples
        yield from stream.encode(frame)
    yield from stream.encode(None)


def _encoder_rate(rate: int, name: str) -> int:
    """The rate to encode at: the source's own where it is one of the two that everything plays."""
    if name == "libopus":
        return 48000
    return rate if rate in (44100, 48000) else 44100 if rate % 11025 == 0 else 48000
