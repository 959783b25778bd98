"""Our own bows, winds and synthesizers: tones that a player or an oscillator keeps up.

As in `plucked`, a maker draws one instrument and returns a `Voice`.
"""

import numpy as np

from sounds.phrases import Note
from sounds.tone import (
    RATE,
    adsr,
    band,
    formants,
    hz_of,
    noise,
    phase,
    pulse,
    read,
    samples,
    saw,
    square,
    swept,
    table,
    vibrato,
)
from sounds.voice import Rng, Voice

Peaks = list[tuple[float, float, float]]


def _body(rng: Rng, low: float, high: float, count: int, gain: float) -> Peaks:
    """Random resonances of a wooden or brass body."""
    return [
        (float(f), float(f * rng.uniform(0.05, 0.2)), rng.uniform(-gain * 0.7, gain))
        for f in np.exp(rng.uniform(np.log(low), np.log(high), count))
    ]


def _bowed(
    rng: Rng, body: Peaks, slope: float, bow: float, shake: tuple[float, float, float]
) -> Voice:
    cents, rate, delay = shake
    attack, hiss = rng.uniform(0.02, 0.15), bow * rng.uniform(0.3, 1.5)

    def note(note: Note) -> np.ndarray:
        n, hz = samples(note.length + 0.12), hz_of(note.midi)
        wobble = vibrato(rng, n, cents * rng.uniform(0.6, 1.3), rate, delay)
        turns = phase(hz * wobble, n)
        bright = formants(saw(200, slope), hz, body)
        dark = bright * np.exp(-np.arange(200) / rng.uniform(4, 12))
        push = np.clip(adsr(n, attack, 0.3, 0.75, 0.1) * note.velocity, 0, 1)
        push *= 1 + 0.08 * np.sin(2 * np.pi * rate * np.arange(n) / RATE)
        x = swept(table(dark, hz, rng), table(bright, hz, rng), turns, np.clip(push, 0, 1))
        scrape = band(noise(rng, n), 1000, 9000, 1) * (1 + 2 * np.exp(-np.arange(n) / RATE / 0.05))
        return (x + hiss * scrape) * push

    return Voice(note)


def violin(rng: Rng) -> Voice:
    body = [(rng.uniform(270, 300), 40, 6), (rng.uniform(430, 560), 60, 7), (2600, 1500, 8)]
    body += _body(rng, 700, 6000, 9, 10)
    shake = (rng.uniform(0, 35), rng.uniform(4.8, 6.8), rng.uniform(0, 0.4))
    return _bowed(rng, body, rng.uniform(0.85, 1.3), 0.02, shake)


def cello(rng: Rng) -> Voice:
    body = [(rng.uniform(95, 110), 20, 6), (rng.uniform(170, 230), 40, 7), (1500, 1200, 5)]
    body += _body(rng, 300, 3500, 9, 9)
    shake = (rng.uniform(0, 30), rng.uniform(4.3, 6), rng.uniform(0, 0.4))
    return _bowed(rng, body, rng.uniform(0.95, 1.5), 0.015, shake)


def _many(rng: Rng, one: Voice, players: int, spread: float) -> Voice:
    """A section: players a little apart in pitch and time."""

    def note(note: Note) -> np.ndarray:
        n = samples(note.length + 0.35)
        total = np.zeros(n)
        for _ in range(players):
            late, cents = rng.uniform(0, 0.06), rng.normal(0, spread)
            x = one.note(Note(0, note.length, note.midi + cents / 100, note.velocity))
            at = samples(late)
            x = x[: n - at]
            total[at : at + len(x)] += x
        return total

    return Voice(note, one.finish)


def strings(rng: Rng) -> Voice:
    one = violin(rng) if rng.random() < 0.5 else cello(rng)
    return _many(rng, one, int(rng.integers(4, 8)), rng.uniform(4, 14))


def _blown(
    rng: Rng, amplitudes: np.ndarray, body: Peaks, breath: float, bloom: float, shake: float
) -> Voice:
    """A reed, lips or an edge: brighter when louder, with breath, pitch settling at the start."""
    attack, rate = rng.uniform(0.015, 0.09), rng.uniform(4.2, 6.2)
    scoop, cents = rng.uniform(-60, 20), shake * rng.uniform(0, 1.2)
    air = (rng.uniform(500, 1500), rng.uniform(4000, 12000))

    def note(note: Note) -> np.ndarray:
        n, hz = samples(note.length + 0.07), hz_of(note.midi)
        t = np.arange(n) / RATE
        bend = 2 ** (scoop * np.exp(-t / 0.04) / 1200)
        turns = phase(hz * bend * vibrato(rng, n, cents, rate, rng.uniform(0.1, 0.5)), n)
        bright = formants(amplitudes, hz, body)
        dark = bright * np.exp(-np.arange(len(bright)) / bloom)
        push = adsr(n, attack, 0.15, rng.uniform(0.6, 0.95), 0.06)
        share = np.clip(push * note.velocity * 1.1, 0, 1) ** 2
        x = swept(table(dark, hz, rng), table(bright, hz, rng), turns, share)
        hiss = breath * band(noise(rng, n), *air, 1) * (1 + 3 * np.exp(-t / 0.04))
        return (x + hiss) * push * note.velocity

    return Voice(note)


def brass(rng: Rng) -> Voice:
    body = [(rng.uniform(400, 1300), rng.uniform(400, 1200), rng.uniform(4, 10))]
    body += _body(rng, 1500, 5000, 3, 5)
    one = _blown(rng, saw(120, rng.uniform(0.7, 1.1)), body, 0.008, rng.uniform(1.5, 5), 18)
    if rng.random() < 0.2:  # a mute
        mute = [(rng.uniform(1400, 2600), 700, 14), *body]
        one = _blown(rng, saw(120, 0.9), mute, 0.01, 4, 15)
    return _many(rng, one, 3, 6) if rng.random() < 0.25 else one


def saxophone(rng: Rng) -> Voice:
    body = [(rng.uniform(450, 750), 300, rng.uniform(3, 9)), (rng.uniform(900, 1500), 400, 6)]
    body += [(rng.uniform(2000, 3200), 900, rng.uniform(2, 9))]
    voice = _blown(
        rng, saw(120, rng.uniform(0.75, 1.2)), body, rng.uniform(0.01, 0.06), rng.uniform(3, 8), 25
    )
    growl, rate = rng.uniform(0, 0.5) * (rng.random() < 0.3), rng.uniform(25, 60)

    def finish(x: np.ndarray) -> np.ndarray:
        rough = 1 + growl * np.sin(2 * np.pi * rate * np.arange(len(x)) / RATE)
        return np.tanh(rng.uniform(0.5, 1.5) * x / (np.abs(x).max() + 1e-9)) * rough

    return Voice(voice.note, finish)


def reed(rng: Rng) -> Voice:
    """Clarinet, oboe and their like: winds with no name of their own here."""
    odd = rng.random() < 0.5
    shape = square(80, 1.1) + 0.05 * saw(80) if odd else saw(80, 0.9)
    body = _body(rng, 700, 3500, 3, 9)
    return _blown(rng, shape, body, 0.01, rng.uniform(3, 8), 10)


def flute(rng: Rng) -> Voice:
    amplitudes = saw(16, rng.uniform(1.6, 3.0))
    amplitudes[1] *= rng.uniform(0.3, 3)
    voice = _blown(rng, amplitudes, [], rng.uniform(0.02, 0.2), rng.uniform(1, 4), 20)
    rate, depth = rng.uniform(4.5, 6), rng.uniform(0, 0.3)

    def finish(x: np.ndarray) -> np.ndarray:
        return x * (1 + depth * np.sin(2 * np.pi * rate * np.arange(len(x)) / RATE))

    return Voice(voice.note, finish)


def synth_lead(rng: Rng) -> Voice:
    shape = (saw(), square(), pulse(rng.uniform(0.08, 0.4)), saw(30, 1.5))[int(rng.integers(4))]
    detune = rng.choice((0.0, rng.uniform(3, 20)))
    attack, fall = rng.uniform(0.002, 0.03), rng.uniform(0.1, 1.5)
    cut, sustain = rng.uniform(3, 80), rng.uniform(0.3, 1)
    cents, drive = rng.uniform(0, 25), rng.uniform(0.3, 3)
    glide = rng.uniform(0, 0.08) * (rng.random() < 0.4)
    last = [60.0]

    def note(note: Note) -> np.ndarray:
        n = samples(note.length + 0.05)
        t = np.arange(n) / RATE
        start, last[0] = last[0], note.midi
        slide = (start - note.midi) * np.exp(-t / max(glide, 1e-4)) if glide else 0.0
        hz = hz_of(note.midi) * 2 ** (slide / 12) * vibrato(rng, n, cents, 5.5, 0.25)
        dark = shape * np.exp(-np.arange(len(shape)) / cut)
        share = adsr(n, attack, fall, rng.uniform(0, 0.6), 0.03)
        base = hz_of(max(note.midi, start if glide else 0))
        waves = table(dark, base), table(shape, base)
        x = sum(
            swept(*waves, phase(hz * 2 ** (c / 1200), n) + rng.random(), share)
            for c in ((0.0,) if not detune else (-detune, 0.0, detune))
        )
        return x * adsr(n, attack, 0.3, sustain, 0.03) * note.velocity

    return Voice(note, lambda x: np.tanh(drive * x / (np.abs(x).max() + 1e-9)))


def pad(rng: Rng) -> Voice:
    shape = (saw(120), saw(60, 1.6), square(80), pulse(0.3, 100))[int(rng.integers(4))]
    attack, release = rng.uniform(0.1, 1.2), rng.uniform(0.3, 1.2)
    cut, rate, depth = rng.uniform(1.5, 25), rng.uniform(0.05, 0.8), rng.uniform(0, 0.6)
    spread, voices = rng.uniform(4, 18), int(rng.integers(2, 6))

    def note(note: Note) -> np.ndarray:
        n, hz = samples(note.length + release), hz_of(note.midi)
        t = np.arange(n) / RATE
        dark = shape * np.exp(-np.arange(len(shape)) / cut)
        share = np.clip(0.2 + depth * np.sin(2 * np.pi * rate * t + rng.uniform(0, 6)), 0, 1)
        waves = table(dark, hz), table(shape, hz)
        x = sum(
            swept(*waves, phase(hz * 2 ** (c / 1200), n) + rng.random(), share)
            for c in rng.normal(0, spread, voices)
        )
        return x * adsr(n, attack, 1.0, 0.9, release) * note.velocity

    return Voice(note)


def hum(rng: Rng, midi: float, n: int) -> np.ndarray:
    """A plain steady tone, for what is no instrument at all."""
    return read(table(saw(8, rng.uniform(1, 3)), hz_of(midi), rng), phase(hz_of(midi), n))
