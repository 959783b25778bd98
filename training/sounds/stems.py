"""Stems: some seconds of one instrument alone, dry, from one of our sources.

`Stem` knows what it may be called. Drums come as strokes of a collection set to a rhythm; all else
as phrases of a `Voice` or of a sound font.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from sounds import plucked, sustained, voices
from sounds.catalogue import PLAYED, truth
from sounds.phrases import Note, phrase
from sounds.tone import RATE, band, noise, samples
from sounds.voice import Rng, Voice

SECONDS = 6.0
LENGTH = round(SECONDS * RATE)
MAKERS = {
    "bass": plucked.bass,
    "acoustic guitar": plucked.acoustic_guitar,
    "electric guitar": plucked.electric_guitar,
    "distorted guitar": plucked.distorted_guitar,
    "piano": plucked.piano,
    "organ": plucked.organ,
    "mallets": plucked.mallets,
    "strings": sustained.strings,
    "violin": sustained.violin,
    "cello": sustained.cello,
    "brass": sustained.brass,
    "saxophone": sustained.saxophone,
    "flute": sustained.flute,
    "synth lead": sustained.synth_lead,
    "pad": sustained.pad,
    "throat": voices.throat,
    "choir": voices.choir,
    "reed": sustained.reed,
    "electric keys": plucked.electric_keys,
}
CALLED = {
    "throat": (("singing",), ()),
    "choir": (("singing",), ()),
    "reed": (("winds",), ()),
    "electric keys": (("keys",), ("piano", "mallets")),
}
AS = {"throat": "singing", "choir": "singing", "reed": "saxophone", "electric keys": "piano"}


@dataclass(frozen=True)
class Stem:
    """`sound` `float32[LENGTH]`, peak 1 unless silent; `truth` as `catalogue.truth` gives it."""

    sound: np.ndarray
    truth: list[int]
    source: str
    kind: str


def level(x: np.ndarray) -> np.ndarray:
    """LENGTH samples with peak 1."""
    x = np.pad(x[:LENGTH], (0, max(0, LENGTH - len(x))))
    return (x / (np.abs(x).max() + 1e-9)).astype(np.float32)


def laid(notes: Iterable[Note], sound_of: Callable[[Note], np.ndarray]) -> np.ndarray:
    """The sounds of notes at their times, `float64[LENGTH]`."""
    total = np.zeros(LENGTH)
    for note in notes:
        at = samples(note.start)
        x = sound_of(note)[: max(LENGTH - at, 0)]
        total[at : at + len(x)] += x
    return total


def played(rng: Rng, kind: str) -> Stem:
    """A phrase on an instrument that is made for it, of a kind in MAKERS."""
    low, high, styles = PLAYED[AS.get(kind, kind)]
    voice: Voice = MAKERS[kind](rng)
    total = laid(phrase(rng, SECONDS, low, high, styles), voice.note)
    says, unsure = CALLED.get(kind, ((kind,), ()))
    return Stem(level(voice.finish(total)), truth(says, unsure), "own", kind)


def sung(rng: Rng) -> Stem:
    return Stem(level(voices.sing_speech(rng, SECONDS)), truth(("singing",)), "world", "singing")


def spoken(rng: Rng) -> Stem:
    parts, length = [], 0
    while length < LENGTH:
        parts += [
            voices.speak(rng, int(rng.integers(3, 14))),
            np.zeros(samples(rng.uniform(0, 0.8))),
        ]
        length += len(parts[-1]) + len(parts[-2])
    return Stem(level(np.concatenate(parts)), truth(("speech",)), "spoken", "speech")


def rhythm(rng: Rng, kind: str, strokes: list[np.ndarray], source: str) -> Stem:
    """Strokes of one drum: one alone in five, else a pattern with accents."""
    total = np.zeros(LENGTH)
    if rng.random() < 0.25:
        times = np.sort(rng.uniform(0, SECONDS - 0.5, int(rng.integers(1, 4))))
    else:
        step = 60 / rng.uniform(60, 180) / rng.choice(STEPS[kind])
        slots = rng.random(int(rng.integers(4, 17))) < rng.uniform(*BUSY[kind])
        slots[0] |= not slots.any()
        grid = np.arange(int(SECONDS / step))
        times = grid[slots[grid % len(slots)]] * step + rng.uniform(0, 0.3)
    soft = rng.uniform(0.1, 0.9)
    for time in times:
        stroke = strokes[int(rng.integers(len(strokes)))]
        at = samples(max(time + rng.normal(0, 0.004), 0))
        x = stroke[: max(LENGTH - at, 0)] * rng.uniform(soft, 1)
        total[at : at + len(x)] += x
    return Stem(level(total), truth((kind,)), source, kind)


STEPS = {
    **dict.fromkeys(("kick", "snare", "rimshot", "tom", "percussion"), (1, 2, 2, 4)),
    "hi-hat": (2, 2, 4, 4),
    "ride": (1, 2, 3),
    "crash": (0.25, 0.5, 1),
    "splash": (0.25, 0.5, 1),
}
BUSY = {
    **dict.fromkeys(("kick", "snare", "rimshot", "tom", "percussion"), (0.2, 0.7)),
    "hi-hat": (0.5, 1.0),
    "ride": (0.4, 1.0),
    "crash": (0.2, 0.6),
    "splash": (0.2, 0.6),
}


def nothing(rng: Rng) -> Stem:
    """Sound that is no music and no voice: hiss, hum, rumble, rain, clicks, chirps, engines."""
    n, t = LENGTH, np.arange(LENGTH) / RATE
    low = rng.uniform(20, 2000)
    x = band(noise(rng, n), low, low * rng.uniform(2, 30))
    kind = int(rng.integers(6))
    if kind == 1:  # hum and engines
        rate = rng.uniform(8, 90)
        x = 0.3 * x + sustained.hum(rng, rng.uniform(20, 45), n)
        x *= 1 + rng.uniform(0, 0.9) * np.sin(2 * np.pi * rate * t)
    elif kind == 2:  # waves, wind
        x *= 0.5 + 0.5 * np.sin(2 * np.pi * rng.uniform(0.1, 0.7) * t + rng.uniform(0, 6))
    elif kind == 3:  # crackle, rain drops, footsteps
        drops = (rng.random(n) < rng.uniform(1, 60) / RATE) * rng.exponential(1, n)
        tail = band(noise(rng, 2000), rng.uniform(300, 3000), None) * np.exp(-np.arange(2000) / 200)
        x = 0.02 * x + np.convolve(drops, tail)[:n]
    elif kind == 4:  # chirps, barks, squeaks
        x = 0.03 * x
        for start in np.sort(rng.uniform(0, SECONDS - 0.5, int(rng.integers(1, 8)))):
            m, at = samples(rng.uniform(0.05, 0.4)), samples(start)
            bend = np.linspace(rng.uniform(300, 4000), rng.uniform(300, 4000), m)
            cry = np.sin(2 * np.pi * np.cumsum(bend) / RATE) + rng.uniform(0, 1) * noise(rng, m)
            x[at : at + m] += cry * np.hanning(m)
    return Stem(level(x), truth(()), "noise", "nothing")
