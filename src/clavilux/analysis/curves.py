"""The curves of `types.features.CURVES`, out of raw measures.

Those with a unit keep it. The others are scaled to 0..1 by robust percentiles of the whole file:
what is usually its quiet is near 0, its peaks reach 1, silence is 0, and a file without range (one
steady tone) is 1 throughout. Levels are compressed (power ** 0.3, near to how loudness is felt), so
that a picture driven by them moves in the quiet passages too.
"""

import numpy as np

from clavilux.analysis import onsets
from clavilux.analysis.harmony import chroma
from clavilux.analysis.measures import FINE, FRAME_RATE, HOP, SHORT, Measures
from clavilux.types.curve import Curve

FLOOR_DB = -120.0
SILENCE_DB = 65.0  # this far under the file's loud passages nothing is heard
MEL_RANGE_DB = 80.0
LOUDNESS_WINDOW_S = 0.4
BS1770_OFFSET_DB = -0.691
COMPRESSION = 0.3


def curves(
    measures: Measures, classes: np.ndarray, rises: np.ndarray, change: np.ndarray
) -> dict[str, Curve]:
    """Every curve by name; `classes` are pitch classes, `rises` and `change` come from `onsets`."""
    rms = decibels(mean_square(measures))
    loudness = BS1770_OFFSET_DB + decibels(moving_mean(measures.k_energy, LOUDNESS_WINDOW_S))
    heard = audible(rms)
    bass, mid, treble = levels(measures.bands, heard)
    values = {
        "loudness": scaled_loudness(loudness, heard),
        "bass": bass,
        "mid": mid,
        "treble": treble,
        "onset": scaled_peaks(rises.sum(axis=1), heard),
        "flux": scaled_peaks(change, heard),
        "centroid": scaled_centroid(measures.centroid_hz, heard),
        "rms_db": rms,
        "loudness_db": np.maximum(loudness, FLOOR_DB),
        "centroid_hz": np.where(heard, measures.centroid_hz, 0),
        "rolloff_hz": np.where(heard, measures.rolloff_hz, 0),
        "chroma": chroma(classes, measures.frames) * heard[:, None],
    }
    made = {name: Curve(value.astype(np.float32), FRAME_RATE) for name, value in values.items()}
    return made | {"mel": Curve(scaled_mel(measures.mel_cdb), FRAME_RATE)}


def decibels(power: np.ndarray) -> np.ndarray:
    """Power re full scale to dB, never below -120."""
    return 10 * np.log10(np.maximum(power, 10 ** (FLOOR_DB / 10)))


def mean_square(measures: Measures) -> np.ndarray:
    """Mean square of the SHORT samples around each frame: `float64[frames]`."""
    steps, reach = HOP // FINE, SHORT // FINE // 2
    running = np.concatenate([[0.0], np.cumsum(measures.energies[:, 0], dtype=np.float64)])
    centre = np.arange(measures.frames) * steps
    end = np.minimum(centre + reach, len(running) - 1)
    start = np.minimum(np.maximum(centre - reach, 0), len(running) - 1)
    return np.maximum(running[end] - running[start], 0) / SHORT


def moving_mean(values: np.ndarray, width_s: float) -> np.ndarray:
    """Centred mean over `width_s`, silence beyond the ends."""
    from scipy.ndimage import uniform_filter1d

    size = 2 * round(width_s * FRAME_RATE / 2) + 1
    return np.maximum(uniform_filter1d(values.astype(np.float64), size, mode="constant"), 0)


def audible(rms_db: np.ndarray) -> np.ndarray:
    """Where the file is not silent, by its own standard: `bool[n]`."""
    return rms_db > max(np.percentile(rms_db, 99) - SILENCE_DB, FLOOR_DB + 20)


def _between(values: np.ndarray, low: float, high: float) -> np.ndarray:
    return np.clip((values - low) / max(high - low, 1e-12), 0, 1)


def levels(power: np.ndarray, heard: np.ndarray) -> np.ndarray:
    """Bass, mid and treble of `float32[n, 3]` as `float64[3, n]`; a band 50 dB under the whole
    hardly moves.
    """
    if not heard.any():
        return np.zeros((power.shape[1], len(power)))
    felt = np.maximum(power, 0).astype(np.float64) ** COMPRESSION
    least = np.percentile(felt[heard].max(axis=1), 99) * 10 ** (-5 * COMPRESSION)
    rows = []
    for column in felt.T:
        low, high = np.percentile(column[heard], (5, 99))
        high = max(high, least)
        rows.append(_between(column, min(low, 0.5 * high), high) * heard)
    return np.array(rows)


def scaled_loudness(loudness_db: np.ndarray, heard: np.ndarray) -> np.ndarray:
    """0..1 over the file's own range, which counts as at least 12 and at most 40 dB."""
    if not heard.any():
        return np.zeros(len(loudness_db))
    low, high = np.percentile(loudness_db[heard], (5, 99))
    return _between(loudness_db, min(max(low, high - 40), high - 12), high) * heard


def scaled_peaks(strength: np.ndarray, heard: np.ndarray) -> np.ndarray:
    """0..1, where 1 is the strength that one frame in a hundred reaches."""
    if not strength.any():
        return np.zeros(len(strength))
    high = np.percentile(strength[strength > 0], 99) if heard.any() else strength.max()
    return _between(strength, 0, high)


def scaled_centroid(hz: np.ndarray, heard: np.ndarray) -> np.ndarray:
    """Brightness on a log scale: 100 Hz = 0, 8 kHz = 1."""
    return _between(np.log(np.maximum(hz, 1.0)), np.log(100.0), np.log(8000.0)) * heard


def scaled_mel(mel_cdb: np.ndarray) -> np.ndarray:
    """0 = 80 dB under the file's peak, 1 = its peak: `float16[n, 128]`."""
    peak = int(mel_cdb.max())
    scaled = np.empty(mel_cdb.shape, np.float16)
    for start in range(0, len(mel_cdb), onsets.BLOCK):
        part = slice(start, start + onsets.BLOCK)
        level = 1 + (mel_cdb[part].astype(np.float32) - peak) / (100 * MEL_RANGE_DB)
        scaled[part] = np.clip(level, 0, 1) if peak > 100 * FLOOR_DB else 0
    return scaled


def sounding(made: dict[str, Curve]) -> tuple[float, float]:
    """From the first to the last moment that is not silent, in seconds."""
    heard = np.flatnonzero(audible(made["rms_db"].values))
    return (heard[0] / FRAME_RATE, heard[-1] / FRAME_RATE) if len(heard) else (0.0, 0.0)
