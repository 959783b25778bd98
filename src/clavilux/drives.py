"""How sound becomes the numbers that move a picture: followers, events with decay, integrals, and
what keeps them safe.

In: sampled values of 0..1 at a rate in Hz, event times in seconds. Out: `Signal`s, functions of (t,
half_frame) that may be asked in any order. A level follows its source with a one-pole attack and
release; an event jumps up on the frame nearest to it and falls as exp(-age / release); a phase is
the integral of its level.

Flashes: WCAG 2.3.1 allows three in a second. `thin` keeps events `FLASH_GAP_S` apart, and
`close_valleys` fills every dip of a curve narrower than that (a grey-scale closing), so no level
swings down and up again more often.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import ArrayLike
from scipy import ndimage

# What a drive's `source` may name, and in what a person would recognise it.
CURVE_SOURCES = {
    "loudness": "how loud it is",
    "bass": "20-200 Hz",
    "mid": "200-2000 Hz",
    "treble": "2-16 kHz",
    "onset": "how much begins now",
    "flux": "how much changes now",
    "centroid": "how bright it sounds",
}
DERIVED_SOURCES = {
    "energy": "the section's energy, eased over its borders",
    "tension": "rises through a build-up towards a bigger section, falls when that arrives",
    "harmony": "how far the chord lies on the bright side of home: 0.5 at home, 0 dark, 1 bright",
    "voice": "how surely somebody sings or speaks, eased from second to second",
}
EVENT_SOURCES = {"beat": "every beat", "bar": "every downbeat", "hit": "strong onsets"}
SOURCES = CURVE_SOURCES | DERIVED_SOURCES | EVENT_SOURCES

FLASH_GAP_S = 0.35  # a third of a second and a margin for rounding to frames at 24 fps
LIMITED_RELEASE_S = {
    "onset": 0.3,
    "flux": 0.3,
}  # spiky sources fall no faster while flashes are limited
SURGE = 0.85  # share of a phase's speed that comes with the onsets; the rest is steady
SURGE_RELEASE_S = 0.06
SURGE_WINDOW_S = 4.0  # over which its mean speed is kept
PHASE_RATE = 250.0  # Hz at which the decay of events is sampled before it is integrated
TAIL_END = 6.0  # releases after which an event has left no trace

Signal = Callable[[float, float], float]


@dataclass(frozen=True)
class Events:
    """`times` `float64[n]` ascending seconds, `strengths` `float64[n]` 0..1."""

    times: np.ndarray
    strengths: np.ndarray

    def select(self, chosen: np.ndarray) -> "Events":
        """The events at these indices or under this mask."""
        return Events(self.times[chosen], self.strengths[chosen])


def smoothstep(low: float, high: float, x: ArrayLike) -> np.ndarray:
    """0 under `low`, 1 over `high`, eased between."""
    u = np.clip((np.asarray(x, np.float64) - low) / (high - low), 0.0, 1.0)
    return u * u * (3 - 2 * u)


def follow(values: np.ndarray, rate: float, attack_s: float, release_s: float) -> np.ndarray:
    """One-pole follower of `float[n]`: rises with time constant `attack_s`, falls with `release_s`
    (0 = at once).
    """
    up = 1 - exp(-1 / (rate * max(attack_s, 1e-9)))
    down = 1 - exp(-1 / (rate * max(release_s, 1e-9)))
    level = float(values[0])
    followed = array("d")
    for value in values.tolist():
        level += (up if value > level else down) * (value - level)
        followed.append(level)
    return np.frombuffer(followed, np.float64)


def close_valleys(values: np.ndarray, rate: float, narrowest_s: float = FLASH_GAP_S) -> np.ndarray:
    """Fills every valley of `float[n]` narrower than `narrowest_s` up to its lower rim; peaks stay
    as they are.
    """
    size = int(np.ceil(narrowest_s * rate)) | 1
    raised = ndimage.maximum_filter1d(values, size, mode="nearest")
    return ndimage.minimum_filter1d(raised, size, mode="nearest")


def thin(events: Events, gap_s: float = FLASH_GAP_S) -> Events:
    """The subset with the greatest sum of strengths whose neighbours are at least `gap_s` apart
    (exact, by recursion).
    """
    times, weights = events.times, events.strengths
    if len(times) < 2 or np.diff(times).min() >= gap_s:
        return events
    before = np.searchsorted(times, times - gap_s + 1e-9, side="right")
    best = [0.0]
    for k, weight in enumerate(weights.tolist()):
        best.append(max(best[k], weight + best[before[k]]))
    chosen, k = [], len(times)
    while k:
        if best[k] == best[k - 1]:
            k -= 1
        else:
            chosen.append(k - 1)
            k = int(before[k - 1])
    return events.select(np.array(chosen[::-1], np.int64))


def tail(age: float) -> float:
    """The decay of an event, `age` in releases: exp(-age), eased to exactly 0 at `TAIL_END`."""
    if age >= TAIL_END:
        return 0.0
    rest = age / TAIL_END
    return exp(-age) * (1 - rest * rest * (3 - 2 * rest))


def level_signal(values: np.ndarray, rate: float) -> Signal:
    """`float[n]` at t, linearly interpolated, held at both ends."""
    samples = array("d", np.asarray(values, np.float64).tobytes())
    last = len(samples) - 1

    def value(t: float, half_frame: float = 0.0) -> float:
        x = t * rate
        if x <= 0 or x >= last:
            return samples[0 if x <= 0 else last]
        k = int(x)
        here = samples[k]
        return here + (samples[k + 1] - here) * (x - k)

    return value


def phase_signal(values: np.ndarray, rate: float) -> Signal:
    """The integral from 0 to t of `level_signal`: continuous, monotone for values of one sign."""
    exact = np.asarray(values, np.float64)
    steps = np.concatenate([[0.0], (exact[1:] + exact[:-1]) / (2 * rate)])
    samples, sums = array("d", exact.tobytes()), array("d", np.cumsum(steps).tobytes())
    last = len(samples) - 1

    def value(t: float, half_frame: float = 0.0) -> float:
        x = t * rate
        k = min(max(int(x), 0), last)
        slope = samples[k + 1] - samples[k] if 0 <= x < last else 0.0
        mean = samples[k] + 0.5 * slope * (x - k)
        return sums[k] + mean * (x - k) / rate

    return value


def surge(onset: np.ndarray, rate: float) -> np.ndarray:
    """How fast phases run, `float64[n]` around 1: what moves does so when something sounds, and
    rests in between. The mean over a few seconds stays 1, so that speeds mean what they say.
    """
    struck = follow(onset, rate, 0.0, SURGE_RELEASE_S)
    usual = ndimage.uniform_filter1d(struck, round(SURGE_WINDOW_S * rate) | 1, mode="nearest")
    return 1 - SURGE + SURGE * struck / np.maximum(usual, 0.02)


def _peaks(events: Events, release_s: float) -> array:
    """The height at each event: its strength, or what is left there of those before, if that is
    more.
    """
    peaks, previous, level = array("d"), 0.0, 0.0
    for time, strength in zip(events.times.tolist(), events.strengths.tolist(), strict=True):
        level = max(strength, level * tail((time - previous) / release_s))
        previous = time
        peaks.append(level)
    return peaks


def begun(times: list[float], t: float, half_frame: float) -> int:
    """How many ascending events have begun at `t`: all up to t, and less than `half_frame` ahead.

    So an event begins on the frame that `clock.frame_at` names: the nearest, ties up.
    """
    return bisect_left(times, t + half_frame) if half_frame else bisect_right(times, t)


def event_signal(events: Events, release_s: float) -> Signal:
    """The decay of the last event begun."""
    release_s = max(release_s, 1e-3)
    times, peaks = events.times.tolist(), _peaks(events, release_s)

    def value(t: float, half_frame: float = 0.0) -> float:
        k = begun(times, t, half_frame) - 1
        if k < 0:
            return 0.0
        return peaks[k] * tail(max(0.0, t - times[k]) / release_s)

    return value


def event_curve(events: Events, release_s: float, duration: float) -> np.ndarray:
    """The decay of events as `float64[n]` at `PHASE_RATE`, to be integrated."""
    release_s = max(release_s, 1e-3)
    t = np.arange(int(np.ceil(duration * PHASE_RATE)) + 1) / PHASE_RATE
    if not len(events.times):
        return np.zeros(len(t))
    k = np.searchsorted(events.times, t, side="right") - 1
    age = np.clip((t - events.times[k]) / release_s, 0, TAIL_END)
    decay = np.exp(-age) * (1 - smoothstep(0, TAIL_END, age))
    return np.where(k >= 0, np.asarray(_peaks(events, release_s))[k] * decay, 0.0)
