"""How far an alignment may be believed: the chance that a word's start is right within 0.3 s, and
that a text belongs to a sound at all.

A search always finds a best way, and in a dense mix it is sure of it even where it followed the
band. What tells is a question to the same stretch of sound: does it fit the line better than the
line's own phones in a wrong order? Where the voice is heard the text beats its shuffled self;
where it is not, they tie. That margin, of the whole text, and how narrow the distribution of the
word's start is, are weighed by a logistic regression. Its weights come from songs with known times
(`training/fit_belief.py`), in which the voice is 6 dB over to 12 dB under the band; no real song
was part of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clavilux.types.acoustic import AcousticModel
from clavilux.words.chain import GAP, best_path, chain
from clavilux.words.search import LINE_GAP, STEP_S, WORD_GAP, Pass, Spoken, by_phone

WORD_WEIGHTS = (0.835, 0.579, 0.820)  # offset, log odds of `near`, log of `margin`
NEAR_S = 0.3  # a start that errs less than this is right
MARGIN, MARGIN_WIDTH = 0.12, 0.03  # another text's is about 0.1 (0 to 0.26), one's own 0.2 to 1.6
LEAST_FIT, FIT_WIDTH = -5.5, 0.2  # mean log posterior: nothing that is right lies lower
LIKELY = 0.5  # a text that fits this well takes nothing from its words
UNSUNG = -6.0  # what a line without a frame of its own is taken to score
SHUFFLES = 4
LEAST = 0.03  # a smaller margin is none
MOST = 600  # frames of a line that are compared with its shuffles: 12 s


@dataclass(frozen=True)
class Found:
    """Where the search put each word, in frames: `rough` by the unbent model, `starts` and `ends`
    by the bent one, whose best way is `best`; `near` is the chance of a start within 0.3 s."""

    best: Pass
    rough: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    near: np.ndarray


@dataclass(frozen=True)
class Evidence:
    """What speaks for an alignment. For each word `near` as above and `line_fit`, the mean log
    posterior of its line's frames; of the whole text `agreed`, the share of words that both passes
    put at the same place, and `margin`, by how much its lines beat their phones in other orders,
    in log posterior a frame, the mean over words."""

    near: np.ndarray
    line_fit: np.ndarray
    agreed: float
    margin: float


def evidence(found: Found, words: Sequence[Spoken], model: AcousticModel) -> Evidence:
    """The evidence for `words` where they were found."""
    last = np.flatnonzero([word.last for word in words])
    first = np.concatenate([[0], last[:-1] + 1])
    starts, ends = found.starts[first], found.ends[last]
    phones = [by_phone(word.pronunciations[0], model) for word in words]
    lines = [phones[a : b + 1] for a, b in zip(first, last, strict=True)]
    spans = zip(lines, starts, np.minimum(ends, starts + MOST), strict=True)
    margins = [_margin(found.best.scores[start:end], line) for line, start, end in spans]
    agreed = np.abs(found.rough - found.starts) * STEP_S < NEAR_S
    return Evidence(
        found.near,
        np.repeat(_fits(found.best, starts, ends), last - first + 1),
        float(agreed.mean()),
        float(np.average(margins, weights=last - first + 1)),
    )


def word_chances(said: Evidence, weights: Sequence[float] = WORD_WEIGHTS) -> np.ndarray:
    """`float64[words]`: how likely each word's start is right within 0.3 s."""
    logs = weights[0] + of_words(said) @ np.array(weights[1:])
    return min(1.0, text_chance(said) / LIKELY) / (1 + np.exp(-logs))


def text_chance(said: Evidence) -> float:
    """How likely this is the text of this sound, 0..1: both passes find the same, narrowly, the
    margin is more than another text's, and it sounds like the words at all."""
    margin = _rise(said.margin, MARGIN, MARGIN_WIDTH)
    alike = _rise(float(said.line_fit.mean()), LEAST_FIT, FIT_WIDTH)
    return float(said.agreed * said.near.mean() * margin * alike)


def of_words(said: Evidence) -> np.ndarray:
    """`float64[words, 2]`: what `WORD_WEIGHTS` weigh."""
    odds = np.log((said.near + 0.01) / (1.01 - said.near))
    return np.stack([odds, np.full(len(odds), np.log(max(said.margin, LEAST)))], axis=1)


def _rise(value: float, middle: float, width: float) -> float:
    return float(1 / (1 + np.exp(-(value - middle) / width)))


def _fits(best: Pass, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """`float64[n]`: the mean log posterior of the sung frames from `first[i]` to `last[i]`."""
    sung = best.units() != GAP
    scores = np.where(sung, best.scores[np.arange(len(best.path)), best.columns()], 0.0)
    total = np.concatenate([[0.0], np.cumsum(scores, dtype=np.float64)])
    count = np.concatenate([[0], np.cumsum(sung)])
    frames = count[last] - count[first]
    return np.where(frames > 0, (total[last] - total[first]) / np.maximum(frames, 1), UNSUNG)


def _margin(scores: np.ndarray, words: list[list[list[int]]]) -> float:
    """How much better a line explains its own frames than its phones in other orders do; 0 where
    that cannot be said."""
    own = _score(scores, words)
    others = [_score(scores, _shuffled(words, seed)) for seed in range(SHUFFLES)]
    known = [other for other in others if other is not None]
    return own - float(np.mean(known)) if own is not None and known else 0.0


def _shuffled(words: list[list[list[int]]], seed: int) -> list[list[list[int]]]:
    """The phones of a line in another order, in words as long as before."""
    phones = [phone for word in words for phone in word]
    order = iter(np.random.default_rng([seed, len(phones)]).permutation(len(phones)))
    return [[phones[next(order)] for _ in word] for word in words]


def _score(scores: np.ndarray, words: list[list[list[int]]]) -> float | None:
    """The mean score a frame of the best way through words in phones in columns."""
    columns = [[[column for phone in word for column in phone]] for word in words]
    costs = [WORD_GAP] * (len(words) - 1) + [LINE_GAP]
    way = chain(columns, costs, scores.shape[1] - 1)
    path = best_path(scores, way)
    if path is None:
        return None
    return float(scores[np.arange(len(path)), way.columns[path]].mean())
