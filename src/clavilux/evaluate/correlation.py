"""Does the picture move when the sound does: correlation of onset strength and motion, and of where
sections change.

The seed's formula: rho = Cov(O, M) / (sigma_O sigma_M), with O the onset strength averaged over
each frame's interval and M the mean magnitude of the optical flow into that frame. Across cuts the
flow says nothing; there M is taken from the neighbouring frames. A lag is positive where the
picture is late.
"""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import uniform_filter1d

from clavilux.types.curve import Curve

REACH_S = 0.2  # lags tried: less than a beat, since music repeats itself
LOCAL_S = 2.0
DRAWS = 200


@dataclass(frozen=True)
class MotionScore:
    """`correlation` at no lag, the seed's formula; `local` the same once both are freed of their
    running means over `LOCAL_S`, so that it tells whether single onsets move the picture; the best
    one within `REACH_S` and its lag; and what chance gives.

    `shuffled` is the mean, `shuffled_95` the 95th percentile of the correlation at no lag when the
    onsets are moved by random offsets.
    """

    correlation: float
    local: float
    best: float
    best_lag_s: float
    shuffled: float
    shuffled_95: float
    frames: int


def pearson(a: np.ndarray, b: np.ndarray) -> float:
    """Pearson's correlation of two equally long arrays; 0 where one of them does not vary."""
    a, b = a - a.mean(), b - b.mean()
    power = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / power if power > 1e-12 else 0.0


def per_frame(curve: Curve, times: np.ndarray) -> np.ndarray:
    """The curve's mean over each frame's interval, halfway to its neighbours: float64[frames]."""
    if len(times) < 2:
        return curve.sample(times).astype(np.float64)
    middles = (times[1:] + times[:-1]) / 2
    first, last = 2 * times[0] - middles[0], 2 * times[-1] - middles[-1]
    borders = np.clip(np.concatenate([[first], middles, [last]]) * curve.rate, 0, len(curve.values))
    total = np.concatenate([[0.0], np.cumsum(curve.values, dtype=np.float64)])
    area = np.interp(borders, np.arange(len(total)), total)
    width = np.diff(borders)
    held = curve.sample(times)  # past the end of the sound
    return np.where(width > 1e-9, np.diff(area) / np.maximum(width, 1e-9), held)


def lagged(sound: np.ndarray, picture: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Lags in frames, `-most..most`, and the correlation of the picture that much later than the
    sound.
    """
    most = min(most, len(sound) // 2)
    lags = np.arange(-most, most + 1)
    n = len(sound)
    values = [
        pearson(sound[max(-lag, 0) : n - max(lag, 0)], picture[max(lag, 0) : n - max(-lag, 0)])
        for lag in lags.tolist()
    ]
    return lags, np.array(values)


def _fast(values: np.ndarray, span: int) -> np.ndarray:
    """The values without their running mean over `span` frames."""
    return values - uniform_filter1d(values, span, mode="nearest")


def motion_score(
    sound: np.ndarray, motion: np.ndarray, frame_s: float, seed: int = 0
) -> MotionScore:
    """Onset strength and flow magnitude of the same frames, `frame_s` seconds apart, to the
    scores.
    """
    if len(sound) < 3:
        return MotionScore(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, len(sound))
    lags, values = lagged(sound, motion, round(REACH_S / frame_s))
    best = int(np.argmax(values))
    span = max(round(LOCAL_S / frame_s), 1)
    offsets = [
        int(np.random.default_rng([seed, draw]).integers(len(sound))) for draw in range(DRAWS)
    ]
    chance = [pearson(np.roll(sound, offset), motion) for offset in offsets]
    return MotionScore(
        correlation=pearson(sound, motion),
        local=pearson(_fast(sound, span), _fast(motion, span)),
        best=float(values[best]),
        best_lag_s=float(lags[best] * frame_s),
        shuffled=float(np.mean(chance)),
        shuffled_95=float(np.percentile(chance, 95)),
        frames=len(sound),
    )
