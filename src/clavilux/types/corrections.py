"""What a person corrects in what was heard."""

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from clavilux.types.errors import UsageError

TEMPO_FACTORS = tuple(map(Fraction, ("1/4", "1/3", "1/2", "2/3", "1", "3/2", "2", "3", "4")))
NEAR_FACTOR = 0.01  # so far a tempo may be written from the factor that it means
LEAST_GAP_S = 0.05  # two beats nearer than this are one


@dataclass(frozen=True)
class Tap:
    """A beat that a person tapped; `position` counts in the bar from 1, 0 = not said."""

    time: float
    position: int = 0


@dataclass(frozen=True)
class Move:
    """The beat nearest to `time` goes to `to`."""

    time: float
    to: float


@dataclass(frozen=True)
class SectionMark:
    """Where a section begins, as a person says it."""

    start: float
    label: str


@dataclass(frozen=True)
class Overrides:
    """What a person corrects in the analysis without running it again.

    `taps` replace the beats heard from the first tap to the last; then `tempo` multiplies the tempo
    (2 puts a beat between beats, 0.5 keeps every second, 1.5 puts three in the place of two);
    `metre` is beats in a bar, 0 as heard; `offset_s` moves all beats; last, single beats:
    `remove_beats` takes the beat nearest to each time away, `move_beats` moves one, `add_beats`
    adds one. `sections` replace those heard; `lyrics_offset_s` moves all lyrics, positive = later.
    """

    tempo: float = 1.0
    offset_s: float = 0.0
    metre: int = 0
    sections: tuple[SectionMark, ...] = ()
    lyrics_offset_s: float = 0.0
    taps: tuple[Tap, ...] = ()
    add_beats: tuple[float, ...] = ()
    remove_beats: tuple[float, ...] = ()
    move_beats: tuple[Move, ...] = ()

    def __post_init__(self) -> None:
        if not abs(self.tempo - self.tempo_factor) < NEAR_FACTOR:
            known = ", ".join(str(factor) for factor in TEMPO_FACTORS)
            raise UsageError(f"A tempo override is one of {known} times, not {self.tempo:g}.")
        if not 0 <= self.metre <= 16:
            raise UsageError(f"A metre is 1 to 16 beats (0 = as heard), not {self.metre}.")
        if list(self.sections) != sorted(self.sections, key=lambda mark: mark.start):
            raise UsageError("Sections that you set must stand in order of time.")
        if any(b.time - a.time < LEAST_GAP_S for a, b in pairwise(self.taps)):
            raise UsageError("Taps must stand in order of time, a twentieth of a second apart.")

    @property
    def tempo_factor(self) -> Fraction:
        """`tempo` as the ratio of small numbers that it means."""
        return nearest_factor(self.tempo)

    @property
    def on_beats(self) -> bool:
        """Whether a person has corrected any beat."""
        return replace(self, sections=(), lyrics_offset_s=0.0) != Overrides()


def nearest_factor(ratio: float) -> Fraction:
    """The one of `TEMPO_FACTORS` that a ratio of two tempi comes nearest to."""
    return min(TEMPO_FACTORS, key=lambda factor: abs(ratio - factor))
