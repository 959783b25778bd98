"""Channels to fewer: `(float32[channels, n], names) -> float32[fewer, n]`, never past full scale.

Stereo follows ITU-R BS.775: centre and surrounds enter at -3 dB, the low-frequency channel is left
out, and the whole is scaled so that full scale on every channel stays full scale.
"""

import numpy as np

HALF_POWER = 0.5**0.5
LEFT = {"FL": 1.0, "FC": HALF_POWER, "SL": HALF_POWER, "BL": HALF_POWER, "FLC": 1.0}
RIGHT = {"FR": 1.0, "FC": HALF_POWER, "SR": HALF_POWER, "BR": HALF_POWER, "FRC": 1.0}
BOTH = {"BC": 0.5}


def keep(samples: np.ndarray, speakers: tuple[str, ...]) -> np.ndarray:
    """All channels as they are."""
    return samples


def mono(samples: np.ndarray, speakers: tuple[str, ...]) -> np.ndarray:
    """The mean of all channels but the low-frequency one: `float32[1, n]`."""
    if len(samples) == 1:
        return samples
    heard = [k for k, name in enumerate(speakers) if name != "LFE"] or [0]
    return samples[heard].mean(axis=0, keepdims=True, dtype=np.float32)


def stereo(samples: np.ndarray, speakers: tuple[str, ...]) -> np.ndarray:
    """At most two channels; channels without a known place go to both sides."""
    if len(samples) <= 2:
        return samples
    matrix = np.array([_gains(side, speakers) for side in (LEFT, RIGHT)], np.float32)
    return (matrix / matrix.sum(axis=1).max()) @ samples


def _gains(side: dict[str, float], speakers: tuple[str, ...]) -> list[float]:
    known = LEFT.keys() | RIGHT.keys() | {"LFE"}
    others = BOTH | {name: 1.0 for name in speakers if name not in known | BOTH.keys()}
    return [(others | side).get(name, 0.0) for name in speakers]
