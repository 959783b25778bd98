"""What happens to a sound between the player and the file: another pitch and size, a room, tone
controls, overdrive, a cheap microphone, a codec.

In and out: `float32[n]`, peak 1 unless silent. One pass through the spectrum does room and tone.
"""

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft

from sounds.tone import RATE
from sounds.voice import Rng


def treated(x: np.ndarray, rng: Rng, turn: float = 3.0) -> np.ndarray:
    """A random chain; `turn` is how many semitones the sound may be moved, timbre and all."""
    if turn and rng.random() < 0.5:
        x = turned(x, rng.uniform(-turn, turn))
    if rng.random() < 0.25:
        x = driven(x, 10 ** rng.uniform(-0.3, 0.7))
    x = spectral(x, rng)
    if rng.random() < 0.15:
        x = x + 10 ** rng.uniform(-3.5, -2.2) * rng.standard_normal(len(x))
    return (x / (np.abs(x).max() + 1e-9)).astype(np.float32)


def turned(x: np.ndarray, semitones: float) -> np.ndarray:
    """Played faster or slower, as tape; keeps the length."""
    at = np.arange(len(x), dtype=np.float64) * 2 ** (semitones / 12)
    return np.interp(at, np.arange(len(x)), x, right=0.0)


def driven(x: np.ndarray, gain: float) -> np.ndarray:
    return np.tanh(gain * x) / np.tanh(gain)


def spectral(x: np.ndarray, rng: Rng) -> np.ndarray:
    """A room and tone controls."""
    echo = room(rng) if rng.random() < 0.55 else np.ones(1, np.float32)
    size = next_fast_len(len(x) + len(echo), real=True)
    spectrum = rfft(x.astype(np.float32), size)
    if len(echo) > 1:
        spectrum *= rfft(echo.astype(np.float32), size)
    hz = np.linspace(0, RATE / 2, 257)
    spectrum *= np.interp(np.linspace(0, 256, len(spectrum)), np.arange(257), curve(rng, hz))
    return irfft(spectrum, size)[: len(x)]


def room(rng: Rng) -> np.ndarray:
    """An impulse response: the sound, some early reflections, a tail that darkens."""
    seconds = 10 ** rng.uniform(-1, 0.45)
    n = int(min(seconds * 1.2, 1.8) * RATE)
    t = np.arange(n) / RATE
    tail = rng.standard_normal(n) * np.exp(-6.9 * t / seconds)
    dull = np.exp(-np.arange(64) / rng.uniform(0.3, 6))
    tail = np.convolve(tail, dull / np.sqrt((dull**2).sum()))[:n]
    tail[: int(rng.uniform(0, 0.04) * RATE)] = 0
    tail *= 10 ** rng.uniform(-1.3, 0.1) / (np.sqrt((tail**2).sum()) + 1e-9)
    for _ in range(int(rng.integers(0, 8))):
        tail[min(int(rng.uniform(0.003, 0.06) * RATE), n - 1)] += rng.uniform(-0.4, 0.4)
    tail[0] += 1
    return tail


def curve(rng: Rng, hz: np.ndarray) -> np.ndarray:
    """A gentle random curve in dB over octaves; at times the ends cut off."""
    octaves = np.log2(np.maximum(hz, 20) / 20)
    knots = np.arange(0, 11, 2)
    db = np.interp(octaves, knots, rng.normal(0, rng.uniform(0.5, 5), len(knots)))
    gain = 10 ** (db / 20)
    if rng.random() < 0.2:
        gain /= np.sqrt(1 + (hz / rng.uniform(3000, 12000)) ** 8)
    if rng.random() < 0.2:
        low = rng.uniform(40, 250)
        gain *= (hz / low) ** 2 / np.sqrt(1 + (hz / low) ** 4)
    return gain
