"""Our own drums: analogue machines and struck membranes, bars and plates with random bodies.

`hit(name, rng)` gives one stroke, `float32[n]`, of a drum of DRUM_MAKERS: every
call is another drum.
"""

from collections.abc import Callable

import numpy as np

from sounds.tone import RATE, band, decay, noise, phase, samples

Rng = np.random.Generator


def hit(name: str, rng: Rng) -> np.ndarray:
    """One stroke, peak 1."""
    x = DRUM_MAKERS[name](rng)
    return (x / (np.abs(x).max() + 1e-9)).astype(np.float32)


def _modes(
    rng: Rng, base: float, ratios: np.ndarray, seconds: float, tilt: float, fade: float
) -> np.ndarray:
    """Decaying sines at `base * ratios`; higher ones are weaker (`tilt`), die sooner (`fade`)."""
    n = samples(min(seconds * 5, 5.0))
    t = np.arange(n) / RATE
    total = np.zeros(n)
    for ratio in ratios[base * ratios < 0.45 * RATE]:
        level = ratio**-tilt * rng.uniform(0.4, 1.0)
        rate = ratio**fade / seconds
        total += (
            level * np.exp(-t * rate) * np.sin(2 * np.pi * base * ratio * t + rng.uniform(0, 6))
        )
    return total


def _membrane(
    rng: Rng, low: float, high: float, drop: float, fall: float, seconds: float
) -> np.ndarray:
    """A tone that falls in pitch, with the next modes of a round skin."""
    n = samples(min(seconds * 6, 3.0))
    t = np.arange(n) / RATE
    base = rng.uniform(low, high)
    hz = base * (1 + drop * np.exp(-t / fall))
    x = np.sin(2 * np.pi * phase(hz, n)) * decay(n, seconds)
    for ratio in (1.59, 2.14, 2.30, 2.65)[: int(rng.integers(0, 5))]:
        level = rng.uniform(0.05, 0.4)
        x += level * np.sin(2 * np.pi * phase(hz * ratio, n)) * decay(n, seconds * 0.4)
    return x


def _click(rng: Rng, n: int, level: float, low: float, seconds: float) -> np.ndarray:
    return level * band(noise(rng, n), low, None) * decay(n, seconds)


def kick(rng: Rng) -> np.ndarray:
    x = _membrane(
        rng, 38, 75, rng.uniform(0.5, 6), rng.uniform(0.008, 0.06), rng.uniform(0.06, 0.5)
    )
    x += _click(rng, len(x), rng.uniform(0, 0.5), rng.uniform(500, 4000), rng.uniform(0.002, 0.012))
    drive = rng.uniform(0.5, 4)
    return np.tanh(drive * x) if rng.random() < 0.6 else x


def snare(rng: Rng) -> np.ndarray:
    seconds = rng.uniform(0.05, 0.2)
    body = _membrane(rng, 140, 280, rng.uniform(0, 0.6), 0.02, rng.uniform(0.03, 0.15))
    n = max(len(body), samples(seconds * 6))
    wires = band(noise(rng, n), rng.uniform(600, 2500), rng.uniform(7000, 20000), 1)
    wires *= decay(n, seconds) + 0.3 * decay(n, seconds * 0.25)
    x = np.pad(body, (0, n - len(body))) * rng.uniform(0.2, 1.2) + wires * rng.uniform(0.4, 1.2)
    return np.tanh(rng.uniform(0.7, 2.5) * x)


def rimshot(rng: Rng) -> np.ndarray:
    """A stick across the rim, or the rim and head together: short, hard, woody."""
    base = rng.uniform(380, 1900)
    ratios = np.array([1, rng.uniform(1.3, 1.8), rng.uniform(2.2, 3.1), rng.uniform(3.5, 5)])
    x = _modes(rng, base, ratios, rng.uniform(0.008, 0.035), rng.uniform(0, 0.6), 0.4)
    x[: samples(0.02)] += _click(rng, samples(0.02), rng.uniform(0.1, 0.8), 1500, 0.003)
    if rng.random() < 0.25:
        x += 0.2 * np.resize(snare(rng), len(x)) * decay(len(x), 0.08)
    return x


def tom(rng: Rng) -> np.ndarray:
    x = _membrane(
        rng, 65, 240, rng.uniform(0.1, 1.0), rng.uniform(0.02, 0.12), rng.uniform(0.12, 0.5)
    )
    return x + _click(rng, len(x), rng.uniform(0.0, 0.3), 800, 0.01)


def _plate(
    rng: Rng, base: tuple[float, float], seconds: float, cut: float, count: int
) -> np.ndarray:
    n = samples(min(seconds * 5, 4.5))
    t = np.arange(n) / RATE
    x = np.zeros(n)
    for hz in rng.uniform(*base, count):
        x += np.sin(2 * np.pi * hz * t + rng.uniform(0, 6)) * np.exp(
            -t / (seconds * rng.uniform(0.3, 1))
        )
    hiss = noise(rng, n) * decay(n, seconds * rng.uniform(0.5, 1.0)) * np.sqrt(count) * 0.7
    return band(x * rng.uniform(0.2, 1.0) + hiss, cut, None)


def _squares(rng: Rng, seconds: float, cut: float) -> np.ndarray:
    """Six square waves through a high pass: the hats and cymbals of analogue machines."""
    n = samples(seconds * 5)
    t = np.arange(n) / RATE
    pitch = rng.uniform(0.7, 1.5)
    waves = [np.sign(np.sin(2 * np.pi * f * pitch * t)) for f in (205, 304, 370, 523, 540, 800)]
    return band(np.sum(waves, axis=0), cut, None, 4) * decay(n, seconds)


def hi_hat(rng: Rng) -> np.ndarray:
    closed = rng.random() < 0.65
    seconds = rng.uniform(0.012, 0.06) if closed else rng.uniform(0.1, 0.45)
    cut = rng.uniform(4000, 8500)
    if rng.random() < 0.35:
        return _squares(rng, seconds, cut)
    return _plate(rng, (3000, 15000), seconds, cut, 30)


def crash(rng: Rng) -> np.ndarray:
    seconds = rng.uniform(0.6, 2.0)
    x = _plate(rng, (300, 14000), seconds, rng.uniform(250, 1200), 32)
    swell = 1 - 0.6 * np.exp(-np.arange(len(x)) / RATE / 0.03)
    return x * swell


def splash(rng: Rng) -> np.ndarray:
    return _plate(rng, (900, 16000), rng.uniform(0.12, 0.4), rng.uniform(900, 2500), 24)


def ride(rng: Rng) -> np.ndarray:
    wash = _plate(rng, (350, 13000), rng.uniform(0.6, 1.8), rng.uniform(300, 2500), 24)
    base = rng.uniform(300, 900)
    ping = _modes(rng, base, np.sort(rng.uniform(1, 12, 10)), rng.uniform(0.4, 1.4), 0.4, 0.3)
    n = max(len(wash), len(ping))
    wash = np.pad(wash / np.abs(wash).max(), (0, n - len(wash)))
    ping = np.pad(ping / np.abs(ping).max(), (0, n - len(ping)))
    x = wash * rng.uniform(0.1, 0.5) + ping * rng.uniform(0.3, 0.9)
    x[: samples(0.01)] += _click(rng, samples(0.01), 0.6, 3000, 0.003)
    return x


def percussion(rng: Rng) -> np.ndarray:
    return PERCUSSION[int(rng.integers(len(PERCUSSION)))](rng)


def _clap(rng: Rng) -> np.ndarray:
    n = samples(0.4)
    x = band(noise(rng, n), rng.uniform(600, 1200), rng.uniform(2500, 8000))
    level = decay(n, rng.uniform(0.03, 0.1))
    for k in range(int(rng.integers(2, 5))):
        at = samples(0.008 * (k + 1) * rng.uniform(0.8, 1.3))
        level[at:] = np.maximum(level[at:], decay(n - at, 0.01))
    return x * level


def _shaker(rng: Rng) -> np.ndarray:
    n = samples(rng.uniform(0.06, 0.2))
    t = np.linspace(0, 1, n)
    grain = np.sin(np.pi * t ** rng.uniform(0.5, 2)) ** rng.uniform(1, 3)
    return band(noise(rng, n), rng.uniform(3000, 7000), None) * grain


def _tambourine(rng: Rng) -> np.ndarray:
    x = _plate(rng, (5000, 16000), rng.uniform(0.05, 0.2), 4500, 12)
    return x * (1 + 0.8 * np.sin(2 * np.pi * rng.uniform(20, 45) * np.arange(len(x)) / RATE))


def _conga(rng: Rng) -> np.ndarray:
    return _membrane(rng, 160, 480, rng.uniform(0, 0.15), 0.02, rng.uniform(0.05, 0.25))


def _cowbell(rng: Rng) -> np.ndarray:
    base = rng.uniform(450, 900)
    return _modes(rng, base, np.array([1, 1.48, 2.4, 3.7]), rng.uniform(0.05, 0.2), 0.5, 0.2)


def _block(rng: Rng) -> np.ndarray:
    base = rng.uniform(500, 2600)
    return _modes(rng, base, np.array([1, 2.5, 4.1]), rng.uniform(0.01, 0.04), 1.0, 0.4)


PERCUSSION: tuple[Callable[[Rng], np.ndarray], ...] = (
    _clap,
    _clap,
    _shaker,
    _shaker,
    _tambourine,
    _conga,
    _cowbell,
    _block,
)
DRUM_MAKERS: dict[str, Callable[[Rng], np.ndarray]] = {
    "kick": kick,
    "snare": snare,
    "rimshot": rimshot,
    "tom": tom,
    "hi-hat": hi_hat,
    "crash": crash,
    "splash": splash,
    "ride": ride,
    "percussion": percussion,
}
