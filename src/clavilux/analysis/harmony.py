"""Chroma, tuning and key.

In: pitch profiles in thirds of a semitone from `Measures`. The file's tuning is the mean direction
of its profiles within the semitone; chroma is read off at that tuning. Key: correlation of the mean
chroma with the twelve turns of a major and a minor profile (Krumhansl 1990, with the values of
Temperley 2001), plus a little for a bass that stands on the tonic and its fifth. The minor profile
is between natural and harmonic: Temperley's leading tone takes most pop in minor for its relative
major.
"""

import numpy as np

from clavilux.analysis.measures import PITCH_EVERY, Measures
from clavilux.types.features import PITCHES, Key

MAJOR = np.array([5.0, 2.0, 3.5, 2.0, 4.5, 4.0, 2.0, 4.5, 2.0, 3.5, 1.5, 4.0])
MINOR = np.array([5.0, 2.0, 3.5, 4.5, 2.0, 4.0, 2.0, 4.5, 3.5, 2.0, 3.2, 2.6])
BASS = np.array([1.0, 0, 0, 0, 0, 0.4, 0, 0.6, 0, 0, 0, 0])
BASS_SHARE = 0.2
TONAL = 0.04  # unevenness of pitch classes: songs have 0.05 to 0.15, speech and noise 0.001 to 0.03
SURE = 0.15  # a lead of this much correlation over the next key is certainty


def tuning(pitches: np.ndarray) -> float:
    """How far the sound is tuned above A = 440 Hz, in semitones, -0.5..0.5."""
    thirds = pitches.sum(axis=(0, 1)).reshape(12, 3).sum(axis=0)
    return float(np.angle(thirds @ np.exp(2j * np.pi * np.arange(3) / 3)) / (2 * np.pi))


def folded(pitches: np.ndarray, tuned: float) -> np.ndarray:
    """Profiles `float[..., 36]` to pitch classes `float[..., 12]`, each the part of its semitone
    that is in tune.
    """
    from scipy.ndimage import shift

    centre = shift(pitches, [0] * (pitches.ndim - 1) + [1 - 3 * tuned], order=1, mode="grid-wrap")
    thirds = centre.reshape(*pitches.shape[:-1], 12, 3)
    return 0.5 * thirds[..., 0] + thirds[..., 1] + 0.5 * thirds[..., 2]


def pitch_classes(measures: Measures) -> np.ndarray:
    """Amplitude by pitch class, bass register and the rest apart: `float32[m, 2, 12]` at FRAME_RATE
    / PITCH_EVERY.
    """
    return folded(measures.pitches, tuning(measures.pitches))


def chroma(classes: np.ndarray, frames: int) -> np.ndarray:
    """`float32[frames, 12]`, the largest of each frame = 1, all 0 where nothing is pitched."""
    energy = classes.sum(axis=1) ** 2
    peak = energy.max(axis=1, keepdims=True)
    scaled = np.where(peak > 1e-9, energy / np.maximum(peak, 1e-9), 0)
    place = np.arange(frames) / PITCH_EVERY
    below = np.minimum(place.astype(np.int64), len(scaled) - 1)
    above = np.minimum(below + 1, len(scaled) - 1)
    share = (place - below)[:, None]
    return (scaled[below] * (1 - share) + scaled[above] * share).astype(np.float32)


def key(classes: np.ndarray) -> Key:
    """The key of the whole from `float[m, 2, 12]`; its confidence is the lead over the second best
    of the 24, less where the pitch classes are nearly even, as those of speech and noise are.
    """
    total, bass = _mean(classes.sum(axis=1)), _mean(classes[:, 0])
    if total.max() <= 1e-9:
        return Key("C", "major", 0.0)
    match = key_matches(total[None], bass[None])[0]
    best, second = np.argsort(match)[::-1][:2]
    margin = np.clip((match[best] - match[second]) / SURE, 0, 1)
    tonal = np.clip(_unevenness(total) / TONAL, 0, 1)
    return Key(PITCHES[best % 12], "major" if best < 12 else "minor", float(margin * tonal))


def _unevenness(chroma: np.ndarray) -> float:
    """1 less the entropy of a chroma over that of an even one, 0..1."""
    share = chroma / chroma.sum()
    return float(1 + (share * np.log(share + 1e-12)).sum() / np.log(12))


def _mean(classes: np.ndarray) -> np.ndarray:
    """The mean chroma, in which loud frames count hardly more than others, silent ones nothing."""
    level = classes.sum(axis=1, keepdims=True)
    return (classes / (level + 0.1 * level.max() + 1e-12)).sum(axis=0)


def key_matches(total: np.ndarray, bass: np.ndarray) -> np.ndarray:
    """How well each of the 24 keys, minor from 12, explains rows of chroma and of their bass
    `float[n, 12]`: `float64[n, 24]`.
    """
    match = np.hstack([_match(total, profile) for profile in (MAJOR, MINOR)])
    return match + BASS_SHARE * np.tile(_match(bass, BASS), 2)


def _match(chroma: np.ndarray, profile: np.ndarray) -> np.ndarray:
    """Correlation of rows of chroma with the profile on each of the twelve tonics: `float64[n,
    12]`, 0 for a row that is flat.
    """
    turned = np.array([np.roll(profile, tonic) for tonic in range(12)])
    turned = (turned - turned.mean()) / (turned.std() * np.sqrt(12))
    centred = chroma - chroma.mean(axis=1, keepdims=True)
    norm = np.linalg.norm(centred, axis=1, keepdims=True)
    return np.where(norm > 1e-9, centred @ turned.T / np.maximum(norm, 1e-9), 0)
