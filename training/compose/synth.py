"""Our own electronic kits and synthesizers, and a voice: sounds that no SoundFont has.

`kit(rng)` draws one drum machine; `patch(name, rng)` one synthesizer; `Voice(rng)` one singer.
Each gives a function from a note to `float32[samples]` at 44.1 kHz.
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from scipy.signal import lfilter, sosfilt

RATE = 44100
BASSES = ("saw_bass", "sub", "square_bass", "fm_bass")
KEYED = ("saws", "soft", "fm_keys", "organ", "pluck", "square")
LEADS = ("saw_lead", "square", "pluck", "soft", "fm_keys")
VOWELS = (
    (700, 1150, 2600),
    (400, 1900, 2550),
    (300, 2200, 3000),
    (450, 800, 2500),
    (330, 750, 2400),
)

Note = Callable[[int, float], np.ndarray]  # pitch, seconds -> samples


def _time(seconds: float) -> np.ndarray:
    return np.arange(max(1, round(seconds * RATE))) / RATE


def _bandpass(sound: np.ndarray, low: float, high: float) -> np.ndarray:
    return sosfilt(_sos(round(low), round(high)), sound)


@lru_cache(512)
def _sos(low: int, high: int) -> np.ndarray:
    from scipy.signal import butter

    if low <= 20:
        return butter(2, high, "low", fs=RATE, output="sos")
    if high >= 20000:
        return butter(2, low, "high", fs=RATE, output="sos")
    return butter(2, (low, high), "band", fs=RATE, output="sos")


def kit(rng: np.random.Generator) -> Callable[[int], np.ndarray]:
    """A drum machine: GM key -> one hit, always the same for a key."""
    seed = int(rng.integers(1 << 30))

    @lru_cache(64)
    def hit(key: int) -> np.ndarray:
        own = np.random.default_rng([seed, key])
        return _hit(own, key).astype(np.float32)

    return hit


def _hit(rng: np.random.Generator, key: int) -> np.ndarray:
    if key in (35, 36):
        return _drum(rng, rng.uniform(42, 60), rng.uniform(0.12, 0.5), rng.uniform(80, 350), 0.2)
    if key in (41, 43, 45, 47, 48, 50, 64, 63, 62, 60):
        base = 60 * 2 ** ((key - 41) / 10)
        return 0.7 * _drum(rng, base, rng.uniform(0.12, 0.3), base, 0.1)
    if key in (38, 40, 37, 39):
        tone = _drum(rng, rng.uniform(150, 240), rng.uniform(0.05, 0.12), 120, 0.05)
        rattle = _noise(rng, rng.uniform(800, 2000), 20000, rng.uniform(0.06, 0.2))
        mix = rng.uniform(0.2, 0.6) if key != 39 else 0.0
        return _sum(mix * tone, 0.8 * rattle)
    length = {42: 0.05, 44: 0.05, 46: 0.3, 49: 1.2, 57: 1.2, 51: 0.4, 59: 0.4, 81: 0.5}.get(
        key, 0.09
    )
    low = (
        rng.uniform(5000, 9000) if key in (42, 44, 46, 70, 69, 82, 54) else rng.uniform(2500, 5000)
    )
    return 0.5 * _noise(rng, low, 20000, length * rng.uniform(0.6, 1.4))


def _drum(
    rng: np.random.Generator, hz: float, decay: float, sweep: float, click: float
) -> np.ndarray:
    t = _time(decay * 4)
    phase = 2 * np.pi * (hz * t + sweep * 0.03 * (1 - np.exp(-t / 0.03)))
    body = np.tanh(rng.uniform(1, 3) * np.sin(phase)) * np.exp(-t / decay)
    body[:300] += (
        click
        * rng.standard_normal(min(300, len(t)))[: len(body[:300])]
        * np.exp(-np.arange(min(300, len(t))) / 60)
    )
    return body


def _noise(rng: np.random.Generator, low: float, high: float, decay: float) -> np.ndarray:
    t = _time(decay * 4)
    return _bandpass(rng.standard_normal(len(t)), low, high) * np.exp(-t / decay)


def _sum(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    total = np.zeros(max(len(one), len(other)))
    total[: len(one)] += one
    total[: len(other)] += other
    return total


def patch(name: str, rng: np.random.Generator) -> Note:
    """A synthesizer by name; the same note sounds the same each time."""
    cutoff, decay = rng.uniform(600, 7000), float(rng.choice([0.15, 0.5, 3.0]))
    attack = {"soft": rng.uniform(0.03, 0.2)}.get(name, 0.004)
    detune, duty = rng.uniform(0.001, 0.008), rng.uniform(0.12, 0.5)
    ratio, index = float(rng.choice([1, 2, 3, 3.5])), rng.uniform(0.5, 4)
    if name == "pluck":
        decay = rng.uniform(0.06, 0.2)

    def sound(pitch: int, seconds: float) -> np.ndarray:
        t = _time(min(seconds, 8.0) + 0.06)
        hz = 440 * 2 ** ((pitch - 69) / 12)
        envelope = np.minimum(1, t / attack) * np.exp(-t / decay)
        envelope *= np.clip((seconds + 0.06 - t) / 0.06, 0, 1)
        if name in ("sub",):
            wave = np.tanh(1.5 * np.sin(2 * np.pi * hz * t))
        elif name in ("fm_bass", "fm_keys"):
            wave = np.sin(
                2 * np.pi * hz * t + index * envelope * np.sin(2 * np.pi * ratio * hz * t)
            )
        elif name == "organ":
            wave = sum(np.sin(2 * np.pi * hz * k * t) / k for k in (1, 2, 3, 4)) / 1.6
        elif "square" in name:
            wave = np.where((hz * t) % 1 < duty, 0.7, -0.7)
        else:
            wave = sum((hz * (1 + d) * t) % 1 - 0.5 for d in (-detune, 0, detune)) / 1.5
        if name not in ("sub", "organ", "fm_keys"):
            wave = _bandpass(wave, 0, min(cutoff + 2 * hz, 16000))
        return (wave * envelope).astype(np.float32)

    return lru_cache(256)(lambda pitch, ms: sound(pitch, ms / 1000))


def singer(rng: np.random.Generator) -> Note:
    """A voice: buzz through formants that change with each syllable, vibrato, soft consonants."""
    own = np.random.default_rng(int(rng.integers(1 << 30)))
    breath, wide = rng.uniform(0.005, 0.05), rng.uniform(0.9, 1.2)

    def sound(pitch: int, ms: int) -> np.ndarray:
        t = _time(ms / 1000 + 0.08)
        hz = 440 * 2 ** ((pitch - 69) / 12)
        scoop = -0.6 * np.exp(-t / own.uniform(0.02, 0.06)) * own.uniform(0, 1)
        vibrato = 0.25 * np.sin(2 * np.pi * own.uniform(4.8, 6) * t) * np.clip((t - 0.25) * 3, 0, 1)
        phase = np.cumsum(hz * 2 ** ((scoop + vibrato) / 12)) / RATE
        buzz = (phase % 1) - 0.5 + breath * own.standard_normal(len(t))
        total = np.zeros(len(t))
        for k, formant in enumerate(VOWELS[int(own.integers(len(VOWELS)))]):
            total += _resonance(buzz, formant * wide, 60 + 40 * k) / (1 + k)
        attack = own.uniform(0.015, 0.06)
        total *= np.minimum(1, t / attack) * np.clip((ms / 1000 + 0.08 - t) / 0.08, 0, 1)
        total /= np.abs(total).max() + 1e-9
        if own.random() < 0.5:
            hiss = 0.12 * _noise(own, 3000, 9000, own.uniform(0.01, 0.04))
            total[: len(hiss)] += hiss[: len(total)]
        return (0.6 * total).astype(np.float32)

    return sound


def _resonance(sound: np.ndarray, hz: float, width: float) -> np.ndarray:
    radius = np.exp(-np.pi * width / RATE)
    return lfilter([1 - radius], [1, -2 * radius * np.cos(2 * np.pi * hz / RATE), radius**2], sound)
