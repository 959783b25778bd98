"""Chord progressions of the styles, as degrees of the key.

A chord is written as degree and quality: "6m" the minor chord on the sixth, "b7" the major chord on
the lowered seventh. One entry a chord; how long each lasts is the composer's business.
"""

import re
from dataclasses import dataclass

DEGREES = {1: 0, 2: 2, 3: 4, 4: 5, 5: 7, 6: 9, 7: 11}
QUALITIES = {
    "": (0, 4, 7),
    "m": (0, 3, 7),
    "7": (0, 4, 7, 10),
    "M7": (0, 4, 7, 11),
    "m7": (0, 3, 7, 10),
    "o": (0, 3, 6),
    "5": (0, 7),
    "s": (0, 5, 7),
    "9": (0, 4, 10, 14),
}
MAJOR_SCALE, MINOR_SCALE = (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10)
PROGRESSIONS = {
    "pop": "1 5 6m 4|6m 4 1 5|1 6m 4 5|1 4 6m 5|4 1 5 6m|1 3m 4 5|4 5 3m 6m|1 1 4 4|1 5 4 4|2m 4 1 5",
    "minor": "1m b6 b3 b7|1m b7 b6 b7|1m b6 4m 5|1m 4m b7 b3|1m 1m b6 b7|1m b3 b7 4|b6 b7 1m 1m",
    "rock": "15 b75 45 15|15 45 55 45|15 b65 b75 15|65 45 15 55|15 15 b35 45|15 55 65 45",
    "blues": "17 17 17 17 47 47 17 17 57 47 17 57|17 47 17 17 47 47 17 17 2m7 57 17 57",
    "jazz": "2m7 57 1M7 6m7|1M7 6m7 2m7 57|3m7 67 2m7 57|1M7 47 3m7 67|2m7 2m7 57 57 1M7 1M7 1M7 67",
    "classical": "1 4 5 1|1 5 1 5|1 6m 2m 5|1 1 5 5 5 5 1 1|1 2m 57 1|1 4 1 5 1 4 57 1|1 27 5 57",
    "classical_minor": "1m 4m 5 1m|1m 5 1m 5|1m b6 4m 5|1m b7 b3 5|1m 1m 57 57 57 57 1m 1m",
    "folk": "1 1 4 1|1 4 1 5|1 5 4 1|1 6m 4 5|1 1 5 5 4 4 1 1|1 4 57 1|1m b7 1m 1m|1m b7 b6 b7",
    "vamp": "1m7 47|1m7 1m7|17 17|1m b7|1m7 2m7|17 47|1m7 b6M7|1m 1m 1m 1m",
    "latin": "1m 4m 57 1m|1m 57 57 1m|1 4 57 4|1 1 57 57|2m7 57 1 1|1m b7 b6 57",
    "gospel": "1 17 4 4m|1 6m 2m7 57|4 5 3m 6m|1 57 6m7 4|17 47 17 57",
}


@dataclass(frozen=True)
class Chord:
    """`root` is a pitch class, `tones` are pitch classes, root first."""

    root: int
    tones: tuple[int, ...]


def chord(symbol: str, tonic: int) -> Chord:
    """The chord that a symbol means in the key of `tonic`."""
    accidental, degree, quality = re.fullmatch(r"(b?)(\d)(.*)", symbol).groups()  # type: ignore[union-attr]
    root = (tonic + DEGREES[int(degree)] - len(accidental)) % 12
    return Chord(root, tuple((root + step) % 12 for step in QUALITIES[quality]))


def progression(symbols: str, tonic: int) -> list[Chord]:
    return [chord(symbol, tonic) for symbol in symbols.split()]


def scale(symbols: str, tonic: int) -> tuple[int, ...]:
    """The pitch classes a melody over this progression keeps to."""
    minor = symbols.split()[0].startswith("1m") or "b6" in symbols
    return tuple((tonic + step) % 12 for step in (MINOR_SCALE if minor else MAJOR_SCALE))
