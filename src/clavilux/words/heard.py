"""Words heard by a transcriber as lyrics: phrases become lines, long ones are broken at rests."""

from collections.abc import Sequence

from clavilux.types.heard import HeardWord
from clavilux.types.lyrics import Line, Lyrics, Word
from clavilux.words.syllables import with_syllables

REST_S = 1.2  # a rest this long ends a line
LONGEST = 9  # words, or characters where words have no spaces between, of a line


def as_lyrics(heard: Sequence[HeardWord], language: str = "") -> Lyrics:
    """Lines of the words in order; their confidence is the transcriber's belief."""
    lines: list[list[HeardWord]] = []
    for word in heard:
        last = lines[-1][-1] if lines else None
        limit = LONGEST if word.spaced else 2 * LONGEST
        if (
            last is None
            or word.phrase != last.phrase
            or word.start - last.end > REST_S
            or len(lines[-1]) >= limit
        ):
            lines.append([])
        lines[-1].append(word)
    return Lyrics(tuple(_line(words, language) for words in lines), language)


def _line(heard: Sequence[HeardWord], language: str) -> Line:
    """One line; a word without a space before it in a spaced text (a comma) joins the one
    before."""
    spaced = sum(word.spaced for word in heard) * 2 > len(heard)
    words: list[Word] = []
    for word in heard:
        if spaced and words and not word.spaced:
            last = words[-1]
            words[-1] = Word(last.text + word.text, last.start, word.end, last.confidence)
        else:
            words.append(Word(word.text, word.start, word.end, round(word.probability, 3)))
    made = tuple(with_syllables(word, language) for word in words)
    return Line(made, made[0].start, made[-1].end, separator=" " if spaced else "")
