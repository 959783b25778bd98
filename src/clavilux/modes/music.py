"""Mode `music`: pictures alone. The form of the song is the form of the film."""

from collections.abc import Sequence

from clavilux.modes.brief import Brief
from clavilux.modes.film import film
from clavilux.modes.rules import MUSIC
from clavilux.timeline import Timeline
from clavilux.types.look import LookCard
from clavilux.types.plan import Plan


class Music:
    """Directs by beats, bars, sections and their energy."""

    def direct(self, timeline: Timeline, brief: Brief, looks: Sequence[LookCard]) -> Plan:
        return film("music", timeline, brief, looks, MUSIC)
