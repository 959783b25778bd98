"""A stretch of sound beside a stretch of picture, as numbers that a small network can judge.

Both come as curves on one clock of `RATE` Hz: `hearing` float32[n, len(HEARD)] and `seeing`
float32[n, len(SEEN)]. `compared` turns a pair of stretches into float32[FEATURES]: correlations of
every heard with every seen curve, quick ones at lags around 0, slow ones, and of their rhythms
(autocorrelations, which forgive a constant delay). No level or unit is left, so that neither songs
nor looks are recognised by how loud or bright they are.
"""

import numpy as np
from scipy.ndimage import uniform_filter1d

from clavilux.evaluate.correlation import per_frame
from clavilux.evaluate.series import Series
from clavilux.types.features import Features

RATE = 30.0
SPAN_S = 6.0  # of one stretch
SPAN = round(SPAN_S * RATE)
HEARD = ("onset", "bass+", "mid+", "treble+", "bass", "mid", "treble", "loudness")
SEEN = ("motion", "rise", "change", "tint", "light", "peak")
EVENTS = 4  # of both: the first are what happens, the others how much there is
LAGS = range(-4, 7)  # frames that the picture may be late, at RATE
LEVEL_LAGS = (0, 2, 4)
QUICK_S, SLOW_S = 1.5, 0.7
RHYTHM = range(6, 46)  # lags of the autocorrelations: 0.2 to 1.5 s
FEATURES = (
    EVENTS * EVENTS * (len(LAGS) + 1)
    + (len(HEARD) - EVENTS) * (len(SEEN) - EVENTS + 1) * len(LEVEL_LAGS)
    + len(HEARD) * len(SEEN)
)


def clock(start: float, end: float) -> np.ndarray:
    """The times of both kinds of curves, seconds."""
    return np.arange(start, end, 1 / RATE)


def hearing(features: Features, times: np.ndarray) -> np.ndarray:
    """What is heard at regular times: float32[n, len(HEARD)]."""
    columns = []
    for name in HEARD:
        curve = per_frame(features.curves[name.rstrip("+")], times)
        columns.append(np.maximum(np.diff(curve, prepend=curve[0]), 0) if "+" in name else curve)
    return np.stack(columns, 1).astype(np.float32)


def seeing(series: Series, times: np.ndarray) -> np.ndarray:
    """What is seen at regular times within the film: float32[n, len(SEEN)]."""
    columns = {
        "motion": np.log(series.steady_motion + 3e-4),
        "rise": series.rise,
        "change": series.change,
        "tint": _tint(series.thumbs),
        "light": series.light,
        "peak": series.peak,
    }
    moments = [_resampled(series, columns[name], times) for name in SEEN]
    return np.stack(moments, 1).astype(np.float32)


def _tint(thumbs: np.ndarray) -> np.ndarray:
    """How much the colours change into each frame, whatever the light does: float64[frames]."""
    hue = thumbs.astype(np.float32)
    hue = hue - hue.mean(1, keepdims=True)
    step = np.abs(np.diff(hue, axis=0)).mean((1, 2, 3))
    return np.concatenate([[0.0], step])


def _resampled(series: Series, values: np.ndarray, times: np.ndarray) -> np.ndarray:
    """The mean over each step of the clock; between frames where the film has fewer."""
    if series.frame_s >= 0.9 / RATE:
        return np.interp(times, series.times, values)
    total = np.concatenate([[0.0], np.cumsum(values)])
    ends = np.concatenate([series.times, [series.times[-1] + series.frame_s]]) - series.frame_s / 2
    borders = np.concatenate([times - 0.5 / RATE, [times[-1] + 0.5 / RATE]])
    counts = np.interp(borders, ends, np.arange(len(total)))
    area = np.diff(np.interp(counts, np.arange(len(total)), total))
    return area / np.maximum(np.diff(counts), 1e-6)


def compared(heard: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Sound float32[SPAN, len(HEARD)] and picture float32[SPAN, len(SEEN)] as float32[FEATURES]."""
    quick_a, quick_v = _quick(heard), _quick(seen)
    slow = _unit(_slow(heard)).T @ _unit(_slow(seen))
    events_a, events_v = quick_a[:, :EVENTS], quick_v[:, :EVENTS]
    parts = [_lagged(events_a, events_v, LAGS), _rhythm(events_a, events_v)]
    parts.append(
        _lagged(quick_a[:, EVENTS:], quick_v[:, [0, *range(EVENTS, len(SEEN))]], LEVEL_LAGS)
    )
    return np.concatenate([*(part.ravel() for part in parts), slow.ravel()]).astype(np.float32)


def _quick(curves: np.ndarray) -> np.ndarray:
    """The curves without their running means, at unit length, lone spikes tamed."""
    span = round(QUICK_S * RATE)
    fast = curves - uniform_filter1d(curves, span, axis=0, mode="nearest")
    spread = fast.std(0) + 1e-9
    return _unit(np.tanh(fast / (2.5 * spread)))


def _slow(curves: np.ndarray) -> np.ndarray:
    return uniform_filter1d(curves, round(SLOW_S * RATE), axis=0, mode="nearest")


def _unit(curves: np.ndarray) -> np.ndarray:
    """Each column centred and at unit length; a column that does not vary is 0."""
    centred = curves - curves.mean(0)
    length = np.sqrt((centred**2).sum(0))
    return np.where(length > 1e-6, centred / np.maximum(length, 1e-6), 0.0)


def _lagged(a: np.ndarray, v: np.ndarray, lags: range | tuple[int, ...]) -> np.ndarray:
    """Correlations of the columns with the picture taken so many frames later:
    float[lags, a, v].
    """
    n = len(a)
    pairs = [(a[max(-k, 0) : n - max(k, 0)], v[max(k, 0) : n - max(-k, 0)]) for k in lags]
    return np.stack([one.T @ other for one, other in pairs])


def _rhythm(a: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Correlations of the columns' autocorrelations: float[a, v]."""
    own = [np.stack([(x[k:] * x[: len(x) - k]).sum(0) for k in RHYTHM]) for x in (a, v)]
    return _unit(own[0]).T @ _unit(own[1])
