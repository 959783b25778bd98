"""Sound to the features that the acoustic model was trained on.

In: mono sound at 16 kHz. Out: `float32[n, 39]`, one row each 10 ms (row `k` is centred on `k / 100
+ 0.0128` s): 13 mel-frequency cepstra less their mean over the file, first and second differences.
Sphinx's own front end: pre-emphasis 0.97, Hamming windows of 25.6 ms, 25 mel bands 130-6800 Hz,
liftered by 22.
"""

import numpy as np

RATE = 16_000
FRAMES = 100  # a second
WINDOW, HOP, SIZE = 410, 160, 512
_BANDS, _LOW_HZ, _HIGH_HZ, _COEFFICIENTS, _LIFTER = 25, 130.0, 6800.0, 13, 22
_BLOCK = 4000  # frames transformed at once


def features(samples: np.ndarray) -> np.ndarray:
    """`float32[n, 39]` of `float32[samples]`; sound shorter than a window gives no row."""
    cepstra = cepstra_of(band_energies(samples))
    return with_differences(cepstra - cepstra.mean(axis=0, keepdims=True))


def band_energies(samples: np.ndarray) -> np.ndarray:
    """`float32[n, 25]`: energy in mel bands."""
    count = (len(samples) - WINDOW) // HOP + 1
    if count < 1:
        return np.zeros((0, _BANDS), np.float32)
    loud = np.asarray(samples, np.float32) * 32768
    emphasised = np.append(loud[:1], loud[1:] - np.float32(0.97) * loud[:-1])
    frames = np.lib.stride_tricks.sliding_window_view(emphasised, WINDOW)[::HOP]
    window = np.hamming(WINDOW).astype(np.float32)
    bank = _bank().T
    parts = [
        np.abs(np.fft.rfft(frames[k : k + _BLOCK] * window, SIZE).astype(np.complex64)) ** 2 @ bank
        for k in range(0, count, _BLOCK)
    ]
    return np.concatenate(parts).astype(np.float32)


def cepstra_of(bands: np.ndarray) -> np.ndarray:
    """`float32[n, 13]`: liftered cepstra of band energies."""
    step = np.pi / _BANDS * (np.arange(_BANDS) + 0.5)
    basis = np.cos(step * np.arange(_COEFFICIENTS)[:, None]) * np.sqrt(2 / _BANDS)
    basis[0] /= np.sqrt(2)
    lifter = 1 + _LIFTER / 2 * np.sin(np.pi * np.arange(_COEFFICIENTS) / _LIFTER)
    cepstra = np.log(np.maximum(bands, 1e-4)) @ (basis * lifter[:, None]).T
    return cepstra.astype(np.float32)


def with_differences(cepstra: np.ndarray) -> np.ndarray:
    """Cepstra, their slope over 4 frames, and the slope's slope over 2: `float32[n, 39]`."""
    n = len(cepstra)
    if not n:
        return np.zeros((0, 3 * _COEFFICIENTS), np.float32)
    padded = np.pad(cepstra, ((3, 3), (0, 0)), "edge")

    def at(shift: int) -> np.ndarray:
        return padded[3 + shift : 3 + shift + n]

    second = (at(3) - at(-1)) - (at(1) - at(-3))
    return np.concatenate([cepstra, at(2) - at(-2), second], axis=1).astype(np.float32)


def _bank() -> np.ndarray:
    """`float32[25, 257]`: triangles of area one, their corners on the bins of the transform."""
    lowest, highest = (2595 * np.log10(1 + hz / 700) for hz in (_LOW_HZ, _HIGH_HZ))
    mels = np.linspace(lowest, highest, _BANDS + 2)
    bin_hz = RATE / SIZE
    corners = np.round(700 * (10 ** (mels / 2595) - 1) / bin_hz) * bin_hz
    left, centre, right = (corners[k : k + _BANDS, None] for k in range(3))
    hz = np.arange(SIZE // 2 + 1) * bin_hz
    rising, falling = (hz - left) / (centre - left), (right - hz) / (right - centre)
    return (np.clip(np.minimum(rising, falling), 0, None) * 2 / (right - left)).astype(np.float32)
