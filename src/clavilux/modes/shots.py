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
from clavilux.modes.framing import camera, framed
from clavilux.modes.listening import Ear
from clavilux.modes.rules import (
    BORDER,
    FILM,
    LONGEST_TRANSITION_S,
    LOOK_BARS,
    LOOK_GAIN,
    LOOK_SPAN_S,
    LOOK_SPEED,
    Framing,
    Manner,
    TransitionRule,
)
from clavilux.timeline import Timeline
from clavilux.types.look import LookCard
from clavilux.types.plan import Drive, Shot, Transition


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
    shots: list[Shot] = []
    framing: Framing | None = None
    for k, take in enumerate(takes):
        card = _look(stage, take)
        same = bool(shots) and shots[-1].options["look"] == card.name
        framing = framed(stage.ear, take, framing if same else None)
        shots.append(_shot(stage, takes, k, card, framing))
    return tuple(shots)


def _shot(stage: Set, takes: tuple[Take, ...], k: int, card: LookCard, framing: Framing) -> Shot:
    """The shot of the `k`-th take, in the look of `card`."""
    take, before = takes[k], takes[k - 1] if k else None
    number = sum(other.section == take.section for other in takes[:k])
    side = 1 if (number + take.section) % 2 else -1
    section = stage.timeline.sections[take.section]
    name = stage.timeline.section_names[take.section]
    chance = rng(stage.brief.seed, "shot", name, number)
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
        camera=camera(stage.ear, stage.manner, take, framing, side, chance, intensity),
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
