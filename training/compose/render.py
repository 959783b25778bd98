"""A piece to sound: FluidSynth for players with GM instruments, `synth` for the others, mixed."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from . import synth
from .fluid import DRUM_CHANNEL, RATE, Event, play
from .piece import Piece, Track

STRUMMED = range(24, 32)


def render(piece: Piece, font: Path) -> np.ndarray:
    """`float32[samples]` mono at 44.1 kHz, peak about 0.7."""
    rng = np.random.default_rng([piece.seed, 2])
    rest = _sampled(rng, piece, font, drums=False)
    drums = _sampled(rng, piece, font, drums=True)
    for track in piece.tracks:
        if track.voice not in ("gm", "kit"):
            into = drums if track.role == "drums" else rest
            _add_synthesized(rng, piece, track, into)
    if piece.ducked:
        rest *= _ducking(piece, rng.uniform(0.4, 0.95))
    sound = rest + drums
    return (sound * (0.7 / (np.abs(sound).max() + 1e-9))).astype(np.float32)


def _played(rng: np.random.Generator, piece: Piece, track: Track) -> tuple[np.ndarray, np.ndarray]:
    """Seconds at which the notes of a track begin and end, with a person's lag and jitter."""
    begin = piece.seconds(np.array([note.beat for note in track.notes]))
    end = piece.seconds(np.array([note.beat + note.length for note in track.notes]))
    shift = track.lag_s + track.jitter_s * rng.standard_normal(len(begin))
    begin = np.maximum(begin + shift, 0.0)
    return begin, np.maximum(end + shift, begin + 0.03)


def _sampled(rng: np.random.Generator, piece: Piece, font: Path, drums: bool) -> np.ndarray:
    events: list[Event] = []
    programs: dict[int, tuple[int, float]] = {}
    channel = 0
    for track in piece.tracks:
        if track.voice != ("kit" if drums else "gm"):
            continue
        here = DRUM_CHANNEL if drums else channel
        channel += 1 + (channel == DRUM_CHANNEL - 1)
        kit = int(rng.choice([0, 0, 0, 8, 16, 24, 25, 32, 40])) if drums else track.program
        programs[here] = (kit, track.gain)
        begin, end = _played(rng, piece, track)
        roll = rng.uniform(0.006, 0.02) if track.program in STRUMMED and not drums else 0.0
        last, strum = -1.0, 0
        for note, on, off in zip(track.notes, begin, end, strict=True):
            strum = strum + 1 if note.beat == last else 0
            last = note.beat
            velocity = int(np.clip(127 * note.velocity, 8, 127))
            pitch = int(np.clip(note.pitch, 12, 115))
            events.append(Event(on + roll * strum, here, pitch, velocity))
            events.append(Event(max(off, on + roll * strum + 0.02), here, pitch, 0))
    if not events:
        return np.zeros(round(piece.duration * RATE), np.float32)
    return play(events, programs, piece.duration, font)


def _add_synthesized(
    rng: np.random.Generator, piece: Piece, track: Track, into: np.ndarray
) -> None:
    sound: Callable[..., np.ndarray]
    if track.voice == "synth_kit":
        sound = synth.kit(rng)
    elif track.voice == "voice":
        sound = synth.singer(rng)
    else:
        sound = synth.patch(track.voice, rng)
    level = track.gain * {"drums": 0.5, "bass": 0.22, "pad": 0.05, "comp": 0.07}.get(
        track.role, 0.14
    )
    for note, on, off in zip(track.notes, *_played(rng, piece, track), strict=True):
        if track.voice == "synth_kit":
            hit = sound(note.pitch)
        else:
            hit = sound(note.pitch, 10 * round(100 * (off - on)) + 10)
        start = round(on * RATE)
        hit = hit[: len(into) - start]
        into[start : start + len(hit)] += level * note.velocity * hit


def _ducking(piece: Piece, depth: float) -> np.ndarray:
    """Side-chain: down at each kick, back within a third of a second."""
    time = np.arange(round(piece.duration * RATE)) / RATE
    kicks = [
        n.beat for t in piece.tracks if t.role == "drums" for n in t.notes if n.pitch in (35, 36)
    ]
    if not kicks:
        return np.ones(len(time), np.float32)
    at = np.sort(piece.seconds(np.array(kicks)))
    index = np.clip(np.searchsorted(at, time, side="right") - 1, 0, len(at) - 1)
    since = np.where(time >= at[0], time - at[index], 1.0)
    return (1 - depth * np.exp(-since / 0.12)).astype(np.float32)
