"""Columns: Chinese and Japanese from top to bottom, columns from right to left (tategaki).

Full-width characters and emoji stand upright in their vertical forms (HarfBuzz, direction TTB,
feature `vert`), one or two digits stand side by side in one square, other scripts lie on their side
(UAX 50, by East Asian width). Columns begin at one height, as lines of a poem do. Pixels, y down.
"""

import unicodedata
from collections.abc import Sequence

from clavilux.compose.themes import Layout
from clavilux.compose.type_breaks import Piece, break_lines, line_width
from clavilux.compose.type_layout import RUBY_GAP, RUBY_HEIGHT, RUBY_SIZE, Area, SetLine, Spot
from clavilux.compose.type_raster import Placed
from clavilux.compose.type_shape import Paragraph, Shaped


def stands(texts: Sequence[str]) -> bool:
    """Whether more than a third of the words' letters are Chinese, Japanese or Korean."""
    letters = [c for text in texts for c in text if c.isalpha()]
    return 3 * sum(unicodedata.east_asian_width(c) in "WF" for c in letters) > len(letters)


def set_columns(
    paragraph: Paragraph, layout: Layout, area: Area, em: float
) -> tuple[list[Spot], float]:
    """Every atom in its column, in reading order, and the em in pixels."""
    pieces = [
        Piece(p.atom.text, p.width, 0.5 if p.atom.space else 0.0, p.atom.breakable)
        for p in paragraph.pieces
    ]
    pitch = layout.leading + (RUBY_HEIGHT if any(p.ruby for p in paragraph.pieces) else 0.0)
    best: tuple[float, list[SetLine], float] | None = None
    for count in range(1, layout.lines + 1):
        broken = break_lines(pieces, count)
        if broken is None:
            continue
        spans = list(zip(broken[0], [*broken[0][1:], len(pieces)], strict=True))
        longest = max(line_width(pieces, *span) for span in spans)
        across = 1.0 + pitch * (count - 1)
        size = min(em, area.height * layout.height / longest, area.width * layout.measure / across)
        worth = size * 0.96**count * (1.0 - 0.12 * min(broken[1], 2.0))
        if best is None or worth > best[0]:
            best = (worth, [SetLine(*span, size) for span in spans], size)
    assert best is not None  # one column is always possible
    lines, size = best[1], best[2]
    return _place(paragraph, pieces, lines, pitch * size, (layout, area)), size


def _place(
    paragraph: Paragraph,
    pieces: Sequence[Piece],
    lines: Sequence[SetLine],
    pitch: float,
    frame: tuple[Layout, Area],
) -> list[Spot]:
    layout, area = frame
    size = lines[0].size
    width = size + pitch * (len(lines) - 1)
    tallest = size * max(line_width(pieces, line.start, line.end) for line in lines)
    x = area.x + layout.place[0] * (area.width - width) + width - size / 2
    top = area.y + layout.place[1] * (area.height - tallest)
    spots = []
    for number, line in enumerate(lines):
        y = top
        for k in range(line.start, line.end):
            piece = paragraph.pieces[k]
            y += pieces[k].space * size if k > line.start else 0.0
            spots.append(_spot(piece, x - number * pitch, y, size, number))
            y += piece.width * size
    return spots


def _spot(piece: Shaped, x: float, y: float, line_size: float, number: int) -> Spot:
    size, placed, at = line_size * piece.scale, [], y
    for run in piece.runs:
        placed.append(Placed(run, x, at, size))
        at += run.advance * size
    small = RUBY_SIZE * size
    beside = x + (0.5 + RUBY_GAP) * size + small / 2
    at = y + (at - y - small * sum(run.advance for run in piece.ruby)) / 2
    ruby = []
    for run in piece.ruby:
        ruby.append(Placed(run, beside, at, small))
        at += run.advance * small
    return Spot(piece, tuple(placed), number, tuple(ruby))
