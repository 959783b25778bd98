"""The log-mel spectrum: how a sound looks to an ear that hears pitch and level by ratio.

In: power spectra of the short window. Out: decibels re a full-scale sine in 128 bands, equally
spaced on the mel scale mel(f) = 2595 log10(1 + f / 700) from 30 Hz to 16 kHz. The triangles are
integrated over the width of each bin, so that the narrow bands at the bottom never fall between two
bins.
"""

from functools import lru_cache
from typing import Any

import numpy as np

BANDS, LOW_HZ, HIGH_HZ = 128, 30.0, 16000.0
FLOOR_DB = -120.0


def hz_to_mel(hz: np.ndarray | float) -> np.ndarray:
    return 2595 * np.log10(1 + np.asarray(hz, np.float64) / 700)


def mel_to_hz(mel: np.ndarray | float) -> np.ndarray:
    return 700 * (10 ** (np.asarray(mel, np.float64) / 2595) - 1)


def band_hz() -> np.ndarray:
    """The centre frequency of every band: `float64[128]`."""
    return mel_to_hz(np.linspace(hz_to_mel(LOW_HZ), hz_to_mel(HIGH_HZ), BANDS + 2))[1:-1]


@lru_cache
def filters(size: int, rate: int, oversampling: int = 16) -> Any:
    """Triangular filters with peaks near 1, for spectra of `size` samples at `rate`: a sparse
    `float32[bins, bands]`, since each bin belongs to two bands (a dense product takes sixty times
    the work, and wakes the threads of BLAS inside ours).
    """
    from scipy.sparse import csr_array

    corners = mel_to_hz(np.linspace(hz_to_mel(LOW_HZ), hz_to_mel(HIGH_HZ), BANDS + 2))
    bins = size // 2 + 1
    fine = (np.arange(bins * oversampling) + 0.5) / oversampling - 0.5
    hz = fine[:, None] * (rate / size)
    rising = (hz - corners[:-2]) / np.diff(corners)[:-1]
    falling = (corners[2:] - hz) / np.diff(corners)[1:]
    triangles = np.clip(np.minimum(rising, falling), 0, None)
    return csr_array(triangles.reshape(bins, oversampling, BANDS).mean(axis=1).astype(np.float32))


def log_mel(power: np.ndarray, size: int, rate: int) -> np.ndarray:
    """Power spectra `float32[n, bins]` to `float32[n, 128]` dB, never below -120."""
    bands = power @ filters(size, rate)
    return 10 * np.log10(np.maximum(bands, np.float32(10 ** (FLOOR_DB / 10))))
