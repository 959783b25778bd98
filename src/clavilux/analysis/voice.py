"""Singing, speech or neither, by the second.

In: what the tagger believes of all names, and the wave. Out: `Tags` of "singing", "speech" and
"neither", rows that sum to 1. Three witnesses: the tagger's own voices; where the `whisper` extra
is installed, Silero's detector, which may say yes and what kind, but whose no counts for nothing,
since it misses singing; and the seconds around, since voices stay.
"""

from itertools import pairwise

import numpy as np

from clavilux.backends import silero
from clavilux.types.curve import Curve
from clavilux.types.features import VOICES
from clavilux.types.heard import Tags

TRUST = 0.85  # of Silero's yes
AROUND = np.array([0.2, 0.6, 0.2])  # weights of the seconds before, at and after
MUSIC_LEANS = 1.5  # log-odds towards singing where instruments are sure, towards speech where none


def voice(tags: Tags, wave: Curve) -> Tags:
    """`tags` holds all names of the tagger; `wave` is the mono waveform, int16 or float."""
    sung, said = tags.column("singing"), tags.column("speech")
    there = np.maximum(tags.column("voice"), np.maximum(sung, said))
    lean = _log_odds(said) - _log_odds(sung) - MUSIC_LEANS * (2 * _music(tags) - 1)
    detected = _detected(wave, len(there), tags.rate)
    if detected is not None:
        there = 1 - (1 - there) * (1 - TRUST * detected)
        lean = lean + 2 * detected - 1
    there = _steadied(there)
    share = 1 / (1 + np.exp(-_steadied(lean)))
    rows = np.stack([there * (1 - share), there * share, 1 - there], 1)
    return Tags(VOICES, rows.astype(np.float32), tags.rate)


def _music(tags: Tags) -> np.ndarray:
    """How sure any instrument is, `float32[seconds]`."""
    voices = ("singing", "speech", "voice")
    others = [k for k, name in enumerate(tags.names) if name not in voices]
    return tags.values[:, others].max(axis=1) if others else np.zeros(len(tags.values))


def _detected(wave: Curve, seconds: int, rate: float) -> np.ndarray | None:
    """Silero's belief in each second: the mean of its surer half."""
    found = silero.speech(wave.values, wave.rate)
    if found is None:
        return None
    spans = np.round(np.arange(seconds + 1) / rate * found.rate).astype(int)
    parts = [np.sort(found.values[a:b])[(b - a) // 2 :] for a, b in pairwise(spans)]
    return np.array([part.mean() if len(part) else 0.0 for part in parts])


def _steadied(values: np.ndarray) -> np.ndarray:
    return np.convolve(np.pad(values, 1, mode="edge"), AROUND, "valid") if len(values) else values


def _log_odds(share: np.ndarray) -> np.ndarray:
    kept = np.clip(share, 1e-4, 1 - 1e-4)
    return np.log(kept / (1 - kept))
