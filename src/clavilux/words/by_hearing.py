"""The aligner over a transcriber: what it heard is matched to the text, which is taken as the
truth.

In: sound, lines, a transcriber. Out: `Alignment`. Heard and written words are matched in order by a
global alignment (Needleman & Wunsch 1970) where unlike words cost by the letters they do not share.
Words that were heard as others lie between their neighbours, and are not sure.
"""

import numpy as np

from clavilux.backends.roles import Transcriber
from clavilux.types.audio import Audio
from clavilux.types.heard import HeardWord
from clavilux.types.lyrics import Lyrics
from clavilux.words.placed import Alignment, Placed, assemble
from clavilux.words.pronounce import guess_language, spoken
from clavilux.words.sanity import sane

_SKIP = 0.6  # what leaving a word out costs; a wholly unlike pair costs 1.2
_ALIKE = 0.5  # a pair that shares fewer letters than this is no match


def align(audio: Audio, lyrics: Lyrics, language: str, backend: Transcriber) -> Alignment:
    """The times of `lyrics` by what `backend` hears."""
    text = "\n".join(line.text for line in lyrics.lines)
    language = language or lyrics.language or guess_language(text)
    heard = sane(backend.transcribe(audio, None, language), audio.duration)
    lyrics = Lyrics(lyrics.lines, language, lyrics.title, lyrics.artist, timed=False)
    return align_heard(heard, lyrics, audio.duration)


def align_heard(heard: tuple[HeardWord, ...], lyrics: Lyrics, duration: float) -> Alignment:
    """The same from words that are at hand."""
    texts = [word.text for line in lyrics.lines for word in line.words]
    said = [spoken(text) for text in texts]
    pairs = match(said, [spoken(word.text) for word in heard])
    placed: list[Placed | None] = [None] * len(texts)
    for k, j, alike in pairs:
        placed[k] = Placed(heard[j].start, heard[j].end, alike * (0.5 + 0.5 * heard[j].probability))
    fit = sum(alike for *_, alike in pairs) / max(sum(map(bool, said)), 1)
    return assemble(lyrics, placed, fit=fit, aligner="whisper", duration=duration)


def match(written: list[str], heard: list[str]) -> list[tuple[int, int, float]]:
    """(place in `written`, place in `heard`, how alike 0..1) of the words that belong together."""
    if not written or not heard:
        return []
    alike = np.array([[_alike(a, b) for b in heard] for a in written])
    cost = np.zeros((len(written) + 1, len(heard) + 1))
    cost[:, 0] = _SKIP * np.arange(len(written) + 1)
    cost[0] = _SKIP * np.arange(len(heard) + 1)
    for i in range(1, len(written) + 1):
        above = np.minimum(cost[i - 1, :-1] + 1.2 * (1 - alike[i - 1]), cost[i - 1, 1:] + _SKIP)
        row = np.concatenate([[cost[i, 0]], above])
        steps = _SKIP * np.arange(len(row))
        cost[i] = np.minimum.accumulate(row - steps) + steps
    return _walk_back(cost, alike)


def _walk_back(cost: np.ndarray, alike: np.ndarray) -> list[tuple[int, int, float]]:
    pairs = []
    i, j = alike.shape
    while i and j:
        same = float(alike[i - 1, j - 1])
        if np.isclose(cost[i, j], cost[i - 1, j - 1] + 1.2 * (1 - same)):
            i, j = i - 1, j - 1
            if same >= _ALIKE:
                pairs.append((i, j, same))
        elif np.isclose(cost[i, j], cost[i - 1, j] + _SKIP):
            i -= 1
        else:
            j -= 1
    return pairs[::-1]


def _alike(a: str, b: str) -> float:
    """Shared pairs of letters (Dice), 0..1."""
    if a == b:
        return 1.0 if a else 0.0
    first, second = ({f"^{w}$"[k : k + 2] for k in range(len(w) + 1)} for w in (a, b))
    return 2 * len(first & second) / (len(first) + len(second)) if a and b else 0.0
