"""What a person says about single beats."""

from dataclasses import dataclass


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
