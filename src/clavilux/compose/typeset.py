"""A caption to a block: text shaped, broken, placed and drawn once, for the GPU to fill and move.

    shape (HarfBuzz, UAX 9) -> fit (balanced breaks, UAX 14) -> place (safe area) -> draw (atlas)

A block has a box for every word, or for every part of a word that a line break may part. At rest a
box's atlas texels lie exactly on the canvas's pixels.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from clavilux.compose.face import Glyph
from clavilux.compose.themes import Layout, Theme
from clavilux.compose.type_layout import Area, Spot, fit, place, safe_area
from clavilux.compose.type_raster import MAX_SIDE, Placed, draw, draw_pictures, shelves
from clavilux.compose.type_ruby import plain, split, with_readings
from clavilux.compose.type_shape import Phrase, Run, shape
from clavilux.compose.type_vertical import set_columns, stands
from clavilux.types.canvas import Canvas
from clavilux.types.errors import InputError
from clavilux.types.lyrics import Word
from clavilux.types.plan import Caption

HALO = 0.5  # resolution of the halo against the atlas's
PAD = 2  # pixels around a box's ink, for antialiasing and bilinear edges


@dataclass(frozen=True)
class Fill:
    """When a box is filled: at `times[k]` seconds the part `parts[k]` 0..1 of it is, linear
    between.
    """

    times: tuple[float, ...]
    parts: tuple[float, ...]


@dataclass(frozen=True)
class Pictures:
    """The emoji of some boxes: `box` int[k], their indices; `corner` int32[k, 2] as in `Block`, in
    `atlas` uint8[h, w, 4], sRGB with premultiplied alpha.
    """

    box: np.ndarray
    corner: np.ndarray
    atlas: np.ndarray


@dataclass(frozen=True)
class Block:
    """A caption, set. All arrays have a row a box, boxes in reading order; pixels of the canvas.

    rect int32[n, 4] x, y, width, height of the box at rest corner int32[n, 2] its top left texel in
    the atlas; a texel a pixel edge float32[n, 2] x within the box where the fill begins and where
    it ends; begin > end: right to left span float64[n, 2] start and end of the box's word in
    seconds line int32[n] 0 = the top line word int32[n] index into the caption's words stressed
    bool[n]
    """

    rect: np.ndarray
    corner: np.ndarray
    edge: np.ndarray
    span: np.ndarray
    line: np.ndarray
    word: np.ndarray
    stressed: np.ndarray
    loud: np.ndarray
    baseline: np.ndarray
    rows: np.ndarray
    fills: tuple[Fill, ...]
    vertical: bool  # boxes are filled downwards, edges lie on y
    stops: tuple[np.ndarray, ...]  # float[k]: parts of a box that end with a letter, ascending
    caption: Caption
    em: float  # pixels, of the largest line
    bounds: Area  # of all ink
    atlas: np.ndarray  # uint8[h, w] coverage
    halo: np.ndarray | None  # uint8[h * HALO, w * HALO], blurred, where the theme has a halo
    pictures: Pictures | None = None  # where there are emoji in colour

    @property
    def start(self) -> float:
        return self.caption.start

    @property
    def end(self) -> float:
        return self.caption.end


def typeset(
    caption: Caption,
    theme: Theme,
    canvas: Canvas,
    language: str = "",
    loud: Sequence[float] = (),
) -> Block:
    """Sets a caption.

    `language` (BCP 47) chooses among Chinese and Japanese forms, `loud` has -1 quiet .. 1 loud for
    each word. MissingError where a letter has no font, InputError where nothing is left to be seen.
    """
    layout = theme.layout(canvas.aspect)
    readings = [split(word.text)[1] for word in caption.words]
    caption = replace(caption, words=tuple(plain(word) for word in caption.words))
    spots, em = set_words(caption, theme, layout, canvas, language, loud, readings)
    return block(spots, caption, theme, em, loud)


def set_words(
    caption: Caption,
    theme: Theme,
    layout: Layout,
    canvas: Canvas,
    language: str,
    loud: Sequence[float] = (),
    readings: Sequence[str] = (),
) -> tuple[list[Spot], float]:
    """The caption's atoms at their places, and the largest em in pixels."""
    texts = [word.text for word in caption.words]
    scales = [2.0 ** (theme.dynamics.size * level) for level in loud] if theme.dynamics.size else ()
    down = layout.vertical and stands(texts)
    phrase = Phrase(texts, caption.separator, caption.emphasis, scales, readings, down)
    paragraph = shape(phrase, theme, language)
    if any(readings):
        pieces = with_readings(paragraph.pieces, readings, theme, language, down)
        paragraph = replace(paragraph, pieces=pieces)
    if not any(run.ink[2] > run.ink[0] for piece in paragraph.pieces for run in piece.runs):
        raise InputError(f"The caption at {caption.start:.2f} s has nothing that a font can draw.")
    area = safe_area(canvas)
    em = layout.size * min(canvas.width, canvas.height) * min(max(caption.scale, 0.4), 2.0)
    if down:
        return set_columns(paragraph, layout, area, em)
    lines = fit(paragraph, layout, area, em, caption.breaks)
    return place(paragraph, lines, layout, area), max(line.size for line in lines)


def block(
    spots: Sequence[Spot], caption: Caption, theme: Theme, em: float, loud: Sequence[float] = ()
) -> Block:
    """Draws placed atoms into an atlas and says when each is filled."""
    spots = [spot for spot in spots if spot.ink[2] > spot.ink[0]]
    inks = np.array([spot.ink for spot in spots])
    halo_px = theme.ink.halo_size * em if theme.ink.halo != "none" else 0.0
    pad = PAD + math.ceil(halo_px)
    low = np.floor(inks[:, :2]).astype(np.int32) - pad
    high = np.ceil(inks[:, 2:]).astype(np.int32) + pad
    sizes = [(int(w), int(h)) for w, h in high - low]
    width = min(MAX_SIDE, max(2048, *(w for w, _ in sizes)))
    corners, height = shelves(sizes, width)
    width = max(u + w for (u, _), (w, _) in zip(corners, sizes, strict=True))
    runs = [(*spot.runs, *spot.ruby) for spot in spots]
    origins = [(int(x), int(y)) for x, y in low]
    atlas = draw(runs, corners, origins, (width, height))
    halo = draw(runs, corners, origins, (width, height), halo_px / 2.5, HALO) if halo_px else None
    left, top = inks[:, :2].min(axis=0)
    right, bottom = inks[:, 2:].max(axis=0)
    words = [caption.words[spot.piece.atom.word] for spot in spots]
    return Block(
        rect=np.hstack([low, high - low]),
        corner=np.array(corners, np.int32),
        edge=np.array(
            [_edge(spot, *corner) for spot, corner in zip(spots, origins, strict=True)], np.float32
        ),
        span=np.array([(word.start, word.end) for word in words]),
        line=_dense([spot.line for spot in spots]),
        word=np.array([spot.piece.atom.word for spot in spots], np.int32),
        stressed=np.array([spot.piece.stressed for spot in spots]),
        loud=np.array([loud[s.piece.atom.word] if loud else 0.0 for s in spots]),
        baseline=np.array([spot.runs[0].y for spot in spots]),
        rows=_rows(inks, _dense([spot.line for spot in spots])),
        fills=tuple(fill(spot, word) for spot, word in zip(spots, words, strict=True)),
        vertical=spots[0].runs[0].run.flow != "right",
        stops=tuple(_stops(spot) for spot in spots),
        caption=caption,
        em=em,
        bounds=Area(left, top, right - left, bottom - top),
        atlas=atlas,
        halo=halo,
        pictures=_pictures(runs, sizes, origins),
    )


def _pictures(
    runs: Sequence[Sequence[Placed]],
    sizes: Sequence[tuple[int, int]],
    origins: Sequence[tuple[int, int]],
) -> Pictures | None:
    """What is in colour; None for nearly every caption."""
    own = [k for k, box in enumerate(runs) if any(placed.run.face.coloured for placed in box)]
    if not own:
        return None
    sides = [sizes[k] for k in own]
    corners, height = shelves(sides, min(MAX_SIDE, max(2048, *(w for w, _ in sides))))
    width = max(u + w for (u, _), (w, _) in zip(corners, sides, strict=True))
    size, places = (width, height), [origins[k] for k in own]
    atlas = draw_pictures([runs[k] for k in own], corners, places, size)
    return Pictures(np.array(own), np.array(corners, np.int32), atlas)


def _dense(lines: Sequence[int]) -> np.ndarray:
    """Line numbers without gaps, from 0."""
    return np.unique(lines, return_inverse=True)[1].astype(np.int32)


def _rows(inks: np.ndarray, line: np.ndarray) -> np.ndarray:
    """Left, top, right, bottom of each line's ink."""
    own = [inks[line == k] for k in range(int(line.max()) + 1)]
    return np.array([[*ink[:, :2].min(axis=0), *ink[:, 2:].max(axis=0)] for ink in own])


def _edge(spot: Spot, x: int, y: int) -> tuple[float, float]:
    """Where the fill begins and ends, from the box's left: as its word is read. In a column from
    its top.
    """
    if spot.runs[0].run.flow != "right":
        return spot.ink[1] - y, spot.ink[3] - y
    left, right = spot.ink[0] - x, spot.ink[2] - x
    return (right, left) if spot.runs[0].run.level % 2 else (left, right)


def fill(spot: Spot, word: Word) -> Fill:
    """The fill of a box: syllable by syllable where the word has any, else evenly over the word's
    time.
    """
    atom = spot.piece.atom
    marks = _marks(word)
    first, last = atom.first, atom.last
    inside = [(c, t) for c, t in marks if first < c < last]
    timed = [(first, _time_at(marks, first, True)), *inside, (last, _time_at(marks, last, False))]
    parts = [
        _part(spot, c - first) if 0 < c - first < last - first else float(c > first)
        for c, _ in timed
    ]
    return Fill(tuple(t for _, t in timed), tuple(parts))


def _marks(word: Word) -> list[tuple[int, float]]:
    """Characters sung and when: both ends of every syllable, or of the word."""
    if not word.syllables:
        return [(0, word.start), (len(word.text), word.end)]
    marks: list[tuple[int, float]] = []
    at = 0
    for syllable in word.syllables:
        marks.append((at, syllable.start))
        at += len(syllable.text)
        marks.append((at, syllable.end))
    return marks


def _time_at(marks: Sequence[tuple[int, float]], character: int, begins: bool) -> float:
    """When the voice reaches a character: at a border of syllables the later one's start, or the
    earlier one's end.
    """
    exact = [t for c, t in marks if c == character]
    if exact:
        return exact[-1] if begins else exact[0]
    return float(np.interp(character, [c for c, _ in marks], [t for _, t in marks]))


def _stops(spot: Spot) -> np.ndarray:
    """The parts of the box's advance at which its letters begin and end."""
    glyphs = [g for placed in spot.runs for g in _read(placed.run)]
    widths = np.cumsum([0.0, *(g.advance for g in glyphs)])
    return np.unique(widths) / max(widths[-1], 1e-9)


def _read(run: Run) -> Sequence[Glyph]:
    """The run's glyphs as they are read."""
    return run.glyphs[::-1] if run.level % 2 else run.glyphs


def _part(spot: Spot, character: int) -> float:
    """How much of the box's advance lies before a character, by the clusters of its glyphs."""
    total = done = 0.0
    for placed in spot.runs:
        for glyph in placed.run.glyphs:
            total += glyph.advance
            if placed.run.first + glyph.cluster < character:
                done += glyph.advance
    return done / total if total else 1.0
