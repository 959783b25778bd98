"""Where the tones are: spectral peaks folded into one octave, before any tuning is assumed.

In: power spectra of the long window. Out: `float32[n, 2, 36]`, three bins a semitone, C first; row
0 holds the bass register, row 1 the rest. Only local maxima count, at their interpolated frequency,
so that drums and noise hardly do.
"""

import numpy as np

BINS = 36
LOW_HZ, BASS_HZ, HIGH_HZ = 40.0, 200.0, 2100.0
C0_HZ = 16.351597831287414


def pitch_profile(power: np.ndarray, size: int, rate: int) -> np.ndarray:
    """Amplitudes of spectral peaks by pitch class in thirds of a semitone: `float32[n, 2, 36]`."""
    low, high = int(LOW_HZ * size / rate), int(HIGH_HZ * size / rate) + 1
    level = np.log(power[:, low - 1 : high + 1] + np.float32(1e-12))
    before, here, after = level[:, :-2], level[:, 1:-1], level[:, 2:]
    typical = here.mean(axis=1, keepdims=True)
    row, column = np.nonzero((here > before) & (here >= after) & (here > typical))
    before, here, after = before[row, column], here[row, column], after[row, column]
    offset = 0.5 * (before - after) / np.minimum(before - 2 * here + after, -1e-6)
    hz = (column + low + offset) * (rate / size)
    amplitude = np.exp(0.5 * here) * _register_weight(hz)
    return _fold(row, hz, amplitude, len(power))


def _register_weight(hz: np.ndarray) -> np.ndarray:
    """Chords live around 300 Hz; far above are overtones, which belong to other pitch classes."""
    return np.exp(-0.5 * (np.log2(hz / 300) / 1.4) ** 2)


def _fold(row: np.ndarray, hz: np.ndarray, amplitude: np.ndarray, count: int) -> np.ndarray:
    """Adds every peak to the two nearest of the 36 bins, by distance."""
    place = np.log2(hz / C0_HZ) * BINS % BINS
    nearest = np.floor(place).astype(np.int64)
    share = place - nearest
    base = (row * 2 + (hz >= BASS_HZ)) * BINS
    total = count * 2 * BINS
    folded = np.bincount(base + nearest % BINS, amplitude * (1 - share), total)
    folded += np.bincount(base + (nearest + 1) % BINS, amplitude * share, total)
    return folded.reshape(count, 2, BINS).astype(np.float32)
