"""What was heard made audible: the song with a click on every beat, an accent on every bar and a
chime at every section, so that a person can check by ear.

In: the song's file and its features. Out: a WAV file, 16 bit, of the song's rate and length. A
chime's pitch belongs to the section's label: parts that return sound alike.
"""

import os
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from clavilux.media.output import check_folder, written
from clavilux.media.read import stereo_blocks
from clavilux.types.audio import Audio
from clavilux.types.errors import UsageError
from clavilux.types.features import Features

RATE = 44100
SONG_GAIN = 0.6  # leaves room for the clicks
BEAT, BAR = (1000.0, 0.03, 0.3), (1600.0, 0.05, 0.45)  # Hz, decay and level of a click
CHIME_S, CHIME_LEVEL = 0.9, 0.35
CHIME_HZ = 523.25  # of the first label; each further label a step of SCALE up
SCALE = (0, 2, 4, 7, 9)  # semitones: any two of a pentatonic scale agree


@dataclass(frozen=True)
class Sounds:
    """What is mixed in: `at` `int64[n]` first samples, ascending; `what` the sounds."""

    at: np.ndarray
    what: tuple[np.ndarray, ...]


def sonify(song: Path, features: Features, out: Path) -> None:
    """Writes the song with what was heard in it; whole or not at all."""
    if out.suffix.lower() != ".wav":
        raise UsageError(f"{out}: is written as a WAV file; give it a name that ends in .wav.")
    check_folder(out)
    part = out.with_name(f".{out.name}.part")
    try:
        with written(out):
            _write(part, mixed(stereo_blocks(song, RATE, 0.0, features.duration), sounds(features)))
            os.replace(part, out)
    finally:
        part.unlink(missing_ok=True)


def sounds(features: Features) -> Sounds:
    """Clicks, accents and chimes with their places."""
    beats = features.beats
    plain, accent = click(*BEAT), click(*BAR)
    placed = [
        (round(float(time) * RATE), accent if position == 1 else plain)
        for time, position in zip(beats.times, beats.positions, strict=True)
    ]
    labels = list(dict.fromkeys(section.label for section in features.sections))
    for section in features.sections:
        placed.append((round(section.start * RATE), chime(labels.index(section.label))))
    placed.sort(key=lambda row: row[0])
    return Sounds(np.array([at for at, _ in placed], np.int64), tuple(what for _, what in placed))


def click(hz: float, decay: float, level: float) -> np.ndarray:
    """A short tone that is there at once: `float32[n]`."""
    t = np.arange(round(5 * decay * RATE)) / RATE
    return (level * np.exp(-t / decay) * np.cos(2 * np.pi * hz * t)).astype(np.float32)


def chime(number: int) -> np.ndarray:
    """The bell of the label with this number: `float32[n]`."""
    octave, step = divmod(number, len(SCALE))
    hz = CHIME_HZ * 2 ** ((SCALE[step] + 12 * (octave % 2)) / 12)
    t = np.arange(round(CHIME_S * RATE)) / RATE
    tone = sum(np.sin(2 * np.pi * hz * k * t) * np.exp(-5 * k * t) / k for k in (1, 2, 3))
    fade = np.minimum(1, (CHIME_S - t) / 0.05) * np.minimum(1, t / 0.002)
    return (CHIME_LEVEL * fade * tone).astype(np.float32)


def mixed(blocks: Iterator[Audio], added: Sounds) -> Iterator[np.ndarray]:
    """The song's blocks `float32[channels, n]` with the sounds that fall into each."""
    begin, longest = 0, max((len(sound) for sound in added.what), default=0)
    for block in blocks:
        samples = SONG_GAIN * block.samples
        end = begin + samples.shape[1]
        first, last = np.searchsorted(added.at, (begin - longest, end))
        for number in range(int(first), int(last)):
            at, sound = int(added.at[number]), added.what[number]
            left, right = max(at, begin), min(at + len(sound), end)
            if left < right:
                samples[:, left - begin : right - begin] += sound[left - at : right - at]
        yield samples
        begin = end


def _write(path: Path, blocks: Iterator[np.ndarray]) -> None:
    with wave.open(str(path), "wb") as file:
        for number, samples in enumerate(blocks):
            if number == 0:
                file.setparams((len(samples), 2, RATE, 0, "NONE", ""))
            whole = np.rint(np.clip(samples, -1, 1) * 32767).astype("<i2")
            file.writeframes(np.ascontiguousarray(whole.T).tobytes())
