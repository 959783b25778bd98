"""Pitches as musicians write them: keys with flats in their signature spell flats."""

import re

from clavilux.types.features import PITCHES, Key

FLATS = dict(zip(("C#", "D#", "F#", "G#", "A#"), ("Db", "Eb", "Gb", "Ab", "Bb"), strict=True))


def spelled(name: str, key: Key) -> str:
    """A pitch or chord of this program's ("A#", "D#maj7") as it is written in `key` ("Bb",
    "Ebmaj7"). In letters, since few typefaces have the signs."""
    tonic = PITCHES.index(key.tonic) + (3 if key.mode == "minor" else 0)
    flat = (7 * tonic + 5) % 12 < 5  # fifths down from C: a signature of flats
    found = re.match(r"[A-G]#", name)
    if not found:
        return name
    return (FLATS[found[0]] if flat else found[0]) + name[2:]


def key_name(key: Key) -> str:
    """As in "Bb major"."""
    return f"{spelled(key.tonic, key)} {key.mode}"
