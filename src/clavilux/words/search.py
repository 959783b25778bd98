"""Where each word of a text is sung, by the acoustic model alone.

In: mono sound at 16 kHz and the words with their pronunciations. Out: for every word its phones in
time, from two passes: the model as it is, and bent towards the voice that the first pass found.
Gap frames compete with a constant level, so that the accompaniment needs no model of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clavilux.types.acoustic import AcousticModel
from clavilux.words.cepstra import FRAMES, WINDOW, features
from clavilux.words.cepstra import RATE as RATE
from clavilux.words.chain import Chain, beam_for, best_path, chain
from clavilux.words.phone_scores import adapted, log_posteriors

STRIDE = 2  # frames of features in a frame of the search: their scores are averaged
STEP_S = STRIDE / FRAMES
LAG_S = WINDOW / RATE / 2 - 0.005  # a frame is heard at its centre
GAP_LEVEL = -3.0  # log posterior of "nothing of the text": about what a wrong phone reaches
WORD_GAP, LINE_GAP = -3.0, 0.0  # what a rest costs inside a line and between lines
BEAM = 2000.0  # of the search through what would not fit in memory: a minute or two astray


@dataclass(frozen=True)
class Spoken:
    """A word to be found: its pronunciations, and whether a line ends with it."""

    pronunciations: tuple[tuple[str, ...], ...]
    last: bool


@dataclass(frozen=True)
class Pass:
    """One search: `path` is the state of each frame (`int32[n]`), `scores` `float32[n, columns]`,
    the last column the gap."""

    path: np.ndarray
    scores: np.ndarray
    way: Chain

    def units(self) -> np.ndarray:
        """`int[n]`: the word of each frame, or GAP."""
        return self.way.units[self.path]

    def columns(self) -> np.ndarray:
        """`int[n]`: the model's state of each frame, or the gap's column."""
        return self.way.columns[self.path]


def search(
    samples: np.ndarray, words: Sequence[Spoken], model: AcousticModel
) -> tuple[Pass, Pass] | None:
    """The first and the second pass; None where the sound is too short for the words."""
    heard = features(samples)
    way = way_of(words, model)
    first = _pass(model, heard, way)
    if first is None:
        return None
    states = np.repeat(first.columns(), STRIDE)
    known = np.full(len(heard), -1)
    known[: len(states)] = np.where(states < model.weights.shape[2], states, -1)
    second = _pass(adapted(model, heard, known), heard, way)
    return first, second or first


def by_phone(phones: Sequence[str], model: AcousticModel) -> list[list[int]]:
    """The columns of the scores that each phone goes through."""
    firsts = [model.phones.index(phone) * model.states for phone in phones]
    return [list(range(first, first + model.states)) for first in firsts]


def way_of(words: Sequence[Spoken], model: AcousticModel, price: float | None = None) -> Chain:
    """The chain of these words; with a `price` (0 or less) every line may be left out for it."""
    columns = [
        [
            [column for phone in by_phone(phones, model) for column in phone]
            for phones in word.pronunciations
        ]
        for word in words
    ]
    costs = [LINE_GAP if word.last else WORD_GAP for word in words]
    ends = [k for k, word in enumerate(words) if word.last] if price is not None else []
    firsts = [0, *(k + 1 for k in ends)]
    skips = {end: (first, price or 0.0) for first, end in zip(firsts, ends, strict=False)}
    return chain(columns, costs, model.weights.shape[2], skips)


def _pass(model: AcousticModel, heard: np.ndarray, way: Chain) -> Pass | None:
    scores = log_posteriors(model, heard)
    count = len(scores) // STRIDE
    scores = scores[: count * STRIDE].reshape(count, STRIDE, -1).mean(axis=1)
    silence = model.phones.index("SIL") * model.states
    still = scores[:, silence : silence + model.states].max(axis=1, initial=-np.inf)
    scores = np.concatenate([scores, np.maximum(still, GAP_LEVEL)[:, None]], axis=1)
    path = best_path(scores, way, beam_for(count, way, BEAM))
    return None if path is None else Pass(path, scores, way)


def runs(values: np.ndarray) -> list[tuple[int, int, int]]:
    """Stretches of equal value: (value, first, one past the last)."""
    edges = np.flatnonzero(np.diff(values)) + 1
    firsts = np.concatenate([[0], edges]).astype(int)
    lasts = np.concatenate([edges, [len(values)]]).astype(int)
    return [(int(values[a]), int(a), int(b)) for a, b in zip(firsts, lasts, strict=True) if b > a]
