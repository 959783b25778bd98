"""Where a line of words may be cut: after a thought, at a breath, before a clause, never after a
word that leans on the next.

In: a caption. Out: captions that can be read at a glance, and the words that begin new rows. By
rules alone; only writing with spaces is cut, other scripts are left to the theme.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from clavilux.modes.wording_rules import (
    CAPTION_LETTERS,
    CAPTION_WORDS,
    CLAUSES,
    COMMA,
    JOINT,
    LEANING,
    ROW_LEAST,
    ROW_LETTERS,
    SENTENCE,
    UNEVEN,
)
from clavilux.types.lyrics import Word
from clavilux.types.plan import Caption

LEAD_S = 0.15  # a part of a cut line appears so long before its first word
CLOSERS = "\"'”’»)]"


def bare(text: str) -> str:
    """A word without marks, in small letters: as the tables have it."""
    return text.strip(SENTENCE + COMMA + "\"'()[]“”„«»*-").lower().replace("’", "'")


def joint(before: Word, after: Word, beat_s: float, downbeats: np.ndarray) -> float:
    """How good a break between two words is: about -1 (never) to 1.5 (surely)."""
    ending = before.text.rstrip(CLOSERS)[-1:]
    found = JOINT.sentence if ending and ending in SENTENCE else 0.0
    found += JOINT.comma if ending and ending in COMMA else 0.0
    found += JOINT.pause * min(max(after.start - before.end, 0.0) / beat_s, 1.5)
    opens = bare(after.text) in CLAUSES
    found += JOINT.clause if opens else 0.0
    if len(downbeats) and np.abs(downbeats - after.start).min() < 0.1:
        found += JOINT.downbeat
    ended = bool(ending) and ending in SENTENCE + COMMA
    leans = bare(before.text) in LEANING and not ended and not opens
    return found + (JOINT.leaning if leans else 0.0)


def joints(words: Sequence[Word], beat_s: float, downbeats: np.ndarray) -> list[float]:
    """For each word the joint before it; the first has none (0)."""
    pairs = pairwise(words)
    return [0.0, *(joint(a, b, beat_s, downbeats) for a, b in pairs)]


def cut(words: Sequence[Word], goodness: Sequence[float], parts: int) -> list[int]:
    """The first words of `parts` pieces, alike in length and cut at good joints: the cheapest by
    dynamic programming. `words` are at least `parts`."""
    letters = np.cumsum([0, *(len(word.text) + 1 for word in words)])
    mean = letters[-1] / parts
    best: dict[tuple[int, int], tuple[float, int]] = {(0, 0): (0.0, 0)}
    for part in range(1, parts + 1):
        for end in range(part, len(words) - parts + part + 1):
            costs = [
                (best[part - 1, k][0] + UNEVEN * ((letters[end] - letters[k]) / mean - 1) ** 2, k)
                for k in range(part - 1, end)
                if (part - 1, k) in best
            ]
            cost, start = min(costs)
            inner = goodness[end] if end < len(words) else 0.0
            best[part, end] = (cost - inner, start)
    starts, end = [], len(words)
    for part in range(parts, 0, -1):
        end = best[part, end][1]
        starts.append(end)
    return starts[::-1]


def shorten(caption: Caption, beat_s: float, downbeats: np.ndarray) -> tuple[Caption, ...]:
    """The caption, or several that follow each other where it has more words than a glance
    takes."""
    words = caption.words
    letters = sum(len(word.text) + 1 for word in words)
    parts = max(-(-len(words) // CAPTION_WORDS), -(-letters // CAPTION_LETTERS))
    if caption.separator != " " or parts < 2 or len(words) < 2 * parts:
        return (caption,)
    starts = cut(words, joints(words, beat_s, downbeats), parts)
    pieces = [words[a:b] for a, b in zip(starts, [*starts[1:], len(words)], strict=True)]
    borders = [caption.start, *map(_border, pieces[:-1], pieces[1:]), caption.end]
    return tuple(
        replace(caption, start=start, end=end, words=piece)
        for start, end, piece in zip(borders[:-1], borders[1:], pieces, strict=True)
        if start < end
    )


def _border(before: Sequence[Word], after: Sequence[Word]) -> float:
    """When one piece gives way to the next: a moment before the voice, but not into a word."""
    return max(min(before[-1].end, after[0].start), after[0].start - LEAD_S)


def rows(caption: Caption, beat_s: float, downbeats: np.ndarray) -> tuple[int, ...]:
    """The words that begin a new row, where the sense asks for it; empty where the theme may
    choose."""
    words = caption.words
    if caption.separator != " " or len(words) < 4:
        return ()
    goodness = joints(words, beat_s, downbeats)
    lengths = np.cumsum([0, *(len(word.text) + 1 for word in words)])
    found: list[int] = []
    for k in sorted(range(1, len(words)), key=lambda k: -goodness[k]):
        edges = sorted([0, *found, k, len(words)])
        shortest = min(lengths[b] - lengths[a] for a, b in pairwise(edges))
        if goodness[k] >= ROW_LEAST and shortest >= ROW_LETTERS:
            found.append(k)
    return tuple(sorted(found))
