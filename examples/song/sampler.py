"""Recorded instruments: notes in, sound out, played by FluidSynth from the FluidR3 GM sound font
(MIT licence).

FluidSynth starts notes on a grid of 64 samples; instruments whose attack is labelled are therefore
cut out one by one and placed by `mix.py` on their exact sample.
"""

import subprocess
import tempfile
from functools import cache
from pathlib import Path

import mido
import numpy as np
import score
from scipy.io import wavfile

FONTS = (
    "/usr/share/sounds/sf2/FluidR3_GM.sf2",
    "/usr/share/soundfonts/FluidR3_GM.sf2",
    "/opt/homebrew/share/soundfonts/FluidR3_GM.sf2",
)
TICKS_A_SECOND = 960 * 2  # 960 to the beat at MIDI's own default of 120 beats a minute
HIT_GAP_S = 4.0


def _font() -> str:
    for path in FONTS:
        if Path(path).exists():
            return path
    raise SystemExit("FluidR3_GM.sf2 is missing: apt-get install fluid-soundfont-gm")


def _play(midi: mido.MidiFile) -> np.ndarray:
    """`float64[2, samples]`, dry."""
    with tempfile.TemporaryDirectory() as folder:
        tune, wave = Path(folder) / "tune.mid", Path(folder) / "tune.wav"
        midi.save(tune)
        command = ["fluidsynth", "-niq", "-R", "0", "-C", "0", "-g", "0.5", "-r", str(score.RATE)]
        command += ["-T", "wav", "-O", "float", "-F", str(wave), _font(), str(tune)]
        subprocess.run(command, check=True, capture_output=True)
        return wavfile.read(wave)[1].T.astype(np.float64)


def _midi(events: list[tuple[float, mido.Message]]) -> mido.MidiFile:
    """Messages at seconds, in order."""
    track, now = mido.MidiTrack(), 0
    for seconds, message in sorted(events, key=lambda e: e[0]):
        tick = round(seconds * TICKS_A_SECOND)
        track.append(message.copy(time=tick - now))
        now = tick
    track.append(mido.MetaMessage("end_of_track", time=TICKS_A_SECOND * 4))
    return mido.MidiFile(ticks_per_beat=960, tracks=[track])


@cache
def recorded_hits(names: tuple[tuple[str, int], ...]) -> dict[str, np.ndarray]:
    """One loud hit of every drum."""
    events = []
    for k, (_, key) in enumerate(names):
        on = mido.Message("note_on", channel=9, note=key, velocity=112)
        events += [(k * HIT_GAP_S, on), (k * HIT_GAP_S + 3.0, on.copy(velocity=0))]
    sound, step = _play(_midi(events)), int(HIT_GAP_S * score.RATE)
    return {name: sound[:, k * step : (k + 1) * step] for k, (name, _) in enumerate(names)}


def play(program: int, notes: list[score.Note], human_s: float = 0.004) -> np.ndarray:
    """A General MIDI program (from 0) playing `notes` in the song, a few milliseconds early or late
    as hands are.
    """
    events = [(0.0, mido.Message("program_change", program=program))]
    late = score.rng("hands", program).normal(0, human_s, len(notes))
    for note, shift in zip(notes, late, strict=True):
        start = max(score.time_of(note.beat) + shift, 0.0)
        end = max(score.time_of(note.beat + note.beats) + shift, start + 0.03)
        on = mido.Message(
            "note_on", note=note.pitch, velocity=int(np.clip(note.velocity, 0.02, 1) * 127)
        )
        events += [(start, on), (end, on.copy(velocity=0))]
    sound = _play(_midi(events))
    out = np.zeros((2, score.LENGTH))
    n = min(sound.shape[1], score.LENGTH)
    out[:, :n] = sound[:, :n]
    return out
