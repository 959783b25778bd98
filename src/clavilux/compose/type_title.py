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

LEAST = 0.13  # em of the title, of the canvas's shorter side, however quiet the theme
ARTIST = 0.36  # of the title's size
STEP_S = 0.1  # from word to word


def typeset_title(title: Title, theme: Theme, canvas: Canvas, language: str = "") -> Block:
    """Sets the card.

    InputError where there is nothing to set, MissingError where a letter has no font.
    """
    layout = theme.layout(canvas.aspect)
    words = _words(title)
    groups: list[list[Spot]] = []
    size = max(layout.size, LEAST)
    largest = 0.0
    for line, (first, last) in enumerate(((0, len(title.title.split())), (0, len(words)))):
        part = words[first:last] if line == 0 else words[len(title.title.split()) :]
        if not part:
            continue
        caption = Caption(title.start, title.end, tuple(part))
        spots, em = set_words(caption, theme, _card(layout, size, line), canvas, language)
        offset = 0 if line == 0 else len(title.title.split())
        groups.append([_renumbered(spot, offset) for spot in spots])
        largest = max(largest, em)
    if not groups:
        raise InputError(
            "The title card has neither a title nor an artist: give one or leave it out"
        )
    whole = Caption(title.start, title.end, tuple(words))
    return block(_stacked(groups, layout, canvas, largest), whole, theme, largest)


def _words(title: Title) -> list[Word]:
    """All words of the card, one shortly after the other."""
    texts = [*title.title.split(), *title.artist.split()]
    length = max(title.end - title.start, 0.0)
    step = min(STEP_S, 0.3 * length / max(1, len(texts)))
    begin = title.start + min(0.15, 0.1 * length)
    return [Word(t, begin + k * step, begin + (k + 1) * step) for k, t in enumerate(texts)]


def _card(layout: Layout, size: float, line: int) -> Layout:
    """The theme's layout for the title (line 0) or the artist."""
    if line == 0:
        return replace(
            layout,
            size=size,
            lines=max(layout.lines, 3),
            height=0.6,
            measure=min(1.0, layout.measure),
        )
    return replace(layout, size=ARTIST * size, lines=2, stack=False, leading=1.2)


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
        gap = 0.0 if k == 0 else max(0.3 * em, 0.035 * min(canvas.width, canvas.height))
        line = 1 + max((spot.line for spot in placed), default=-1)
        moved = [_moved(spot, bottom + gap - top, line) for spot in spots]
        placed += moved
        bottom = max(spot.ink[3] for spot in moved)
    down = area.y + layout.place[1] * (area.height - bottom)
    return [_moved(spot, down, 0) for spot in placed]


def _moved(spot: Spot, down: float, line: int) -> Spot:
    runs = tuple(replace(placed, y=placed.y + down) for placed in spot.runs)
    return replace(spot, runs=runs, line=spot.line + line)
