"""Emoji in a text: where the sequences are that one picture stands for.

Sequences as in UTS 51: a base with its variation selector, skin tone, keycap or tags, pairs of
regional indicators, and what zero width joiners tie together. A sign that is text by default (a
heart, a digit) is an emoji where U+FE0F follows, and none is where U+FE0E does.
"""

import re

_OLDER = (  # emoji by default outside the blocks of their own (Emoji_Presentation, frozen)
    "\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1"
    "\u26aa\u26ab\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705"
    "\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50"
    "\u2b55"
)
_BASE = f"[{_OLDER}\U0001f000-\U0001faff]"
_TONE, _SELECTED, _FLAG = "[\U0001f3fb-\U0001f3ff]", "\ufe0f", "[\U0001f1e6-\U0001f1ff]"
_MORE = f"{_SELECTED}?{_TONE}?{_SELECTED}?\u20e3?[\U000e0020-\U000e007f]*"
_ONE = rf"(?:{_FLAG}{{2}}|{_BASE}(?!\ufe0e)|[^\s\u200d](?={_SELECTED}|{_TONE})){_MORE}"
_SEQUENCE = re.compile(rf"{_ONE}(?:\u200d(?:{_ONE}|[^\s\u200d]))*")


def split(text: str) -> list[tuple[str, bool]]:
    """The text in pieces, and whether a piece is an emoji."""
    found: list[tuple[str, bool]] = []
    at = 0
    for match in _SEQUENCE.finditer(text):
        if match.start() > at:
            found.append((text[at : match.start()], False))
        found.append((match[0], True))
        at = match.end()
    return [*found, (text[at:], False)] if at < len(text) else found


def has_emoji(text: str) -> bool:
    """Whether some part of the text is an emoji."""
    return not text.isascii() and _SEQUENCE.search(text) is not None
