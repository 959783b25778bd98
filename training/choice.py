"""Regressions that weights are fitted by: what makes the right one of several likeliest
(conditional logistic regression, McFadden 1974), and what makes a thing likely (logistic).

In: for each song a table `float[readings, reasons]` and which readings are right. Out: a weight for
each reason. Songs in which all readings are right or none is teach nothing and are left out. What
several right readings share is rewarded: their probabilities are summed.
"""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize

RIDGE = 0.01  # on weights of reasons scaled to a deviation of 1, for each song
Song = tuple[np.ndarray, np.ndarray]


def telling(songs: Sequence[Song]) -> list[Song]:
    """Those of which something can be learned."""
    return [(table, right) for table, right in songs if right.any() and not right.all()]


def fitted(
    songs: Sequence[Song], bounds: Sequence[tuple[float | None, float | None]]
) -> np.ndarray:
    """`float64[reasons]`: the weights within `bounds` that make right readings likeliest."""
    songs = telling(songs)
    scale = np.concatenate([table for table, _ in songs]).std(axis=0) + 1e-9

    def loss(weights: np.ndarray) -> float:
        total = RIDGE * len(songs) * float(weights @ weights)
        for table, right in songs:
            logits = (table / scale) @ weights
            total -= np.logaddexp.reduce(logits[right]) - np.logaddexp.reduce(logits)
        return total

    scaled = [
        tuple(None if edge is None else edge * size for edge in pair)
        for pair, size in zip(bounds, scale, strict=True)
    ]
    found = minimize(loss, np.zeros(len(scale)), bounds=scaled, method="L-BFGS-B")
    return np.asarray(found.x / scale)


def accuracy(songs: Sequence[Song], weights: np.ndarray) -> float:
    """How often the best reading is right, over all songs."""
    return float(np.mean([right[int(np.argmax(table @ weights))] for table, right in songs]))


def elsewhere(
    songs: Sequence[Song],
    bounds: Sequence[tuple[float | None, float | None]],
    folds: np.ndarray,
) -> float:
    """How often the best reading is right where each fold is judged by weights from the others."""
    right = []
    for fold in np.unique(folds):
        others = [song for song, of in zip(songs, folds, strict=True) if of != fold]
        own = [song for song, of in zip(songs, folds, strict=True) if of == fold]
        right += [accuracy(own, fitted(others, bounds))] * len(own)
    return float(np.mean(right))


def likely(x: np.ndarray, is_so: np.ndarray, ridge: float) -> np.ndarray:
    """The logistic regression of `is_so` `bool[n]` on `x` `float[n, k]`: `float64[k + 1]`, the
    constant last.
    """
    y = is_so.astype(float)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        logits = x @ weights[:-1] + weights[-1]
        error = 1 / (1 + np.exp(-logits)) - y
        gradient = np.append(error @ x, error.sum()) + 2 * ridge * np.append(weights[:-1], 0)
        value = np.logaddexp(0, logits).sum() - y @ logits + ridge * weights[:-1] @ weights[:-1]
        return float(value), gradient

    return np.asarray(minimize(loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B").x)
