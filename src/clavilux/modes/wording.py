"""The director of words, by rules: how large each line is, how fast it comes and goes, where it
moves, which words it stresses and where it breaks.

In: the timeline's captions. Out: captions with their fields set. What decides: energy of the
section, loudness of lines and words, how long words are held, beats, lines that return, rhyme, the
title. A line that returns stresses the same words. Pure, no chance. Tables in `wording_rules.py`.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from clavilux.modes.listening import Ear
from clavilux.modes.phrasing import bare, rows, shorten
from clavilux.modes.wording_rules import (
    BESIDE_SIZE,
    HOOK_SIZE,
    LARGEST,
    LONG_SIZE,
    LONG_WORDS,
    LOUD_SIZE,
    MOVES,
    ON_BEAT_S,
    PACE_S,
    PACES,
    PLAIN,
    RHYME_LINES,
    ROOM,
    SHORT_SIZE,
    SHORT_WORDS,
    SIZES,
    SMALLEST,
    STRESS,
    Direction,
)
from clavilux.types.lyrics import Word
from clavilux.types.plan import Caption


@dataclass(frozen=True)
class Sung:
    """A line and what the song does meanwhile. `energy` of its section, `loud` its rank among all
    lines, `rise` -1..1 of the loudness around it; `hook`: the song returns to it; `beside`: another
    line stands already."""

    caption: Caption
    energy: float
    loud: float
    rise: float
    hook: bool
    rhymes: bool
    beside: bool

    @property
    def text(self) -> str:
        """The line's words as they are compared: without marks, in small letters."""
        return line_text(self.caption)


def line_text(caption: Caption) -> str:
    """The words without marks, in small letters."""
    return " ".join(bare(word.text) for word in caption.words)


def set_words(ear: Ear, captions: Sequence[Caption], title: str = "") -> tuple[Caption, ...]:
    """The captions, cut where they are too long, each set by the rules."""
    beat_s, downbeats = ear.timeline.beat_s, ear.timeline.downbeats
    short = [part for caption in captions for part in shorten(caption, beat_s, downbeats)]
    lines = listen(ear, short, title)
    stressed = _stresses(ear, lines, title)
    return tuple(
        replace(
            line.caption,
            scale=_scale(line),
            enter_s=_seconds(line, beat_s)[0],
            exit_s=_seconds(line, beat_s)[1],
            direction=_direction(line, number),
            breaks=rows(line.caption, beat_s, downbeats),
            emphasis=stressed[number],
        )
        for number, line in enumerate(lines)
    )


def listen(ear: Ear, captions: Sequence[Caption], title: str = "") -> list[Sung]:
    """What the song does during each caption."""
    loudness = [ear.mean("loudness", *_span(caption)) for caption in captions]
    order = np.argsort(np.argsort(loudness, kind="stable"), kind="stable")
    ranks = order / max(len(captions) - 1, 1)
    hooks, rhymes = _hooks(captions, title), _rhymes(captions)
    found = []
    for k, caption in enumerate(captions):
        start, end = _span(caption)
        section = ear.timeline.section_index((start + end) / 2)
        rise = ear.trend(max(start - 2.0, 0.0), end)
        beside = k > 0 and captions[k - 1].end > caption.start + 0.5
        energy, loud = ear.sections[section], float(ranks[k])
        found.append(Sung(caption, energy, loud, rise, hooks[k], rhymes[k], beside))
    return found


def _span(caption: Caption) -> tuple[float, float]:
    """From the first word's start to the last word's end."""
    return caption.words[0].start, max(caption.words[-1].end, caption.words[0].start + 0.1)


def _hooks(captions: Sequence[Caption], title: str) -> list[bool]:
    """Lines that return more often than most, and lines with the title in them."""
    texts = [line_text(caption) for caption in captions]
    counts = Counter(texts)
    usual = float(np.median([counts[text] for text in texts])) if texts else 0.0
    name = " ".join(bare(word) for word in title.split())
    named = [bool(name) and f" {name} " in f" {text} " for text in texts]
    return [(counts[text] > max(usual, 1)) or has for text, has in zip(texts, named, strict=True)]


def _rhymes(captions: Sequence[Caption]) -> list[bool]:
    """Whether a line's last word rhymes with that of a line nearby."""
    ends = [bare(caption.words[-1].text) for caption in captions]
    return [
        any(
            rhyme(end, other)
            for other in ends[max(k - RHYME_LINES, 0) : k + RHYME_LINES + 1]
            if other != end
        )
        for k, end in enumerate(ends)
    ]


def rhyme(one: str, other: str) -> bool:
    """Whether two words end alike from their last sounded vowels on, judged by spelling: night and
    light do, night and not do not."""
    first, second = _ending(one), _ending(other)
    return len(first) > 1 and first == second


def _ending(word: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", word) if c.isalpha())
    body = plain[:-1] if plain.endswith("e") and len(plain) > 3 else plain  # a silent e
    last = max((k for k, c in enumerate(body) if c in "aeiouyäöü"), default=0)
    while last and plain[last - 1] in "aeiouy":
        last -= 1
    return plain[last:]


def _scale(line: Sung) -> float:
    scale = next(rule for rule in SIZES if line.energy >= rule.least).scale
    count = len(line.caption.words)
    scale *= HOOK_SIZE if line.hook else 1.0
    scale *= SHORT_SIZE if count <= SHORT_WORDS else LONG_SIZE if count >= LONG_WORDS else 1.0
    scale *= BESIDE_SIZE if line.beside else 1.0
    scale *= 1 + LOUD_SIZE * (line.loud - 0.5)
    return round(min(max(scale, SMALLEST), LARGEST), 2)


def _seconds(line: Sung, beat_s: float) -> tuple[float, float]:
    """How long the line takes to come and to go."""
    rule = next(rule for rule in PACES if line.energy >= rule.least)
    room = ROOM * max(line.caption.end - line.caption.words[-1].end, 0.0)
    enter, leave = rule.enter * beat_s, min(rule.exit * beat_s, max(room, PACE_S[0]))
    return tuple(round(min(max(s, PACE_S[0]), PACE_S[1]), 3) for s in (enter, leave))  # type: ignore[return-value]


def _direction(line: Sung, number: int) -> Direction:
    rule = next(rule for rule in MOVES if line.energy >= rule.least and line.rise >= rule.rise)
    return rule.directions[number % len(rule.directions)]


def _stresses(ear: Ear, lines: Sequence[Sung], title: str) -> list[tuple[int, ...]]:
    """The words that each line stresses; a line that returns stresses the same ones."""
    named = {bare(word) for word in title.split()} - PLAIN
    lengths = [word.end - word.start for line in lines for word in line.caption.words]
    usual = max(float(np.median(lengths)), 0.05) if lengths else 0.3
    scores = [_scores(ear, line, named, usual) for line in lines]
    together: dict[str, list[np.ndarray]] = defaultdict(list)
    for line, score in zip(lines, scores, strict=True):
        together[line.text].append(score)
    return [_chosen(np.mean(together[line.text], axis=0)) for line in lines]


def _scores(ear: Ear, line: Sung, named: set[str], usual_s: float) -> np.ndarray:
    words = line.caption.words
    level = ear.mean("loudness", *_span(line.caption))
    scores = [_score(ear, word, level, usual_s) for word in words]
    scores = [
        s + STRESS.title * (bare(w.text) in named) for s, w in zip(scores, words, strict=True)
    ]
    scores[-1] += STRESS.rhyme if line.rhymes else 0.0
    return np.array(scores)


def _score(ear: Ear, word: Word, level: float, usual_s: float) -> float:
    """How much one word stands out; below 0 where it carries no stress of its own."""
    letters = [c for c in word.text if c.isalpha()]
    cried = (len(letters) > 1 and all(c.isupper() for c in letters)) or word.text.endswith("!")
    plain = bare(word.text) in PLAIN or not letters
    score = -1.0 if plain and not cried else 0.0
    score += STRESS.cried if cried else 0.0
    end = max(word.end, word.start + 0.05)
    score += STRESS.loud * max(ear.mean("loudness", word.start, end) - level, 0.0)
    score += STRESS.held * min(max(np.log2(max(end - word.start, 0.05) / usual_s), 0.0), 2.0)
    return float(score + STRESS.accent * _accent(ear, word.start))


def _accent(ear: Ear, time: float) -> float:
    timeline = ear.timeline
    for times, weight in ((timeline.downbeats, 1.0), (timeline.beats.times, 0.5)):
        if len(times) and np.abs(times - time).min() <= ON_BEAT_S:
            return weight
    return 0.0


def _chosen(scores: np.ndarray) -> tuple[int, ...]:
    """The words from `least` upward, the best first, at most every `spread`-th."""
    most = max(len(scores) // STRESS.spread, 1)
    best = np.argsort(-scores, kind="stable")[:most]
    return tuple(sorted(int(k) for k in best if scores[k] >= STRESS.least))
