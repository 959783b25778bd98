"""Triangular filter banks on the mel scale, in the two conventions that published networks were
trained with. Both are `float32[bands, size / 2 + 1]`."""

import numpy as np


def slaney_bank(rate: int, size: int, bands: int, low_hz: float, high_hz: float) -> np.ndarray:
    """Slaney's scale (linear below 1 kHz, logarithmic above), triangles of height 1 in hertz."""
    edges = _from_slaney(np.linspace(_slaney(low_hz), _slaney(high_hz), bands + 2))
    return _triangles(np.linspace(0, rate / 2, size // 2 + 1), edges)


def kaldi_bank(rate: int, size: int, bands: int, low_hz: float, high_hz: float) -> np.ndarray:
    """Kaldi's: 1127 log(1 + f / 700), triangles straight in mel; the last bin is left out."""
    mels = 1127 * np.log1p(np.arange(size // 2 + 1) * rate / size / 700)
    low, high = 1127 * np.log1p(np.array([low_hz, high_hz]) / 700)
    bank = _triangles(mels, np.linspace(low, high, bands + 2))
    bank[:, -1] = 0
    return bank


def _triangles(places: np.ndarray, edges: np.ndarray) -> np.ndarray:
    left, middle, right = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    rising, falling = (places - left) / (middle - left), (right - places) / (right - middle)
    return np.maximum(0, np.minimum(rising, falling)).astype(np.float32)


def _slaney(hz: float) -> float:
    return hz * 3 / 200 if hz < 1000 else 15 + 27 * np.log(hz / 1000) / np.log(6.4)


def _from_slaney(mels: np.ndarray) -> np.ndarray:
    return np.where(mels < 15, mels * 200 / 3, 1000 * np.exp((mels - 15) * np.log(6.4) / 27))
