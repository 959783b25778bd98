"""Words to shaped pieces: each atom of a caption as runs of glyphs, with its width and ink in em.

A run has one face and one direction. Tracking widens every glyph but those of scripts that join
their letters.
"""

import functools
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from clavilux.compose import fonts
from clavilux.compose.face import Face, Glyph, Style
from clavilux.compose.themes import Theme
from clavilux.compose.type_text import Atom, atoms, displayed, levels

Flow = Literal["right", "down", "turned", "level"]
MIDDLE = 0.36  # em over the baseline: the middle of letters that lie in a column, or stand in one
Order = tuple[tuple[Face, ...], Style, bool]  # who is asked, how they look, emoji in colour
_JOINING = (
    ("\u0600", "\u08ff"),
    ("\ufb50", "\ufdff"),
    ("\ufe70", "\ufefc"),
    ("\u0900", "\u0dff"),
)


@dataclass(frozen=True)
class Run:
    """Glyphs of one face and direction; `first` is its first character's index in its atom.

    `advance` in em, along the flow: to the "right"; in a column "down", "turned" on the side, or
    "level", side by side in one square.
    """

    face: Face
    glyphs: tuple[Glyph, ...]
    level: int
    first: int
    advance: float
    flow: Flow = "right"

    @property
    def places(self) -> list[tuple[int, float, float]]:
        """Each glyph and its origin in em from the run's; in a column that is the middle of its
        top.
        """
        found = []
        along, width = 0.0, sum(glyph.advance for glyph in self.glyphs)
        for glyph in self.glyphs:
            x, y = along + glyph.x, glyph.y
            if self.flow == "down":
                x, y = glyph.x, along + glyph.y
            elif self.flow == "turned":
                x, y = -glyph.y - MIDDLE, along + glyph.x
            elif self.flow == "level":
                x, y = x - width / 2, y + 0.5 + MIDDLE
            found.append((glyph.id, x, y))
            along += glyph.advance
        return found

    @functools.cached_property
    def ink(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of what is drawn, in em from the run's origin, y down; all 0
        where nothing is.
        """
        boxes = []
        for glyph, x, y in self.places:
            left, top, right, bottom = self.face.extents(glyph)
            if self.flow == "turned":
                left, top, right, bottom = -bottom, left, -top, right
            if right > left:
                boxes.append((x + left, y + top, x + right, y + bottom))
        if not boxes:
            return (0.0, 0.0, 0.0, 0.0)
        lefts, tops, rights, bottoms = zip(*boxes, strict=True)
        return min(lefts), min(tops), max(rights), max(bottoms)


@dataclass(frozen=True)
class Shaped:
    """An atom with its runs in reading order.

    `stressed`: its word is one of the caption's emphasis; `scale` against the line's size.
    """

    atom: Atom
    runs: tuple[Run, ...]
    stressed: bool
    scale: float = 1.0
    ruby: tuple[Run, ...] = ()  # its reading, see type_ruby.py

    @property
    def width(self) -> float:
        return self.scale * sum(run.advance for run in self.runs)


@dataclass(frozen=True)
class Paragraph:
    """A caption's text, shaped: `base` level, the level of the space before each atom, and the
    space's width in em.
    """

    pieces: tuple[Shaped, ...]
    base: int
    space_levels: tuple[int, ...]
    space: float
    face: Face


@dataclass(frozen=True)
class Phrase:
    """What is to be shaped: words, what joins them, those to stress; for each word a factor of its
    size and its reading, where there are any.
    """

    words: Sequence[str]
    separator: str = " "
    emphasis: Sequence[int] = ()
    scales: Sequence[float] = ()
    readings: Sequence[str] = ()
    vertical: bool = False


def shape(phrase: Phrase, theme: Theme, language: str = "") -> Paragraph:
    """The words of a caption, shaped in the theme's faces.

    MissingError where a letter has no font.
    """
    shown = displayed(phrase.words, theme.face.case)
    separator, scales = phrase.separator, phrase.scales
    text = separator.join(shown)
    base, text_levels = levels(text)
    plain, stressed = _order(theme, False, language), _order(theme, True, language)
    pieces = []
    for atom in atoms(shown, separator, [bool(reading) for reading in phrase.readings]):
        stress = atom.word in phrase.emphasis
        own = text_levels[atom.at : atom.at + len(atom.text)]
        order = stressed if stress else plain
        if phrase.vertical:
            runs = _columned(atom.text, order)
        else:
            runs = _runs(atom.text, own, order, theme.face.tracking)
        pieces.append(Shaped(atom, runs, stress, scales[atom.word] if scales else 1.0))
    spaces = tuple(text_levels[p.atom.at - 1] if p.atom.space else base for p in pieces)
    face = plain[0][0]
    space = _main(pieces, face).shape(" ", False, {})[0].advance + theme.face.tracking
    return Paragraph(tuple(pieces), base, spaces, space, face)


def _columned(text: str, order: Order) -> tuple[Run, ...]:
    """The runs of a text in a column."""
    runs = []
    at = 0
    for part, face in fonts.choose(text, *order):
        at = text.find(part, at)
        level = text.isdigit() and len(text) <= 2
        for upright, letters in groupby(part, _stands if face.coloured else _upright):
            piece = "".join(letters)
            flow: Flow = "down" if upright else "level" if level else "turned"
            glyphs = face.shape_down(piece) if upright else face.shape(piece, False, {})
            advance = 1.0 if flow == "level" else sum(glyph.advance for glyph in glyphs)
            runs.append(Run(face, tuple(glyphs), 0, at, advance, flow))
            at += len(piece)
    return tuple(runs)


def _upright(character: str) -> bool:
    return (
        unicodedata.east_asian_width(character) in "WF"
        or "\ufe00" <= character <= "\ufe0f"
        or character == "\u200d"
    )


def _stands(_: str) -> bool:
    return True


def shape_reading(
    text: str, theme: Theme, language: str, vertical: bool = False
) -> tuple[Run, ...]:
    """A reading's runs, in the theme's own weight."""
    if vertical:
        return _columned(text, _order(theme, False, language))
    _, own = levels(text)
    return _runs(text, own, _order(theme, False, language), 0.0)


def _main(pieces: Sequence[Shaped], face: Face) -> Face:
    """The face that most letters are in, whose space parts them."""
    count: dict[int, int] = {}
    runs = [run for piece in pieces for run in piece.runs if not run.face.coloured]
    faces = {id(run.face): run.face for run in runs}
    for run in runs:
        count[id(run.face)] = count.get(id(run.face), 0) + len(run.glyphs)
    return faces[max(count, key=lambda key: count[key])] if count else face


def check_letters(captions: Iterable[Sequence[str]], theme: Theme, language: str = "") -> None:
    """MissingError, before anything is drawn, where a letter of the words has no font."""
    order = _order(theme, False, language)
    for words in captions:
        for word in displayed(words, theme.face.case):
            fonts.choose(word, *order)


@functools.lru_cache(256)
def _order(theme: Theme, stressed: bool, language: str) -> Order:
    """The faces that are asked for a word, and the style they have."""
    face, more = theme.face, theme.emphasis
    families = face.families
    style = Style(face.weight, face.width, face.italic)
    if stressed:
        style = Style(more.weight or face.weight, face.width, more.italic or face.italic)
        families = (more.family, *families) if more.family else families
    return fonts.faces(families, style, language), style, face.emoji == "colour"


def _runs(text: str, run_levels: Sequence[int], order: Order, tracking: float) -> tuple[Run, ...]:
    """The atom's runs in reading order."""
    runs = []
    at = 0
    for part, face in fonts.choose(text, *order):
        at = text.find(part, at)
        for first, last in _same(run_levels[at : at + len(part)]):
            runs.append(_run(part[first:last], face, run_levels[at + first], at + first, tracking))
        at += len(part)
    return tuple(runs)


def _same(values: Sequence[int]) -> list[tuple[int, int]]:
    """Spans of equal values."""
    borders = [0, *(k for k in range(1, len(values)) if values[k] != values[k - 1]), len(values)]
    return [(a, b) for a, b in pairwise(borders) if b > a]


def _run(text: str, face: Face, level: int, first: int, tracking: float) -> Run:
    joins = any(low <= c <= high for c in text for low, high in _JOINING)
    spaced = 0.0 if joins else tracking
    loose = abs(spaced) >= 0.015 and not face.coloured  # sequences of emoji are ligatures
    features = {"kern": True, "liga": False, "clig": False} if loose else {"kern": True}
    glyphs = tuple(
        Glyph(g.id, g.cluster, g.advance + (spaced if g.advance > 0 else 0.0), g.x, g.y)
        for g in face.shape(text, bool(level % 2), features)
    )
    return Run(face, glyphs, level, first, sum(g.advance for g in glyphs))
