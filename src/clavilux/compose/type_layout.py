"""Where words stand: size and breaks fitted to the canvas, lines ordered, aligned and placed inside
the safe area.

All in pixels of the canvas, y down. Lines are aligned by what the eye sees: ink, not advance;
opening quotes hang, closing points count half. The block's top is the height of its capitals, its
bottom the last baseline.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from clavilux.compose.themes import Layout
from clavilux.compose.type_breaks import Piece, break_lines, line_width
from clavilux.compose.type_raster import Placed
from clavilux.compose.type_shape import Paragraph, Run, Shaped
from clavilux.compose.type_text import visual_order
from clavilux.types.canvas import Canvas

TAIL = 0.25  # em under the last baseline that do not count for the block's place
GAP = 0.05  # em at least between the ink of two lines
MAX_LINE_RATIO = 2.4  # in a stack, how much larger than the smallest a line may be
RUBY_SIZE, RUBY_GAP = 0.46, 0.12  # of the letters below; em between the two
RUBY_HEIGHT = RUBY_SIZE * 0.9 + RUBY_GAP
WISHED = 0.66  # breaks that a director wishes may cost so much of the size
_HANGING = "“‘\"'«„「『("
_POINTS = ".,;:!?…-–—”’\"'»、。，！？」』)"


@dataclass(frozen=True)
class Area:
    """A rectangle in pixels."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class SetLine:
    """Pieces `[start, end)` of the paragraph at `size` pixels an em; widths in em."""

    start: int
    end: int
    size: float


@dataclass(frozen=True)
class Spot:
    """One atom at its place: its runs, and the `line` it is on."""

    piece: Shaped
    runs: tuple[Placed, ...]
    line: int
    ruby: tuple[Placed, ...] = ()

    @property
    def ink(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of what is drawn, in pixels of the canvas."""
        inked = [p for p in (*self.runs, *self.ruby) if p.run.ink[2] > p.run.ink[0]]
        if not inked:
            return (0.0, 0.0, 0.0, 0.0)
        return (
            min(p.x + p.run.ink[0] * p.size for p in inked),
            min(p.y + p.run.ink[1] * p.size for p in inked),
            max(p.x + p.run.ink[2] * p.size for p in inked),
            max(p.y + p.run.ink[3] * p.size for p in inked),
        )


def safe_area(canvas: Canvas) -> Area:
    """What no edge, cut-off or phone button covers: margins grow from wide to upright canvases."""
    w, h = canvas.width, canvas.height
    upright = min(
        max((1.0 - canvas.aspect) / (1.0 - 9 / 16), 0.0), 1.0
    )  # 0 at 1:1 and wider, 1 at 9:16
    side = (0.062 + 0.046 * upright) * w
    top, bottom = (0.075 + 0.065 * upright) * h, (0.085 + 0.125 * upright) * h
    return Area(side, top, w - 2 * side, h - top - bottom)


def fit(
    paragraph: Paragraph, layout: Layout, area: Area, em: float, breaks: Sequence[int] = ()
) -> list[SetLine]:
    """The lines: the largest type of at most `em` pixels that fits, in rather fewer and more even
    lines; or those that begin with the words `breaks`, unless they would be much smaller.
    """
    pieces = [
        Piece(p.atom.text, p.width, paragraph.space if p.atom.space else 0.0, p.atom.breakable)
        for p in paragraph.pieces
    ]
    width, height = area.width * layout.measure, area.height * layout.height

    def sized(starts: Sequence[int]) -> tuple[float, list[SetLine]]:
        """How much the lines beginning at `starts` are worth, and they at the size that fits."""
        spans = list(zip(starts, [*starts[1:], len(pieces)], strict=True))
        widths = [_letters_width(paragraph, pieces, *span, layout) for span in spans]
        even = [_even(widths, width, em)] * len(spans)
        room = min(width, _hung(pieces, spans, widths) * area.width)
        sizes = _stacked(widths, room, em) if layout.stack else even
        lines = [SetLine(*span, size) for span, size in zip(spans, sizes, strict=True)]
        shrink = min(1.0, height / _height(paragraph, lines, layout))
        lines = [replace(line, size=line.size * shrink) for line in lines]
        return _worth([line.size for line in lines], widths, layout), lines

    best: tuple[float, list[SetLine]] | None = None
    for count in range(1, layout.lines + 1):
        broken = break_lines(pieces, count)
        if broken is None:
            continue
        worth, lines = sized(broken[0])
        worth *= 0.96**count * (1.0 - 0.12 * min(broken[1], 2.0))
        if best is None or worth > best[0]:
            best = (worth, lines)
    assert best is not None  # one line is always possible
    starts = _starts(paragraph, breaks)
    if 1 < len(starts) <= layout.lines:
        wished = sized(starts)[1]
        if min(line.size for line in wished) > WISHED * min(line.size for line in best[1]):
            return wished
    return best[1]


def _starts(paragraph: Paragraph, breaks: Sequence[int]) -> list[int]:
    """The first piece, and those that begin the words `breaks` where a line may break."""
    marked = set(breaks)
    pieces = enumerate(paragraph.pieces)
    return [
        k
        for k, piece in pieces
        if k == 0 or (piece.atom.first == 0 and piece.atom.word in marked and piece.atom.breakable)
    ]


def _letters_width(
    paragraph: Paragraph, pieces: Sequence[Piece], start: int, end: int, layout: Layout
) -> float:
    """A line's width in em; in a stack without the points at its end, which hang outside."""
    width = line_width(pieces, start, end)
    last = paragraph.pieces[end - 1]
    if layout.stack and paragraph.base == 0 and last.atom.text[-1] in _POINTS:
        width = max(width - last.scale * _edge_width(last.runs[-1], -1), 0.5 * width)
    return width


def _hung(
    pieces: Sequence[Piece], spans: Sequence[tuple[int, int]], widths: Sequence[float]
) -> float:
    """The share of an area's width that letters may take, so that points outside stay in it."""
    lines = zip(spans, widths, strict=True)
    return min(w / max(2 * line_width(pieces, *span) - w, 1e-6) for span, w in lines)


def _even(widths: Sequence[float], width: float, em: float) -> float:
    return min(em, width / max(max(widths), 1e-6))


def _stacked(widths: Sequence[float], width: float, em: float) -> list[float]:
    """Each line as wide as the measure, but none more than a ratio larger than the smallest."""
    full = [min(em, width / max(w, 1e-6)) for w in widths]
    return [min(size, MAX_LINE_RATIO * min(full)) for size in full]


def _worth(sizes: Sequence[float], widths: Sequence[float], layout: Layout) -> float:
    """What is to be large: the type, or the whole of a stack."""
    if layout.stack:
        return sum(s * s * w for s, w in zip(sizes, widths, strict=True)) ** 0.5
    return min(sizes)


def _height(paragraph: Paragraph, lines: Sequence[SetLine], layout: Layout) -> float:
    """Height in pixels from the first capitals to the last baseline, or below it for long tails."""
    tail = _reach(paragraph, lines[-1], layout)[1] - TAIL
    return _baselines(paragraph, lines, layout)[-1] + max(0.0, tail) * lines[-1].size


def _advance(size: float, layout: Layout, cap: float) -> float:
    """From a baseline to the next, which has `size`: in a stack the gap between capitals stays
    even.
    """
    return size * (cap + (layout.leading - cap) * 0.5) if layout.stack else size * layout.leading


def place(paragraph: Paragraph, lines: Sequence[SetLine], layout: Layout, area: Area) -> list[Spot]:
    """Every atom at its place on the canvas, in reading order."""
    rtl = bool(paragraph.base % 2)
    spots: list[Spot] = []
    baselines = _baselines(paragraph, lines, layout)
    top = area.y + layout.place[1] * (area.height - _height(paragraph, lines, layout))
    mirrored = rtl and not layout.vertical  # columns begin at the right already
    anchor = 1.0 - layout.place[0] if mirrored else layout.place[0]
    for k, (line, baseline) in enumerate(zip(lines, baselines, strict=True)):
        items = _ordered(paragraph, line)
        left, right = _optical(paragraph, line, items, layout.stack)
        where = anchor if layout.align == "left" else layout.place[0]
        free = area.width - (right - left) * line.size
        share = where if layout.align == "center" or 0 < where < 1 else float(where >= 1)
        origin = area.x + share * free - left * line.size
        spots += _spots(paragraph, line, items, origin, top + baseline, k)
    return sorted(spots, key=lambda spot: spot.piece.atom.at)


def _baselines(paragraph: Paragraph, lines: Sequence[SetLine], layout: Layout) -> list[float]:
    """Baselines from the block's top: evenly spaced, further apart where ink would touch."""
    cap = paragraph.face.cap_height
    reaches = [_reach(paragraph, line, layout) for line in lines]
    steps = [
        max(
            _advance(below.size, layout, cap),
            (down + GAP) * above.size + up * below.size,
        )
        for (above, (_, down)), (below, (up, _)) in pairwise(zip(lines, reaches, strict=True))
    ]
    if not layout.stack and steps:
        steps = [max(steps)] * len(steps)
    found = [max(cap, min(reaches[0][0], 1.25 * cap)) * lines[0].size]
    for step in steps:
        found.append(found[-1] + step)
    return found


def _reach(paragraph: Paragraph, line: SetLine, layout: Layout) -> tuple[float, float]:
    """How far the ink of a line goes above and below its baseline, in em.

    Scripts of other faces than the theme's get air of their own; in a stack of capitals a comma may
    reach between the letters below it.
    """
    pieces = paragraph.pieces[line.start : line.end]
    above = RUBY_HEIGHT if any(piece.ruby for piece in pieces) else 0.0
    inks = [(p.scale * run.ink[1], p.scale * run.ink[3]) for p in pieces for run in p.runs]
    up, down = max(-ink[0] for ink in inks), max(0.0, *(ink[1] for ink in inks))
    if any(run.face is not paragraph.face and run.ink[2] > 0 for p in pieces for run in p.runs):
        return up + 0.08 + above, down
    return up + above, 0.3 * down if layout.stack else down


def _ordered(paragraph: Paragraph, line: SetLine) -> list[tuple[int, Run | None, float]]:
    """The line from left to right: piece index, run (None for a space) and its left in em."""
    items: list[tuple[int, Run | None, int, float]] = []
    for k in range(line.start, line.end):
        piece = paragraph.pieces[k]
        if piece.atom.space and k > line.start:
            items.append((k, None, paragraph.space_levels[k], paragraph.space))
        items += [(k, run, run.level, run.advance * piece.scale) for run in piece.runs]
    placed = []
    x = 0.0
    for index in visual_order([item[2] for item in items]):
        k, run, _, advance = items[index]
        placed.append((k, run, x))
        x += advance
    return placed


def _optical(
    paragraph: Paragraph,
    line: SetLine,
    items: Sequence[tuple[int, Run | None, float]],
    stack: bool,
) -> tuple[float, float]:
    """The line's left and right in em as the eye takes them: ink, hanging quotes out, closing
    points half.
    """
    inked = [
        (x, run, paragraph.pieces[k].scale)
        for k, run, x in items
        if run is not None and run.ink[2] > run.ink[0]
    ]
    if not inked:
        return 0.0, 0.0
    left = min(x + run.ink[0] * scale for x, run, scale in inked)
    right = max(x + run.ink[2] * scale for x, run, scale in inked)
    first, last = paragraph.pieces[line.start].atom, paragraph.pieces[line.end - 1].atom
    first_width = _edge_width(inked[0][1], 0) * inked[0][2]
    last_width = _edge_width(inked[-1][1], -1) * inked[-1][2]
    opening = first_width if first.text[0] in _HANGING else 0.0
    closing = (1.0 if stack else 0.5) * last_width if last.text[-1] in _POINTS else 0.0
    if paragraph.base % 2:
        opening = 0.5 * first_width if last.text[-1] in _POINTS else 0.0
        closing = 0.0
    return left + opening, right - closing


def _edge_width(run: Run, index: int) -> float:
    return run.glyphs[index].advance


def _spots(
    paragraph: Paragraph,
    line: SetLine,
    items: Sequence[tuple[int, Run | None, float]],
    x: float,
    y: float,
    number: int,
) -> list[Spot]:
    runs: dict[int, list[Placed]] = {}
    for k, run, left in items:
        if run is not None:
            size = line.size * paragraph.pieces[k].scale
            runs.setdefault(k, []).append(Placed(run, x + left * line.size, y, size))
    pieces = paragraph.pieces
    top = max((_top(piece) for piece in pieces if piece.ruby), default=0.0)
    return [
        Spot(pieces[k], tuple(placed), number, _above(pieces[k], placed, top * line.size))
        for k, placed in runs.items()
    ]


def _top(piece: Shaped) -> float:
    """How high the piece's letters reach, in em of its line."""
    return piece.scale * max(-run.ink[1] for run in piece.runs)


def _above(piece: Shaped, placed: Sequence[Placed], top: float) -> tuple[Placed, ...]:
    """The piece's reading over the middle of its letters; `top` in pixels over the baseline."""
    if not piece.ruby:
        return ()
    size = placed[0].size * RUBY_SIZE
    width = size * sum(run.advance for run in piece.ruby)
    x = min(p.x for p in placed) + (placed[0].size / piece.scale * piece.width - width) / 2
    y = placed[0].y - top - RUBY_GAP * placed[0].size
    order = visual_order([run.level for run in piece.ruby])
    found = []
    for run in (piece.ruby[k] for k in order):
        found.append(Placed(run, x, y, size))
        x += size * run.advance
    return tuple(found)
