"""From takes to shots: what each one shows, how it arrives, how the camera moves and how the sound
moves it.

Every choice reads a table of `rules.py`; chance depends on the brief's seed and the shot's place in
the form.
"""

from dataclasses import dataclass, replace

import numpy as np

from clavilux.description import Second
from clavilux.modes.brief import Brief
from clavilux.modes.casting import Part, is_long
from clavilux.modes.chance import rng
from clavilux.modes.cutting import Take
from clavilux.modes.listening import Ear
from clavilux.modes.rules import (
    BORDER,
    CAMERA_S,
    CAMERAS,
    FILM,
    LONGEST_TRANSITION_S,
    LOOK_BARS,
    LOOK_GAIN,
    LOOK_SPAN_S,
    LOOK_SPEED,
    SWAY,
    TREND,
    TREND_ZOOM,
    Manner,
    TransitionRule,
)
from clavilux.timeline import Timeline
from clavilux.types.look import LookCard
from clavilux.types.plan import Camera, Drive, Shot, Transition


@dataclass(frozen=True)
class Set:
    """Everything that stands around the camera: what is the same for all shots of a film."""

    timeline: Timeline
    ear: Ear
    brief: Brief
    manner: Manner
    parts: dict[str, Part]
    told: tuple[Second, ...] = ()  # the song in words, second by second


def shoot(stage: Set, takes: tuple[Take, ...]) -> tuple[Shot, ...]:
    """One shot for each take."""
    shots = []
    for k, take in enumerate(takes):
        before = takes[k - 1] if k else None
        number = sum(other.section == take.section for other in takes[:k])
        shots.append(_shot(stage, take, before, number))
    return tuple(shots)


def _shot(stage: Set, take: Take, before: Take | None, number: int) -> Shot:
    """The shot of a take that is `number` (from 0) in its section."""
    section = stage.timeline.sections[take.section]
    name = stage.timeline.section_names[take.section]
    chance = rng(stage.brief.seed, "shot", name, number)
    card = _look(stage, take)
    intensity = _intensity(stage, take)
    return Shot(
        start=take.start,
        end=take.end,
        options={"look": card.name},
        palette=section.label,
        seed=int(chance.integers(2**31)),
        intensity=intensity,
        cue=_cue(stage.timeline, take, name),
        prompt=_prompt(stage.told, take),
        camera=_camera(stage, take, number, chance, intensity),
        transition=_transition(stage, take, before, chance),
        drives=_film_drives(intensity) | _look_drives(card, intensity),
    )


def _look(stage: Set, take: Take) -> LookCard:
    """The section's leading look; its companions in every other part of a long section, and where
    its label rules the film at every other return.
    """
    section = stage.timeline.sections[take.section]
    part = stage.parts[section.label]
    earlier = stage.timeline.sections[: take.section]
    returns = sum(other.label == section.label for other in earlier) if part.rules else 0
    if not is_long(section):
        return part.at(returns)
    phrase = LOOK_BARS * stage.timeline.bar_s
    span = max(round(LOOK_SPAN_S / phrase), 1) * phrase
    turn = int((take.start - section.start + stage.timeline.beat_s) // span)
    return part.at(turn + returns)


def _intensity(stage: Set, take: Take) -> float:
    """How big the picture is: the section's energy, the take's loudness, more at each return."""
    sections = stage.timeline.sections
    section = sections[take.section]
    returns = sum(other.label == section.label for other in sections[: take.section])
    energy = 0.7 * stage.ear.sections[take.section] + 0.3 * stage.ear.energy(take.start, take.end)
    sounding = min(1.0, 4 * stage.ear.energy(take.start, take.end))  # silence is small in any part
    intensity = (0.1 + 0.85 * energy + 0.04 * min(returns, 3)) * sounding * stage.manner.intensity
    return round(float(np.clip(intensity, 0.0, 1.0)), 3)


def _prompt(told: tuple[Second, ...], take: Take) -> str:
    """What the take's most intense second says, for generators that paint from words."""
    inside = [second for second in told if take.start - 0.5 <= second.start < take.end - 0.5]
    return max(inside, key=lambda second: second.intensity).sentence if inside else ""


def _cue(timeline: Timeline, take: Take, name: str) -> str:
    bar = int(np.sum(timeline.downbeats <= take.start + 0.01))
    return f"section {name}, bar {bar}" if bar else f"section {name}"


def _transition(
    stage: Set, take: Take, before: Take | None, chance: np.random.Generator
) -> Transition:
    """By the contrast of energy at a section border, else by the accent of the beat."""
    if before is None:
        return Transition()
    if take.section != before.section:
        energies = [stage.ear.sections[k] for k in (before.section, take.section)]
        rule = _first(BORDER, energies[1] - energies[0], 1.0)
    else:
        rule = _first(stage.manner.inside, stage.ear.accent(take.start), _intensity(stage, take))
    kind = rule.kinds[int(chance.integers(len(rule.kinds)))]
    room = min(LONGEST_TRANSITION_S, 0.5 * take.length, 0.5 * before.length)
    return Transition(kind, round(min(rule.beats * stage.timeline.beat_s, room), 3))


def _first(rules: tuple[TransitionRule, ...], value: float, loud: float) -> TransitionRule:
    fits = (rule for rule in rules if value >= rule.least and loud >= rule.loud)
    return next(fits, rules[-1])


def _camera(
    stage: Set, take: Take, number: int, chance: np.random.Generator, intensity: float
) -> Camera:
    """Moves by energy; leans in while it rises, steps back while it falls, turns by turns."""
    energy = stage.ear.energy(take.start, take.end)
    trend = stage.ear.trend(_trend_start(stage, take), take.end)
    rule = next(rule for rule in CAMERAS if energy >= rule.least)
    amount = float(np.clip(take.length / CAMERA_S, 0.5, 1.5))
    side = 1 if (number + take.section) % 2 else -1
    angle = chance.uniform(-0.5, 0.5) + (0 if side > 0 else np.pi)
    pan_x, pan_y = rule.pan * amount * np.cos(angle) / 2, rule.pan * amount * np.sin(angle) / 2
    turn = rule.rotate * amount * chance.uniform(0.5, 1.0) * side / 2
    return Camera(
        zoom=_zoom(rule.zoom * amount, trend, side),
        pan_x=_ends(-pan_x, pan_x),
        pan_y=_ends(-pan_y, pan_y),
        rotate=_ends(-turn, turn),
        shake=rule.shake,
        sway=round(SWAY[0] + (SWAY[1] - SWAY[0]) * intensity, 4),
    )


def _trend_start(stage: Set, take: Take) -> float:
    """From where a rise or fall counts: a short shot takes in what came before in its section."""
    section = stage.timeline.sections[take.section]
    return min(take.start, max(section.start, take.end - CAMERA_S))


def _zoom(travel: float, trend: float, side: int) -> tuple[float, float]:
    """In when rising, out when falling, else in and out by turns at half the way."""
    rising = 1 if trend > TREND else -1 if trend < -TREND else 0
    travel = max(travel, TREND_ZOOM) if rising else travel / 2
    near, far = round(1 + travel, 4), 1.0
    return (far, near) if (rising or side) > 0 else (near, far)


def _ends(start: float, end: float) -> tuple[float, float]:
    return (round(float(start), 4), round(float(end), 4))


def _film_drives(intensity: float) -> dict[str, Drive]:
    """The compositor's drives at this intensity; the first row of a name that is reached counts."""
    drives: dict[str, Drive] = {}
    for row in FILM:
        if intensity >= row.least and row.name not in drives:
            gain = round(row.quiet + (row.loud - row.quiet) * intensity, 4)
            base = round(-gain * row.home, 4)
            drives[row.name] = Drive(row.source, gain, base, row.attack_s, row.release_s, row.kind)
    return drives


def _look_drives(card: LookCard, intensity: float) -> dict[str, Drive]:
    """The look's own drives: levels and speeds grow with intensity."""
    return {name: _scaled(drive, intensity) for name, drive in card.drives.items()}


def _scaled(drive: Drive, intensity: float) -> Drive:
    low, high = LOOK_SPEED if drive.kind == "phase" else LOOK_GAIN
    factor = low + (high - low) * intensity
    base = drive.base * factor if drive.kind == "phase" else drive.base
    return replace(drive, gain=round(drive.gain * factor, 4), base=round(base, 4))
