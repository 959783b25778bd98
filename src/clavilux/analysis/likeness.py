"""How alike the bars of a song are: in harmony, timbre, rhythm, level, and in all together.

In: curves and the grid. Out: feature vectors by bar, and likeness matrices `float64[bars, bars]`, 1
where two bars are the same, 1 / e where they differ as much as two bars of this song usually do.
"""

from itertools import pairwise

import numpy as np

from clavilux.analysis.cells import Cells, pooled
from clavilux.types.curve import Curve

QUARTERS, SIXTEENTHS = 4, 16
CEPSTRA = 13  # cosine coefficients of the log-mel, without its level


def groups(curves: dict[str, Curve], grid: Cells) -> dict[str, np.ndarray]:
    """What each bar sounds like, by aspect: `float32[bars, d]` each, in units of their own."""
    from scipy.fft import dct

    bars, count = grid.bars, len(grid.bars) - 1
    quarters, sixteenths = _divided(bars, QUARTERS), _divided(bars, SIXTEENTHS)
    mel = pooled(curves["mel"], quarters)
    cepstra = dct(mel, axis=1, norm="ortho")[:, 1 : CEPSTRA + 1].reshape(count, QUARTERS, CEPSTRA)
    pattern = [
        np.sqrt(pooled(curves[name], sixteenths)).reshape(count, SIXTEENTHS)
        for name in ("onset", "bass", "treble")
    ]
    names = ("loudness", "bass", "mid", "treble", "onset")
    return {
        "harmony": pooled(curves["chroma"], quarters).reshape(count, QUARTERS * 12),
        "timbre": cepstra.mean(axis=1),
        "rhythm": np.concatenate(pattern, axis=1),
        "level": np.stack([pooled(curves[name], bars) for name in names], axis=1),
    }


def _divided(bars: np.ndarray, parts: int) -> np.ndarray:
    """The borders of equal parts of every bar."""
    inner = [np.linspace(a, b, parts, endpoint=False) for a, b in pairwise(bars)]
    return np.append(np.concatenate(inner), bars[-1])


def standard(group: np.ndarray) -> np.ndarray:
    """Centred, and scaled so that the group as a whole has unit variance."""
    centred = group - group.mean(axis=0)
    return centred / max(float(np.sqrt((centred**2).sum(axis=1).mean())), 1e-9)


def distances(rows: np.ndarray) -> np.ndarray:
    """Squared distances of all pairs of rows."""
    square = (rows.astype(np.float64) ** 2).sum(axis=1)
    inner = rows.astype(np.float64) @ rows.T
    inner *= 2
    apart = square[:, None] + square
    apart -= inner
    return np.maximum(apart, 0, out=apart)


def likeness(groups: dict[str, np.ndarray], weights: dict[str, float]) -> np.ndarray:
    """The likeness of all bars, each aspect with its weight. Worked in place: an hour has two
    thousand bars, and every matrix of them 40 MB.
    """
    count = len(next(iter(groups.values())))
    total = np.zeros((count, count))
    for name, weight in weights.items():
        apart = distances(standard(groups[name]))
        upper = np.triu(np.ones((count, count), bool), 1)
        typical = float(np.median(apart[upper])) if count > 1 else 0.0
        apart *= weight
        apart /= max(typical, 1e-6)
        total += apart
    total /= -sum(weights.values())
    return np.exp(total, out=total)
