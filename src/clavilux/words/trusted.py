"""What of an alignment may be shown: sure words at their times, unsure lines as a whole, lines that
were not found not at all."""

from dataclasses import replace

from clavilux.types.lyrics import Line, Lyrics
from clavilux.words.placed import SURE, Alignment

_LEFT_OUT = ("not found", "no voice found")


def trusted(found: Alignment) -> tuple[Lyrics, tuple[str, ...]]:
    """The lyrics to show, and sentences that say what was left out and why."""
    kept, lost, whole = [], [], []
    for line, report in zip(found.lyrics.lines, found.lines, strict=True):
        if report.note in _LEFT_OUT:
            lost.append(report.number)
            continue
        if line.confidence < SURE:
            whole.append(report.number)
            line = _as_a_whole(line)
        kept.append(line)
    count = len(found.lyrics.lines)
    notes = [
        f"{count} lines of plain text were aligned by {found.aligner}, {found.confidence:.0%} sure "
        "of the words' times; `clavilux align` writes them to a file that can be corrected."
    ]
    if whole:
        notes.append(f"Unsure, so shown line by line: {_numbers(whole)}.")
    if lost:
        notes.append(f"Not found in the sound, so left out: {_numbers(lost)}.")
    return replace(found.lyrics, lines=tuple(kept)), tuple(notes)


def _as_a_whole(line: Line) -> Line:
    """The line without word times: all of it at once."""
    words = tuple(
        replace(word, start=line.start, end=line.end, syllables=(), phones=())
        for word in line.words
    )
    return replace(line, words=words, timed=False)


def _numbers(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:12])) + (" ..." if len(numbers) > 12 else "")
    return f"line {shown}" if len(numbers) == 1 else f"lines {shown}"
