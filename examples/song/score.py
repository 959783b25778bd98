"""The song's skeleton: tempo, form and harmony. Every other file asks this one where it is.

Positions are in beats from the first downbeat (float, 4 to the bar); times are seconds from the
first sample. Beats fall on whole samples, so that what `truth.py` writes down is exactly where
`mix.py` put the sound.
"""

import zlib
from dataclasses import dataclass

import numpy as np

TITLE, ARTIST = "Slow Lightning", "Clavilux"
RATE = 48_000
SEED = 1922
LEAD_IN_S = 0.25
TAIL_S = 0.55
BEATS_PER_BAR = 4
KEY = ("A", "major")


@dataclass(frozen=True)
class Part:
    """One section: `chords` has one bar between bars, equal shares within; `bpm` is what the band
    settles on.
    """

    label: str
    bpm: float
    chords: str

    @property
    def bars(self) -> int:
        return self.chords.count("|") + 1


CHORUS = "D | E | F#m7 | C#m7 | D | E | A | A"
FORM = (
    Part("intro", 118.4, "Aadd9 | E/G# | F#m7 | Dmaj9"),
    Part("verse", 118.8, "Aadd9 | E/G# | F#m7 | Dmaj9 | Aadd9 | E/G# | Bm9 | C#m7 E"),
    Part("chorus", 119.4, CHORUS),
    Part("verse", 119.0, "Aadd9 | E/G# | Bm9 | C#m7 E"),
    Part("chorus", 119.4, "D | E | F#m7 | C#m7"),
    Part("bridge", 118.4, "F#m7 | Dmaj9 | Bm9 | Esus4 E"),
    Part("chorus", 119.6, CHORUS),
    Part("outro", 118.6, "D | E | Aadd9 | Aadd9"),
)
# Bass note, then the voicing that pads, piano and stabs share: moved as little as possible from
# chord to chord.
VOICINGS = {
    "Aadd9": (33, (52, 57, 61, 64, 71)),
    "E/G#": (32, (52, 56, 59, 64, 71)),
    "F#m7": (30, (52, 57, 61, 64, 69)),
    "Dmaj9": (38, (54, 57, 61, 64, 69)),
    "Bm9": (35, (50, 54, 57, 61, 69)),
    "C#m7": (37, (52, 56, 59, 64, 68)),
    "Esus4": (40, (52, 57, 59, 64, 69)),
    "E": (40, (52, 56, 59, 64, 68)),
    "D": (38, (50, 54, 57, 62, 69)),
    "A": (33, (52, 57, 61, 64, 69)),
}


@dataclass(frozen=True)
class Note:
    """`pitch` is a MIDI number, `velocity` 0..1."""

    beat: float
    beats: float
    pitch: int
    velocity: float


@dataclass(frozen=True)
class Chord:
    """A chord symbol over `[beat, beat + beats)`; `label` and `bar` (from 0) say in which section
    and where in it.
    """

    name: str
    beat: float
    beats: float
    label: str
    bar: int
    occurrence: int

    @property
    def bass(self) -> int:
        return VOICINGS[self.name][0]

    @property
    def voicing(self) -> tuple[int, ...]:
        return VOICINGS[self.name][1]


def bars() -> int:
    return sum(part.bars for part in FORM)


def starts() -> list[float]:
    """The first beat of every section, and the beat after the last."""
    return [0.0, *np.cumsum([part.bars * BEATS_PER_BAR for part in FORM]).astype(float)]


def where(label: str, occurrence: int = 1) -> float:
    """The first beat of the `occurrence`-th section called `label`."""
    found = [beat for part, beat in zip(FORM, starts(), strict=False) if part.label == label]
    return found[occurrence - 1]


def chords() -> list[Chord]:
    """All chords in order."""
    found, seen = [], dict.fromkeys({part.label for part in FORM}, 0)
    for part, start in zip(FORM, starts(), strict=False):
        seen[part.label] += 1
        for bar, names in enumerate(part.chords.split("|")):
            share = BEATS_PER_BAR / len(names.split())
            for k, name in enumerate(names.split()):
                beat = start + bar * BEATS_PER_BAR + k * share
                found.append(Chord(name, beat, share, part.label, bar, seen[part.label]))
    return found


def chord_at(beat: float) -> Chord:
    return next(c for c in reversed(chords()) if c.beat <= beat + 1e-9)


def _beat_samples() -> np.ndarray:
    """`int64[beats + 1]`: the band drifts a little between the sections' tempi, as people do."""
    bpm = np.repeat([p.bpm for p in FORM], [p.bars * BEATS_PER_BAR for p in FORM])
    drift = np.convolve(np.pad(bpm, 4, mode="edge"), np.ones(9) / 9, mode="valid")
    steps = RATE * 60.0 / drift
    return np.round(RATE * LEAD_IN_S + np.concatenate([[0.0], np.cumsum(steps)])).astype(np.int64)


BEAT_SAMPLES = _beat_samples()
LENGTH = (
    -(-int(BEAT_SAMPLES[-1] + RATE * TAIL_S) // 3072) * 3072
)  # whole AAC frames and milliseconds


def time_of(beat: float) -> float:
    """Seconds at a position in beats; linear within a beat, and beyond both ends."""
    last = len(BEAT_SAMPLES) - 2
    k = int(min(max(np.floor(beat), 0), last))
    step = BEAT_SAMPLES[k + 1] - BEAT_SAMPLES[k]
    return float(BEAT_SAMPLES[k] + (beat - k) * step) / RATE


def sample_of(beat: float) -> int:
    return round(time_of(beat) * RATE)


def seconds(beat: float, beats: float) -> float:
    """How long `beats` last from `beat` on."""
    return time_of(beat + beats) - time_of(beat)


def rng(*keys: str | int) -> np.random.Generator:
    """A generator of its own for every use, so that changing one part leaves the others as they
    were.
    """
    numbers = [zlib.crc32(key.encode()) if isinstance(key, str) else key for key in keys]
    return np.random.default_rng([SEED, *numbers])
