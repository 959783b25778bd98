"""Segments and sound to the finished film, packet by packet, without encoding again.

Frame `i` is shown at `i / fps` exactly in MP4 and MOV (their clock is the frame rate's own) and to
0.5 ms in Matroska and WebM (their clock is the millisecond). The film lasts frames / fps; the sound
ends with it or before.
"""

import heapq
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from av.container import OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from clavilux.media.codecs import CODECS, Encoding, container_format
from clavilux.media.decode import open_container
from clavilux.media.output import target
from clavilux.media.sound import Span, add_sound
from clavilux.types.audio import Tags
from clavilux.types.errors import InputError


def join(
    segments: list[Path],
    out: Path,
    source: Path | None,
    encoding: Encoding,
    start: float,
    end: float,
    fps: Fraction,
    tags: Tags | None = None,
) -> None:
    """Writes `out`: the segments in order with the sound `[start, end)` of `source`, if any."""
    kind = container_format(encoding, out)
    if not segments:
        raise InputError(f"There are no segments to join into {out.name}.")
    count = sum(_frame_count(segment) for segment in segments)
    film_end = start + count * fps.denominator / fps.numerator
    with target(out, kind) as container:
        container.metadata.update(_metadata(tags or Tags()))
        tracks = [_pictures(container, segments, fps, CODECS[encoding.codec].tag)]
        if source is not None and encoding.audio != "none":
            span = Span(Path(source), start, end)
            tracks.append(add_sound(container, kind, encoding, span, film_end))
        for packet in heapq.merge(*tracks, key=_decoding_time):
            container.mux_one(packet)


def _decoding_time(packet: Packet) -> Fraction:
    return (packet.dts or 0) * packet.time_base


def _metadata(tags: Tags) -> dict[str, str]:
    texts = {"title": tags.title, "artist": tags.artist, "album": tags.album}
    return {name: text for name, text in texts.items() if text}


def _frame_count(segment: Path) -> int:
    with open_container(segment) as container:
        return container.streams.video[0].frames


def _pictures(
    container: OutputContainer, segments: list[Path], fps: Fraction, tag: str
) -> Iterator[Packet]:
    """Adds the stream and returns its packets, numbered through."""
    with open_container(segments[0]) as first:
        template = first.streams.video[0]
        header = template.codec_context.extradata
        stream = container.add_stream_from_template(template, opaque=True)
    stream.time_base = Fraction(1) / fps
    if tag:
        stream.codec_context.codec_tag = tag
    return _numbered(segments, stream, fps, header)


def _numbered(
    segments: list[Path], out: VideoStream, fps: Fraction, header: bytes | None
) -> Iterator[Packet]:
    """The packets of all segments with frame numbers for timestamps."""
    base = 0
    for segment in segments:
        with open_container(segment) as container:
            stream = container.streams.video[0]
            if stream.codec_context.extradata != header:
                raise InputError(
                    f"{segment} has other settings than the first segment; render it again."
                )
            for packet in container.demux(stream):
                if packet.size:
                    yield _number(packet, base, fps, out)
            base += stream.frames


def _number(packet: Packet, base: int, fps: Fraction, out: VideoStream) -> Packet:
    scale = packet.time_base * fps
    packet.pts = base + round((packet.pts or 0) * scale)
    packet.dts = base + round((packet.dts or 0) * scale)
    packet.duration = 1
    packet.time_base = 1 / fps
    packet.stream = out
    return packet
