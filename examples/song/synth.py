"""Tones made from arithmetic: saws, plucks, bass, sweeps. Each returns `float64` samples at
`score.RATE`.

Harmonic tones are sums of sines below 16 kHz, so nothing aliases and a "filter" is just how loud
each partial is.
"""

import numpy as np
import score
from scipy.signal import lfilter

TOP_HZ = 16_000.0


def hz(pitch: float) -> float:
    return 440.0 * 2 ** ((pitch - 69) / 12)


def clock(seconds: float) -> np.ndarray:
    return np.arange(int(seconds * score.RATE)) / score.RATE


def gate(t: np.ndarray, held_s: float, attack_s: float, release_s: float) -> np.ndarray:
    """Rises, holds until `held_s`, falls: raised-cosine flanks."""
    up = np.clip(t / max(attack_s, 1e-4), 0, 1)
    down = np.clip((held_s + release_s - t) / release_s, 0, 1)
    return (0.5 - 0.5 * np.cos(np.pi * up)) * (0.5 - 0.5 * np.cos(np.pi * down))


def saw(frequency: np.ndarray | float, n: int, phase: float) -> np.ndarray:
    """A sawtooth with its steps smoothed (polyBLEP)."""
    step = np.broadcast_to(np.asarray(frequency, float) / score.RATE, n)
    at = (phase + np.cumsum(step) - step) % 1.0
    wave = 2 * at - 1
    low, high = at < step, at > 1 - step
    x = at[low] / step[low]
    wave[low] -= 2 * x - x * x - 1
    x = (at[high] - 1) / step[high]
    wave[high] -= x * x + 2 * x + 1
    return wave


def super_saw(
    pitch: float, seconds: float, spread: float, random: np.random.Generator
) -> np.ndarray:
    """Seven saws a few cents apart, fanned from left to right: `float64[2, samples]`."""
    n = int(seconds * score.RATE)
    out = np.zeros((2, n))
    for k in range(7):
        side = (k - 3) / 3
        cents = spread * (side + 0.15 * random.standard_normal())
        wave = saw(hz(pitch + cents / 100), n, random.random())
        where = side * (-1) ** k
        out += np.stack([(1 - where) * wave, (1 + where) * wave]) * (1.0 if k == 3 else 0.62)
    return out / 7


def bass(pitch: float, seconds: float, velocity: float, bite: float = 1.0) -> np.ndarray:
    """A plucked low saw over a sine: the harder, the brighter."""
    t, f = clock(seconds + 0.06), hz(pitch)
    corner = 130 + 1500 * bite * velocity**1.5 * np.exp(-t / 0.11) + 320 * bite * velocity
    tone = np.zeros(len(t))
    for k in range(1, int(3800 / f)):
        tone += np.sin(2 * np.pi * k * f * t) / k / (1 + (k * f / corner) ** 4) ** 0.5
    tone = np.tanh(1.5 * tone) * 0.75 + 0.55 * np.sin(2 * np.pi * f * t)
    return tone * gate(t, seconds, 0.003, 0.05) * (0.55 + 0.45 * np.exp(-t / 0.3)) * velocity


def glass(pitch: float, velocity: float, length_s: float = 1.6) -> np.ndarray:
    """A struck glass bar: two modulated sines and a chime two octaves up."""
    t, f = clock(length_s), hz(pitch)
    index = (0.9 + 2.2 * velocity) * np.exp(-t / 0.09)
    body = np.sin(2 * np.pi * f * t + index * np.sin(2 * np.pi * 2.0 * f * t))
    chime = np.sin(2 * np.pi * 4.003 * f * t) * np.exp(-t / 0.12) if 4 * f < TOP_HZ else 0.0
    fall = np.exp(-t / (0.42 * (440 / f) ** 0.4))
    return (body * fall + 0.18 * chime) * gate(t, length_s - 0.05, 0.0015, 0.05) * velocity


def lead(notes: list[score.Note], vibrato: float = 0.18) -> np.ndarray:
    """A gliding mono line of three saws on the whole song's clock; it speaks once per note."""
    n = score.LENGTH
    semitones, loud = np.zeros(n), np.zeros(n)
    for note in notes:
        first, last = score.sample_of(note.beat), score.sample_of(note.beat + note.beats)
        semitones[first:] = note.pitch
        t = np.arange(last - first) / score.RATE
        fall = 0.6 + 0.4 * np.exp(-t / 0.35)
        loud[first:last] = (
            note.velocity * gate(t, (last - first) / score.RATE - 0.03, 0.008, 0.03) * fall
        )
    glide = np.exp(-1 / (0.016 * score.RATE))
    first = notes[0].pitch
    semitones = first + lfilter([1 - glide], [1, -glide], semitones - first)
    t = np.arange(n) / score.RATE
    semitones += vibrato * np.sin(2 * np.pi * 5.1 * t) * np.clip(loud * 2, 0, 1)
    f = 440.0 * 2 ** ((semitones - 69) / 12)
    tone = saw(f, n, 0.0) + 0.8 * saw(f * 1.004, n, 0.3) + 0.8 * saw(f * 0.9965, n, 0.7)
    return tone / 2.6 * loud


def sweep_noise(seconds: float, low: float, high: float, random: np.random.Generator) -> np.ndarray:
    """Stereo noise through a band that travels from `low` to `high` Hz, by turning spectra frame by
    frame.
    """
    n, hop = int(seconds * score.RATE), 512
    out, window = np.zeros((2, n + 4 * hop)), np.hanning(4 * hop)
    axis = np.fft.rfftfreq(4 * hop, 1 / score.RATE)
    for k in range(0, n, hop):
        centre = low * (high / low) ** (k / n)
        shape = np.exp(-(np.log2(np.maximum(axis, 1) / centre) ** 2) / 0.7)
        spectrum = np.fft.rfft(random.standard_normal((2, 4 * hop))) * shape
        out[:, k : k + 4 * hop] += np.fft.irfft(spectrum) * window
    return out[:, :n] / np.abs(out).max()
