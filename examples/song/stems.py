"""Parts become sound: one dry stereo array for every instrument, `float64[2, score.LENGTH]`.

Drums and glass stand on exact samples; hands that play chords are a few milliseconds human.
"""

import groove
import kit
import numpy as np
import parts
import score
import synth
from effects import BLOCK, high_pass, moving_low_pass, pan
from sampler import play
from score import Note

PIANO, MUTED_GUITAR, STRINGS = 0, 28, 48
# Drum: (gain, pan). Left and right are the listener's.
SEATS = {
    "kick": (0.95, 0.0), "heart": (0.8, 0.0), "snare": (0.62, 0.0), "clap": (0.5, 0.05),
    "snap": (0.5, -0.1), "tick": (0.42, 0.15), "tom1": (0.55, -0.4), "tom2": (0.55, 0.05),
    "tom3": (0.6, 0.45), "hat": (0.2, 0.25), "pedal": (0.15, 0.25), "open": (0.2, 0.25),
    "crash": (0.34, -0.35), "crash2": (0.34, 0.4), "ride": (0.16, 0.45), "tamb": (0.14, -0.35),
    "shaker": (0.2, -0.5),
}  # fmt: skip


def silence() -> np.ndarray:
    return np.zeros((2, score.LENGTH))


def add(out: np.ndarray, sound: np.ndarray, first: int) -> None:
    """Mixes `sound` (mono or stereo) into `out` from sample `first`, cut where the song begins and
    ends.
    """
    skip = max(-first, 0)
    part = np.atleast_2d(sound)[:, skip : out.shape[1] - first]
    out[:, first + skip : first + skip + part.shape[1]] += part


def drums(names: set[str]) -> np.ndarray:
    """Some of the drums."""
    out = silence()
    for hit in groove.hits():
        if hit.drum in names:
            gain, position = SEATS[hit.drum]
            sound = kit.hit(hit.drum) * gain * hit.strength**1.4
            add(out, pan(sound, position), hit.sample)
    return out


def bass() -> np.ndarray:
    out = silence()
    for note in parts.bass():
        tone = synth.bass(note.pitch, score.seconds(note.beat, note.beats), note.velocity)
        add(out, pan(tone, 0.0), score.sample_of(note.beat))
    return out


def glass() -> np.ndarray:
    """Every note a little elsewhere between left and right."""
    out = silence()
    for k, note in enumerate(parts.pluck()):
        tone = synth.glass(note.pitch, note.velocity)
        add(out, pan(tone, 0.55 * np.sin(k * 2.4)), score.sample_of(note.beat))
    return out


def _saws(
    notes: list[Note], spread: float, attack_s: float, release_s: float, name: str
) -> np.ndarray:
    out = silence()
    for k, note in enumerate(notes):
        held = score.seconds(note.beat, note.beats)
        tone = synth.super_saw(note.pitch, held + release_s, spread, score.rng(name, k))
        shape = synth.gate(np.arange(tone.shape[1]) / score.RATE, held, attack_s, release_s)
        add(out, tone * shape * note.velocity, score.sample_of(note.beat))
    return out


def _corner(points: list[tuple[float, float]]) -> np.ndarray:
    """A filter's path, one value a block, from (beat, Hz)."""
    at = [score.sample_of(beat) / BLOCK for beat, _ in points]
    path = np.interp(np.arange(score.LENGTH // BLOCK + 1), at, np.log2([hz for _, hz in points]))
    return 2**path


def pad() -> np.ndarray:
    """Wide and soft, opening towards every chorus."""
    notes = [Note(c.beat, c.beats, p, 0.8) for c in score.chords() for p in c.voicing if c.bar >= 0]
    w = score.where
    path = [
        (w("intro"), 350), (w("verse"), 1100), (w("verse") + 1, 600),
        (w("verse") + 24, 900), (w("chorus") - 0.5, 3800), (w("chorus"), 2600),
        (w("verse", 2), 2200), (w("verse", 2) + 1, 900), (w("chorus", 2) - 0.5, 4200),
        (w("chorus", 2), 2800), (w("bridge"), 2000), (w("bridge") + 1, 420),
        (w("bridge") + 12, 1400), (w("chorus", 3) - 1, 5000), (w("chorus", 3), 3200),
        (w("outro"), 2600), (w("outro") + 4, 1100), (w("outro") + 16, 300),
    ]  # fmt: skip
    return moving_low_pass(high_pass(_saws(notes, 11, 0.09, 0.35, "pad"), 160), _corner(path))


def stabs() -> np.ndarray:
    """Brighter from chorus to chorus."""
    w = score.where
    path = [(w("chorus"), 4500), (w("chorus", 2), 6000), (w("chorus", 3), 8500)]
    saws = _saws(parts.stabs(), 16, 0.004, 0.09, "stab")
    return moving_low_pass(high_pass(saws, 220), _corner(path))


def lead() -> np.ndarray:
    line = synth.lead(parts.lead())
    return pan(moving_low_pass(line[None], np.full(score.LENGTH // BLOCK + 1, 4200.0))[0], 0.0)


def piano() -> np.ndarray:
    return play(PIANO, parts.piano(), 0.005)


def guitar() -> np.ndarray:
    return play(MUTED_GUITAR, parts.guitar(), 0.003)


def strings() -> np.ndarray:
    return play(STRINGS, parts.strings(), 0.008)


def _riser(end_beat: float, beats: float, loud: float) -> tuple[np.ndarray, int]:
    length = score.seconds(end_beat - beats, beats)
    sound = synth.sweep_noise(length, 350, 9000, score.rng("riser", int(end_beat)))
    ramp = np.linspace(0, 1, sound.shape[1]) ** 2.2
    return sound * ramp * loud, score.sample_of(end_beat - beats)


def _boom(loud: float) -> np.ndarray:
    """A falling sine felt more than heard, under a puff of air."""
    t = synth.clock(2.2)
    f = 34 + 42 * np.exp(-t / 0.25)
    low = np.sin(2 * np.pi * np.cumsum(f) / score.RATE) * np.exp(-t / 0.6)
    return np.tanh(1.6 * low) * loud * np.clip((2.2 - t) / 0.5, 0, 1)


def sweeps() -> np.ndarray:
    """Risers into the choruses, booms on their first beat, a fall into the drop-out, cymbals played
    backwards.
    """
    out = silence()
    for occurrence, beats, loud in ((1, 8, 0.5), (2, 8, 0.5), (3, 12, 0.6)):
        start = score.where("chorus", occurrence)
        stop = 1.0 if occurrence == 3 else 0.0
        add(out, *_riser(start - stop, beats - stop, loud))
        add(out, _boom(0.5), score.sample_of(start))
    fall = synth.sweep_noise(3.2, 7000, 250, score.rng("fall"))
    fade = np.exp(-np.arange(fall.shape[1]) / score.RATE / 0.9)
    add(out, fall * fade * 0.45, score.sample_of(score.where("bridge")))
    add(out, _boom(0.45), score.sample_of(score.where("bridge")))
    for place, loud in (
        (score.where("verse"), 0.25),
        (score.where("verse", 2), 0.3),
        (score.where("outro"), 0.3),
    ):
        back = (
            kit.hit("crash")[: int(1.6 * score.RATE)][::-1]
            * np.linspace(0, 1, int(1.6 * score.RATE)) ** 1.5
        )
        add(out, pan(back * loud, 0.0), score.sample_of(place) - len(back))
    return out
