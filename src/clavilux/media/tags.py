"""What a sound file says about itself, whatever the encoding it was said in."""

import av
from av.container import InputContainer
from av.stream import Discard, Stream

from clavilux.media.decode import is_cover
from clavilux.types.audio import Tags

LONGEST_COVER = 32 << 20  # bytes; a larger "picture" is damage
LYRICS = ("lyrics", "unsyncedlyrics", "unsynced lyrics", "uslt", "syncedlyrics")


def read_tags(container: InputContainer, stream: Stream) -> Tags:
    """The tags of the file, else of its sound stream (where Ogg keeps them)."""
    found = _plain(stream.metadata) | _plain(container.metadata)
    title, artist = _named(
        found.get("title", ""), found.get("artist", "") or found.get("album_artist", "")
    )
    return Tags(
        title=title,
        artist=artist,
        album=found.get("album", ""),
        lyrics=_lyrics(found),
        cover=_cover(container),
    )


def _named(title: str, artist: str) -> tuple[str, str]:
    """Title and artist; a title "Artist - Title" is both where there is no artist, and loses the
    artist's name where it repeats it.
    """
    before, dash, after = (part.strip() for part in title.partition(" - "))
    if dash and before and after and artist.casefold() in ("", before.casefold()):
        return after, artist or before
    return title, artist


def _plain(metadata: dict[str, str]) -> dict[str, str]:
    return {key.lower(): _text(value) for key, value in metadata.items()}


def _text(value: str) -> str:
    """Repairs a tag that was not UTF-8: such bytes are most often Windows-1252."""
    raw = value.encode("utf-8", "surrogateescape")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    return "".join(c for c in text if c.isprintable() or c in "\n\r\t").strip()


def _lyrics(found: dict[str, str]) -> str:
    """Embedded lyrics; ID3 appends the language to the name, as in "lyrics-eng"."""
    for name in LYRICS:
        for key, value in found.items():
            if value and (key == name or key.startswith(f"{name}-")):
                return value.replace("\r\n", "\n").replace("\r", "\n")
    return ""


def _cover(container: InputContainer) -> bytes:
    """The picture on the sleeve. This demuxes: the container cannot be decoded afterwards."""
    for picture in container.streams.video:
        if not is_cover(picture):
            continue
        picture.discard = Discard.default
        try:
            packet = next(container.demux(picture))
        except (av.FFmpegError, StopIteration):
            continue
        if 0 < packet.size <= LONGEST_COVER:
            return bytes(packet)
    return b""
