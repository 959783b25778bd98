"""The aligner that needs nothing: a text to its times, by the acoustic model that is installed.

In: mono sound at 16 kHz and lines of words. Out: `Alignment`. English is pronounced by dictionary;
other languages by rules in the nearest English phones, which is rough and still places most words.
How sure a word is: how much of the distribution of its start lies within 0.3 s, how far the bent
and the unbent model are apart about it, and how sure all words are, as fitted to rendered songs
(docs/decisions/0012-alignment.md). Whether it is this text at all (`fit`) shows in whether the bent
and the unbent model agree, and how much the sound is like the words.
"""

from collections.abc import Sequence

import numpy as np

from clavilux.backends.pocketsphinx import acoustic_model
from clavilux.types.acoustic import AcousticModel
from clavilux.types.audio import Audio
from clavilux.types.errors import InputError
from clavilux.types.lyrics import Lyrics, Phone
from clavilux.words.chain import GAP, Chain, best_path, chain
from clavilux.words.parts import Believed, believed
from clavilux.words.placed import Alignment, Placed, assemble
from clavilux.words.pronounce import guess_language, pronounce
from clavilux.words.search import LAG_S, STEP_S, Pass, Spoken, runs, search, way_of

NEAR_S = 0.3  # a start that errs less than this is right
TEXT_MIDDLE, TEXT_WIDTH = -4.35, 0.25  # mean log posterior under all words: -3.4 where right
# Logistic regression of "errs less than NEAR_S": on log odds of the mass near the start, the root
# of the seconds between the passes, log odds of the mean mass, and 1.
_SURE = (0.32, -0.78, 0.78, -2.0)
_LINE_MIDDLE, _LINE_WIDTH = -5.0, 0.3  # and under one line, where less is known


def align(audio: Audio, lyrics: Lyrics, language: str = "", backend: None = None) -> Alignment:
    """The times of `lyrics` in 16 kHz mono sound. InputError where that cannot be: no words, or a
    sound too short for them."""
    model = acoustic_model()
    text = "\n".join(line.text for line in lyrics.lines)
    language = (language or lyrics.language or guess_language(text))[:2].lower()
    lyrics = Lyrics(lyrics.lines, language, lyrics.title, lyrics.artist, timed=False)
    words = _spoken(lyrics, model, language)
    if not words:
        raise InputError("there are no words to align in this text")
    found = search(audio.samples[0], [spoken for _, spoken in words], model)
    if found is None:
        raise InputError("the sound is too short for this many words; is it another text?")
    places, fit, line_fits = _places(*found, [word for _, word in words], model)
    placed: list[Placed | None] = [None] * sum(len(line.words) for line in lyrics.lines)
    for (index, _), place in zip(words, places, strict=True):
        placed[index] = place
    return assemble(
        lyrics,
        placed,
        fit=fit,
        aligner="pocketsphinx",
        duration=audio.duration,
        silent=_silent(lyrics, placed, line_fits),
    )


def _spoken(lyrics: Lyrics, model: AcousticModel, language: str) -> list[tuple[int, Spoken]]:
    """The words that are said, with their place among all words of the text."""
    found: list[tuple[int, Spoken]] = []
    at = 0
    for line in lyrics.lines:
        here = []
        for word in line.words:
            if pronunciations := pronounce(word.text, language, model.pronunciations):
                here.append((at, Spoken(pronunciations, last=False)))
            at += 1
        if here:
            here[-1] = (here[-1][0], Spoken(here[-1][1].pronunciations, last=True))
        found += here
    return found


def _places(
    first: Pass, second: Pass, words: Sequence[Spoken], model: AcousticModel
) -> tuple[list[Placed], float, np.ndarray]:
    """Each word's place, how well the text fits at all (0..1), and how well each word's line does
    (mean log posterior)."""
    rough, fine = (_believed(found, words, model) for found in (first, second))
    starts, ends = fine.starts, fine.ends.copy()
    ends[:-1] = np.minimum(ends[:-1], np.maximum(starts[1:], starts[:-1] + 1))
    fits = _line_fits(second, starts, ends, words)
    apart = np.abs(rough.starts - starts) * STEP_S
    fit = _fit(second, float((apart < NEAR_S).mean() * fine.near.mean()))
    sure = _sure(fine.near, apart) * _rise(fits, _LINE_MIDDLE, _LINE_WIDTH)
    places = []
    for k, word in enumerate(words):
        phones = _phones(second.scores[starts[k] : ends[k]], word, model, starts[k])
        start, end = (float(frame * STEP_S + LAG_S) for frame in (starts[k], ends[k]))
        places.append(Placed(start, end, float(sure[k]), phones))
    return places, fit, fits


def _believed(found: Pass, words: Sequence[Spoken], model: AcousticModel) -> Believed:
    def part(first: int, last: int) -> Chain:
        return way_of(words[first:last], model)

    return believed(found.scores, found.units(), part, round(NEAR_S / STEP_S))


def _sure(near: np.ndarray, apart: np.ndarray) -> np.ndarray:
    """`float[words]`: how likely each start errs less than NEAR_S."""
    own, distance, all_words, constant = _SURE
    odds = own * _log_odds(near) + all_words * _log_odds(near.mean()) + constant
    return _rise(odds + distance * np.sqrt(np.minimum(apart, 1.5)), 0.0, 1.0)


def _log_odds(chance: np.ndarray) -> np.ndarray:
    bound = np.clip(chance, 0.003, 0.997)
    return np.log(bound / (1 - bound))


def _line_fits(
    found: Pass, starts: np.ndarray, ends: np.ndarray, words: Sequence[Spoken]
) -> np.ndarray:
    """`float[words]`: the mean log posterior of the frames of each word's line, on the best
    path."""
    scores = found.scores[np.arange(len(found.path)), found.columns()]
    sung = found.units() != GAP
    line = np.concatenate([[0], np.cumsum([word.last for word in words])])[:-1].astype(int)
    fits = np.full(int(line[-1]) + 1, _LINE_MIDDLE - 3 * _LINE_WIDTH)
    for number in range(len(fits)):
        mine = np.flatnonzero(line == number)
        here = slice(starts[mine[0]], ends[mine[-1]])
        if sung[here].any():
            fits[number] = scores[here][sung[here]].mean()
    return fits[line]


def _fit(found: Pass, agreement: float) -> float:
    """How likely this is the text of this sound, 0..1."""
    sung = found.units() != GAP
    scores = found.scores[np.arange(len(found.path)), found.columns()]
    return float(agreement * _rise(scores[sung].mean(), TEXT_MIDDLE, TEXT_WIDTH))


def _rise(values: np.ndarray, middle: float, width: float) -> np.ndarray:
    return 1 / (1 + np.exp(-(values - middle) / width))


def _phones(
    scores: np.ndarray, word: Spoken, model: AcousticModel, first: int
) -> tuple[Phone, ...]:
    """The phones of a word inside its own frames; () where they do not fit in."""
    index = {name: k for k, name in enumerate(model.phones)}
    for names in word.pronunciations:
        columns = [index[n] * model.states + k for n in names for k in range(model.states)]
        way = chain([[columns]], [0.0], scores.shape[1] - 1)
        path = best_path(scores, way) if len(scores) >= len(columns) else None
        if path is None:
            continue
        states = np.clip(path - 1, 0, len(columns) - 1) // model.states
        spans = [(a, b) for _, a, b in runs(states)]
        return tuple(
            Phone(name, (first + a) * STEP_S + LAG_S, (first + b) * STEP_S + LAG_S)
            for name, (a, b) in zip(names, spans, strict=True)
        )
    return ()


def _silent(lyrics: Lyrics, placed: Sequence[Placed | None], fits: np.ndarray) -> list[bool]:
    """Lines where nothing sounds like their words."""
    said = iter(fits)
    by_word = [next(said) if place is not None else np.nan for place in placed]
    flags, at = [], 0
    for line in lyrics.lines:
        mine = [fit for fit in by_word[at : at + len(line.words)] if not np.isnan(fit)]
        at += len(line.words)
        flags.append(not mine or max(mine) < _LINE_MIDDLE)
    return flags
