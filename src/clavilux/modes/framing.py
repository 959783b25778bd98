"""How a shot is seen: where the camera stands, what it looks at, and how it moves.

Shots that follow each other in one look differ in framing as an editor's do, wide, near, from the
side: a cut between two views alike would look like a mistake. Moves follow the energy. Every
choice reads a table of `rules.py`.
"""

import numpy as np

from clavilux.modes.cutting import Take
from clavilux.modes.listening import Ear
from clavilux.modes.rules import (
    CAMERA_S,
    CAMERAS,
    LONG_TAKE_S,
    MEDIUM,
    SWAY,
    TREND,
    TREND_ZOOM,
    CameraRule,
    Framing,
    Manner,
)
from clavilux.types.plan import Camera


def framed(ear: Ear, take: Take, before: Framing | None) -> Framing:
    """The framing of a take after one in the same look that was framed as `before` (None: there was
    none): the next that its energy offers; a long take is not seen from too near.
    """
    offered = _rule(ear, take).framings
    if take.length > LONG_TAKE_S:
        offered = tuple(framing for framing in offered if framing.near <= MEDIUM.near)
    if before is None or before not in offered:
        return offered[0]
    return offered[(offered.index(before) + 1) % len(offered)]


def camera(
    ear: Ear,
    manner: Manner,
    take: Take,
    framing: Framing,
    side: int,
    chance: np.random.Generator,
    intensity: float,
) -> Camera:
    """Moves by energy; leans in while it rises, steps back while it falls, else by turns; `side` is
    1 or -1.
    """
    rule = _rule(ear, take)
    near = framing.near**manner.framing
    amount = float(np.clip(take.length / CAMERA_S, 0.5, 1.5))
    angle = chance.uniform(-0.5, 0.5) + (0 if side > 0 else np.pi)
    pan_x, pan_y = rule.pan * amount * np.cos(angle) / 2, rule.pan * amount * np.sin(angle) / 2
    turn = rule.rotate * amount * chance.uniform(0.5, 1.0) * side / 2
    off_x, off_y, tilt = _off(framing, manner, chance, side)
    begin, end = _zoom(rule.zoom * amount, _trend(ear, take), side)
    return Camera(
        zoom=_ends(near * begin, near * end),
        pan_x=_ends(off_x - pan_x / near, off_x + pan_x / near),
        pan_y=_ends(off_y - pan_y / near, off_y + pan_y / near),
        rotate=_ends(tilt - turn, tilt + turn),
        shake=round(rule.shake / near, 3),
        sway=round((SWAY[0] + (SWAY[1] - SWAY[0]) * intensity) / near, 4),
    )


def _rule(ear: Ear, take: Take) -> CameraRule:
    energy = ear.energy(take.start, take.end)
    return next(rule for rule in CAMERAS if energy >= rule.least)


def _off(
    framing: Framing, manner: Manner, chance: np.random.Generator, side: int
) -> tuple[float, float, float]:
    """How far off the middle, in heights, and how far off the level, in degrees."""
    up = 1 if chance.random() < 0.5 else -1
    amount = manner.framing
    return amount * framing.aside * side, amount * framing.lift * up, -amount * framing.tilt * side


def _trend(ear: Ear, take: Take) -> float:
    """How the energy changes; for a short shot what came before in its section counts too."""
    section = ear.timeline.sections[take.section]
    start = min(take.start, max(section.start, take.end - CAMERA_S))
    return ear.trend(start, take.end)


def _zoom(travel: float, trend: float, side: int) -> tuple[float, float]:
    """In when rising, out when falling, else in and out by turns at half the way."""
    rising = 1 if trend > TREND else -1 if trend < -TREND else 0
    travel = max(travel, TREND_ZOOM) if rising else travel / 2
    near, far = round(1 + travel, 4), 1.0
    return (far, near) if (rising or side) > 0 else (near, far)


def _ends(start: float, end: float) -> tuple[float, float]:
    return (round(float(start), 4), round(float(end), 4))
