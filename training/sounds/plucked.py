"""Our own plucked and struck strings, bars and pipes with keys: guitars, basses, pianos, organs,
mallets.

A maker draws one instrument and returns its `Voice`.
"""

from collections.abc import Callable

import numpy as np
from scipy.signal import lfilter

from sounds.phrases import Note
from sounds.tone import (
    RATE,
    adsr,
    band,
    decay,
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
)
from sounds.voice import Rng, Voice


def _cached(strike: Callable[[Note], np.ndarray]) -> Callable[[Note], np.ndarray]:
    """The same key struck again sounds the same: what takes many sines is made once a key."""
    struck: dict[tuple[float, int], np.ndarray] = {}

    def note(note: Note) -> np.ndarray:
        key = note.midi, round(note.length * 5)
        if key not in struck:
            struck[key] = strike(note)
        return struck[key] * note.velocity

    return note


def string(
    rng: Rng, hz: float, n: int, bright: float, seconds: float, place: float, soft: float
) -> np.ndarray:
    """Karplus and Strong's string: noise in a loop with a low pass. `bright` 0..1, decay in
    `seconds`, plucked at `place` of its length, `soft` 0..1 the flesh of the finger."""
    period = RATE / hz
    delay = max(int(period - 0.5), 2)
    burst = noise(rng, delay)
    burst = lfilter([1 - soft], [1, -soft], burst)
    comb = max(int(place * delay), 1)
    burst = burst - np.roll(burst, comb)
    x = np.zeros(n)
    x[: min(delay, n)] = burst[:n]
    gain = 0.001 ** (1 / (hz * seconds))
    mix = 0.5 + 0.5 * bright
    loop = np.zeros(delay + 2)
    loop[0], loop[delay], loop[delay + 1] = 1, -gain * mix, -gain * (1 - mix)
    return lfilter([1.0], loop, x)


def _ends(x: np.ndarray, seconds: float) -> np.ndarray:
    """A fade over the last `seconds`."""
    n = min(samples(seconds), len(x))
    x[len(x) - n :] *= np.linspace(1, 0, n)
    return x


def acoustic_guitar(rng: Rng) -> Voice:
    bright, soft = rng.uniform(0.05, 0.7), rng.uniform(0.2, 0.85)
    body = [(rng.uniform(90, 130), 40, 6), (rng.uniform(180, 260), 60, 5)]
    ring, place = rng.uniform(1.0, 4.0), rng.uniform(0.1, 0.4)
    low, top = rng.uniform(70, 140), rng.uniform(4000, 14000)

    def note(note: Note) -> np.ndarray:
        n = samples(note.length + 0.15)
        x = string(
            rng, hz_of(note.midi), n, bright, ring, place, soft * (1.2 - note.velocity) * 0.8
        )
        x = _ends(x, 0.12)
        wood = sum(10 ** (g / 20) * band(x, f - w / 2, f + w / 2, 1) for f, w, g in body)
        return (x + 0.5 * wood) * note.velocity

    return Voice(note, lambda x: band(x, low, top))


def _electric(rng: Rng, ring: float) -> Callable[[Note], np.ndarray]:
    bright, soft, place = rng.uniform(0.2, 0.9), rng.uniform(0.1, 0.6), rng.uniform(0.05, 0.3)
    pickup, muted = rng.uniform(0.08, 0.3), rng.random() < 0.2
    seconds = 0.25 if muted else ring

    def note(note: Note) -> np.ndarray:
        n, hz = samples(note.length + 0.05), hz_of(note.midi)
        x = _ends(string(rng, hz, n, bright, seconds, place, soft), 0.04)
        back = max(int(pickup * RATE / hz), 1)
        return (x - 0.7 * np.pad(x, (back, 0))[: len(x)]) * note.velocity

    return note


def combo(rng: Rng) -> Callable[[np.ndarray], np.ndarray]:
    """A gentle amplifier, at times with a tremolo."""
    drive, low, top = rng.uniform(0.3, 2.0), rng.uniform(80, 200), rng.uniform(2500, 6500)
    wobble = rng.uniform(0, 0.5) * (rng.random() < 0.3)
    rate = rng.uniform(3, 7)

    def amplifier(x: np.ndarray) -> np.ndarray:
        x = np.tanh(drive * x / (np.abs(x).max() + 1e-9))
        tremolo = 1 - wobble * (0.5 + 0.5 * np.sin(2 * np.pi * rate * np.arange(len(x)) / RATE))
        return band(x * tremolo, low, top)

    return amplifier


def electric_guitar(rng: Rng) -> Voice:
    amplifier = combo(rng)
    return Voice(_electric(rng, rng.uniform(1.5, 4)), amplifier)


def distortion(rng: Rng) -> Callable[[np.ndarray], np.ndarray]:
    """A driven amplifier and its speaker."""
    drive, bias = 10 ** rng.uniform(1.0, 2.2), rng.uniform(0, 0.2)
    tight, top, scoop = rng.uniform(60, 250), rng.uniform(2800, 6500), rng.uniform(-6, 3)

    def amplifier(x: np.ndarray) -> np.ndarray:
        x = band(x, tight, None, 1) / (np.abs(x).max() + 1e-9)
        x = np.tanh(drive * x + bias) - np.tanh(bias)
        mid = band(x, 400, 900, 1)
        x = band(x + (10 ** (scoop / 20) - 1) * mid, 70, top, 3)
        return x + 0.01 * band(np.random.default_rng(len(x)).standard_normal(len(x)), 200, top)

    return amplifier


def distorted_guitar(rng: Rng) -> Voice:
    amplifier = distortion(rng)
    return Voice(_electric(rng, rng.uniform(3, 8)), amplifier)


def bass(rng: Rng) -> Voice:
    if rng.random() < 0.35:
        return _synth_bass(rng)
    bright, soft, place = rng.uniform(0, 0.6), rng.uniform(0.4, 0.93), rng.uniform(0.08, 0.35)
    ring, top, drive = rng.uniform(1.0, 5), rng.uniform(700, 5000), rng.uniform(0.3, 2.5)
    slap = rng.uniform(0, 0.6) * (rng.random() < 0.3)

    def note(note: Note) -> np.ndarray:
        n = samples(note.length + 0.05)
        x = _ends(string(rng, hz_of(note.midi), n, bright, ring, place, soft), 0.04)
        x /= np.abs(x).max() + 1e-9
        return (x + slap * band(noise(rng, n), 1500, 6000) * decay(n, 0.008)) * note.velocity

    return Voice(note, lambda x: band(np.tanh(drive * x), 30, top))


def _synth_bass(rng: Rng) -> Voice:
    shape = (saw(), square(), saw(60, 1.8), pulse(0.25))[int(rng.integers(4))]
    dark = shape * np.exp(-np.arange(len(shape)) / rng.uniform(1, 6))
    fall, sustain = rng.uniform(0.05, 0.6), rng.uniform(0.1, 1)
    sub = rng.uniform(0, 1)

    def note(note: Note) -> np.ndarray:
        n, hz = samples(note.length + 0.03), hz_of(note.midi)
        turns = phase(hz, n)
        share = adsr(n, 0.002, fall, rng.uniform(0, 0.3), 0.02)
        x = swept(table(dark, hz), table(shape, hz), turns, share)
        x += sub * np.sin(2 * np.pi * turns)
        return x * adsr(n, 0.003, fall * 2, sustain, 0.02) * note.velocity

    return Voice(note, lambda x: np.tanh(rng.uniform(0.5, 2) * x))


def piano(rng: Rng) -> Voice:
    stiff, ring = 10 ** rng.uniform(-4.2, -3.2), rng.uniform(1.5, 5)
    slope, knock = rng.uniform(0.8, 1.8), rng.uniform(0.01, 0.12)
    pedal = rng.uniform(0.05, 1.2)

    def note(note: Note) -> np.ndarray:
        hz = hz_of(note.midi)
        n = samples(note.length + pedal)
        t = np.arange(n) / RATE
        x = np.zeros(n)
        hammer, length = rng.uniform(0.11, 0.14), ring * (220 / hz) ** 0.5
        for k in range(1, min(18, int(14000 / hz)) + 1):
            f = hz * k * np.sqrt(1 + stiff * k * k)
            level = (
                k**-slope * abs(np.sin(np.pi * k * hammer)) * np.exp(-k * (1 - note.velocity) / 8)
            )
            fall = 0.7 * np.exp(-t * 3 * k**0.6 / length) + 0.3 * np.exp(-t * 0.6 * k**0.5 / length)
            detune = 1 + rng.uniform(0, 0.0006)
            x += level * fall * (np.sin(2 * np.pi * f * t) + np.sin(2 * np.pi * f * detune * t))
        x += knock * band(noise(rng, n), 80, 2500) * decay(n, 0.025)
        return _ends(x * np.minimum(t / 0.002, 1), min(0.15, pedal))

    return Voice(_cached(note))


def organ(rng: Rng) -> Voice:
    stops = np.zeros(64)
    if rng.random() < 0.65:  # tonewheels: 16, 5 1/3, 8, 4, 2 2/3, 2, 1 3/5, 1 1/3, 1 foot
        stops[np.array([1, 3, 2, 4, 6, 8, 10, 12, 16]) - 1] = rng.integers(0, 9, 9) / 8
        stops[1] += 0.5
    else:  # pipes
        ranks = rng.random(5) < 0.6
        for rank, on in zip((1, 2, 4, 8, 12), ranks, strict=True):
            stops[rank - 1 :: rank] += (
                on * saw(64, rng.uniform(1.2, 2.5))[: len(stops[rank - 1 :: rank])]
            )
        stops[1] += 0.5
    click, speed = rng.uniform(0, 0.3), rng.choice((0.0, 0.8, rng.uniform(5, 7)))
    attack, drive = rng.uniform(0.002, 0.06), rng.uniform(0.3, 2)

    def note(note: Note) -> np.ndarray:
        n, half = samples(note.length + 0.05), hz_of(note.midi) / 2
        x = read(table(stops, half, rng), phase(half, n))
        level = np.minimum(np.arange(n) / RATE / attack, 1)
        x = _ends(x * level, 0.03)
        return x + click * band(noise(rng, n), 1500, 8000) * decay(n, 0.004)

    def leslie(x: np.ndarray) -> np.ndarray:
        t = np.arange(len(x)) / RATE
        x = np.tanh(drive * x / (np.abs(x).max() + 1e-9))
        if not speed:
            return x
        at = np.arange(len(x)) + 20 * np.sin(2 * np.pi * speed * t)
        x = np.interp(at, np.arange(len(x)), x)
        return x * (1 + 0.3 * np.sin(2 * np.pi * speed * t))

    return Voice(note, leslie)


MODES = (
    (1, 3.98, 10.6),  # vibraphone, marimba: tuned bars
    (1, 2.76, 5.40, 8.93),  # free bars: glockenspiel, celesta
    (1, 3.0, 6.1),  # xylophone
    (0.5, 1, 1.2, 1.5, 2, 2.6, 3),  # bell
)


def mallets(rng: Rng) -> Voice:
    ratios = np.array(MODES[int(rng.integers(len(MODES)))])
    ring, tilt, hard = rng.uniform(0.1, 2.0), rng.uniform(0.6, 2.0), rng.uniform(0, 0.2)
    motor = rng.uniform(0, 0.4) * (rng.random() < 0.3)

    def note(note: Note) -> np.ndarray:
        hz, n = hz_of(note.midi), samples(min(ring * 4, 2.5))
        t = np.arange(n) / RATE
        x = np.zeros(n)
        for ratio in ratios[ratios * hz < 18000]:
            x += ratio**-tilt * np.exp(-t * ratio**0.8 / ring) * np.sin(2 * np.pi * hz * ratio * t)
        x *= 1 + motor * np.sin(2 * np.pi * 5 * t)
        return _ends(x + hard * band(noise(rng, n), 1000, 9000) * decay(n, 0.004), 0.2)

    return Voice(_cached(note))


def electric_keys(rng: Rng) -> Voice:
    """Tines by frequency modulation: keys, but no piano."""
    ratio, index = rng.choice((1.0, 14.0, 2.0)), rng.uniform(0.3, 1.5)
    ring = rng.uniform(0.8, 3)

    def note(note: Note) -> np.ndarray:
        hz, n = hz_of(note.midi), samples(note.length + 0.2)
        t = np.arange(n) / RATE
        depth = index * note.velocity * np.exp(-t / (ring * 0.3))
        x = np.sin(2 * np.pi * hz * t + depth * np.sin(2 * np.pi * hz * ratio * t))
        return _ends(x * decay(n, ring), 0.15) * note.velocity

    return Voice(note, lambda x: np.tanh(rng.uniform(0.3, 1.5) * x))
