"""Plain text: lines with a time before them (`0:12 words`, `[00:12] words`, `12.5<TAB>words`), or
without any time.

Also tables of `start, end, words` with commas or tabs (Audacity's labels, alignment files).
Headings such as `[Chorus]` are no words. Lines without a time among lines with one continue the
line before them.
"""

import csv
import re
from typing import Literal

from clavilux.media.lyrics.build import Entry, Piece, build, build_untimed
from clavilux.media.lyrics.stamps import CLOCK, seconds
from clavilux.types.errors import InputError
from clavilux.types.lyrics import Lyrics

_STAMPED = re.compile(
    rf"\s*[\[(<]?\s*{CLOCK}\s*[\])>]?(?:\s*(?:-->|[-–—])\s*[\[(]?{CLOCK}[\])]?)?\s*[-–—|:]?\s*(.*)\Z"
)
_NUMBERED = re.compile(r"\s*(\d{1,7}(?:\.\d{1,9})?)(?:\s+(\d{1,7}\.\d{1,9}))?(?:\t| {2,})\s*(.*)\Z")
_HEADING = re.compile(r"\s*[\[(【][^\])】]{0,60}[\])】]\s*:?\s*\Z")
_NUMBER = re.compile(r"\s*\d{1,7}(?:\.\d{1,12})?\s*\Z")


def read(text: str, duration: float | None, notes: list[str]) -> Lyrics:
    """Timed lines where at least half of the lines have a time (or more than two do), else untimed
    ones.
    """
    if (table := _table(text)) is not None:
        return build(table, duration=duration)
    rows = [row for row in text.splitlines() if row.strip()]
    found = [_timed(row) for row in rows]
    count = sum(entry is not None for entry in found)
    if count * 2 < len(rows) and count < 3:
        return build_untimed(row for row in rows if not _HEADING.match(row))
    entries: list[Entry] = []
    for row, entry in zip(rows, found, strict=True):
        if entry is not None:
            entries.append(entry)
        elif entries and not _HEADING.match(row):
            last = entries[-1]
            entries[-1] = Entry((*last.pieces, Piece(" " + row.strip())), last.start, last.end)
        elif not _HEADING.match(row):
            notes.append(f"“{row.strip()[:40]}” stands before the first time and was left out")
    return build(entries, duration=duration)


def _timed(row: str) -> Entry | None:
    if found := _STAMPED.match(row):
        groups = found.groups()
        end = seconds(*groups[4:8]) if groups[5] is not None else None
        return Entry((Piece(groups[8]),), seconds(*groups[:4]), end)
    if found := _NUMBERED.match(row):
        end = float(found[2]) if found[2] else None
        return Entry((Piece(found[3]),), float(found[1]), end)
    return None


def _table(text: str) -> list[Entry] | None:
    """Rows of `start, end, words`, or None where the text is no such table."""
    head = [row for row in text.splitlines()[:8] if row.strip()]
    mark = next((m for m in ("\t", ",", ";") if head and all(r.count(m) >= 2 for r in head)), "")
    if not mark:
        return None
    quoted: Literal[0, 3] = csv.QUOTE_NONE if mark == "\t" else csv.QUOTE_MINIMAL
    try:
        rows = list(csv.reader(text.splitlines(), delimiter=mark, quoting=quoted))
    except csv.Error:
        return None
    cells = [row for row in rows if len(row) >= 3]
    timed = [row for row in cells if _NUMBER.match(row[0]) and _NUMBER.match(row[1])]
    if len(timed) * 2 <= len(cells):
        return None
    if not any(re.search(r"[^\W\d]", c) and c.strip() != "nan" for row in timed for c in row[2:]):
        raise InputError("it holds times but no words; give the file that has the words.")
    return [_row(row, mark) for row in timed]


def _row(row: list[str], mark: str) -> Entry:
    return Entry((Piece(mark.join(row[2:])),), float(row[0]), float(row[1]))
