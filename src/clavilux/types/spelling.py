"""Pitches as musicians write them: keys with flats in their signature spell flats."""

import re

from clavilux.types.features import PITCHES, Key

FLATS = dict(zip(("C#", "D#", "F#", "G#", "A#"), ("D♭", "E♭", "G♭", "A♭", "B♭"), strict=True))
SIGNATURES = (
    0,
    -5,
    2,
    -3,
    4,
    -1,
    6,
    1,
    -4,
    3,
    -2,
    5,
)  # of the major keys on PITCHES: sharps, flats


def spelled(name: str, key: Key) -> str:
    """A pitch or chord of this program's ("A#", "D#maj7") as it is written in `key` ("B♭",
    "E♭maj7"); sharps get their own sign too."""
    tonic = PITCHES.index(key.tonic) + (3 if key.mode == "minor" else 0)
    flat = SIGNATURES[tonic % 12] < 0
    found = re.match(r"[A-G]#", name)
    if not found:
        return name
    pitch = FLATS[found[0]] if flat else found[0].replace("#", "♯")
    return pitch + name[2:]


def key_name(key: Key) -> str:
    """As in "B♭ major"."""
    return f"{spelled(key.tonic, key)} {key.mode}"
