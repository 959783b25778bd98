"""LRC: `[mm:ss.xx]words`, several stamps a line, `[offset:+ms]`, and the enhanced kind with
`<mm:ss.xx>` before words.

An enhanced line may close with a stamp of its own (A2), gaps between words are written by a stamp
before a space. A line with a stamp and no words ends the line before it. `v1:` or `F:` before the
words names a voice, `[bg: ...]` a background.
"""

import re

from clavilux.media.lyrics.build import Entry, Piece, build
from clavilux.media.lyrics.stamps import clock
from clavilux.types.lyrics import Line, Lyrics, Word

_TIME = r"(\d{1,4}):(\d{1,2})(?:[.:,](\d{1,9}))?"
_STAMP = re.compile(rf"\s*\[\s*{_TIME}\s*\]")
_ANY_STAMP = re.compile(rf"[<\[]\s*{_TIME}\s*[>\]]")
_TAG = re.compile(r"\s*\[\s*([A-Za-z#_]{1,20})\s*:([^\]\n]*)\]\s*\Z")
_VOICE = re.compile(r"\s*(v\d{1,2}|[MFD])\s*:\s*", re.IGNORECASE)
_BACKGROUND = re.compile(r"\s*\[bg:\s*(.*)\]\s*\Z", re.IGNORECASE)


def read(text: str, duration: float | None, notes: list[str]) -> Lyrics:
    """Lyrics of an LRC text; lines that are neither words nor tags are named in `notes` and left
    out.
    """
    tags: dict[str, str] = {}
    entries: list[Entry] = []
    for number, row in enumerate(text.splitlines(), 1):
        if not row.strip():
            continue
        if found := _BACKGROUND.match(row):
            entries += _entries(found[1], background=True)
        elif (tag := _TAG.match(row)) and not _STAMP.match(row):
            tags[tag[1].lower()] = tag[2].strip()
        elif new := _entries(row):
            entries += new
        else:
            notes.append(f"line {number} has no time stamp [mm:ss.xx] and was left out")
    shift = _offset(tags.get("offset", ""), notes)
    language = tags.get("la", tags.get("language", ""))
    return build(
        [_shifted(entry, shift) for entry in entries],
        duration=duration,
        language=language if re.fullmatch(r"[A-Za-z]{2,3}(-\w+)*", language) else "",
        title=tags.get("ti", ""),
        artist=tags.get("ar", ""),
    )


def _offset(value: str, notes: list[str]) -> float:
    """Seconds to add: a positive [offset:] in milliseconds lets words come sooner."""
    found = re.fullmatch(r"[+-]?\d{1,9}", value)
    if value and not found:
        notes.append(
            f"the offset tag “{value[:20]}” is no whole number of milliseconds and was left out"
        )
    return -int(value) / 1000 if found else 0.0


def _entries(row: str, background: bool = False) -> list[Entry]:
    """One entry for each leading stamp of `row`; word stamps move along with repeats."""
    starts: list[float] = []
    at = 0
    while found := _STAMP.match(row, at):
        starts.append(_seconds(found))
        at = found.end()
    body = row[at:]
    voice = _VOICE.match(body)
    pieces = _pieces(body[voice.end() :] if voice else body)
    if not starts:
        first = next((p.start for p in pieces if p.start is not None), None)
        starts = [] if first is None else [first]
    name = voice[1] if voice else ""
    return [
        Entry(_moved(pieces, start - starts[0]), start, None, name, background) for start in starts
    ]


def _pieces(body: str) -> tuple[Piece, ...]:
    """Text between word stamps; the text before the first has no time of its own."""
    stamps = list(_ANY_STAMP.finditer(body))
    if not stamps:
        return (Piece(body),)
    ends = [*(found.start() for found in stamps[1:]), len(body)]
    pieces = [
        Piece(body[found.end() : end], _seconds(found))
        for found, end in zip(stamps, ends, strict=True)
    ]
    lead = body[: stamps[0].start()]
    return (Piece(lead), *pieces) if lead.strip() else tuple(pieces)


def _seconds(stamp: re.Match[str]) -> float:
    minutes, secs, fraction = stamp.groups()
    return int(minutes) * 60 + int(secs) + (int(fraction) / 10 ** len(fraction) if fraction else 0)


def _moved(pieces: tuple[Piece, ...], by: float) -> tuple[Piece, ...]:
    return tuple(Piece(p.text, None if p.start is None else p.start + by, p.end) for p in pieces)


def _shifted(entry: Entry, by: float) -> Entry:
    return Entry(_moved(entry.pieces, by), entry.start + by, None, entry.voice, entry.background)


def write(lyrics: Lyrics, words: bool = True) -> str:
    """LRC in hundredths; with `words`, lines whose word times are real get word stamps."""
    rows = [f"[ti:{lyrics.title}]"] if lyrics.title else []
    rows += [f"[ar:{lyrics.artist}]"] if lyrics.artist else []
    rows += [f"[la:{lyrics.language}]"] if lyrics.language else []
    for line, following in zip(lyrics.lines, [*lyrics.lines[1:], None], strict=True):
        stamped = words and line.timed
        body = f"{_voiced(line)}{_enhanced(line) if stamped else line.text}"
        stamp = f"[{clock(line.start, 2)}]"
        rows.append(f"[bg: {stamp}{body}]" if line.background else f"{stamp}{body}")
        gap = following is None or following.start > line.end + 0.005
        if gap and not stamped:
            rows.append(f"[{clock(line.end, 2)}]")
    return "\n".join(rows) + "\n"


def _voiced(line: Line) -> str:
    """The voice, where it is one that readers take for a voice and not for words."""
    return f"{line.voice}: " if _VOICE.fullmatch(f"{line.voice}:") else ""


def _enhanced(line: Line) -> str:
    """Words with a stamp before each syllable, and one after a word that ends before the next
    begins.
    """
    parts = []
    for k, word in enumerate(line.words):
        following = line.words[k + 1] if k + 1 < len(line.words) else None
        parts.append(_stamped(word))
        if following is None or clock(following.start, 2) != clock(word.end, 2):
            parts.append(f"<{clock(word.end, 2)}>")
        parts.append(line.separator if following else "")
    return "".join(parts)


def _stamped(word: Word) -> str:
    units = word.syllables or (word,)
    return "".join(f"<{clock(unit.start, 2)}>{unit.text}" for unit in units)
