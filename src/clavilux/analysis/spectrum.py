"""Numbers that sum up one spectrum: energy by band, centroid, rolloff, K-weighted energy.

In: power spectra `float32[n, bins]` and their frequencies `float64[bins]`. Out: `float32[n]` or
`float32[n, 3]`.
"""

import numpy as np

BANDS_HZ = {"bass": (20.0, 200.0), "mid": (200.0, 2000.0), "treble": (2000.0, 16000.0)}
ROLLOFF = 0.85
K_SHELF = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285),
    (1.0, -1.69065929318241, 0.73248077421585),
)
K_HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))


def band_energies(power: np.ndarray, hz: np.ndarray) -> np.ndarray:
    """Power summed over bass, mid and treble: `float32[n, 3]`."""
    columns = [power[:, (hz >= low) & (hz < high)].sum(axis=1) for low, high in BANDS_HZ.values()]
    return np.stack(columns, axis=1)


def centroid(power: np.ndarray, hz: np.ndarray) -> np.ndarray:
    """The magnitude-weighted mean frequency in Hz; 0 where there is no sound."""
    magnitude = np.sqrt(power)
    total = magnitude.sum(axis=1)
    moment = np.einsum("ij,j->i", magnitude, hz.astype(np.float32))
    return moment / np.maximum(total, np.float32(1e-12))


def rolloff(power: np.ndarray, hz: np.ndarray) -> np.ndarray:
    """The frequency in Hz below which 85 % of the energy lies; 0 where there is no sound."""
    running = np.cumsum(power, axis=1)
    index = (running < ROLLOFF * running[:, -1:]).sum(axis=1)
    return hz[np.minimum(index, len(hz) - 1)].astype(np.float32)


def k_weights(hz: np.ndarray) -> np.ndarray:
    """The power response at `hz` of the two biquads that ITU-R BS.1770-4 tabulates for 48 kHz:
    `float64[bins]`.
    """
    delay = np.exp(-2j * np.pi * np.asarray(hz, np.float64) / 48000)
    response = np.ones_like(delay)
    for zeros, poles in (K_SHELF, K_HIGH_PASS):
        response *= np.polyval(zeros[::-1], delay) / np.polyval(poles[::-1], delay)
    return np.abs(response) ** 2


def k_energy(power: np.ndarray, hz: np.ndarray) -> np.ndarray:
    """Mean square of the K-weighted sound under the window; a full-scale sine at 997 Hz gives 0.5 *
    10 ** 0.0691.
    """
    # Parseval with the Hann window scaled to a peak magnitude of 1: the bins of a sine sum to 1.5,
    # its mean square is 0.5.
    return np.einsum("ij,j->i", power, (k_weights(hz) / 3).astype(np.float32))
