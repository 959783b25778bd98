"""Pitches as musicians write them."""

import pytest

from clavilux.types.features import Key
from clavilux.types.spelling import key_name, spelled


@pytest.mark.parametrize(
    ("tonic", "mode", "name"),
    [
        ("A#", "major", "Bb major"),
        ("D#", "major", "Eb major"),
        ("C#", "major", "Db major"),
        ("F#", "major", "F# major"),
        ("B", "major", "B major"),
        ("A#", "minor", "Bb minor"),
        ("C#", "minor", "C# minor"),
        ("F", "minor", "F minor"),
    ],
)
def test_keys_are_named_by_their_signatures(tonic: str, mode: str, name: str) -> None:
    assert key_name(Key(tonic, mode, 1.0)) == name


def test_chords_are_spelt_in_their_key() -> None:
    flat, sharp = Key("A#", "major", 1.0), Key("B", "minor", 1.0)
    assert [spelled(c, flat) for c in ("A#", "D#maj7", "F7", "Gm", "N")] == [
        "Bb",
        "Ebmaj7",
        "F7",
        "Gm",
        "N",
    ]
    assert spelled("F#m", sharp) == "F#m" and spelled("A#dim", sharp) == "A#dim"
