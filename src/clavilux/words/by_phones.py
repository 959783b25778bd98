"""The aligner that needs nothing: a text to its times, by the acoustic model that is installed.

In: mono sound at 16 kHz and lines of words. Out: `Alignment`. English is pronounced by dictionary;
other languages by rules in the nearest English phones, which is rough and still places most words.
How sure a word is, and whether it is this text at all, is weighed in `belief.py`.
"""

from collections.abc import Sequence

import numpy as np

from clavilux.backends.pocketsphinx import acoustic_model
from clavilux.types.acoustic import AcousticModel
from clavilux.types.audio import Audio
from clavilux.types.errors import InputError
from clavilux.types.lyrics import Lyrics, Phone
from clavilux.words.belief import NEAR_S, Found, evidence, text_chance, word_chances
from clavilux.words.chain import Chain, best_path, chain
from clavilux.words.parts import Believed, believed
from clavilux.words.placed import Alignment, Placed, assemble
from clavilux.words.pronounce import guess_language, pronounce
from clavilux.words.search import LAG_S, STEP_S, Pass, Spoken, runs, search, way_of
from clavilux.words.unsung import unsung


def align(audio: Audio, lyrics: Lyrics, language: str = "", backend: None = None) -> Alignment:
    """The times of `lyrics` in 16 kHz mono sound. InputError where that cannot be: no words, or a
    sound too short for them."""
    model = acoustic_model()
    text = "\n".join(line.text for line in lyrics.lines)
    language = (language or lyrics.language or guess_language(text))[:2].lower()
    lyrics = Lyrics(lyrics.lines, language, lyrics.title, lyrics.artist, timed=False)
    words = spoken_words(lyrics, model, language)
    if not words:
        raise InputError("there are no words to align in this text.")
    passes = search(audio.samples[0], [spoken for _, spoken in words], model)
    if passes is None:
        raise InputError("the sound is too short for this many words; is it another text?")
    left_out = unsung(passes[1], [spoken for _, spoken in words], model)
    if left_out.any():  # once more, without what draws its neighbours away
        words = [word for word, out in zip(words, left_out, strict=True) if not out]
        passes = search(audio.samples[0], [spoken for _, spoken in words], model)
        assert passes is not None  # fewer words fit as well
    said = [word for _, word in words]
    found = found_by(*passes, said, model)
    proof = evidence(found, said, model)
    fit = text_chance(proof)
    places = _places(found, said, word_chances(proof), model)
    placed: list[Placed | None] = [None] * sum(len(line.words) for line in lyrics.lines)
    for (index, _), place in zip(words, places, strict=True):
        placed[index] = place
    return assemble(
        lyrics,
        placed,
        fit=fit,
        aligner="pocketsphinx",
        duration=audio.duration,
        silent=_silent(lyrics, placed),
    )


def spoken_words(lyrics: Lyrics, model: AcousticModel, language: str) -> list[tuple[int, Spoken]]:
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


def found_by(first: Pass, second: Pass, words: Sequence[Spoken], model: AcousticModel) -> Found:
    """Where the two passes put each word."""
    rough, fine = (_believed(found, words, model) for found in (first, second))
    starts, ends = fine.starts, fine.ends.copy()
    ends[:-1] = np.minimum(ends[:-1], np.maximum(starts[1:], starts[:-1] + 1))
    return Found(second, rough.starts, starts, ends, fine.near)


def _places(
    found: Found, words: Sequence[Spoken], sure: np.ndarray, model: AcousticModel
) -> list[Placed]:
    """Each word's place, as sure as `sure` `float[words]`."""
    places = []
    for k, word in enumerate(words):
        first, last = int(found.starts[k]), int(found.ends[k])
        phones = _phones(found.best.scores[first:last], word, model, first)
        start, end = (frame * STEP_S + LAG_S for frame in (first, last))
        places.append(Placed(start, end, float(sure[k]), phones))
    return places


def _believed(found: Pass, words: Sequence[Spoken], model: AcousticModel) -> Believed:
    def part(first: int, last: int) -> Chain:
        return way_of(words[first:last], model)

    return believed(found.scores, found.units(), part, round(NEAR_S / STEP_S))


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


def _silent(lyrics: Lyrics, placed: Sequence[Placed | None]) -> list[bool]:
    """Lines that nobody sings."""
    flags, at = [], 0
    for line in lyrics.lines:
        flags.append(all(place is None for place in placed[at : at + len(line.words)]))
        at += len(line.words)
    return flags
