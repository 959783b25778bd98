"""Words and when they are sung."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Syllable:
    """A part of a word with its own time; the texts of a word's syllables join to the word's
    text."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Phone:
    """A speech sound (an ARPABET name without stress, such as "AE") with its own time."""

    name: str
    start: float
    end: float


@dataclass(frozen=True)
class Word:
    """One word (no surrounding space), in seconds. `confidence` 0..1: how likely its start is right
    within 0.3 s; `syllables` and `phones` may be empty."""

    text: str
    start: float
    end: float
    confidence: float = 1.0
    syllables: tuple[Syllable, ...] = ()
    phones: tuple[Phone, ...] = ()


@dataclass(frozen=True)
class Line:
    """One lyric line. `words` are in reading order; `timed` says whether word times are real or
    spread evenly by us."""

    words: tuple[Word, ...]
    start: float
    end: float
    timed: bool = True
    voice: str = ""  # a singer's name or agent id, where the file has one
    background: bool = False
    separator: str = " "  # what joins the words: a space, or nothing for Chinese and Japanese

    @property
    def text(self) -> str:
        return self.separator.join(word.text for word in self.words)

    @property
    def confidence(self) -> float:
        """The mean of its words'."""
        return sum(w.confidence for w in self.words) / len(self.words) if self.words else 0.0


@dataclass(frozen=True)
class Lyrics:
    """All lines in time order. `language` is a BCP 47 tag or empty; `timed` is False for plain
    text without any time."""

    lines: tuple[Line, ...]
    language: str = ""
    title: str = ""
    artist: str = ""
    timed: bool = True
