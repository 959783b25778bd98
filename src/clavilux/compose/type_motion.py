"""How a block moves at an instant: pure functions of (block, theme, t, what is heard), vectorised
over its boxes.

Out comes a row for every quad that the GPU draws (`QUAD`), without colours (type_paint.py).
Lines have entered when their first word is sung; words that come with the voice are opaque from
their own frame on, while they still settle; an exit begins when the last word is over.
"""

from dataclasses import dataclass

import numpy as np

from clavilux.compose.themes import Move, Theme
from clavilux.compose.type_sound import Sound
from clavilux.compose.typeset import Block

QUAD = 24  # float32 in a row, see `type.wgsl`
OPAQUE_S = 0.034  # a word that comes with the voice is opaque so soon, half of it beforehand
WAVE_S = 0.09  # from line to line
SHADE_S = 0.3  # how long the shade takes to come and go, before and after the block
FAR = 1e6
_WAYS = {"left": (-1.0, 0.0), "right": (1.0, 0.0), "up": (0.0, -1.0), "down": (0.0, 1.0)}
_KINDS = {"rise": (0.0, -1.0), "drop": (0.0, 1.0)}


@dataclass(frozen=True)
class Waiting:
    """A block that waits below the one before it: from when, by how many pixels it is lower, and at
    which size; `anchor` is the point that it shrinks towards.
    """

    start: float
    down: float
    size: float
    anchor: tuple[float, float]


def smooth(x: np.ndarray) -> np.ndarray:
    """From 0 to 1 with slope 0 at both ends."""
    x = np.clip(x, 0.0, 1.0)
    return x * x * (3.0 - 2.0 * x)


def out_cubic(x: np.ndarray) -> np.ndarray:
    """Fast first, then slow."""
    return 1.0 - (1.0 - np.clip(x, 0.0, 1.0)) ** 3


def _out_back(x: np.ndarray) -> np.ndarray:
    """Overshoots by a tenth and comes back (Penner)."""
    y = np.clip(x, 0.0, 1.0) - 1.0
    return 1.0 + 2.70158 * y**3 + 1.70158 * y**2


def moved(block: Block, theme: Theme, t: float, sound: Sound, wait: Waiting | None) -> np.ndarray:
    """Rows `float32[n, QUAD]` of the block's boxes at `t`: places, sizes, opacities."""
    quads = np.zeros((len(block.rect), QUAD), np.float32)
    quads[:, 0:4] = block.rect
    quads[:, 4:6] = block.corner
    quads[:, 8] = 1.0
    quads[:, 10] = 1.0
    quads[:, 23] = float(block.vertical)
    if wait is None or theme.enter.each == "word":
        _enter(quads, block, theme, t, sound)
    _leave(quads, block, theme, t)
    _pulse(quads, block, theme, t, sound)
    _idle(quads, block, theme, t)
    _carry(quads, block, theme, t, sound)
    if wait is not None:
        _wait(quads, block, theme, t, wait)
    return quads


def _enter(quads: np.ndarray, block: Block, theme: Theme, t: float, sound: Sound) -> None:
    move, seconds = theme.enter, block.caption.enter_s
    seconds = move.seconds if seconds is None else max(seconds, 1e-3)
    if move.each == "word":
        land = sound.near(block.span[:, 0], theme.dynamics.land_s)
        age = t - np.maximum(land, block.span[:, 0])  # never before its own time
        quads[:, 10] *= smooth((t - block.span[:, 0]) / OPAQUE_S + 0.5)
        _move(quads, move, (age + OPAQUE_S / 2) / seconds, block, 1.0)
        return
    due = _line_starts(block)  # every line is in when its first word is sung
    wave = WAVE_S * block.line if move.each == "line" else 0.0
    room = np.maximum(due - block.start, 0.04)
    length = np.minimum(seconds, room)
    begin = np.minimum(block.start + wave, due - length)
    progress = (t - begin) / length
    if move.kind == "cut":
        quads[:, 10] *= t >= block.start
        return
    quads[:, 10] *= smooth(progress * (1.0 if move.kind == "fade" else 1.6))
    _move(quads, move, progress, block, 1.0)


def _line_starts(block: Block) -> np.ndarray:
    """For each box when the first word of its line begins."""
    first = np.full(len(block.rows), np.inf)
    np.minimum.at(first, block.line, block.span[:, 0])
    return first[block.line]


def _leave(quads: np.ndarray, block: Block, theme: Theme, t: float) -> None:
    left = leaving(block, theme, t)
    if left <= 0:
        return
    quads[:, 10] *= smooth(np.array(1.0 - left)) if theme.exit.kind != "unveil" else 1.0
    _move(quads, theme.exit, np.full(len(block.rect), 1.0 - left), block, -1.0)


def leaving(block: Block, theme: Theme, t: float) -> float:
    """0..1: how far the exit is; it begins when the last word is over."""
    seconds = block.caption.exit_s
    seconds = theme.exit.seconds if seconds is None else seconds
    begin = max(float(block.span[:, 1].max()), block.end - seconds)
    if theme.exit.kind == "cut" or block.end - begin < 0.04:
        return 0.0
    return float(min(max((t - begin) / (block.end - begin), 0.0), 1.0))


def way(block: Block, kind: str) -> np.ndarray:
    """Where a move of this kind goes, `float[n, 2]`: the director's way, else the kind's own."""
    told = _WAYS.get(block.caption.direction) or _KINDS.get(kind)
    if told is not None:
        return np.broadcast_to(np.array(told), (len(block.rect), 2))
    if block.vertical:
        return np.broadcast_to(np.array((0.0, 1.0)), (len(block.rect), 2))
    return np.column_stack([reading(block), np.zeros(len(block.rect))])


def reading(block: Block) -> np.ndarray:
    """1 where a box is read to the right, -1 to the left."""
    return np.where(block.edge[:, 1] >= block.edge[:, 0], 1.0, -1.0)


def _move(quads: np.ndarray, move: Move, progress: np.ndarray, block: Block, side: float) -> None:
    """Applies an entrance (`side` 1) or an exit (-1) at `progress` 0..1, where 1 is at rest."""
    if np.all(progress >= 1.0):
        return
    away = 1.0 - out_cubic(progress)
    if move.kind in ("rise", "drop", "slide"):
        travel = (side * move.amount * block.em * away)[:, None]
        quads[:, 6:8] -= travel * way(block, move.kind)
    elif move.kind == "pop":
        quads[:, 8] *= 1.0 - side * move.amount * (1.0 - _out_back(progress))
    elif move.kind == "unveil":
        _unveil(quads, away, side)


def _unveil(quads: np.ndarray, away: np.ndarray, side: float) -> None:
    """A box rises into sight from behind its own lower edge, or leaves behind its upper one."""
    hidden = np.round(quads[:, 3] * away)
    if side > 0:
        quads[:, 1] += hidden
    else:
        quads[:, 5] += hidden
    quads[:, 3] -= hidden


def _pulse(quads: np.ndarray, block: Block, theme: Theme, t: float, sound: Sound) -> None:
    """A word is a little larger as it begins, and swells with the voice while it is sung."""
    age = t - block.span[:, 0]
    if theme.emphasis.pulse > 0:
        rise = np.minimum(np.maximum(age, 0.0) / 0.03, 1.0)
        beat = rise * np.exp(-np.maximum(age, 0.0) / 0.09)
        beat = np.where(beat > 0.03, beat, 0.0)
        quads[:, 8] *= 1.0 + theme.emphasis.pulse * np.where(block.stressed, 3.0, 1.0) * beat
    if theme.dynamics.swell > 0:
        sung = smooth(age / 0.1) * smooth((block.span[:, 1] + 0.15 - t) / 0.15)
        if sung.max() > 0:
            quads[:, 8] *= 1.0 + theme.dynamics.swell * sound.loudness(t) * sung


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


def _carry(quads: np.ndarray, block: Block, theme: Theme, t: float, sound: Sound) -> None:
    """The whole block jumps on the beat and moves along the line's direction."""
    dynamics = theme.dynamics
    if dynamics.beat > 0 and (beat := sound.beat(t)) > 0.02:
        area = block.bounds
        whole(
            quads, 1.0 + dynamics.beat * beat, (area.x + area.width / 2, area.y + area.height / 2)
        )
    if dynamics.travel > 0 and block.caption.direction != "none":
        share = (t - block.start) / max(block.end - block.start, 1e-3) - 0.5
        quads[:, 6:8] += dynamics.travel * block.em * share * way(block, "")


def whole(quads: np.ndarray, size: float, anchor: tuple[float, float]) -> None:
    """All boxes together larger or smaller about a point of the canvas."""
    centre = quads[:, 0:2] + quads[:, 2:4] / 2 + quads[:, 6:8]
    quads[:, 6:8] += (centre - np.array(anchor, np.float32)) * (size - 1.0)
    quads[:, 8] *= size


def _wait(quads: np.ndarray, block: Block, theme: Theme, t: float, wait: Waiting) -> None:
    """Below the line before, then in one movement to the block's own place."""
    first = float(block.span[:, 0].min())
    seconds = min(theme.following.seconds, max(first - block.start, 0.05))
    ahead = 1.0 - float(smooth(np.array((t - block.start) / seconds)))
    if ahead <= 0:
        return
    whole(quads, 1.0 + (wait.size - 1.0) * ahead, wait.anchor)
    quads[:, 7] += wait.down * ahead
    quads[:, 10] *= smooth(np.array((t - wait.start) / 0.3))


def reach(quads: np.ndarray) -> np.ndarray:
    """The rectangle `float[m, 4]` (left, top, right, bottom; pixels) that each quad covers on the
    canvas.
    """
    half = quads[:, 2:4] / 2 * quads[:, 8:9]
    cos, sin = np.abs(np.cos(quads[:, 9:10])), np.abs(np.sin(quads[:, 9:10]))
    half = half * cos + half[:, ::-1] * sin
    centre = quads[:, 0:2] + quads[:, 2:4] / 2 + quads[:, 6:8]
    return np.hstack([centre - half, centre + half])
