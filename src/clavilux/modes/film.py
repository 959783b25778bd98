"""The whole film from a timeline: cut, cast, colour, shoot, title. Modes differ in `Manner`."""

from collections.abc import Sequence

import numpy as np

from clavilux.description import Options, describe
from clavilux.modes.brief import Brief
from clavilux.modes.casting import cast
from clavilux.modes.colouring import colour
from clavilux.modes.cutting import cut
from clavilux.modes.listening import Ear
from clavilux.modes.rules import THEMES, TITLE_S, Manner
from clavilux.modes.shots import Set, shoot
from clavilux.timeline import Timeline
from clavilux.types.look import LookCard
from clavilux.types.lyrics import Word
from clavilux.types.plan import Finish, Plan, Title


def film(
    mode: str, timeline: Timeline, brief: Brief, looks: Sequence[LookCard], manner: Manner
) -> Plan:
    """A plan without captions. Raises UsageError for a look or palette that does not exist."""
    ear = Ear(timeline)
    told = describe(timeline.features, _sung(timeline), Options(brief.seed))
    stage = Set(timeline, ear, brief, manner, cast(timeline, ear, brief, looks), told)
    shots = shoot(stage, cut(timeline, ear, brief, manner))
    return Plan(
        mode=mode,
        duration=timeline.duration,
        seed=brief.seed,
        palettes=colour(timeline, ear, brief),
        shots=shots,
        theme=theme(timeline, ear, brief),
        title=title(timeline, brief),
        finish=Finish(),
        limit_flashes=timeline.limit_flashes,
    )


def _sung(timeline: Timeline) -> list[Word]:
    """All words with their times; none where the lyrics have no times."""
    lyrics = timeline.words
    return [word for line in lyrics.lines for word in line.words] if lyrics and lyrics.timed else []


def theme(timeline: Timeline, ear: Ear, brief: Brief) -> str:
    """The type theme asked for, or one by vigour and tempo."""
    if brief.theme != "auto":
        return brief.theme
    fits = (rule for rule in THEMES if ear.vigour >= rule.least and timeline.bpm >= rule.bpm)
    return next(fits, THEMES[-1]).theme


def title(timeline: Timeline, brief: Brief) -> Title | None:
    """The title card, from the first downbeat after a breath to one about `TITLE_S` later."""
    if not brief.title and not brief.artist:
        return None
    start = _downbeat_from(timeline, 0.4, 0.4)
    end = _downbeat_from(timeline, start + TITLE_S - timeline.bar_s / 2, start + TITLE_S)
    end = min(end, timeline.duration)
    if end - start < 1.0:
        return None
    alone = not brief.title.strip()  # the only name there is is set large
    return Title(brief.artist if alone else brief.title, "" if alone else brief.artist, start, end)


def _downbeat_from(timeline: Timeline, time: float, default: float) -> float:
    """The first downbeat from `time` on, if it comes within three seconds."""
    later = timeline.downbeats[np.searchsorted(timeline.downbeats, time) :]
    return float(later[0]) if len(later) and later[0] < time + 3.0 else default
