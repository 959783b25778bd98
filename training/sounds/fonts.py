"""Sound fonts, played by FluidSynth: many phrases of one program in one run, then cut apart.

Needs the programs `fluidsynth` and the fonts of Debian that FONTS names; `mido` writes the MIDI.
"""

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import mido
import numpy as np
from scipy.io import wavfile

from sounds.phrases import Note

RATE = 44100
PLACES = (Path("/usr/share/sounds/sf2"), Path("/usr/share/sounds/sf3"))
TICKS, TEMPO = 480, 500000  # one tick is 1/960 s


def font(name: str) -> Path:
    """The file of a font; raises FileNotFoundError with the package that has it."""
    for place in PLACES:
        if (place / name).is_file():
            return place / name
    raise FileNotFoundError(f"{name}: install the sound fonts with `make training-setup`")


def render(
    path: Path,
    program: int,
    phrases: Sequence[Sequence[Note]],
    seconds: float,
    rng: np.random.Generator,
    drum: bool = False,
) -> np.ndarray:
    """Each phrase alone for `seconds`, `float32[len(phrases), samples]`, mono, without effects."""
    slot = seconds + 2.0
    with tempfile.TemporaryDirectory() as folder:
        midi, wave = Path(folder, "a.mid"), Path(folder, "a.wav")
        _write(midi, program, phrases, slot, rng, 9 if drum else 0)
        command = ["fluidsynth", "-ni", "-q", "-R", "0", "-C", "0", "-g", "0.6", "-r", str(RATE)]
        command += ["-o", "synth.dynamic-sample-loading=1", "-O", "s16", "-T", "wav"]
        subprocess.run(
            [*command, "-F", str(wave), str(path), str(midi)], check=True, capture_output=True
        )
        stereo = wavfile.read(wave)[1].astype(np.float32) / 32768
    mono = stereo.mean(axis=1)
    length, count = round(seconds * RATE), len(phrases)
    mono = np.pad(mono, (0, max(0, round(count * slot * RATE) + length - len(mono))))
    return np.stack([mono[round(k * slot * RATE) :][:length] for k in range(count)])


def _write(
    path: Path,
    program: int,
    phrases: Sequence[Sequence[Note]],
    slot: float,
    rng: np.random.Generator,
    channel: int,
) -> None:
    events: list[tuple[float, int, mido.Message]] = []
    for k, notes in enumerate(phrases):
        begin, end = k * slot, (k + 1) * slot - 1.0
        wheel = int(rng.integers(0, 80)) * int(rng.random() < 0.5)
        change = mido.Message("control_change", channel=channel, control=1, value=wheel)
        events.append((begin, 0, change))
        for note in notes:
            pitch = round(note.midi)
            velocity = min(max(1, round(127 * note.velocity)), 127)
            on = mido.Message("note_on", channel=channel, note=pitch, velocity=velocity)
            events.append((begin + note.start, 2, on))
            off = mido.Message("note_off", channel=channel, note=pitch)
            events.append((min(begin + note.start + note.length, end), 1, off))
        stop = mido.Message("control_change", channel=channel, control=120, value=0)
        events.append((begin + slot - 0.05, 3, stop))
    track, now = mido.MidiTrack(), 0
    track.append(mido.MetaMessage("set_tempo", tempo=TEMPO))
    track.append(mido.Message("program_change", channel=channel, program=program))
    for time, _, message in sorted(events, key=lambda e: (e[0], e[1])):
        tick = round(time * 1e6 / TEMPO * TICKS)
        track.append(message.copy(time=max(tick - now, 0)))
        now = max(tick, now)
    mido.MidiFile(ticks_per_beat=TICKS, tracks=[track]).save(str(path))
