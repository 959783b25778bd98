"""Which words are on screen when: captions that follow closely give way, those that truly overlap
stand above one another, and where the theme says so a line waits below the one before it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from clavilux.compose.type_ruby import split
from clavilux.types.plan import Caption, Title

GIVE_WAY_S = 0.4  # an overlap shorter than this is a late exit, not a second voice
READ_S = 0.12  # a line stays so long after its last word before the next one may come early
WAIT_S = 6.0  # a line waits for its turn at most so long
LONGEST = 7  # characters of a phrase in Chinese and Japanese
_KANA, _POINT = re.compile("[ぁ-ゖ]"), re.compile("[、。，．！？・」』）]$")
LINGER_S = 0.35  # the last group of words stays so long after it is sung


@dataclass(frozen=True)
class Pace:
    """What a theme asks: `lead_s` before the first word for the entrance, `at_once` words a group
    (0 = the whole line), `waits`: whether the next line is shown below.
    """

    lead_s: float = 0.0
    at_once: int = 0
    waits: bool = False


@dataclass(frozen=True)
class Slot:
    """A caption or the title during `[start, end)`.

    `under`: the slots that have the place below it. `after`: the slot under which it waits from
    `waits_from` on.
    """

    item: Caption | Title
    start: float
    end: float
    under: tuple[int, ...] = ()
    after: int | None = None
    waits_from: float = 0.0


def slots(
    captions: Sequence[Caption], title: Title | None = None, pace: Pace = Pace()
) -> list[Slot]:
    """All that is shown, by start."""
    kept = sorted((c for c in captions if c.words and c.end > c.start), key=lambda c: c.start)
    items: list[Caption | Title] = []
    for caption in _led(kept, pace.lead_s):
        items += grouped(caption, pace.at_once)
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
        slot = Slot(item, item.start, ends[k], under)
        found.append(_waiting(slot, found) if pace.waits and lane == 0 else slot)
    return found


def _led(captions: Sequence[Caption], lead_s: float) -> list[Caption]:
    """Captions that begin `lead_s` before their first word, as far as the line before allows it."""
    led = list(captions)
    for k, caption in enumerate(led):
        first = caption.words[0].start
        before = max((w.end for c in led[:k] for w in c.words), default=0.0) + READ_S
        start = max(min(caption.start, first - lead_s), min(before, caption.start), 0.0)
        if start >= caption.start:
            continue
        led[k] = replace(caption, start=start)
        for j in range(max(k - 2, 0), k):
            if led[j].voice == caption.voice and start < led[j].end <= caption.start + 1e-6:
                led[j] = replace(led[j], end=start)
    return led


def grouped(caption: Caption, at_once: int) -> list[Caption]:
    """The caption as groups of at most so many words, each shown until the next one begins."""
    words = caption.words
    if at_once <= 0 or len(words) <= at_once:
        return [caption]
    firsts = phrases(caption)[::at_once]
    parts = []
    for first, last in zip(firsts, [*firsts[1:], len(words)], strict=True):
        start = caption.start if first == 0 else words[first].start
        rest = min(caption.end, words[-1].end + LINGER_S)
        parts.append(
            replace(
                caption,
                start=start,
                end=words[last].start if last < len(words) else max(rest, start + 0.05),
                words=words[first:last],
                emphasis=tuple(k - first for k in caption.emphasis if first <= k < last),
                breaks=(),
            )
        )
    return [part for part in parts if part.end > part.start]


def phrases(caption: Caption) -> list[int]:
    """The words that begin a phrase: each, but in Chinese and Japanese, where a character is a
    word, those after hiragana or a point that are not hiragana themselves.
    """
    words = [split(word.text)[0] for word in caption.words]
    if caption.separator:
        return list(range(len(words)))
    firsts = [0]
    for k in range(1, len(words)):
        begins = _KANA.match(words[k - 1][-1]) and not _KANA.match(words[k])
        if begins or _POINT.search(words[k - 1]) or k - firsts[-1] >= LONGEST:
            firsts.append(k)
    return firsts


def _waiting(slot: Slot, before: Sequence[Slot]) -> Slot:
    """The slot, if it follows soon on the one before it, as waiting for its turn."""
    if not before or slot.under:
        return slot
    k = len(before) - 1
    last = before[k]
    soon = slot.start - last.end < WAIT_S / 2 and last.end <= slot.start
    if not soon or isinstance(last.item, Title) or isinstance(slot.item, Title):
        return slot
    first = max(last.item.words[0].start, slot.start - WAIT_S)
    return replace(slot, after=k, waits_from=min(first, slot.start))


def guess_language(captions: Sequence[Caption]) -> str:
    """Which forms of Han characters are right: Japanese where there is kana, Korean where there is
    Hangul.
    """
    text = "".join(word.text for caption in captions for word in caption.words)
    if re.search("[\u3041-\u30ff]", text):
        return "ja"
    return "ko" if re.search("[\uac00-\ud7a3]", text) else "zh"
