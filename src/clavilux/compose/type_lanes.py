"""Which words are on screen when: captions that follow closely give way, those that truly overlap
stand above one another.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from clavilux.types.plan import Caption, Title

GIVE_WAY_S = 0.4  # an overlap shorter than this is a late exit, not a second voice


@dataclass(frozen=True)
class Slot:
    """A caption or the title during `[start, end)`; `under`: the slots that have the place below
    it.
    """

    item: Caption | Title
    start: float
    end: float
    under: tuple[int, ...] = ()


def slots(captions: Sequence[Caption], title: Title | None = None) -> list[Slot]:
    """All that is shown, by start."""
    items: list[Caption | Title] = [c for c in captions if c.words and c.end > c.start]
    if title is not None and (title.title.strip() or title.artist.strip()):
        items.append(title)
    items.sort(key=lambda item: item.start)
    ends = [item.end for item in items]
    for k in range(len(items) - 1):
        following = items[k + 1].start
        if 0 < ends[k] - following < GIVE_WAY_S and following > items[k].start:
            ends[k] = following
    found: list[Slot] = []
    lanes: list[int] = []
    for k, item in enumerate(items):
        together = [j for j in range(k) if ends[j] > item.start]
        lane = next(n for n in range(k + 1) if n not in {lanes[j] for j in together})
        lanes.append(lane)
        under = tuple(j for j in together if lanes[j] < lane)
        found.append(Slot(item, item.start, ends[k], under))
    return found


def guess_language(captions: Sequence[Caption]) -> str:
    """Which forms of Han characters are right: Japanese where there is kana, Korean where there is
    Hangul.
    """
    text = "".join(word.text for caption in captions for word in caption.words)
    if re.search("[\u3041-\u30ff]", text):
        return "ja"
    return "ko" if re.search("[\uac00-\ud7a3]", text) else "zh"
