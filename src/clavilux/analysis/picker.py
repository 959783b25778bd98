"""Onsets from a stream: peaks of the onset strength that clear their past.

In: frame after frame the strength and the latest samples. Out: the time of an onset one frame after
its peak, so some 35 ms after it sounded: a frame is a peak when it exceeds both neighbours, and the
mean of the second before by THRESHOLD of its deviation. The time is where, among the samples of the
peak's window, the energy rises most.
"""

import numpy as np

from clavilux.analysis.measures import FINE, FRAME_RATE, HOP, RATE, SHORT

PAST = round(FRAME_RATE)  # frames whose mean and deviation a peak must clear
THRESHOLD, LEAST, SHARE = 1.5, 0.08, 0.06  # deviations; dB a band; share of the largest of late
APART_S = 0.05
AFTER, BEFORE = 3, 6  # fine steps of 1.45 ms that are compared


class Picker:
    """Picks from one stream."""

    def __init__(self) -> None:
        self._past = np.zeros(PAST, np.float64)
        self._high, self._last = 0.0, -1.0

    def step(self, frame: int, strength: float, recent: np.ndarray) -> float | None:
        """The onset at the frame before, if it was one. `recent` ends with the samples of the
        window that `frame` is the middle of.
        """
        before, here = self._past[-2], self._past[-1]
        mean, spread = self._past[:-1].mean(), self._past[:-1].std()
        self._high = max(here, self._high * (1 - 1 / (20 * FRAME_RATE)))
        peak = here > before and here >= strength
        clear = here > max(mean + THRESHOLD * spread, LEAST, SHARE * self._high)
        self._past[:-1] = self._past[1:]
        self._past[-1] = strength
        if not (peak and clear):
            return None
        time = ((frame - 1) * HOP - SHORT // 2 + attack(recent[-SHORT - HOP : -HOP])) / RATE
        if time - self._last < APART_S:
            return None
        self._last = time
        return max(time, 0.0)


def attack(window: np.ndarray) -> int:
    """The sample at which the energy rises most, to a fine step."""
    sharp = np.diff(window, prepend=window[:1]).astype(np.float64)
    steps = (window.astype(np.float64) ** 2 + 4 * sharp**2).reshape(-1, FINE).sum(axis=1)
    floor = 1e-3 * steps.max() + 1e-12
    padded = np.concatenate([np.zeros(BEFORE), steps, np.zeros(AFTER)])
    running = np.concatenate([[0.0], np.cumsum(padded)])
    at = np.arange(BEFORE, BEFORE + len(steps))
    after = (running[at + AFTER] - running[at]) / AFTER
    past = (running[at] - running[at - BEFORE]) / BEFORE
    gain = np.log((after + floor) / (past + floor))[BEFORE:]
    return int(gain.argmax() + BEFORE) * FINE
