"""Timeline + Brief -> Plan: what will be seen, decided by rules. One mode is one kind of film.

Adding one is a file here and a line in this table.
"""

from collections.abc import Sequence
from typing import Protocol

from clavilux.modes.brief import Brief
from clavilux.timeline import Timeline
from clavilux.types.look import LookCard
from clavilux.types.plan import Plan

MODES = {"music": "clavilux.modes.music:Music", "lyric": "clavilux.modes.lyric:Lyric"}


class Mode(Protocol):
    """Directs a film. Pure: the same timeline, brief and looks give the same plan."""

    def direct(self, timeline: Timeline, brief: Brief, looks: Sequence[LookCard]) -> Plan: ...
