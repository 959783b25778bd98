"""How a block is coloured at an instant, and the whole of it as quads: pure functions of (block,
theme, colours, t, what is heard).

`state` returns the rows that the GPU draws, from back to front: strips of paper, halos, letters;
and the shades, rectangles in which the picture behind is held dark.
"""

from dataclasses import dataclass

import numpy as np

from clavilux.compose.themes import Theme
from clavilux.compose.type_ink import Colours
from clavilux.compose.type_motion import (
    FAR,
    QUAD,
    SHADE_S,
    Waiting,
    leaving,
    moved,
    reach,
    reading,
    smooth,
)
from clavilux.compose.type_sound import Sound
from clavilux.compose.typeset import Block, Fill

COLOUR_S = 0.08  # how long a change of colour takes, its middle on the time
EDGE_S = 0.034  # a soft edge comes to the word's start, and goes beyond its end, so fast
SETTLE_S = 0.4  # how long a sung word takes to settle
STRIP_S = 0.22  # how long a strip takes to run out under its line
LETTERS, GLOW, SHADOW, PAPER, EMOJI = 0.0, 1.0, 2.0, 3.0, 4.0  # kinds of quads
FAINT = 0.35  # how opaque an emoji is that is dimmed altogether
CURSOR_HZ = 1.6
ALIKE = 0.75  # lines whose widths differ less are shaded as one


@dataclass(frozen=True)
class State:
    """What is to be drawn: `quads` float32[m, QUAD]; `shades` float64[k, 5]: left, top, right,
    bottom in pixels, strength 0..1.
    """

    quads: np.ndarray
    shades: np.ndarray


NOTHING = State(np.zeros((0, QUAD), np.float32), np.zeros((0, 5)))


def state(
    block: Block,
    theme: Theme,
    colours: Colours,
    t: float,
    sound: Sound | None = None,
    wait: Waiting | None = None,
) -> State:
    """The block at `t` seconds; nothing where it is not on screen."""
    begin = wait.start if wait else block.start
    strength = _shade(block, theme, t, begin)
    if not begin <= t < block.end:
        return NOTHING if strength <= 0 else State(NOTHING.quads, _shades(block, None, strength))
    quads = moved(block, theme, t, sound or Sound(), wait)
    _fill(quads, block, theme, colours, t)
    seen = quads[(quads[:, 10] > 0.002) & (quads[:, 3] > 0)]
    layers = [seen]
    if block.pictures is not None:
        layers.append(_emoji(quads, block, theme, t))
    if theme.ink.cursor:
        layers.append(_cursor(quads, block, colours, t))
    if theme.ink.halo != "none":
        layers.insert(0, _halos(seen, theme, colours))
    if theme.ink.strip is not None:
        return State(np.concatenate([_strips(block, theme, colours, t), *layers]), np.zeros((0, 5)))
    return State(np.concatenate(layers), _shades(block, seen, strength))


def _fill(quads: np.ndarray, block: Block, theme: Theme, colours: Colours, t: float) -> None:
    """Edge, direction and colours of each box."""
    ink = theme.ink
    direction = reading(block)
    sung = np.where(block.stressed[:, None], colours.emphasis, colours.sung)
    if ink.past < 1.0:
        sung = sung + (colours.past - sung) * _settled(block, t)[:, None]
    soft = max(1.0, ink.feather * block.em)
    quads[:, 13], quads[:, 14] = soft, direction
    quads[:, 16:19], quads[:, 20:23] = sung, colours.unsung
    if ink.fill != "colour":
        parts = np.array([part(fill, t) for fill in block.fills])
        if ink.fill == "letters":
            parts = _whole_letters(parts, block)
        first, last = block.edge[:, 0], block.edge[:, 1]
        ahead = 0.5 * soft * direction
        begun = np.array([fill.times[0] for fill in block.fills])
        ended = np.array([fill.times[-1] for fill in block.fills])
        come, gone = ((t - begun) / EDGE_S + 1.0).clip(0, 1), ((t - ended) / EDGE_S).clip(0, 1)
        quads[:, 12] = first + (last - first) * parts + ahead * (come - 1.0 + gone)
        quads[:, 15] = float(ink.unsung <= 0)
        return
    quads[:, 16:19] = colours.unsung + (sung - colours.unsung) * _turned(block, theme, t)[:, None]
    quads[:, 12] = FAR * direction


def _settled(block: Block, t: float) -> np.ndarray:
    """0..1: how far each box has settled after it was sung; what is stressed never does."""
    return smooth((t - block.span[:, 1]) / SETTLE_S) * (1.0 - block.stressed)


def _turned(block: Block, theme: Theme, t: float) -> np.ndarray:
    """0..1: how far each box has turned to the sung colour, where it does so as a whole."""
    begun = np.array([fill.times[0] for fill in block.fills])
    if theme.ink.unsung <= 0:
        return np.ones(len(begun))
    return smooth((t - begun) / COLOUR_S + 0.5)


def _emoji(quads: np.ndarray, block: Block, theme: Theme, t: float) -> np.ndarray:
    """The boxes' emoji, moved and filled as their letters are: what letters have as colours is here
    saturation and opacity, full where it is sung.
    """
    assert block.pictures is not None
    ink, box = theme.ink, block.pictures.box
    own = quads[box].copy()
    own[:, 4:6], own[:, 19] = block.pictures.corner, EMOJI
    sung = 1.0 + (ink.past - 1.0) * _settled(block, t)[box]
    if ink.fill == "colour":
        sung = ink.unsung + (sung - ink.unsung) * _turned(block, theme, t)[box]
    unsung = np.full(len(box), ink.unsung)
    for first, part in ((16, sung), (20, unsung)):
        own[:, first], own[:, first + 1] = part, FAINT + (1.0 - FAINT) * part
    return own[(own[:, 10] > 0.002) & (own[:, 3] > 0)]


def _whole_letters(parts: np.ndarray, block: Block) -> np.ndarray:
    """The parts raised to the end of the letter that is being sung."""
    return np.array(
        [
            stops[min(int(np.searchsorted(stops, x - 1e-6)), len(stops) - 1)] if x > 0 else 0.0
            for x, stops in zip(parts, block.stops, strict=True)
        ]
    )


def part(fill: Fill, t: float) -> float:
    """How much of a box is filled at `t`, 0..1."""
    times, parts = fill.times, fill.parts
    if t <= times[0]:
        return 0.0
    for k in range(1, len(times)):
        if t < times[k]:
            share = (t - times[k - 1]) / (times[k] - times[k - 1])
            return parts[k - 1] + (parts[k] - parts[k - 1]) * share
    return parts[-1]


def _halos(seen: np.ndarray, theme: Theme, colours: Colours) -> np.ndarray:
    """What lies behind the letters, first, so that no word's shadow falls on another's letters."""
    halos = seen.copy()
    halos[:, 11] = theme.ink.halo_strength
    halos[:, 19] = GLOW if theme.ink.halo == "glow" else SHADOW
    halos[:, 16:19] = colours.halo
    return halos


def _cursor(quads: np.ndarray, block: Block, colours: Colours, t: float) -> np.ndarray:
    """A block after the last letter that has been typed; it blinks where nothing is typed."""
    begun = np.flatnonzero(t >= block.span[:, 0])
    k = int(begun[-1]) if len(begun) else 0
    waits = t > block.span[k, 1] + 0.25 or not len(begun)
    if waits and (t - block.span[k, 1]) * CURSOR_HZ % 1.0 > 0.5:
        return quads[:0]
    edge = float(block.edge[k, 0])
    if len(begun):
        done = _whole_letters(np.array([part(fill, t) for fill in block.fills]), block)[k]
        edge += float(block.edge[k, 1] - block.edge[k, 0]) * done
    to_right = bool(block.edge[k, 1] >= block.edge[k, 0])
    width, gap = round(0.5 * block.em), round(0.1 * block.em)
    quad = np.zeros((1, QUAD), np.float32)
    x = float(block.rect[k, 0]) + edge + (gap if to_right else -gap - width)
    height = round(0.72 * block.em)
    base = block.baseline[k]
    quad[0, 0:4] = round(x), round(base) - height, width, height
    quad[0, 8], quad[0, 10], quad[0, 19] = 1.0, 1.0, PAPER
    quad[0, 12], quad[0, 13], quad[0, 14] = FAR, 1.0, 1.0
    quad[0, 16:19] = colours.emphasis
    return quad


def _strips(block: Block, theme: Theme, colours: Colours, t: float) -> np.ndarray:
    """Paper under each line, run out in the direction of reading before its first word is sung."""
    rows = block.rows
    low = np.floor(rows[:, :2] - np.array([0.22, 0.15]) * block.em)
    high = np.ceil(rows[:, 2:] + np.array([0.22, 0.15]) * block.em)
    quads = np.zeros((len(rows), QUAD), np.float32)
    quads[:, 0:2], quads[:, 2:4] = low, high - low
    quads[:, 8], quads[:, 10], quads[:, 19] = 1.0, 1.0, PAPER
    quads[:, 16:19] = colours.halo
    first = np.full(len(rows), np.inf)
    np.minimum.at(first, block.line, block.span[:, 0])
    by_word = theme.enter.each == "word"
    due = first if by_word else np.minimum(first, block.start + STRIP_S)
    length = np.minimum(STRIP_S, np.maximum(first - block.start, 0.04))
    out = smooth((t - due + length) / length) * (1.0 - leaving(block, theme, t)) ** 2
    width = quads[:, 2]
    to_right = reading(block).sum() >= 0
    quads[:, 12] = width * out if to_right else width * (1.0 - out)
    quads[:, 13], quads[:, 14], quads[:, 15] = 1.0, 1.0 if to_right else -1.0, 1.0
    return quads[out > 0]


def _shade(block: Block, theme: Theme, t: float, begin: float) -> float:
    """0..1: wholly there before the first letter comes, until the last one has gone."""
    if theme.enter.each == "word":
        begin = max(begin, float(block.span[:, 0].min()) - 0.05)
    come, go = (t - begin + SHADE_S) / SHADE_S, (block.end + SHADE_S - t) / SHADE_S
    return float(smooth(np.array(min(come, go))))


def _shades(block: Block, seen: np.ndarray | None, strength: float) -> np.ndarray:
    """One rectangle for each line, or for lines that are alike: around its place, and around what
    is seen of it now.
    """
    rows = block.rows
    widths = rows[:, 2] - rows[:, 0]
    if len(rows) > 3 or widths.min() > ALIKE * widths.max() or _away(block, seen):
        rows = np.array([[*rows[:, :2].min(axis=0), *rows[:, 2:].max(axis=0)]])
    if seen is not None and len(seen):
        box = reach(seen)
        middle = (box[:, 1] + box[:, 3]) / 2
        near = np.abs(middle[:, None] - (rows[:, 1] + rows[:, 3]) / 2).argmin(axis=1)
        rows = rows.copy()
        np.minimum.at(rows[:, :2], near, box[:, :2])
        np.maximum.at(rows[:, 2:], near, box[:, 2:])
    more = 0.12 * block.em
    grown = rows + np.array([-more, -more, more, more])
    return np.column_stack([grown, np.full(len(grown), strength)])


def _away(block: Block, seen: np.ndarray | None) -> bool:
    """Whether the block is so far from its place that its lines are not where they belong."""
    return seen is not None and bool((np.abs(seen[:, 7]) > 0.5 * block.em).any())
