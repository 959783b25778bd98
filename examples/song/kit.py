"""The drums. Kick, snare, snaps and toms are made here, from their first sample on; metal comes
from a recorded kit.

A hit's attack is its first sample: recorded hits are trimmed to where they first reach a tenth of
their peak.
"""

from functools import cache

import numpy as np
import score
from effects import band_pass, high_pass, low_pass
from sampler import recorded_hits
from synth import clock

METAL = {"hat": 42, "pedal": 44, "open": 46, "crash": 49, "crash2": 57, "ride": 51, "tamb": 54}
WOOD = {"acoustic": 38, "shaker": 70}
RECORDED = {**METAL, **WOOD}
PRE_SAMPLES = 24  # half a millisecond of a recorded attack is kept before its mark


def _noise(name: str, n: int) -> np.ndarray:
    return score.rng("drum", name).standard_normal(n)


@cache
def kick() -> np.ndarray:
    """A sine that falls from 210 to 47 Hz under a short click."""
    t = clock(0.42)
    f = 47 + 95 * np.exp(-t / 0.038) + 260 * np.exp(-t / 0.006)
    body = np.sin(2 * np.pi * np.cumsum(f) / score.RATE) * np.exp(-t / 0.13)
    body *= np.clip((0.42 - t) / 0.05, 0, 1)
    click = high_pass(_noise("kick", len(t)), 1800) * np.exp(-t / 0.0025)
    return np.tanh(1.7 * body) + 0.42 * click


@cache
def heart() -> np.ndarray:
    """The kick heard through a wall."""
    return low_pass(kick(), 170, 1) * 1.2


@cache
def snare() -> np.ndarray:
    """Two modes of a skin, wires, and a recorded snare under them."""
    t = clock(0.38)
    skin = np.sin(2 * np.pi * (182 * t - 0.9 * np.exp(-t / 0.015))) * np.exp(-t / 0.075)
    skin += 0.6 * np.sin(2 * np.pi * 327 * t) * np.exp(-t / 0.05)
    wires = band_pass(_noise("snare", len(t)), 1400, 9500, 1) * np.exp(-t / 0.085)
    snap = high_pass(_noise("snap", len(t)), 3000) * np.exp(-t / 0.006)
    real = _fitted(recorded("acoustic"), len(t))
    mixed = 0.75 * skin + 0.5 * wires + 0.3 * snap + 0.9 * real
    return np.tanh(1.3 * mixed) * np.clip((0.38 - t) / 0.1, 0, 1)


def _fitted(x: np.ndarray, n: int) -> np.ndarray:
    return np.pad(x, (0, max(0, n - len(x))))[:n]


@cache
def clap() -> np.ndarray:
    """Hands: a sharp one first, three more within 25 ms, then their room."""
    t = clock(0.32)
    shape = 0.35 * np.exp(-t / 0.09) * (t > 0.024)
    for start, loud in ((0.0, 1.0), (0.009, 0.7), (0.017, 0.8), (0.025, 1.0)):
        shape += loud * np.exp(-np.maximum(t - start, 0) / 0.005) * (t >= start)
    return band_pass(_noise("clap", len(t)), 900, 5200, 1) * shape * 0.9


@cache
def snap() -> np.ndarray:
    """Fingers: a click with a hollow ring."""
    t = clock(0.16)
    ring = np.sin(2 * np.pi * 1720 * t) * np.exp(-t / 0.012)
    air = band_pass(_noise("fingers", len(t)), 1500, 7000, 1) * np.exp(-t / 0.016)
    return 0.5 * ring + 0.9 * air


@cache
def tick() -> np.ndarray:
    """A clock in the next room."""
    t = clock(0.08)
    wood = np.sin(2 * np.pi * 2400 * t) * np.exp(-t / 0.006)
    return wood + 0.4 * high_pass(_noise("tick", len(t)), 5000) * np.exp(-t / 0.004)


@cache
def tom(start_hz: float) -> np.ndarray:
    t = clock(0.5)
    f = start_hz * (0.72 + 0.28 * np.exp(-t / 0.07))
    body = np.sin(2 * np.pi * np.cumsum(f) / score.RATE) * np.exp(-t / 0.17)
    stick = band_pass(_noise(f"tom{start_hz}", len(t)), 700, 5000, 1) * np.exp(-t / 0.012)
    return np.tanh(1.4 * body + 0.5 * stick) * np.clip((0.5 - t) / 0.08, 0, 1)


@cache
def recorded(name: str) -> np.ndarray:
    """A mono hit from the sound font, its attack at sample 0, its peak at 1."""
    hit = recorded_hits(tuple(sorted(RECORDED.items())))[name].mean(axis=0)
    hit /= np.abs(hit).max()
    first = max(int(np.argmax(np.abs(hit) > 0.1)) - PRE_SAMPLES, 0)
    return hit[first:]


MADE = {
    "kick": kick, "heart": heart, "snare": snare, "clap": clap, "snap": snap, "tick": tick,
    "tom1": lambda: tom(196.0), "tom2": lambda: tom(147.0), "tom3": lambda: tom(104.0),
}  # fmt: skip


def hit(name: str) -> np.ndarray:
    """One drum's sound at full strength."""
    return MADE[name]() if name in MADE else recorded(name)
