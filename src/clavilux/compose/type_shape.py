"""Words to shaped pieces: each atom of a caption as runs of glyphs, with its width and ink in em.

A run has one face and one direction. Tracking widens every glyph but those of scripts that join
their letters.
"""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from clavilux.compose import fonts
from clavilux.compose.face import Face, Glyph, Style
from clavilux.compose.themes import Theme
from clavilux.compose.type_text import Atom, atoms, displayed, levels

_JOINING = (
    ("\u0600", "\u08ff"),
    ("\ufb50", "\ufdff"),
    ("\ufe70", "\ufefc"),
    ("\u0900", "\u0dff"),
)


@dataclass(frozen=True)
class Run:
    """Glyphs of one face and direction; `first` is its first character's index in its atom.

    `advance` in em.
    """

    face: Face
    glyphs: tuple[Glyph, ...]
    level: int
    first: int
    advance: float

    @functools.cached_property
    def ink(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of what is drawn, in em from the run's origin, y down; all 0
        where nothing is.
        """
        boxes = []
        x = 0.0
        for glyph in self.glyphs:
            left, top, right, bottom = self.face.extents(glyph.id)
            if right > left:
                boxes.append(
                    (x + glyph.x + left, glyph.y + top, x + glyph.x + right, glyph.y + bottom)
                )
            x += glyph.advance
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


def shape(
    words: Sequence[str],
    separator: str,
    emphasis: Sequence[int],
    theme: Theme,
    language: str = "",
    scales: Sequence[float] = (),
) -> Paragraph:
    """The words of a caption, shaped in the theme's faces; `scales` has a factor for each word.

    MissingError where a letter has no font.
    """
    shown = displayed(words, theme.face.case)
    text = separator.join(shown)
    base, text_levels = levels(text)
    plain, stressed = _order(theme, False, language), _order(theme, True, language)
    pieces = []
    for atom in atoms(shown, separator):
        stress = atom.word in emphasis
        own = text_levels[atom.at : atom.at + len(atom.text)]
        runs = _runs(atom.text, own, stressed if stress else plain, theme.face.tracking)
        pieces.append(Shaped(atom, runs, stress, scales[atom.word] if scales else 1.0))
    spaces = tuple(text_levels[p.atom.at - 1] if p.atom.space else base for p in pieces)
    face = plain[0][0]
    space = face.shape(" ", False, {})[0].advance + theme.face.tracking
    return Paragraph(tuple(pieces), base, spaces, space, face)


def check_letters(captions: Iterable[Sequence[str]], theme: Theme, language: str = "") -> None:
    """MissingError, before anything is drawn, where a letter of the words has no font."""
    order, style = _order(theme, False, language)
    for words in captions:
        for word in displayed(words, theme.face.case):
            fonts.choose(word, order, style)


@functools.lru_cache(256)
def _order(theme: Theme, stressed: bool, language: str) -> tuple[tuple[Face, ...], Style]:
    """The faces that are asked for a word, and the style they have."""
    face, more = theme.face, theme.emphasis
    families = face.families
    style = Style(face.weight, face.width, face.italic)
    if stressed:
        style = Style(more.weight or face.weight, face.width, more.italic or face.italic)
        families = (more.family, *families) if more.family else families
    return fonts.faces(families, style, language), style


def _runs(
    text: str, run_levels: Sequence[int], order: tuple[tuple[Face, ...], Style], tracking: float
) -> tuple[Run, ...]:
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
    features = (
        {"kern": True} if abs(spaced) < 0.015 else {"kern": True, "liga": False, "clig": False}
    )
    glyphs = tuple(
        Glyph(g.id, g.cluster, g.advance + (spaced if g.advance > 0 else 0.0), g.x, g.y)
        for g in face.shape(text, bool(level % 2), features)
    )
    return Run(face, glyphs, level, first, sum(g.advance for g in glyphs))
