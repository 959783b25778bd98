"""Where a chord lies from home: brighter or darker, as harmony is felt.

Fifths upward (towards sharps) brighten and fifths downward darken, and major is brighter than minor
(Lerdahl, "Tonal Pitch Space", 2001, counts the same two ways). Home is the tonic chord of the key.
"""

import re
from collections.abc import Sequence

import numpy as np

from clavilux.types.features import PITCHES, Chord, Key

FIFTHS = 3.0  # on the circle of fifths, as far as minor is from major
WHOLE = 2.0  # of major to minor: this far from home counts in full


def brightness(root: int, minor: bool) -> float:
    """How bright a triad is: its signature's place on the circle of fifths, -5..6 from C, in
    units of `FIFTHS`, and 1 more for major."""
    signature = (7 * (root + 3 * minor) + 5) % 12 - 5
    return signature / FIFTHS + (0.0 if minor else 1.0)


def lean(chord: str, key: Key) -> float:
    """-1..1: how much brighter than the key's tonic chord a named one is; 0 for none."""
    named = re.match(r"([A-G]#?)(m(?!aj)|dim)?", chord)
    if named is None:
        return 0.0
    tonic, minor_key = PITCHES.index(key.tonic), key.mode == "minor"
    away = (PITCHES.index(named[1]) - tonic) % 12  # transposed so that home is C or its relative
    home = 9 if minor_key else 0
    difference = brightness((away + home) % 12, bool(named[2])) - brightness(home, minor_key)
    return float(np.clip(difference / WHOLE, -1.0, 1.0))


def harmony_arc(chords: Sequence[Chord], key: Key, t: np.ndarray) -> np.ndarray:
    """`float64[n]` 0..1 at ascending times: 0.5 at home and where no chord is heard; a chord that
    is doubted leans less."""
    if not chords:
        return np.full(len(t), 0.5)
    leans = np.array([lean(chord.name, key) * chord.confidence for chord in chords])
    starts = np.array([chord.start for chord in chords])
    place = np.searchsorted(starts, t, side="right") - 1
    return 0.5 + 0.5 * np.where(place >= 0, leans[np.maximum(place, 0)], 0.0)
