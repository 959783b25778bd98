"""What back ends hear in sound: words, letters, sounds by name. Times in float64 seconds from the
first sample that the back end was given."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class HeardWord:
    """One word that a transcriber heard, without surrounding space; `probability` 0..1 is the
    model's own belief in the text, not in the time.

    Words of one phrase share a `phrase` number, which ascends; `spaced` says whether a space stands
    before the word (Chinese and Japanese have none).
    """

    text: str
    start: float
    end: float
    probability: float = 1.0
    phrase: int = 0
    spaced: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"{self.text!r} from {self.start} to {self.end}: times must ascend")


@dataclass(frozen=True)
class Emissions:
    """How likely each token (a letter, a phone) is in each short stretch of sound.

    `log_probs` is `float32[n, len(tokens)]`, natural logarithms, each row a distribution; row `k`
    begins at `k / rate` seconds. `tokens[blank]` is CTC's blank.
    """

    log_probs: np.ndarray
    rate: float
    tokens: tuple[str, ...]
    blank: int

    def __post_init__(self) -> None:
        if self.log_probs.ndim != 2 or self.log_probs.shape[1] != len(self.tokens):
            raise ValueError(
                f"emissions need float32[n, {len(self.tokens)}], not {self.log_probs.shape}; are "
                "rows and columns swapped?"
            )
        if not 0 <= self.blank < len(self.tokens):
            raise ValueError(f"the blank is a token from 0 to {len(self.tokens) - 1}")
        if self.rate <= 0:
            raise ValueError(f"the rate of emissions is in Hz and positive, not {self.rate}")


@dataclass(frozen=True)
class Tags:
    """How much of each named sound is heard: `values` is `float32[n, len(names)]`, 0..1, row `k`
    the stretch that begins at `k / rate` seconds."""

    names: tuple[str, ...]
    values: np.ndarray
    rate: float

    def __post_init__(self) -> None:
        if self.values.ndim != 2 or self.values.shape[1] != len(self.names):
            raise ValueError(
                f"tags need float32[n, {len(self.names)}], not {self.values.shape}; are rows and "
                "columns swapped?"
            )
        if self.rate <= 0:
            raise ValueError(f"the rate of tags is in Hz and positive, not {self.rate}")

    def at(self, time_s: float) -> np.ndarray:
        """`float32[len(names)]`: the row of the stretch that `time_s` lies in, held at both ends;
        zeros where there is no row at all."""
        if not len(self.values):
            return np.zeros(len(self.names), np.float32)
        return self.values[min(max(int(time_s * self.rate), 0), len(self.values) - 1)]

    def top(self, time_s: float, count: int = 3) -> tuple[tuple[str, float], ...]:
        """The `count` surest names at a time with their probabilities, surest first; so the second
        and third are what else it may have been."""
        row = self.at(time_s)
        order = np.argsort(-row, kind="stable")[:count]
        return tuple((self.names[k], float(row[k])) for k in order)

    def column(self, name: str) -> np.ndarray:
        """`float32[n]` of one name; zeros for a name that is not offered."""
        if name not in self.names:
            return np.zeros(len(self.values), np.float32)
        return self.values[:, self.names.index(name)]


def no_tags(names: tuple[str, ...] = (), rate: float = 1.0) -> Tags:
    """Nothing heard: no row."""
    return Tags(names, np.zeros((0, len(names)), np.float32), rate)
