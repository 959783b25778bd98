"""Recorded instruments: single notes that people played, fetched by `tools/setup-recorded`.

Two collections of npm packages, CC BY 3.0: tonejs-instruments (Karoryfer, VSO2, University of Iowa
and freesound's flcellogrl, quartertone and donyaquick, gathered by N. Brosowsky) and the Salamander
grand piano (Alexander Holm). The player takes one of the two recordings nearest in pitch, moves it
to the note, ends it where the note ends, and makes soft notes darker.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from sounds import plucked
from sounds.catalogue import PLAYED, truth
from sounds.files import read
from sounds.phrases import Note, phrase
from sounds.stems import LENGTH, SECONDS, Stem, level
from sounds.tone import RATE, band, samples
from sounds.voice import Rng, Voice

HOME = Path(__file__).resolve().parents[2] / "out/training/recorded"
KEYS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
NAMED = re.compile(r"([A-G])([s#]?)(\d)(?: ?v\d+)?\.(?:mp3|ogg)")
FURTHEST = 4  # semitones beyond the recorded register
RELEASE_S = {"piano": (0.05, 0.6), "acoustic guitar": (0.05, 0.4), "mallets": (0.2, 1.0)}


@dataclass(frozen=True)
class Recording:
    """What a package holds: how it is played, a key of PLAYED, and what it may be called."""

    package: str
    played: str
    says: tuple[str, ...]
    unsure: tuple[str, ...] = ()
    many: bool = False  # can be a section


def _plain(name: str, *packages: str, many: bool = False) -> list[Recording]:
    return [Recording(package, name, (name,), many=many) for package in packages]


RECORDINGS: tuple[Recording, ...] = (
    *_plain("bass", "bass-electric"),
    *_plain("acoustic guitar", "guitar-acoustic", "guitar-nylon"),
    *_plain("electric guitar", "guitar-electric"),
    *_plain("piano", "piano", "piano-velocity3", "piano-velocity8", "piano-velocity13"),
    *_plain("organ", "organ"),
    *_plain("mallets", "xylophone"),
    *_plain("violin", "violin", many=True),
    *_plain("cello", "cello", many=True),
    *_plain("brass", "french-horn", "trombone", "trumpet", "tuba", many=True),
    *_plain("saxophone", "saxophone"),
    *_plain("flute", "flute"),
    Recording("bassoon", "saxophone", ("winds",)),
    Recording("clarinet", "saxophone", ("winds",)),
    Recording("contrabass", "cello", ("bowed strings",), ("violin", "cello", "bass"), many=True),
    Recording("harmonium", "organ", (), ("organ", "keys", "winds", "brass")),
    Recording("harp", "mallets", (), ("mallets", "keys", "guitar", "acoustic guitar")),
)
# What several players of a package are called, where not as one of them is.
SECTIONS = {"violin": "strings", "cello": "strings", "contrabass": "strings"}


def folder(package: str) -> Path:
    """Where a package lies; raises FileNotFoundError with what fetches it."""
    place = HOME / package
    if not place.is_dir():
        raise FileNotFoundError(f"{place} is missing: run tools/setup-recorded")
    return place


def midi_of(name: str) -> int | None:
    """The key of a file by its name: `A4.mp3` is 69, `Fs3.mp3` 54; None for other files."""
    found = NAMED.fullmatch(name)
    if not found:
        return None
    letter, sharp, octave = found.groups()
    return 12 * (int(octave) + 1) + KEYS[letter] + bool(sharp)


@cache
def keys(package: str) -> dict[int, np.ndarray]:
    """Every recorded key of a package, `float32[n]` from its onset on, peak 1."""
    found: dict[int, np.ndarray] = {}
    for path in sorted(folder(package).rglob("*")):
        midi = midi_of(path.name)
        if midi is None or midi in found:
            continue
        x = read(path)[: round(7 * RATE)]
        loud = np.flatnonzero(np.abs(x) > 0.02 * np.abs(x).max()) if len(x) else []
        if len(loud):
            x = x[max(int(loud[0]) - 80, 0) :]
            found[midi] = (x / np.abs(x).max()).astype(np.float32)
    return found


def voice(rng: Rng, recording: Recording) -> Voice:
    """One player of a recorded instrument: a little detuned, with releases of its own."""
    recorded = keys(recording.package)
    known = np.array(sorted(recorded))
    release = rng.uniform(*RELEASE_S.get(recording.played, (0.03, 0.15)))
    detune, dull = rng.normal(0, 0.08), rng.uniform(0.3, 1.0)

    def note(note: Note) -> np.ndarray:
        near = known[np.argsort(np.abs(known - note.midi))[:2]]
        key = int(near[0] if len(near) == 1 or rng.random() < 0.75 else near[1])
        step = 2 ** ((note.midi + detune - key) / 12)
        x = recorded[key]
        n = min(samples(note.length + release), int((len(x) - 1) / step))
        x = np.interp(np.arange(n) * step, np.arange(len(x)), x)
        fade = min(samples(release), n)
        x[n - fade :] *= np.linspace(1, 0, fade) ** 2
        soft = dull * (1 - note.velocity)
        if soft > 0.15:
            x += soft * (band(x, None, 900 + 4000 * note.velocity, 1) - x)
        return x * note.velocity

    return Voice(note)


def register(recording: Recording) -> tuple[int, int, tuple[str, ...]]:
    """The notes that a player of it plays, within what was recorded, and how."""
    low, high, styles = PLAYED[recording.played]
    known = sorted(keys(recording.package))
    return max(low - 5, known[0] - FURTHEST), min(high + 5, known[-1] + FURTHEST), styles


def _phrase(rng: Rng, recording: Recording, styles: tuple[str, ...], players: int) -> np.ndarray:
    low, high, _ = register(recording)
    voices = [voice(rng, recording) for _ in range(players)]
    total = np.zeros(LENGTH)
    for note in phrase(rng, SECONDS, low, high, styles):
        for one in voices:
            at = samples(note.start + (rng.uniform(0, 0.06) if players > 1 else 0.0))
            x = one.note(note)[: max(LENGTH - at, 0)]
            total[at : at + len(x)] += x
    return total


def stem(rng: Rng, recording: Recording) -> Stem:
    """A phrase of one player; electric guitars mostly through a gentle amplifier."""
    x = _phrase(rng, recording, register(recording)[2], 1)
    if recording.played == "electric guitar" and rng.random() < 0.6:
        x = plucked.combo(rng)(x)
    kind = recording.says[0] if recording.says else recording.played
    says = truth(recording.says, recording.unsure)
    return Stem(level(x), says, "recorded", kind)


def section(rng: Rng, recording: Recording) -> Stem:
    """The same phrase by three to seven players."""
    name = SECTIONS.get(recording.package, recording.played)
    styles = PLAYED["strings" if name == "strings" else recording.played][2]
    x = _phrase(rng, recording, styles, int(rng.integers(3, 8)))
    return Stem(level(x), truth((name,)), "recorded", name)


def driven(rng: Rng, recording: Recording) -> Stem:
    """An electric guitar through one of our distortions."""
    x = _phrase(rng, recording, PLAYED["distorted guitar"][2], 1)
    name = "distorted guitar"
    return Stem(level(plucked.distortion(rng)(x)), truth((name,)), "recorded", name)
