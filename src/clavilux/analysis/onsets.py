"""When sounds begin: onset strength, its split by register, the attack function, and the list of
onsets.

In: the log-mel and the fine energies of `Measures`. Onset strength is half-wave rectified spectral
flux of the log-mel, the frame before being first widened by one band so that vibrato does not count
(Böck and Widmer 2013, SuperFlux). The attack function tells to a millisecond when: the log ratio of
the energy just after to the energy just before, both weighted by exponentials (the optimal detector
of a step in noise, Shen and Castan 1992), over three tilts of the spectrum.
"""

import numpy as np

from clavilux.analysis.measures import FINE_RATE, FRAME_RATE, Measures
from clavilux.analysis.mel import band_hz

RANGE_DB = 70.0  # under the file's peak; what lies deeper is not heard
REGISTERS_HZ = (0.0, 150.0, 500.0, 4000.0, 20000.0)
BLOCK = 8192  # frames handled at once, so that an hour stays small
AFTER_S, BEFORE_S = 0.005, 0.010
SEARCH_S, NEAR_S = 0.040, 0.018
THRESHOLD = 1.2
LEAST_ATTACK = 0.4  # log ratio
LATENCY_S = 0.00135  # of the attack function on clicks of every kind: see the tests


def rises_and_change(measures: Measures) -> tuple[np.ndarray, np.ndarray]:
    """Rise of the log-mel by register, `float32[n, 4]`, and its whole change up and down,
    `float32[n]`, in dB a band.
    """
    edges = np.searchsorted(band_hz(), REGISTERS_HZ)
    floor = max(int(measures.mel_cdb.max()) - round(100 * RANGE_DB), -12000)
    rises = np.zeros((measures.frames, len(REGISTERS_HZ) - 1), np.float32)
    change = np.zeros(measures.frames, np.float32)
    for start in range(1, measures.frames, BLOCK):
        level = np.maximum(measures.mel_cdb[start - 1 : start + BLOCK], floor).astype(np.float32)
        level /= 100 * level.shape[1]
        change[start : start + BLOCK] = np.abs(np.diff(level, axis=0)).sum(axis=1)
        before = widened(level[:-1])
        rise = np.maximum(level[1:] - before, 0)
        rises[start : start + BLOCK] = np.add.reduceat(rise, edges[:-1], axis=1)
    return rises, change


def widened(level: np.ndarray) -> np.ndarray:
    """The largest of each band and its two neighbours."""
    wide = level.copy()
    np.maximum(wide[:, 1:], level[:, :-1], out=wide[:, 1:])
    np.maximum(wide[:, :-1], level[:, 1:], out=wide[:, :-1])
    return wide


def attack_function(energies: np.ndarray) -> np.ndarray:
    """How abruptly sound begins at every fine step: `float32[m]` from energies `float32[m, 3]`,
    both at FINE_RATE.
    """
    from scipy.ndimage import maximum_filter1d
    from scipy.signal import lfilter

    keep_after, keep_before = np.exp(-1 / (np.array([AFTER_S, BEFORE_S]) * FINE_RATE))
    total = np.zeros(len(energies), np.float32)
    for column in energies.T:
        past = lfilter([0, 1 - keep_before], [1, -keep_before], column)
        future = lfilter([1 - keep_after], [1, -keep_after], column[::-1])[::-1]
        nearby = maximum_filter1d(future, 2 * round(0.2 * FINE_RATE) + 1)
        floor = 1e-3 * nearby + 1e-9 * column.max() + 1e-20
        total += np.maximum(0, np.log((future + floor) / (past + floor)))
    return total


def refined(times: np.ndarray, attack: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each time moved to the strongest attack near it, and that attack's strength: `float64[n]`
    twice.

    Near is within SEARCH_S, the nearer the better; the maximum is interpolated between fine steps
    by a parabola.
    """
    from scipy.ndimage import maximum_filter1d

    if len(times) == 0:
        return times, times
    reach = round(SEARCH_S * FINE_RATE)
    centre = np.rint((times - LATENCY_S) * FINE_RATE).astype(np.int64)
    offset = np.arange(-reach, reach + 1)
    nearness = np.exp(-0.5 * (offset / FINE_RATE / NEAR_S) ** 2)
    index = np.clip(centre[:, None] + offset, 1, len(attack) - 2)
    summit = maximum_filter1d(attack, 9) == attack
    height = attack[index] * nearness * np.where(summit[index], 1, 1e-3)
    best = index[np.arange(len(times)), height.argmax(axis=1)]
    before, here, after = (attack[best + step].astype(np.float64) for step in (-1, 0, 1))
    bend = np.minimum(before - 2 * here + after, -1e-9)
    shift = np.clip(0.5 * (before - after) / bend, -0.5, 0.5)
    return (best + shift) / FINE_RATE + LATENCY_S, here


def onsets(strength: np.ndarray, attack: np.ndarray) -> np.ndarray:
    """Times of onsets, `float64[n]` ascending: peaks of the onset strength that clear their
    surroundings.

    A peak is the largest within 46 ms and exceeds the mean of the second around it by 1.2 of that
    second's deviation.
    """
    from scipy.ndimage import maximum_filter1d, uniform_filter1d

    size = round(FRAME_RATE) | 1
    mean = uniform_filter1d(strength.astype(np.float64), size)
    square = uniform_filter1d(strength.astype(np.float64) ** 2, size)
    deviation = np.sqrt(np.maximum(square - mean**2, 0))
    least = 0.02 * strength.max()
    high = (strength >= mean + THRESHOLD * deviation) & (strength > least)
    peaks = np.flatnonzero(high & (maximum_filter1d(strength, 9) == strength))
    times, attacks = refined(peaks / FRAME_RATE, attack)
    times = np.unique(np.maximum(times[attacks > LEAST_ATTACK], 0.0))
    return times[np.append(True, np.diff(times) > 0.03)] if len(times) else times
