"""Readings above words: `{漢字|かんじ}` in a lyric is 漢字 with かんじ small above it, or beside
it in a column. Furigana, pinyin and romanisation are written so; a word has at most one reading.

A base that is narrower than its reading is spaced out to its width (JLREQ 3.3: mono and group ruby,
here always group).
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from clavilux.compose.face import Glyph
from clavilux.compose.themes import Theme
from clavilux.compose.type_layout import RUBY_SIZE
from clavilux.compose.type_shape import Shaped, shape_reading
from clavilux.types.lyrics import Syllable, Word

_MARK = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")


def split(text: str) -> tuple[str, str]:
    """A word's text without marks, and its reading: several in one word are joined."""
    reading = "".join(found[1] for found in _MARK.findall(text))
    return _MARK.sub(r"\1", text), reading


def plain(word: Word) -> Word:
    """The word as it is set, without marks."""
    if "{" not in word.text:
        return word
    syllables = tuple(Syllable(split(s.text)[0], s.start, s.end) for s in word.syllables)
    return replace(word, text=split(word.text)[0], syllables=syllables)


def with_readings(
    pieces: Sequence[Shaped],
    readings: Sequence[str],
    theme: Theme,
    language: str,
    vertical: bool = False,
) -> tuple[Shaped, ...]:
    """The pieces of words that have a reading, with it; their letters spaced where it is wider."""
    found = []
    for piece in pieces:
        reading = readings[piece.atom.word] if piece.atom.first == 0 else ""
        if not reading:
            found.append(piece)
            continue
        above = shape_reading(reading, theme, language, vertical)
        width = RUBY_SIZE * sum(run.advance for run in above)
        found.append(replace(_spaced(piece, width), ruby=above))
    return tuple(found)


def _spaced(piece: Shaped, width: float) -> Shaped:
    """The piece with its letters apart, so that it is at least `width` em wide."""
    own = sum(run.advance for run in piece.runs)
    count = sum(len(run.glyphs) for run in piece.runs)
    if own >= width or not count:
        return piece
    more = (width - own) / count
    runs = tuple(
        replace(
            run,
            glyphs=tuple(_moved(g, more, run.flow == "down") for g in run.glyphs),
            advance=run.advance + more * len(run.glyphs),
        )
        for run in piece.runs
    )
    return replace(piece, runs=runs)


def _moved(glyph: Glyph, more: float, down: bool) -> Glyph:
    """The glyph with `more` em around it."""
    x, y = (0.0, more / 2) if down else (more / 2, 0.0)
    return Glyph(glyph.id, glyph.cluster, glyph.advance + more, glyph.x + x, glyph.y + y)
