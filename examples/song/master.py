"""The last hands on the sound: glue, warmth, loudness and a limiter. `loudness` follows ITU-R
BS.1770-4.
"""

import effects as fx
import numpy as np
import score
from scipy.signal import resample_poly, sosfilt

TARGET_LUFS = -14.0
CEILING_DB = -2.5  # of the true peak, before the encoder adds its own overshoot
# K-weighting at 48 kHz, from the recommendation's tables 1 and 2.
K_WEIGHTING = np.array(
    [
        [
            1.53512485958697,
            -2.69169618940638,
            1.19839281085285,
            1,
            -1.69065929318241,
            0.73248077421585,
        ],
        [1.0, -2.0, 1.0, 1, -1.99004745483398, 0.99007225036621],
    ]
)


def loudness(x: np.ndarray) -> float:
    """Integrated loudness in LUFS of stereo at 48 kHz: 400 ms blocks, gated at -70 and 10 below the
    rest.
    """
    weighted = sosfilt(K_WEIGHTING, x) ** 2
    n, hop = round(0.4 * score.RATE), round(0.1 * score.RATE)
    total = np.concatenate([[0.0], np.cumsum(weighted.sum(axis=0))])
    first = np.arange(0, x.shape[1] - n, hop)
    power = (total[first + n] - total[first]) / n
    loud = power[-0.691 + 10 * np.log10(power + 1e-12) > -70]
    gated = loud[10 * np.log10(loud) > 10 * np.log10(loud.mean()) - 10]
    return float(-0.691 + 10 * np.log10(gated.mean()))


def true_peak_db(x: np.ndarray) -> float:
    return float(20 * np.log10(np.abs(resample_poly(x, 4, 1, axis=-1)).max()))


def _ends(x: np.ndarray) -> np.ndarray:
    """Starts from silence and fades over the last bar's rest."""
    t = np.arange(x.shape[1]) / score.RATE
    fade = np.clip((t[-1] - t) / 1.6, 0, 1)
    return x * np.sin(0.5 * np.pi * fade) ** 1.5


def _soft(x: np.ndarray) -> np.ndarray:
    """Rounds what lies above 0.7, as tape does."""
    over = np.abs(x) > 0.7
    bent = 0.7 + 0.3 * np.tanh((np.abs(x) - 0.7) / 0.3)
    return np.where(over, np.sign(x) * bent, x)


def finish(x: np.ndarray) -> np.ndarray:
    """To -14 LUFS with a true peak under the ceiling."""
    glued = fx.high_pass(_ends(x), 28)
    glued = fx.shelf(fx.bell(glued, 250, -1.0, 0.7), 10_000, 1.5)
    glued = fx.compress(glued * fx.db(TARGET_LUFS - loudness(glued)), -14, 1.7, 0.025, 0.2)
    gain = fx.db(TARGET_LUFS - loudness(glued))
    for _ in range(3):
        loud = _soft(glued * gain)
        done = fx.limit(loud, fx.db(CEILING_DB))
        gain *= fx.db(TARGET_LUFS - loudness(done))
    return done
