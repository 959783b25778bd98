"""Lyrics as JSON, with every digit of every time: what a program reads."""

import json
from dataclasses import asdict

from pydantic import TypeAdapter, ValidationError

from clavilux.types.errors import InputError
from clavilux.types.lyrics import Lyrics


def read(text: str, duration: float | None, notes: list[str]) -> Lyrics:
    """The JSON of `write`. InputError names the first field that does not fit."""
    try:
        lyrics = TypeAdapter(Lyrics).validate_json(text)
    except (ValidationError, RecursionError) as error:
        problems = error.errors() if isinstance(error, ValidationError) else []
        where = ".".join(map(str, problems[0]["loc"])) if problems else ""
        what = problems[0]["msg"] if problems else "it is nested too deep"
        raise InputError(
            f"it is not the JSON of lyrics ({where or 'whole file'}: {what})."
        ) from error
    _check(lyrics)
    return lyrics


def _check(lyrics: Lyrics) -> None:
    for number, line in enumerate(lyrics.lines, 1):
        spans = [(line.start, line.end), *((w.start, w.end) for w in line.words)]
        if not all(0.0 <= start <= end < 1e7 for start, end in spans):
            raise InputError(
                f"lyric line {number} has a time that is negative, or ends before it begins."
            )
        if any(not word.text.strip() for word in line.words):
            raise InputError(f"lyric line {number} has a word without text.")


def write(lyrics: Lyrics, words: bool = True) -> str:
    """Every field; `words` changes nothing, the format always has them."""
    return json.dumps(asdict(lyrics), ensure_ascii=False, indent=1) + "\n"
