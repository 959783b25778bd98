"""Words placed in time by an aligner, whatever its kind, and back into lines.

In: the lines of a text, and for each of its words when it is sung and how sure that is, or None
where nothing was found. Out: `Lyrics` with times that never go back, syllables inside the words,
and a report a line.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from clavilux.types.lyrics import Line, Lyrics, Phone, Word
from clavilux.words.syllables import with_syllables

SURE, UNSURE = 0.7, 0.4  # a line's confidence: its words stand; below: nothing is promised
SHORTEST_S = 0.05
LONGEST_GUESS_S = 0.45  # a word without a time lasts at most this long


@dataclass(frozen=True)
class Placed:
    """A word in time; `phones` where the aligner knows them."""

    start: float
    end: float
    confidence: float
    phones: tuple[Phone, ...] = ()


@dataclass(frozen=True)
class LineReport:
    """How one line was placed; `note` is empty where there is nothing to say."""

    number: int
    text: str
    start: float
    end: float
    confidence: float
    note: str = ""


@dataclass(frozen=True)
class Alignment:
    """A text with its times. `fit` 0..1 is how much the sound sounds like this text at all; below
    `FAILED` it is most likely another text, or not sung here."""

    lyrics: Lyrics
    fit: float
    aligner: str
    lines: tuple[LineReport, ...] = ()

    @property
    def failed(self) -> bool:
        return self.fit < FAILED

    @property
    def confidence(self) -> float:
        """The mean of all words'."""
        words = [word.confidence for line in self.lyrics.lines for word in line.words]
        return sum(words) / len(words) if words else 0.0


FAILED = 0.4


def assemble(
    lyrics: Lyrics,
    placed: Sequence[Placed | None],
    *,
    fit: float,
    aligner: str,
    duration: float,
    silent: Sequence[bool] = (),
) -> Alignment:
    """`lyrics` with the times of `placed`, one for each word in order; `silent[k]`: no voice was
    heard where line `k` was put."""
    whole = _filled(placed, duration)
    lines, reports = [], []
    at = 0
    for number, line in enumerate(lyrics.lines, 1):
        mine = whole[at : at + len(line.words)]
        at += len(line.words)
        words = tuple(
            with_syllables(_word(word, place), lyrics.language)
            for word, place in zip(line.words, mine, strict=True)
        )
        end = max(word.end for word in words)
        new = replace(line, words=words, start=words[0].start, end=end, timed=True)
        lines.append(new)
        mute = bool(silent) and silent[number - 1]
        reports.append(_report(number, new, mute))
    timed = Lyrics(tuple(lines), lyrics.language, lyrics.title, lyrics.artist)
    return Alignment(timed, fit, aligner, tuple(reports))


def _word(word: Word, place: Placed) -> Word:
    start, end = round(place.start, 3), round(place.end, 3)
    confidence = round(min(max(place.confidence, 0.0), 1.0), 3)
    phones = tuple(Phone(p.name, round(p.start, 3), round(p.end, 3)) for p in place.phones)
    return Word(word.text, start, end, confidence, phones=phones)


def _report(number: int, line: Line, silent: bool) -> LineReport:
    sure = line.confidence
    note = "no voice found" if silent else "" if sure >= SURE else "unsure"
    if note == "unsure" and sure < UNSURE:
        note = "not found"
    return LineReport(number, line.text, line.start, line.end, round(sure, 3), note)


def _filled(placed: Sequence[Placed | None], duration: float) -> list[Placed]:
    """Every word with a time that does not go back; those without one between their neighbours, at
    confidence 0."""
    known = [(k, p) for k, p in enumerate(placed) if p is not None]
    whole: list[Placed] = []
    for k, place in enumerate(placed):
        if place is None:
            place = _between(k, known, duration)
        start = max(place.start, whole[-1].start if whole else 0.0)
        if whole and whole[-1].end > start:
            last = whole[-1]
            whole[-1] = _cut(last, max(start, last.start))
        whole.append(replace(place, start=start, end=max(place.end, start + SHORTEST_S)))
    if whole and whole[-1].end > duration:
        whole[-1] = _cut(whole[-1], max(duration, whole[-1].start))
    return whole


def _between(k: int, known: Sequence[tuple[int, Placed]], duration: float) -> Placed:
    """An equal share of the time between the words before and after that have one."""
    before = max((pair for pair in known if pair[0] < k), default=None, key=lambda pair: pair[0])
    after = min((pair for pair in known if pair[0] > k), default=None, key=lambda pair: pair[0])
    first, left = (before[0], before[1].end) if before else (-1, 0.0)
    last, right = (after[0], after[1].start) if after else (None, duration)
    count = (last if last is not None else k + 1) - first - 1
    step = min(max(right - left, 0.0) / max(count, 1), LONGEST_GUESS_S)
    if before is None and after is not None:
        left = right - step * count  # the first words lean on what follows
    start = left + step * (k - first - 1)
    return Placed(start, start + step, 0.0)


def _cut(place: Placed, end: float) -> Placed:
    phones = tuple(replace(p, start=min(p.start, end), end=min(p.end, end)) for p in place.phones)
    return replace(place, end=end, phones=phones)
