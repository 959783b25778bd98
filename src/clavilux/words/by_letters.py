"""The aligner over a network's letters: CTC emissions to the times of a text, in any language that
the network's alphabet can write.

In: sound, lines, an emitter (`backends/roles.py`). Out: `Alignment`. The chain has a state for each
letter and a blank between any two, which may be skipped unless they are alike (Graves et al. 2006).
In gaps the blank, the word mark and a wildcard (any letter at a price) compete, so that what is
sung besides the text, and choirs, and long solos, need not be explained.
"""

import unicodedata

import numpy as np

from clavilux.backends.roles import Emitter
from clavilux.types.audio import Audio
from clavilux.types.errors import InputError
from clavilux.types.heard import Emissions
from clavilux.types.lyrics import Lyrics
from clavilux.words.chain import GAP, NEVER, Chain, beam_for, best_path, grouped
from clavilux.words.parts import Believed, believed
from clavilux.words.placed import Alignment, Placed, assemble
from clavilux.words.pronounce import guess_language, spoken

WILDCARD = -3.0  # what any letter costs in a gap, against the likeliest
SOFTEN = 0.5
BEAM = 3000.0  # of the search through what would not fit in memory
NEAR_S = 0.3
TAIL_S = 0.15  # a letter is emitted once, early: a word sounds on after its last
_FIT_MIDDLE, _FIT_WIDTH = -3.0, 0.5  # mean log probability of the letters' frames


def align(audio: Audio, lyrics: Lyrics, language: str, backend: Emitter) -> Alignment:
    """The times of `lyrics`. InputError where no word can be written in the network's letters, or
    the sound is too short."""
    text = "\n".join(line.text for line in lyrics.lines)
    language = language or lyrics.language or guess_language(text)
    lyrics = Lyrics(lyrics.lines, language, lyrics.title, lyrics.artist, timed=False)
    return align_emissions(backend.emit(audio), lyrics, audio.duration)


def align_emissions(emissions: Emissions, lyrics: Lyrics, duration: float) -> Alignment:
    """The same from emissions that are at hand."""
    texts = [word.text for line in lyrics.lines for word in line.words]
    written = [_letters(text, emissions) for text in texts]
    known = [k for k, letters in enumerate(written) if letters]
    if not known:
        raise InputError("no word of this text can be written in the letters of this model.")
    way = letter_chain([written[k] for k in known], emissions.blank, len(emissions.tokens))
    scores = _with_gap(emissions)
    path = best_path(scores, way, beam_for(len(scores), way, BEAM))
    if path is None:
        raise InputError("the sound is too short for this many words; is it another text?")
    columns = way.columns[path]
    letters = (way.units[path] != GAP) & (columns != emissions.blank)
    spelled = float(scores[np.arange(len(path)), columns][letters].mean())

    def part(first: int, last: int) -> Chain:
        spelling = [written[k] for k in known[first:last]]
        return letter_chain(spelling, emissions.blank, len(emissions.tokens))

    reach = round(NEAR_S * emissions.rate)
    found = believed(scores, way.units[path], part, reach, SOFTEN)
    places, fit = _places(found, spelled, emissions.rate)
    placed: list[Placed | None] = [None] * len(texts)
    for k, place in zip(known, places, strict=True):
        placed[k] = place
    return assemble(lyrics, placed, fit=fit, aligner="ctc", duration=duration)


def letter_chain(words: list[list[int]], blank: int, gap: int) -> Chain:
    """The chain of words in letters (columns of the emissions); `gap` is the column of gaps."""
    columns, units, steps = [gap], [GAP], [float(NEVER)]
    arcs: list[tuple[int, int, float]] = []
    tails = [0]
    for unit, letters in enumerate(words):
        arcs += [(tail, len(columns), 0.0) for tail in tails]
        for k, letter in enumerate(letters):
            if k:
                columns.append(blank)
                units.append(unit)
                steps.append(0.0)
                if letter != letters[k - 1]:
                    arcs.append((len(columns) - 2, len(columns), 0.0))
            columns.append(letter)
            units.append(unit)
            steps.append(0.0 if k else float(NEVER))
        arcs.append((len(columns) - 1, len(columns), 0.0))
        tails = [len(columns), len(columns) - 1]
        if unit + 1 < len(words) and words[unit + 1][0] == letters[-1]:
            tails = tails[:1]  # the same letter twice needs something between
        columns.append(gap)
        units.append(GAP)
        steps.append(float(NEVER))
    ends = [len(columns) - 1, len(columns) - 2]
    made = np.array(columns), np.array(units), np.array(steps, np.float32)
    return Chain(*made, grouped(arcs), np.array(ends))


def _letters(text: str, emissions: Emissions) -> list[int]:
    """A word in the network's tokens, accents dropped where it does not know them."""
    index = {token: k for k, token in enumerate(emissions.tokens) if k != emissions.blank}
    found = []
    for letter in spoken(text):
        plain = unicodedata.normalize("NFD", letter)[0]
        forms = (letter, letter.upper(), plain, plain.upper())
        if (known := next((index[f] for f in forms if f in index), None)) is not None:
            found.append(known)
    return found


def _with_gap(emissions: Emissions) -> np.ndarray:
    """The emissions with one more column: what a gap costs."""
    logs = emissions.log_probs
    marks = [emissions.blank, *(k for k, t in enumerate(emissions.tokens) if t == "|")]
    gap = np.maximum(logs[:, marks].max(axis=1), logs.max(axis=1) + WILDCARD)
    return np.concatenate([logs, gap[:, None]], axis=1).astype(np.float32)


def _places(found: Believed, spelled: float, rate: float) -> tuple[list[Placed], float]:
    """Each word's place, and how well the text fits at all; `spelled` is the mean log probability
    of its letters where they were found."""
    starts, ends, near = found.starts, found.ends / rate + TAIL_S, found.near
    fit = float(near.mean() / (1 + np.exp(-(spelled - _FIT_MIDDLE) / _FIT_WIDTH)))
    sure = near * min(1.0, fit / 0.7)
    times = zip(starts / rate, ends, sure, strict=True)
    return [Placed(float(s), float(e), float(c)) for s, e, c in times], fit
