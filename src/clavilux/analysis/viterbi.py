"""Hidden Markov chains whose states change at one price, whichever they change to.

In: log-likelihoods `float[n, states]` and the price of a change into each step `float[n]`. Out: the
best path, and how sure each step of it is. Both take n * states operations.
"""

import numpy as np


def best_path(fit: np.ndarray, price: np.ndarray) -> np.ndarray:
    """The likeliest state of every step: `int64[n]`."""
    total, came = fit[0].astype(np.float64), np.zeros(fit.shape, np.int64)
    own = np.arange(fit.shape[1])
    for step in range(1, len(fit)):
        other = int(total.argmax())
        changes = total[other] - price[step] > total
        came[step] = np.where(changes, other, own)
        total = np.where(changes, total[other] - price[step], total) + fit[step]
    path = np.empty(len(fit), np.int64)
    path[-1] = int(total.argmax())
    for step in range(len(fit) - 1, 0, -1):
        path[step - 1] = came[step, path[step]]
    return path


def posterior(fit: np.ndarray, price: np.ndarray) -> np.ndarray:
    """The probability of every state at every step, given all steps: `float64[n, states]`."""
    like = np.exp(fit - fit.max(axis=1, keepdims=True))
    change = np.exp(-price) / max(1, fit.shape[1] - 1)
    forward, backward = np.empty(fit.shape), np.ones(fit.shape)
    forward[0] = like[0] / like[0].sum()
    for step in range(1, len(fit)):
        forward[step] = like[step] * _moved(forward[step - 1], change[step])
        forward[step] /= forward[step].sum()
    for step in range(len(fit) - 2, -1, -1):
        backward[step] = _moved(backward[step + 1] * like[step + 1], change[step + 1])
        backward[step] /= backward[step].sum()
    both = forward * backward
    return both / both.sum(axis=1, keepdims=True)


def _moved(state: np.ndarray, change: float) -> np.ndarray:
    return state + change * state.sum()
