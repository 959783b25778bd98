"""Beats by dynamic programming, along a tempo that may change.

In: a pulse curve `float32[n]` (what a beat wants to fall on, standard deviation 1) and the tempo
path. The beats maximise the sum of the pulse under them, less the squared log ratio of each
interval to the local period (Ellis 2007, "Beat Tracking by Dynamic Programming"). Two things differ
from Ellis: the period is the local one, and the tightness falls where the path bends, so that
steady music cannot slip onto its off-beat and rubato is still followed.
"""

import numpy as np

TIGHT, LOOSE = 1000.0, 60.0
BEND = 0.003  # octaves a second: where the tempo changes so fast, the tightness has halved
SHORTEST, LONGEST, SHARES = 0.8, 1.25, 25  # an interval as a share of the local period


def track(pulse: np.ndarray, rate: float, tempo: np.ndarray, step_s: float) -> np.ndarray:
    """Beat frames `int64[m]`, ascending; `tempo` is `float64[steps]` BPM, one every `step_s`,
    `pulse` is at `rate` Hz.
    """
    periods, tightness = _by_frame(tempo, step_s, len(pulse), rate)
    score, back = _solve(pulse, periods, tightness)
    tail = int(np.ceil(periods[-1]))
    frame, beats = len(pulse) - min(tail, len(pulse)), []
    frame += int(score[frame:].argmax())
    while frame >= 0:
        beats.append(frame)
        frame = int(back[frame])
    return np.array(beats[::-1], np.int64)


def _by_frame(
    tempo: np.ndarray, step_s: float, frames: int, rate: float
) -> tuple[np.ndarray, np.ndarray]:
    """The local period in frames and the local tightness, `float32[frames]` each."""
    from scipy.ndimage import gaussian_filter1d

    octaves = np.log2(tempo)
    bend = np.abs(np.gradient(octaves)) / step_s if len(octaves) > 1 else np.zeros(1)
    bend = gaussian_filter1d(bend, 6 / step_s)
    at, steps = np.arange(frames) / rate, np.arange(len(tempo)) * step_s
    periods = 60 * rate / 2 ** np.interp(at, steps, octaves)
    tightness = LOOSE + TIGHT / (1 + (np.interp(at, steps, bend) / BEND) ** 2)
    return periods.astype(np.float32), tightness.astype(np.float32)


def _solve(
    pulse: np.ndarray, periods: np.ndarray, tightness: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The best score of beats that end on each frame, and the frame before it (negative: none).

    Frames closer together than the shortest interval cannot depend on one another, and are solved
    in one step.
    """
    shares = np.geomspace(SHORTEST, LONGEST, SHARES, dtype=np.float32)
    gap, lead = max(1, int(SHORTEST * periods.min())), int(LONGEST * periods.max()) + 2
    score = np.zeros(lead + len(pulse), np.float32)
    back = np.empty(len(pulse), np.int64)
    for start in range(0, len(pulse), gap):
        end = min(start + gap, len(pulse))
        period = periods[start:end, None]
        lags = np.maximum(np.rint(period * shares), gap)
        before = np.arange(start, end)[:, None] - lags.astype(np.int64)
        costs = tightness[start:end, None] * np.log(lags / period) ** 2
        total = score[before + lead] - costs
        choice = total.argmax(axis=1)
        rows = np.arange(end - start)
        score[start + lead : end + lead] = total[rows, choice] + pulse[start:end]
        back[start:end] = before[rows, choice]
    return score[lead:], back
