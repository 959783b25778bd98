"""The bricks of our own instruments: oscillators from wavetables, envelopes, filters, vibrato.

Samples are `float32` or `float64[n]` at RATE; times in seconds, pitches in MIDI notes.
"""

import numpy as np
from scipy.signal import butter, sosfilt

RATE = 44100
TABLE = 2048


def hz_of(midi: float) -> float:
    return 440.0 * 2 ** ((midi - 69) / 12)


def samples(seconds: float) -> int:
    return max(int(seconds * RATE), 1)


def adsr(n: int, attack: float, decay: float, sustain: float, release: float) -> np.ndarray:
    """Straight attack, exponential fall to `sustain`, release within the last `release` seconds."""
    t = np.arange(n) / RATE
    level = sustain + (1 - sustain) * np.exp(-np.maximum(t - attack, 0) / max(decay, 1e-3))
    level *= np.minimum(t / max(attack, 1e-4), 1)
    return level * np.minimum((n / RATE - t) / max(release, 1e-3), 1)


def decay(n: int, seconds: float) -> np.ndarray:
    """exp(-t / seconds), with an attack of a millisecond."""
    t = np.arange(n) / RATE
    return np.exp(-t / seconds) * np.minimum(t / 0.001, 1)


def vibrato(
    rng: np.random.Generator, n: int, cents: float, rate: float, delay: float
) -> np.ndarray:
    """A factor around 1 for a frequency: a wobble that sets in after `delay`, with some drift."""
    t = np.arange(n) / RATE
    depth = cents * np.clip((t - delay) / 0.4, 0, 1) * (1 + 0.2 * np.sin(2 * np.pi * 0.7 * t))
    drift = 6 * np.sin(2 * np.pi * rng.uniform(0.1, 0.6) * t + rng.uniform(0, 6))
    return 2 ** ((depth * np.sin(2 * np.pi * rate * t + rng.uniform(0, 6)) + drift) / 1200)


def phase(hz: np.ndarray | float, n: int) -> np.ndarray:
    """Turns done since the start."""
    return np.cumsum(np.broadcast_to(hz, n)) / RATE


def table(amplitudes: np.ndarray, hz: float, rng: np.random.Generator | None = None) -> np.ndarray:
    """One turn of a tone with these harmonics, none above what the rate allows."""
    count = min(len(amplitudes), int(0.45 * RATE / max(hz, 20.0)), TABLE // 2 - 1)
    turns = np.zeros(TABLE // 2 + 1, np.complex128)
    angles = rng.uniform(0, 2 * np.pi, count) if rng is not None else np.full(count, -np.pi / 2)
    turns[1 : count + 1] = amplitudes[:count] * np.exp(1j * angles)
    wave = np.fft.irfft(turns, TABLE)
    return wave / (np.abs(wave).max() + 1e-9)


def read(wave: np.ndarray, turns: np.ndarray) -> np.ndarray:
    """The wavetable at every phase."""
    at = (turns % 1.0) * TABLE
    k = at.astype(np.int64)
    closed = np.append(wave, wave[0])
    return closed[k] + (closed[k + 1] - closed[k]) * (at - k)


def saw(count: int = 400, slope: float = 1.0) -> np.ndarray:
    return 1.0 / np.arange(1, count + 1) ** slope


def square(count: int = 400, slope: float = 1.0) -> np.ndarray:
    return saw(count, slope) * (np.arange(1, count + 1) % 2)


def pulse(width: float, count: int = 400) -> np.ndarray:
    k = np.arange(1, count + 1)
    return np.abs(np.sin(np.pi * width * k)) / k


def formants(
    amplitudes: np.ndarray, hz: float, peaks: list[tuple[float, float, float]]
) -> np.ndarray:
    """Harmonics shaped by resonances (Hz, bandwidth in Hz, gain in dB)."""
    f = np.arange(1, len(amplitudes) + 1) * hz
    shaped = amplitudes.copy()
    for centre, width, gain in peaks:
        shaped *= 1 + (10 ** (gain / 20) - 1) / (1 + ((f - centre) / (width / 2)) ** 2)
    return shaped


def band(x: np.ndarray, low: float | None, high: float | None, order: int = 2) -> np.ndarray:
    """A Butterworth band, low or high pass."""
    top = 0.49 * RATE
    if low and high:
        sos = butter(order, [low, min(high, top)], "bandpass", fs=RATE, output="sos")
    elif low:
        sos = butter(order, min(low, top), "highpass", fs=RATE, output="sos")
    else:
        sos = butter(order, min(high or top, top), "lowpass", fs=RATE, output="sos")
    return sosfilt(sos, x)


def noise(rng: np.random.Generator, n: int) -> np.ndarray:
    return rng.standard_normal(n)


def swept(dark: np.ndarray, bright: np.ndarray, turns: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Two wavetables blended over time: a filter that opens and closes."""
    return read(dark, turns) * (1 - share) + read(bright, turns) * share
