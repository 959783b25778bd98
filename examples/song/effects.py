"""Studio tools on arrays of `float[..., samples]` at `score.RATE`: equalizers, reverb, echo,
compressor, ducking.

Filters are R. Bristow-Johnson's cookbook biquads; every tool returns a new array of the same length
and adds no delay.
"""

import numpy as np
import score
from scipy.ndimage import gaussian_filter1d, maximum_filter1d
from scipy.signal import butter, fftconvolve, resample_poly, sosfilt

BLOCK = 64


def db(value: float) -> float:
    """Decibels to an amplitude factor."""
    return float(10 ** (value / 20))


def high_pass(x: np.ndarray, hz: float, order: int = 2) -> np.ndarray:
    return sosfilt(butter(order, hz, "high", fs=score.RATE, output="sos"), x)


def low_pass(x: np.ndarray, hz: float, order: int = 2) -> np.ndarray:
    return sosfilt(butter(order, hz, "low", fs=score.RATE, output="sos"), x)


def band_pass(x: np.ndarray, low: float, high: float, order: int = 2) -> np.ndarray:
    return sosfilt(butter(order, (low, high), "band", fs=score.RATE, output="sos"), x)


def bell(x: np.ndarray, hz: float, gain_db: float, q: float = 0.9) -> np.ndarray:
    """A peaking equalizer."""
    a, w = 10 ** (gain_db / 40), 2 * np.pi * hz / score.RATE
    alpha = np.sin(w) / (2 * q)
    b = [1 + alpha * a, -2 * np.cos(w), 1 - alpha * a]
    d = [1 + alpha / a, -2 * np.cos(w), 1 - alpha / a]
    return sosfilt(np.array([[*b, *d]]) / d[0], x)


def shelf(x: np.ndarray, hz: float, gain_db: float) -> np.ndarray:
    """A high shelf."""
    a, w = 10 ** (gain_db / 40), 2 * np.pi * hz / score.RATE
    c, root = np.cos(w), 2 * np.sqrt(a) * np.sin(w) / np.sqrt(2)
    b = [a * ((a + 1) + (a - 1) * c + root), -2 * a * ((a - 1) + (a + 1) * c)]
    b.append(a * ((a + 1) + (a - 1) * c - root))
    d = [(a + 1) - (a - 1) * c + root, 2 * ((a - 1) - (a + 1) * c), (a + 1) - (a - 1) * c - root]
    return sosfilt(np.array([[*b, *d]]) / d[0], x)


def moving_low_pass(x: np.ndarray, hz: np.ndarray) -> np.ndarray:
    """A resonance-free low pass whose corner follows `hz` (one value a block of 64 samples)."""
    out, state = np.empty_like(x), np.zeros((1, *x.shape[:-1], 2))
    for k in range(0, x.shape[-1], BLOCK):
        corner = float(np.clip(hz[min(k // BLOCK, len(hz) - 1)], 20, 0.45 * score.RATE))
        w = 2 * np.pi * corner / score.RATE
        alpha, c = np.sin(w) / np.sqrt(2), np.cos(w)
        sos = np.array([[(1 - c) / 2, 1 - c, (1 - c) / 2, 1 + alpha, -2 * c, 1 - alpha]])
        out[..., k : k + BLOCK], state = sosfilt(sos / (1 + alpha), x[..., k : k + BLOCK], zi=state)
    return out


def pan(x: np.ndarray, position: float) -> np.ndarray:
    """Mono to stereo at constant power: -1 left, 1 right."""
    angle = (position + 1) * np.pi / 4
    return np.stack([np.cos(angle) * x, np.sin(angle) * x])


def width(x: np.ndarray, amount: float) -> np.ndarray:
    """Scales the side signal: 0 mono, 1 unchanged."""
    middle, side = (x[0] + x[1]) / 2, (x[0] - x[1]) / 2 * amount
    return np.stack([middle + side, middle - side])


def room(name: str, seconds: float, bright_hz: float, before_s: float) -> np.ndarray:
    """A stereo impulse response of unit energy: noise whose octaves die at their own pace, the high
    ones first.
    """
    n = int(seconds * 1.4 * score.RATE)
    t, response = np.arange(n) / score.RATE, np.zeros((2, n))
    random = score.rng("room", name)
    for low in (90, 180, 360, 720, 1440, 2880, 5760, 11520):
        decay = seconds / (1 + (low * 1.4 / bright_hz) ** 1.5) + 0.05
        noise = band_pass(random.standard_normal((2, n)), low, low * 2, 1)
        response += noise * 10 ** (-3 * t / decay) * min(1.0, (low / 250) ** 0.5)
    response *= 1 - np.exp(-t / 0.008)
    response = np.pad(response, ((0, 0), (int(before_s * score.RATE), 0)))
    return response / np.sqrt(np.mean(np.sum(response**2, axis=1)))


def reverb(x: np.ndarray, response: np.ndarray) -> np.ndarray:
    """Wet sound only, as long as `x`."""
    return fftconvolve(x, response, axes=-1)[:, : x.shape[-1]]


def echo(x: np.ndarray, beats: float, feedback: float, tone_hz: float = 3500) -> np.ndarray:
    """Ping-pong: wet sound only, each repeat on the other side and duller. `x` is stereo."""
    step = round(score.RATE * 60 / 119 * beats)
    wet, tap = np.zeros_like(x), np.stack([x.mean(axis=0), np.zeros(x.shape[-1])])
    for _ in range(7):
        tap = low_pass(high_pass(tap[::-1], 250, 1), tone_hz, 1) * feedback
        tap = np.pad(tap, ((0, 0), (step, 0)))[:, : x.shape[-1]]
        wet += tap
    return wet


def envelope_db(x: np.ndarray, attack_s: float, release_s: float) -> np.ndarray:
    """Level in dB, one value a block: rises and falls with the given time constants."""
    mono = np.atleast_2d(x)
    n = -(-mono.shape[-1] // BLOCK)
    padded = np.pad(mono, ((0, 0), (0, n * BLOCK - mono.shape[-1])))
    power = (padded.reshape(len(mono), n, BLOCK) ** 2).mean(axis=(0, 2))
    up, down = (1 - np.exp(-BLOCK / score.RATE / s) for s in (attack_s, release_s))
    level, found = 0.0, np.empty(n)
    for k, value in enumerate(power):
        level += (up if value > level else down) * (value - level)
        found[k] = level
    return 10 * np.log10(found + 1e-10)


def compress(
    x: np.ndarray,
    threshold_db: float,
    ratio: float,
    attack_s: float = 0.01,
    release_s: float = 0.15,
) -> np.ndarray:
    """Turns down what lies above `threshold_db` (RMS), with a soft knee 6 dB wide."""
    over = envelope_db(x, attack_s, release_s) - threshold_db
    bent = np.where(over > 3, over, np.clip(over + 3, 0, None) ** 2 / 12)
    gain = 10 ** (-bent * (1 - 1 / ratio) / 20)
    places = np.arange(x.shape[-1]) / BLOCK - 0.5
    return x * np.interp(places, np.arange(len(gain)), gain)


def duck(beats: list[float], depth: float, release_s: float) -> np.ndarray:
    """A gain curve that makes room for the kick: down by `depth` at every hit, back within
    `release_s`.
    """
    gain = np.ones(score.LENGTH)
    n = int(release_s * 1.2 * score.RATE)
    shape = depth * (1 - np.clip(np.arange(n) / (release_s * score.RATE), 0, 1) ** 0.8)
    for beat in beats:
        first = score.sample_of(beat)
        part = gain[first : first + n]
        np.minimum(part, 1 - shape[: len(part)], out=part)
    return gaussian_filter1d(gain, 0.0015 * score.RATE)


def limit(x: np.ndarray, ceiling: float, look_s: float = 0.004) -> np.ndarray:
    """Keeps every peak, also between the samples, below `ceiling` by turning down smoothly just
    before it.
    """
    n = int(look_s * score.RATE)
    fine = np.abs(resample_poly(x, 4, 1, axis=-1)).max(axis=0)
    peak = maximum_filter1d(fine.reshape(-1, 4).max(axis=1), 2 * n + 1)
    gain = np.minimum(1.0, ceiling / np.maximum(peak, 1e-9))
    return x * gaussian_filter1d(gain, n / 3.5, truncate=3.5)
