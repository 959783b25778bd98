"""Flash safety closed into a loop: what was drawn is measured, and shots that flash too often are
calmed and drawn again, until the film passes.

The plan already keeps its own pulses to three a second (docs/decisions/0004-flashes.md); but what a
look does with them, with cuts and with moving shapes adds up, and only the picture tells.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from clavilux.evaluate.flashes import FlashReport
from clavilux.media.codecs import Encoding
from clavilux.renderer import render_segments, seen_flashes
from clavilux.timeline import Timeline
from clavilux.types.canvas import Canvas
from clavilux.types.film import FILM_DRIVES
from clavilux.types.plan import Drive, Plan, Shot

ROUNDS = 6  # of calming; each halves what is left of a shot's light at the latest from the third on
HELD = 0.3  # of the film's pulses of light that the first round leaves
SMALLER = 0.5  # of what the sound does to the look, and of its intensity, in the second

Progress = Callable[[str, float, float], None]  # stage, done, of


@dataclass(frozen=True)
class Take:
    """One film to be made of a project: on which canvas, encoded how, of which seconds."""

    canvas: Canvas
    encoding: Encoding
    span: tuple[float, float]


def render_safely(
    plan: Plan, timeline: Timeline, take: Take, name: str, progress: Progress
) -> tuple[list[Path], FlashReport | None]:
    """The segments of a film that passes, and the report on it; None where the plan does not ask
    for safety. `name` is the film's, for the progress."""
    film = (take.canvas, take.encoding, take.span)
    stage = f"drawing {name}"
    for number in range(ROUNDS + 1):
        parts = render_segments(plan, timeline, *film, partial(progress, stage))
        if not plan.limit_flashes:
            return parts, None
        report = seen_flashes(plan, timeline, *film)
        if report.passed or number == ROUNDS:
            break
        plan, calmed_shots = calmed_plan(plan, report, number)
        stage = f"calming {calmed_shots} of {name}"
    return parts, report


def calmed_plan(plan: Plan, report: FlashReport, number: int) -> tuple[Plan, str]:
    """The plan with the shots calmed that are seen while it fails, and which these are."""
    shots, told = list(plan.shots), []
    for k, shot in enumerate(plan.shots):
        early = shot.start - shot.transition.duration_s / 2
        if any(early < span.end and span.start < shot.end for span in report.spans):
            shots[k] = calmed(shot, number)
            told.append(str(k + 1))
    names = ("shot " if len(told) == 1 else "shots ") + ", ".join(told)
    return replace(plan, shots=tuple(shots)), names


def calmed(shot: Shot, number: int) -> Shot:
    """The shot as round `number` (from 0) leaves it: first with weaker pulses of light, which are
    seen but no longer count as flashes; then with none, and smaller in all that the sound does to
    it; then darker by a stop each time."""
    drives = dict(shot.drives)
    if number == 0:
        for name in drives.keys() & {"flash", "exposure", "bloom"}:
            drives[name] = _weaker(drives[name], HELD, True)
        return replace(shot, drives=drives, camera=replace(shot.camera, shake=0.0))
    if number == 1:
        drives.pop("flash", None)
        for name, drive in drives.items():
            if drive.kind == "level":
                drives[name] = _weaker(drive, SMALLER, name in FILM_DRIVES)
        return replace(shot, drives=drives, intensity=round(shot.intensity * SMALLER, 3))
    light = drives.get("exposure", Drive("loudness", 0.0))
    return replace(shot, drives=drives | {"exposure": replace(light, base=light.base - 1.0)})


def _weaker(drive: Drive, share: float, whole: bool) -> Drive:
    """The drive with a share of its gain, and if `whole` of its base too: a look's own bases say
    how it stands in silence."""
    base = round(drive.base * share, 4) if whole else drive.base
    return replace(drive, gain=round(drive.gain * share, 4), base=base)
