"""Any lyric file to `Lyrics` and back: the encoding is found, the format is taken from the name and
checked by the content.
"""

import os
import re
from importlib import import_module
from pathlib import Path

from clavilux.media.lyrics.encoding import decode
from clavilux.media.output import check_folder, write_whole
from clavilux.types.errors import InputError, UsageError
from clavilux.types.lyrics import Lyrics

MAX_BYTES = 4_000_000  # the lyrics of a day-long opera take less

# what is read, by the name's end; a format's module has read(text, duration, notes) -> Lyrics
READERS = {
    ".lrc": "lrc:read",
    ".elrc": "lrc:read",
    ".srt": "cues:read",
    ".vtt": "cues:read",
    ".ass": "ass:read",
    ".ssa": "ass:read",
    ".ttml": "ttml:read",
    ".xml": "ttml:read",
    ".json": "record:read",
    ".txt": "plain:read",
    ".tsv": "plain:read",
    ".csv": "plain:read",
    "ultrastar": "ultrastar:read",
}

# what is written; a format's module has write(lyrics, words) -> str
WRITERS = {
    ".lrc": "lrc:write",
    ".elrc": "lrc:write",
    ".srt": "cues:write_srt",
    ".vtt": "cues:write_vtt",
    ".ass": "ass:write",
    ".ttml": "ttml:write",
    ".json": "record:write",
}

_SIGNS = (
    (re.compile(r"\s*WEBVTT"), ".vtt"),
    (re.compile(r"(?im)^\s*\[(?:script info|events)\]"), ".ass"),
    (re.compile(r"\s*(?:<\?xml[^>]{0,200}>\s*)?<tt[\s:>]"), ".ttml"),
    (re.compile(r'\s*\{\s*"(?:lines|title|language|artist|timed)"'), ".json"),
    (re.compile(r"(?m)^\s*\d{1,3}:\d\d:\d\d[,.]\d{1,3}\s*-->"), ".srt"),
    (re.compile(r"(?m)^\s*\[\d{1,4}:\d{1,2}[.:,]\d{1,9}\].*\n(?:.*\n){0,3}?\s*\[\d{1,4}:"), ".lrc"),
    (re.compile(r"(?im)^\s*\[(?:ar|ti|offset|by|re|ve):[^\]\n]{0,200}\]\s*$"), ".lrc"),
)


def read_lyrics(
    path: str | os.PathLike[str], duration: float | None = None, notes: list[str] | None = None
) -> Lyrics:
    """The lyrics of a file in any known format and encoding.

    `duration` of the sound in seconds closes the last line where the file does not. What could not
    be read is skipped and said in `notes`; InputError where nothing could be read.
    """
    file = Path(path)
    suffix = file.suffix.lower()
    if suffix not in READERS:
        known = " ".join(name for name in READERS if name.startswith("."))
        raise InputError(f"{file} is no lyric file that Clavilux reads; it reads {known}.")
    text = _text(file)
    try:
        return parse_lyrics(text, duration, notes, suffix)
    except InputError as error:
        raise InputError(f"{file}: {error}") from error


def parse_lyrics(
    text: str, duration: float | None = None, notes: list[str] | None = None, suffix: str = ".txt"
) -> Lyrics:
    """`read_lyrics` for text that is at hand, such as the lyrics in a sound file's tags."""
    if not text.strip():
        raise InputError("it is empty; give a file with words in it.")
    skipped: list[str] = [] if notes is None else notes
    lyrics = _function(READERS[_format(text, suffix)])(text, duration, skipped)
    if not lyrics.lines:
        hint = f" ({skipped[0]})" if skipped else ""
        raise InputError(f"no words were found in it{hint}.")
    return lyrics


def _format(text: str, suffix: str) -> str:
    """The format of the name, unless the text plainly says another one."""
    if suffix in (".txt", ".tsv", ".csv", ".lrc", ".srt", ".vtt", ".xml"):
        if "#" in text and _function("ultrastar:looks_like")(text):
            return "ultrastar"
        for sign, found in _SIGNS:
            if sign.search(text[:20_000]):
                return found
    return suffix


def _function(name: str):  # type: ignore[no-untyped-def]
    module, _, function = name.partition(":")
    return getattr(import_module(f"clavilux.media.lyrics.{module}"), function)


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise InputError(
                f"{file} has more than {MAX_BYTES // 10**6} MB; that is no lyric file."
            )
        data = file.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(
            f"{file} cannot be read ({reason}); check the name and the rights."
        ) from error
    text, _ = decode(data)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def check_target(file: Path) -> None:
    """Raises UsageError or OutputError where lyrics of this name cannot be written."""
    if file.suffix.lower() not in WRITERS:
        raise UsageError(f"{file} is no format that lyrics are written in: {' '.join(WRITERS)}.")
    check_folder(file)


def write_lyrics(lyrics: Lyrics, path: str | os.PathLike[str], words: bool = True) -> Path:
    """Writes lyrics in the format of the name's end, whole or not at all.

    `words=False` leaves word times out.
    """
    file = Path(path)
    check_target(file)
    if not lyrics.timed and file.suffix.lower() != ".json":
        raise UsageError("These lyrics have no times yet; align them before they are written.")
    text = _function(WRITERS[file.suffix.lower()])(lyrics, words)
    write_whole(file, text.encode("utf-8"))
    return file
