"""Scores: average precision of every name by the second, and what a confidence is worth."""

from collections.abc import Callable

import numpy as np

UNSURE = -1


def average_precision(truth: np.ndarray, score: np.ndarray) -> float:
    """Of 1s against 0s; -1 is left out. NaN without a positive. Ties take the mean place."""
    known = truth != UNSURE
    truth, score = truth[known], score[known]
    if not (truth == 1).any():
        return float("nan")
    order = np.argsort(-score, kind="stable")
    hits = truth[order] == 1
    return float((np.cumsum(hits) / np.arange(1, len(hits) + 1))[hits].mean())


def platt(truth: np.ndarray, logit: np.ndarray, steps: int = 200) -> tuple[float, float]:
    """Scale and shift of log-odds so that 0.7 means seven in ten (Platt 1999), by Newton's method
    with a little ridge towards (1, 0)."""
    known = truth != UNSURE
    y, x = (truth[known] == 1).astype(np.float64), logit[known].astype(np.float64)
    a, b = 1.0, 0.0
    for _ in range(steps):
        p = 1 / (1 + np.exp(-np.clip(a * x + b, -40, 40)))
        w = p * (1 - p) + 1e-9
        gradient = np.array([((p - y) * x).sum() + (a - 1), (p - y).sum() + 0.1 * b])
        curve = np.array([[(w * x * x).sum() + 1, (w * x).sum()], [(w * x).sum(), w.sum() + 0.1]])
        step = np.linalg.solve(curve, gradient)
        a, b = a - step[0], b - step[1]
        if np.abs(step).max() < 1e-6:
            break
    return float(max(a, 0.05)), float(b)


def calibration_error(truth: np.ndarray, probability: np.ndarray, bins: int = 10) -> float:
    """Mean distance between stated and found frequency, by tenths."""
    known = truth != UNSURE
    y, p = truth[known] == 1, probability[known]
    which = np.minimum((p * bins).astype(int), bins - 1)
    gaps = [
        abs(y[which == k].mean() - p[which == k].mean()) * (which == k).mean()
        for k in range(bins)
        if (which == k).any()
    ]
    return float(sum(gaps))


def by_name(
    truth: np.ndarray, score: np.ndarray, measure: Callable[[np.ndarray, np.ndarray], float]
) -> np.ndarray:
    """`measure` of every column."""
    return np.array([measure(truth[:, k], score[:, k]) for k in range(truth.shape[1])])
