"""UltraStar: `#BPM` (quarter beats, so four times as many in a minute), `#GAP` in ms, notes `:
start length pitch text`.

A syllable that begins with a space begins a word; `~` holds the syllable before it; `- beat` ends a
line; `#RELATIVE:YES` counts from the line's own start; `P1`, `P2` are the voices of a duet.
"""

import re
from dataclasses import dataclass, field

from clavilux.media.lyrics.build import Entry, Piece, build
from clavilux.types.lyrics import Lyrics

_HEADER = re.compile(r"\s*#\s*([A-Za-z0-9]{1,30})\s*:(.*)")
_NOTE = re.compile(r"\s*[:*FRG]\s+(-?\d{1,8})\s+(\d{1,8})\s+(-?\d{1,4})(?: (.*))?\Z")
_BREAK = re.compile(r"\s*-\s*(-?\d{1,8})(?:\s+(-?\d{1,8}))?\s*\Z")
_PLAYER = re.compile(r"\s*P\s?([1-9])\s*\Z")
_LANGUAGES = {
    "english": "en",
    "deutsch": "de",
    "german": "de",
    "français": "fr",
    "french": "fr",
    "español": "es",
    "spanish": "es",
    "italian": "it",
    "portuguese": "pt",
    "polish": "pl",
    "japanese": "ja",
    "korean": "ko",
    "chinese": "zh",
    "russian": "ru",
    "dutch": "nl",
    "swedish": "sv",
}


@dataclass
class _Reading:
    """Where the reader stands."""

    entries: list[Entry] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    voice: str = ""
    base: int = 0  # beats at the line's start, for relative files


def looks_like(text: str) -> bool:
    """Whether a `.txt` is UltraStar: a #BPM header and a note."""
    return bool(re.search(r"(?im)^\s*#BPM\s*:", text) and re.search(r"(?m)^\s*[:*FRG] +-?\d", text))


def read(text: str, duration: float | None, notes: list[str]) -> Lyrics:
    """Lyrics with syllable times; rows that are nothing known are named in `notes` and left out."""
    tags: dict[str, str] = {}
    state = _Reading()
    for number, row in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(row):
            tags[header[1].upper()] = header[2].strip()
        elif row.strip() == "E" or not row.strip():
            continue
        elif not _take(row, tags, state):
            notes.append(f"line {number} is no note “: start length pitch text” and was left out")
    _close(state)
    language = tags.get("LANGUAGE", "").lower()
    return build(
        state.entries,
        duration=duration,
        language=_LANGUAGES.get(language, ""),
        title=tags.get("TITLE", ""),
        artist=tags.get("ARTIST", ""),
    )


def _take(row: str, tags: dict[str, str], state: _Reading) -> bool:
    """Reads a note, a line break or a change of voice; False for anything else."""
    if note := _NOTE.match(row):
        first, length = int(note[1]) + state.base, int(note[2])
        _sing(state, note[4] or "", _time(first, tags), _time(first + length, tags))
    elif pause := _BREAK.match(row):
        _close(state)
        if tags.get("RELATIVE", "").upper() == "YES":
            state.base += int(pause[2] if pause[2] is not None else pause[1])
    elif player := _PLAYER.match(row):
        _close(state)
        state.voice, state.base = f"P{player[1]}", 0
    else:
        return False
    return True


def _sing(state: _Reading, text: str, start: float, end: float) -> None:
    """Adds a syllable, or lengthens the one before it where the text is only a held `~`."""
    sounded = text.replace("~", "").replace("\u00ad", "")
    if state.pieces and not sounded.strip():
        last = state.pieces[-1]
        state.pieces[-1] = Piece(last.text + sounded, last.start, end)
    else:
        state.pieces.append(Piece(sounded, start, end))


def _close(state: _Reading) -> None:
    if state.pieces:
        start, end = state.pieces[0].start or 0.0, state.pieces[-1].end
        state.entries.append(Entry(tuple(state.pieces), start, end, state.voice))
        state.pieces = []


def _time(beat: int, tags: dict[str, str]) -> float:
    """Seconds of a beat; without a usable #BPM 120 is taken."""
    bpm = _number(tags.get("BPM", ""), 120.0)
    return _number(tags.get("GAP", ""), 0.0) / 1000 + beat * 60 / ((bpm if bpm > 0 else 120.0) * 4)


def _number(text: str, default: float) -> float:
    found = re.match(r"\s*(-?\d{1,9}(?:[.,]\d{1,9})?)", text)
    return float(found[1].replace(",", ".")) if found else default
