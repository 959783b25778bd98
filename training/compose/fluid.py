"""FluidSynth through its C library: notes in seconds to sound, with any SoundFont.

One synthesizer per font is kept, without reverb and chorus (`effects.py` has its own). Times are
exact to FluidSynth's block of 64 samples, 1.5 ms. FluidSynth keeps some state from piece to piece:
the same piece rendered in another order differs in about one value of the network's input in 1500.
"""

import ctypes
import ctypes.util
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

RATE = 44100
DRUM_CHANNEL = 9
BLOCK = 64  # samples that FluidSynth makes at once


@dataclass(frozen=True)
class Event:
    """At `time` seconds a note begins (`velocity` 1..127) or ends (0)."""

    time: float
    channel: int
    pitch: int
    velocity: int


@lru_cache
def _library() -> Any:
    name = ctypes.util.find_library("fluidsynth") or "libfluidsynth.so.3"
    library = ctypes.CDLL(name)
    for maker in ("new_fluid_settings", "new_fluid_synth"):
        getattr(library, maker).restype = ctypes.c_void_p
    return library


@lru_cache
def _synth(font: Path) -> tuple[Any, int]:
    library = _library()
    settings = ctypes.c_void_p(library.new_fluid_settings())
    for key, value in (("synth.sample-rate", float(RATE)), ("synth.gain", 0.35)):
        library.fluid_settings_setnum(settings, key.encode(), ctypes.c_double(value))
    for key, number in (("reverb.active", 0), ("chorus.active", 0), ("polyphony", 96)):
        library.fluid_settings_setint(settings, f"synth.{key}".encode(), number)
    synth = ctypes.c_void_p(library.new_fluid_synth(settings))
    loaded = library.fluid_synth_sfload(synth, str(font).encode(), 1)
    if loaded < 0:
        raise FileNotFoundError(f"{font}: FluidSynth cannot load this SoundFont")
    return synth, loaded


def play(
    events: list[Event], programs: dict[int, tuple[int, float]], duration: float, font: Path
) -> np.ndarray:
    """`float32[samples]` mono; `programs` gives each channel its program and gain."""
    library, (synth, loaded) = _library(), _synth(font)
    library.fluid_synth_system_reset(synth)
    for channel, (program, gain) in programs.items():
        bank = 128 if channel == DRUM_CHANNEL else 0
        library.fluid_synth_program_select(synth, channel, loaded, bank, program)
        library.fluid_synth_cc(synth, channel, 7, int(np.clip(92 * gain**0.5, 20, 127)))
    total = round(duration * RATE)
    sound = np.zeros((2, total + BLOCK), np.float32)
    at = 0
    for event in sorted(events, key=lambda e: (e.time, e.velocity > 0)):
        at = _write(synth, sound, at, min(total, round(event.time * RATE)))
        if event.velocity:
            library.fluid_synth_noteon(synth, event.channel, event.pitch, event.velocity)
        else:
            library.fluid_synth_noteoff(synth, event.channel, event.pitch)
    # To the end of a block of 64, so that the next piece begins at the start of one, in any order.
    _write(synth, sound, at, -(-total // BLOCK) * BLOCK)
    return sound[:, :total].mean(axis=0)


def _write(synth: Any, sound: np.ndarray, at: int, until: int) -> int:
    count = until - at
    if count <= 0:
        return at
    left, right = (ctypes.c_void_p(row.ctypes.data) for row in sound)
    _library().fluid_synth_write_float(synth, count, left, at, 1, right, at, 1)
    return until
