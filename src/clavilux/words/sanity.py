"""What a transcriber wrote, without what it made up.

Transcribers invent words where nobody sings, repeat one phrase through a solo, and let words last
into the next verse. In: heard words, the length of the sound, and where a voice is (spans in
seconds, or None where that is not known). Out: the words that may be believed, in order, inside the
sound.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from clavilux.media.lyrics.build import tidy
from clavilux.types.curve import Curve
from clavilux.types.heard import HeardWord

LONGEST_S = 3.0  # a word that lasts longer is cut
REPEATS = 3  # one phrase this often in a row, without much voice or belief, is made up
_NEAR_S = 0.3  # a word may begin or end this far outside a voice
_BELIEVED = 0.6

Spans = Sequence[tuple[float, float]]


def sane(
    heard: Sequence[HeardWord], duration: float, voice: Spans | None = None
) -> tuple[HeardWord, ...]:
    """The words that stand."""
    tidied = (replace(word, text=tidy(word.text).strip()) for word in heard)
    words = [word for word in tidied if word.text and word.start < duration]
    if voice is not None:
        words = [word for word in words if _voiced(word, voice)]
    return _ordered(_unrepeated(words), duration)


def voice_spans(singing: Curve, least: float = 0.3, join_s: float = 1.5) -> Spans:
    """Where a curve of voice (0..1) is at least `least`, widened by 1 s, near spans joined."""
    spans: list[tuple[float, float]] = []
    for k, value in enumerate(singing.values):
        if value < least:
            continue
        first, last = max(k / singing.rate - 1.0, 0.0), (k + 1) / singing.rate + 1.0
        if spans and first <= spans[-1][1] + join_s:
            spans[-1] = (spans[-1][0], last)
        else:
            spans.append((first, last))
    return spans


def _voiced(word: HeardWord, voice: Spans) -> bool:
    """Whether at least a third of the word lies where a voice is."""
    length = max(min(word.end - word.start, LONGEST_S), 0.05)
    end = word.start + length
    shared = sum(
        max(0.0, min(end, last + _NEAR_S) - max(word.start, first - _NEAR_S))
        for first, last in voice
    )
    return shared >= length / 3


def _unrepeated(words: list[HeardWord]) -> list[HeardWord]:
    """Without phrases that come `REPEATS` times in a row and are not believed; the first stays."""
    phrases = [list(group) for _, group in groupby(words, key=lambda word: word.phrase)]
    kept: list[HeardWord] = []
    for _, group in groupby(phrases, key=_wording):
        alike = list(group)
        belief = sum(word.probability for p in alike for word in p) / sum(map(len, alike))
        chosen = alike[:1] if len(alike) >= REPEATS and belief < _BELIEVED else alike
        kept += [word for phrase in chosen for word in phrase]
    return kept


def _wording(phrase: list[HeardWord]) -> str:
    return " ".join("".join(filter(str.isalnum, word.text.lower())) for word in phrase)


def _ordered(words: Sequence[HeardWord], duration: float) -> tuple[HeardWord, ...]:
    """Times that never go back, no word over `LONGEST_S`, none past the end."""
    found: list[HeardWord] = []
    for word in words:
        start = max(word.start, found[-1].start if found else 0.0)
        if start >= duration:
            break
        end = min(max(word.end, start), start + LONGEST_S, duration)
        if found and found[-1].end > start:
            found[-1] = replace(found[-1], end=start)
        found.append(replace(word, start=start, end=end))
    return tuple(found)
