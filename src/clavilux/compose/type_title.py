"""The title card: the title as large as the theme goes, the artist small under it, both in the
theme's own way.
"""

from dataclasses import replace

from clavilux.compose.themes import Layout, Theme
from clavilux.compose.type_layout import Spot, safe_area
from clavilux.compose.typeset import Block, block, set_words
from clavilux.types.canvas import Canvas
from clavilux.types.errors import InputError
from clavilux.types.lyrics import Word
from clavilux.types.plan import Caption, Title

LEAST = 0.16  # em of the title, of the canvas's shorter side, however quiet the theme
LARGER = 1.3  # the title against the theme's words
ARTIST, MOST_ARTIST = 0.34, 0.08  # of the title's size; of the shorter side
STEP_S = 0.1  # from word to word


def typeset_title(title: Title, theme: Theme, canvas: Canvas, language: str = "") -> Block:
    """Sets the card.

    InputError where there is nothing to set, MissingError where a letter has no font.
    """
    layout = theme.layout(canvas.aspect)
    size = max(layout.size if layout.stack else LARGER * layout.size, LEAST)
    words = _words(title)
    split = len(title.title.split())
    groups: list[list[Spot]] = []
    largest = 0.0
    for part, first, card in (
        (words[:split], 0, _title_layout(layout, size)),
        (words[split:], split, _artist_layout(layout, size)),
    ):
        if part:
            caption = Caption(title.start, title.end, tuple(part))
            spots, em = set_words(caption, theme, card, canvas, language)
            groups.append([_renumbered(spot, first) for spot in spots])
            largest = max(largest, em)
    if not groups:
        raise InputError("The title card has neither title nor artist: give one or leave it out.")
    whole = Caption(title.start, title.end, tuple(words))
    return block(_stacked(groups, layout, canvas, largest), whole, theme, largest)


def _words(title: Title) -> list[Word]:
    """All words of the card, one shortly after the other."""
    texts = [*title.title.split(), *title.artist.split()]
    length = max(title.end - title.start, 0.0)
    step = min(STEP_S, 0.3 * length / max(1, len(texts)))
    begin = title.start + min(0.15, 0.1 * length)
    return [Word(t, begin + k * step, begin + (k + 1) * step) for k, t in enumerate(texts)]


def _title_layout(layout: Layout, size: float) -> Layout:
    return replace(layout, size=size, lines=max(layout.lines, 3), height=0.6)


def _artist_layout(layout: Layout, size: float) -> Layout:
    small = min(ARTIST * size, MOST_ARTIST)
    return replace(layout, size=small, lines=2, stack=False, leading=1.2)


def _renumbered(spot: Spot, offset: int) -> Spot:
    atom = replace(spot.piece.atom, word=spot.piece.atom.word + offset)
    return replace(spot, piece=replace(spot.piece, atom=atom))


def _stacked(groups: list[list[Spot]], layout: Layout, canvas: Canvas, em: float) -> list[Spot]:
    """Title over artist, the pair where the theme has its place."""
    area = safe_area(canvas)
    placed: list[Spot] = []
    bottom = 0.0
    for k, spots in enumerate(groups):
        top = min(spot.ink[1] for spot in spots)
        gap = 0.0 if k == 0 else max(0.34 * em, 0.05 * min(canvas.width, canvas.height))
        line = 1 + max((spot.line for spot in placed), default=-1)
        moved = [_moved(spot, bottom + gap - top, line) for spot in spots]
        placed += moved
        bottom = max(spot.ink[3] for spot in moved)
    down = area.y + layout.place[1] * (area.height - bottom)
    return [_moved(spot, down, 0) for spot in placed]


def _moved(spot: Spot, down: float, line: int) -> Spot:
    runs = tuple(replace(placed, y=placed.y + down) for placed in spot.runs)
    return replace(spot, runs=runs, line=spot.line + line)
