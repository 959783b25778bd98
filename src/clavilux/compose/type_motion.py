"""How a block looks at an instant: pure functions of (block, theme, colours, t), vectorised over
its boxes.

Out comes a row for every quad that the GPU draws (`QUAD`), and how far the shade is in.
Entrances settle by the time their word begins where there is room before it; words that come with
the voice begin on their own time; an exit begins when the last word is over.
"""

from dataclasses import dataclass

import numpy as np

from clavilux.compose.themes import Move, Theme
from clavilux.compose.type_ink import Colours
from clavilux.compose.typeset import Block, Fill

QUAD = 24  # float32 in a row, see `type.wgsl`
COLOUR_S = 0.12  # how long a change of colour takes
SHADE_LEAD_S = 0.25  # the shade is in before the first word comes
WAVE_S = 0.09  # from line to line
_FAR = 1e6


@dataclass(frozen=True)
class State:
    """What is to be drawn: `quads` float32[m, QUAD], halos before letters; `shade` float64[lines]
    0..1.
    """

    quads: np.ndarray
    shade: float


def state(block: Block, theme: Theme, colours: Colours, t: float) -> State:
    """The block at `t` seconds; nothing where it is not on screen."""
    if not block.start <= t < block.end:
        return State(np.zeros((0, QUAD), np.float32), 0.0)
    entered = _entered(block, theme, t)
    left = _left(block, theme, t)
    quads = np.zeros((len(block.rect), QUAD), np.float32)
    quads[:, 0:4] = block.rect
    quads[:, 4:6] = block.corner
    quads[:, 8] = 1.0
    quads[:, 10] = 1.0
    _move(quads, theme.enter, entered, block, 1.0)
    _move(quads, theme.exit, np.full(len(block.rect), 1.0 - left), block, -1.0)
    _pulse(quads, block, theme, t)
    _idle(quads, block, theme, t)
    _fill(quads, block, theme, colours, t)
    shade = _shade(block, theme, t) * (1.0 - left)
    return State(_with_halo(quads, theme, colours), shade)


def _smooth(x: np.ndarray) -> np.ndarray:
    x = np.clip(x, 0.0, 1.0)
    return x * x * (3.0 - 2.0 * x)


def _out_cubic(x: np.ndarray) -> np.ndarray:
    return 1.0 - (1.0 - np.clip(x, 0.0, 1.0)) ** 3


def _out_back(x: np.ndarray) -> np.ndarray:
    """Overshoots by a tenth and comes back (Penner)."""
    y = np.clip(x, 0.0, 1.0) - 1.0
    return 1.0 + 2.70158 * y**3 + 1.70158 * y**2


def _entered(block: Block, theme: Theme, t: float) -> np.ndarray:
    """0..1 for each box: how far its entrance is."""
    move = theme.enter
    if move.kind == "cut":
        begin = block.span[:, 0] if move.each == "word" else np.full(len(block.rect), block.start)
        return (t >= begin).astype(np.float64)
    if move.each == "word":
        return (t - block.span[:, 0]) / move.seconds
    room = float(block.span[:, 0].min()) - block.start
    seconds = min(max(room, 0.4 * move.seconds), move.seconds)
    wave = WAVE_S * seconds / move.seconds if move.each == "line" else 0.0
    return (t - block.start - wave * block.line) / seconds


def _left(block: Block, theme: Theme, t: float) -> float:
    """0..1: how far the exit is; it begins when the last word is over."""
    begin = max(float(block.span[:, 1].max()), block.end - theme.exit.seconds)
    if theme.exit.kind == "cut" or block.end - begin < 0.04:
        return 0.0
    return float(min(max((t - begin) / (block.end - begin), 0.0), 1.0))


def _move(quads: np.ndarray, move: Move, progress: np.ndarray, block: Block, way: float) -> None:
    """Applies an entrance (`way` 1) or an exit (-1) at `progress` 0..1, where 1 is at rest."""
    if np.all(progress >= 1.0):
        return
    away = 1.0 - _out_cubic(progress)
    travel = move.amount * block.em * away * way
    if move.kind == "rise":
        quads[:, 7] += travel
    elif move.kind == "drop":
        quads[:, 7] -= travel
    elif move.kind == "slide":
        quads[:, 6] -= travel * _direction(block)
    elif move.kind == "pop":
        quads[:, 8] *= 1.0 + way * move.amount * (1.0 - _out_back(progress))
    speed = {"cut": _FAR, "pop": 3.0, "fade": 1.0}.get(move.kind, 1.5)
    quads[:, 10] *= _smooth(progress * speed)


def _direction(block: Block) -> np.ndarray:
    """1 where a box is read to the right, -1 to the left."""
    return np.where(block.edge[:, 1] >= block.edge[:, 0], 1.0, -1.0)


def _pulse(quads: np.ndarray, block: Block, theme: Theme, t: float) -> None:
    """A word is a little larger as it begins."""
    if theme.emphasis.pulse <= 0:
        return
    age = t - block.span[:, 0]
    beat = np.where(
        age >= 0, np.minimum(age / 0.03, 1.0) * np.exp(-np.maximum(age, 0.0) / 0.09), 0.0
    )
    beat = np.where(beat > 0.03, beat, 0.0)
    quads[:, 8] *= 1.0 + theme.emphasis.pulse * np.where(block.stressed, 3.0, 1.0) * beat


def _idle(quads: np.ndarray, block: Block, theme: Theme, t: float) -> None:
    """What never stands still."""
    idle = theme.idle
    if idle.kind == "float":
        angle = 2 * np.pi * idle.rate * t + 0.9 * block.line
        quads[:, 7] += idle.amount * block.em * np.sin(angle)
    elif idle.kind == "sway":
        step = np.floor(t * idle.rate)
        noise = np.modf(np.sin(block.word * 12.9898 + step * 78.233) * 43758.5453)[0]
        quads[:, 9] += np.radians(idle.amount) * noise
        quads[:, 7] += 0.012 * block.em * np.modf(noise * 7.31)[0]


def _fill(quads: np.ndarray, block: Block, theme: Theme, colours: Colours, t: float) -> None:
    """Edge, direction and colours of each box."""
    ink = theme.ink
    direction = _direction(block)
    sung = np.where(block.stressed[:, None], colours.emphasis, colours.sung)
    ended = _smooth(np.array((t - block.span[:, 1].max()) / 0.4))
    sung = sung + (colours.past - colours.sung) * ended
    soft = max(1.0, ink.feather * block.em)
    quads[:, 13], quads[:, 14] = soft, direction
    quads[:, 16:19], quads[:, 20:23] = sung, colours.unsung
    if ink.fill == "wipe":
        parts = np.array([part(fill, t) for fill in block.fills])
        first, last = block.edge[:, 0], block.edge[:, 1]
        reach = 0.5 * soft * direction
        quads[:, 12] = first - reach + (last - first + 2 * reach) * parts
        quads[:, 15] = float(ink.unsung <= 0)
        return
    begun = np.array([fill.times[0] for fill in block.fills])
    mixed = _smooth((t - begun) / COLOUR_S)[:, None] if ink.unsung > 0 else 1.0
    quads[:, 16:19] = colours.unsung + (sung - colours.unsung) * mixed
    quads[:, 12] = _FAR * direction


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


def _shade(block: Block, theme: Theme, t: float) -> float:
    """0..1: in before the first word can be read."""
    if theme.enter.each == "word":
        first = float(block.span[:, 0].min())
        return float(_smooth(np.array((t - first + SHADE_LEAD_S) / SHADE_LEAD_S)))
    return float(_smooth(np.array((t - block.start) / 0.15)))


def _with_halo(quads: np.ndarray, theme: Theme, colours: Colours) -> np.ndarray:
    """Halos first, so that no word's shadow falls on another's letters."""
    shown = quads[quads[:, 10] > 0.002]
    if theme.ink.halo == "none":
        return shown
    halos = shown.copy()
    halos[:, 11] = theme.ink.halo_strength
    halos[:, 19] = 1.0 if theme.ink.halo == "glow" else 2.0
    halos[:, 16:19] = colours.halo
    return np.concatenate([halos, shown])


def reach(quads: np.ndarray) -> np.ndarray:
    """The rectangle `float[m, 4]` (left, top, right, bottom; pixels) that each quad covers on the
    canvas.
    """
    half = quads[:, 2:4] / 2 * quads[:, 8:9]
    cos, sin = np.abs(np.cos(quads[:, 9:10])), np.abs(np.sin(quads[:, 9:10]))
    half = half * cos + half[:, ::-1] * sin
    centre = quads[:, 0:2] + quads[:, 2:4] / 2 + quads[:, 6:8]
    return np.hstack([centre - half, centre + half])
