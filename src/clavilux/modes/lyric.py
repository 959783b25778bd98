"""Mode `lyric`: the words perform, the pictures carry them: longer shots, softer cuts, calmer
light.
"""

from collections.abc import Sequence
from dataclasses import replace

from clavilux.modes.brief import Brief
from clavilux.modes.film import film
from clavilux.modes.listening import Ear
from clavilux.modes.rules import LYRIC
from clavilux.modes.wording import set_words
from clavilux.timeline import Timeline
from clavilux.types.errors import InputError
from clavilux.types.look import LookCard
from clavilux.types.plan import Caption, Plan, Title


class Lyric:
    """Directs as `music` does, with captions for every timed line, each set by what is sung."""

    def direct(self, timeline: Timeline, brief: Brief, looks: Sequence[LookCard]) -> Plan:
        """Raises InputError where there are no timed lyrics."""
        captions = timeline.captions
        if not captions:
            raise InputError(
                "A lyric film needs lyrics with times (LRC, SRT, VTT, ASS); give such a file with "
                "--lyrics, or make a film without words with --mode music."
            )
        plan = film("lyric", timeline, brief, looks, LYRIC)
        captions = set_words(Ear(timeline), captions, brief.title)
        return replace(plan, captions=captions, title=_before(plan.title, captions[0]))


def _before(title: Title | None, caption: Caption) -> Title | None:
    """The title card, gone before the first line comes; none where there is no time to read it."""
    if title is None:
        return None
    end = min(title.end, caption.start - 0.3)
    return replace(title, end=end) if end - title.start >= 1.5 else None
