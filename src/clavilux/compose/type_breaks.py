"""Balanced line breaks: for a number of lines the breaks whose lines are most alike and that follow
the sense.

Dynamic programming over the raggedness `(width / mean - 1)^2` of each line, as Knuth and Plass do
for paragraphs, with the reader in mind: rather after a comma than after an article, no last line of
one short word.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

# words that lean on the next one, in the languages that sing most; a line should not end with them
_LEANING = frozenset(
    """
    a an the of to in on at by for from with and or but my your his her its our their i you he she
    we they le la les un une des de du et à au en mon ton son je tu il elle el los las una y o mi su
    der die das ein eine den dem und oder mein dein im am zu lo gli di e um uma os as do da
    """.split()  # noqa: SIM905
)
_HIRAGANA = re.compile("[ぁ-ゖ]")
_KATAKANA = re.compile("[ァ-ヺー]")
_HAN = re.compile("[㐀-鿿]")
_ENDING = ".,;:!?…—–)”»、。，！？」"


@dataclass(frozen=True)
class Piece:
    """An atom as breaking sees it: `width` and `space` before it in em."""

    text: str
    width: float
    space: float
    breakable: bool


def break_lines(pieces: Sequence[Piece], count: int) -> tuple[list[int], float] | None:
    """The first piece of each of exactly `count` lines, and how bad they are (0 = perfect); None
    where there is no way.
    """
    n = len(pieces)
    mean = line_width(pieces, 0, n) / count
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for line in range(count):
        reached: dict[int, tuple[float, int]] = {}
        for start, (cost, _) in best[line].items():
            for end in range(start + 1, n + 1):
                if (end == n) != (line == count - 1) or (end < n and not pieces[end].breakable):
                    continue
                total = cost + _badness(pieces, start, end, mean)
                if end not in reached or total < reached[end][0]:
                    reached[end] = (total, start)
        best.append(reached)
    if n not in best[count]:
        return None
    starts, end = [], n
    for line in range(count, 0, -1):
        end = best[line][end][1]
        starts.append(end)
    return starts[::-1], best[count][n][0]


def line_width(pieces: Sequence[Piece], start: int, end: int) -> float:
    """Width in em of a line of `pieces[start:end]`, without the space before its first."""
    return sum(p.width + p.space for p in pieces[start:end]) - pieces[start].space


def _badness(pieces: Sequence[Piece], start: int, end: int, mean: float) -> float:
    width = line_width(pieces, start, end)
    bad = (width / mean - 1.0) ** 2
    if end == len(pieces):
        orphan = start > 0 and end - start == 1 and width < 0.4 * mean
        return bad + (0.5 if orphan else 0.0)
    word, following = pieces[end - 1].text, pieces[end].text
    if _KATAKANA.match(word[-1]) and _KATAKANA.match(following):
        return bad + 0.5  # a word in katakana is never parted while there is another way
    if _HIRAGANA.match(following):
        return bad + 0.3  # what follows a kanji in hiragana belongs to it
    if (
        _HAN.match(word[-1])
        and _HAN.match(following)
        and any(_HIRAGANA.match(p.text) for p in pieces)
    ):
        return bad + 0.2  # in Japanese two kanji in a row are mostly one word
    if word[-1] in _ENDING:
        return bad - 0.08
    return bad + (0.12 if word.lower() in _LEANING else 0.0)
