"""Short-time spectra of a stretch of samples.

In: `float32[samples]`. Out: power spectra whose frame k is centred on sample `first + k * hop`, so
that nothing is late. A full-scale sine gives a peak power of 1 (0 dB), whatever the window's
length.
"""

from functools import lru_cache

import numpy as np


@lru_cache
def hann(size: int) -> np.ndarray:
    """Periodic Hann window scaled so that a sine of amplitude 1 has a peak magnitude of 1:
    `float32[size]`.
    """
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size)
    return (2 * window / window.sum()).astype(np.float32)


def frames(samples: np.ndarray, first: int, count: int, size: int, hop: int) -> np.ndarray:
    """A view `float32[count, size]` of frames centred on `first + k * hop`; the samples must reach
    that far.
    """
    start = first - size // 2
    view = np.lib.stride_tricks.sliding_window_view(samples, size)
    return view[start : start + (count - 1) * hop + 1 : hop]


def power_spectra(samples: np.ndarray, first: int, count: int, size: int, hop: int) -> np.ndarray:
    """Power spectra `float32[count, size // 2 + 1]` of the frames centred on `first + k * hop`."""
    from scipy.fft import rfft

    spectra = rfft(frames(samples, first, count, size, hop) * hann(size), axis=1)
    return spectra.real**2 + spectra.imag**2


def bin_hz(size: int, rate: int) -> np.ndarray:
    """The frequency of every bin of such a spectrum: `float64[size // 2 + 1]`."""
    return np.arange(size // 2 + 1) * (rate / size)
