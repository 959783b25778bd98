"""Where the camera is at a moment of a shot: the planned move, eased, plus what the sound adds to
it."""

import math
from dataclasses import dataclass

from clavilux.types.moment import Moment
from clavilux.types.plan import Shot


@dataclass(frozen=True)
class View:
    """Scale (1 = as laid out), pan in half heights of the shorter side, rotation in radians."""

    zoom: float = 1.0
    pan_x: float = 0.0
    pan_y: float = 0.0
    rotate: float = 0.0


def view_at(shot: Shot, moment: Moment) -> View:
    """The view of `shot` at `moment`; the drives "zoom", "sway" and "shake" add to the plan's
    move.
    """
    x = min(max(moment.shot_progress, 0.0), 1.0)
    eased = x * x * (3 - 2 * x)
    camera = shot.camera
    rock = _sway(camera.sway, moment.drives.get("sway", 0.0))
    shake = camera.shake * moment.drives.get("shake", 1.0)
    turn = math.radians(_between(camera.rotate, eased)) + 0.3 * shake * _tremor(moment.t, 4.2)
    return View(
        zoom=_between(camera.zoom, eased) * (rock.zoom + moment.drives.get("zoom", 0.0)),
        pan_x=2 * _between(camera.pan_x, eased) + rock.pan_x + shake * _tremor(moment.t, 0.0),
        pan_y=2 * _between(camera.pan_y, eased) + rock.pan_y + shake * _tremor(moment.t, 2.1),
        rotate=turn + rock.rotate,
    )


def _sway(width: float, turns: float) -> View:
    """A closed loop: a body that rocks from foot to foot by `width` heights, tilts and leans in."""
    angle = 2 * math.pi * turns
    side, lift = math.sin(angle), math.sin(2 * angle + 0.6)
    return View(
        zoom=1 + width * (1 + math.sin(angle + 1.0)),
        pan_x=2 * width * side,
        pan_y=0.8 * width * lift,
        rotate=0.7 * width * math.sin(angle + 0.5),
    )


def _between(ends: tuple[float, float], x: float) -> float:
    return ends[0] + (ends[1] - ends[0]) * x


def _tremor(t: float, phase: float) -> float:
    """A hand's tremor: three incommensurable sines, peak about 0.03."""
    return 0.012 * (
        math.sin(31.0 * t + phase) + 0.7 * math.sin(47.3 * t + 2 * phase) + 0.5 * math.sin(71.9 * t)
    )
