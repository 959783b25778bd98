"""Beats that a person tapped, from a text file: one a line.

A line is a time in seconds or m:ss, alone or with the place in the bar behind it; Audacity's labels
(start, end, label) are read too. A place of 1 begins a bar. Lines that begin with # are skipped.
"""

from pathlib import Path

from clavilux.types.corrections import Tap
from clavilux.types.errors import InputError


def read_taps(path: Path) -> tuple[Tap, ...]:
    """All taps of a file in order of time. Raises InputError with the line of the mistake."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise InputError(f"{path}: cannot be read; give a text file with a time a line.") from None
    lines = [(number, line.split()) for number, line in enumerate(text.splitlines(), 1)]
    rows = [(number, words) for number, words in lines if words and words[0][0] != "#"]
    taps = sorted((_tap(words, f"{path}:{number}") for number, words in rows), key=_time)
    if len(taps) < 2:
        raise InputError(f"{path}: holds fewer than two taps; give a time in seconds a line.")
    return tuple(taps)


def _time(tap: Tap) -> float:
    return tap.time


def _tap(words: list[str], where: str) -> Tap:
    label = words[2] if len(words) > 2 else words[1] if len(words) > 1 else ""
    try:
        place = int(label) if len(label) < 3 and label.isdigit() else 0
        return Tap(_seconds(words[0]), place)
    except ValueError:
        raise InputError(f"{where}: {words[0]!r} is not a time; write 12.34 or 0:12.34.") from None


def _seconds(text: str) -> float:
    minutes, _, seconds = text.rpartition(":")
    value = 60 * int(minutes or 0) + float(seconds)
    if not 0 <= value < 1e6:
        raise ValueError(text)
    return value
