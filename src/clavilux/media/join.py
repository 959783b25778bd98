"""Segments and sound to the finished film, packet by packet, without encoding again.

Frame `i` is shown at `i / fps` exactly in MP4 and MOV (their clock is the frame rate's own) and to
0.5 ms in Matroska and WebM (their clock is the millisecond). The film lasts frames / fps; the sound
ends with it or before.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from av.container import OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from clavilux.media.codecs import CODECS, Encoding, container_format
from clavilux.media.cover import add_cover
from clavilux.media.decode import open_container
from clavilux.media.output import target
from clavilux.media.sound import Span, add_sound
from clavilux.types.audio import Tags
from clavilux.types.errors import ClaviluxError, InputError

SIGNED = "Made with Clavilux"  # the comment by which a film is known again


@dataclass(frozen=True)
class _Segment:
    """What joining must know of a segment beforehand."""

    path: Path
    frames: int
    delay: int  # frames by which decoding runs ahead of showing
    header: tuple[str, int, int, bytes | None]  # codec, size and the codec's parameter sets


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
    """Writes `out`: the segments in order with the sound `[start, end)` of `source`, if any, and
    the picture of `tags` where the container has a place for one."""
    kind = container_format(encoding, out)
    if not segments:
        raise InputError(f"There are no segments to join into {out.name}.")
    contents = [_examine(segment, fps) for segment in segments]
    count = sum(content.frames for content in contents)
    film_end = start + count * fps.denominator / fps.numerator
    with target(out, kind) as container:
        container.metadata.update(_metadata(tags or Tags()))
        tracks = [_pictures(container, contents, fps, CODECS[encoding.codec].tag)]
        if source is not None and encoding.audio != "none":
            span = Span(Path(source), start, min(end, film_end))
            tracks.append(add_sound(container, kind, encoding, span, film_end))
        for packet in add_cover(container, kind, tags.cover if tags else b""):
            container.mux_one(packet)
        for packet in heapq.merge(*tracks, key=_decoding_time):
            container.mux_one(packet)


def _decoding_time(packet: Packet) -> Fraction:
    return (packet.dts or 0) * packet.time_base


def _metadata(tags: Tags) -> dict[str, str]:
    texts = {"title": tags.title, "artist": tags.artist, "album": tags.album, "comment": SIGNED}
    return {name: text for name, text in texts.items() if text}


def is_ours(path: Path) -> bool:
    """Whether a file is a film that `join` wrote."""
    try:
        with open_container(path) as container:
            said = {key.lower(): value for key, value in container.metadata.items()}
            return said.get("comment") == SIGNED
    except ClaviluxError:
        return False


def _examine(path: Path, fps: Fraction) -> _Segment:
    with open_container(path) as container:
        if not container.streams.video:
            raise InputError(f"{path} is not a segment of a film; render it again.")
        stream = container.streams.video[0]
        context = stream.codec_context
        first = next(container.demux(stream))  # there is always the empty one that ends the file
        delay = -round((first.dts or 0) * first.time_base * fps)
        header = (context.name, context.width, context.height, context.extradata)
        return _Segment(path, stream.frames, delay, header)


def _pictures(
    container: OutputContainer, segments: list[_Segment], fps: Fraction, tag: str
) -> Iterator[Packet]:
    """Adds the stream and returns its packets, numbered through."""
    for segment in segments:
        if segment.header != segments[0].header:
            raise InputError(f"{segment.path} was encoded with other settings; render it again.")
    with open_container(segments[0].path) as first:
        stream = container.add_stream_from_template(first.streams.video[0], opaque=True)
    stream.time_base = Fraction(1) / fps
    if tag:
        stream.codec_context.codec_tag = tag
    return _numbered(segments, stream, fps)


def _numbered(segments: list[_Segment], out: VideoStream, fps: Fraction) -> Iterator[Packet]:
    """The packets of all segments with frame numbers for timestamps, in decoding order.

    Decoding runs ahead by as many frames as any segment needs; a short one needs fewer.
    """
    delay = max(segment.delay for segment in segments)
    base = 0
    for segment in segments:
        with open_container(segment.path) as container:
            coded = (p for p in container.demux(container.streams.video[0]) if p.size)
            for index, packet in enumerate(coded):
                packet.pts = base + round((packet.pts or 0) * packet.time_base * fps)
                packet.dts = base + index - delay
                packet.duration = 1
                packet.time_base = Fraction(1) / fps
                packet.stream = out
                yield packet
        base += segment.frames
