"""How well each phone state fits each moment of sound, and a model bent towards a singer.

Scores are logarithms of posteriors among all states of the model (equal priors), so that they
compare across loud and soft, clean and dense passages. Adaptation is maximum likelihood linear
regression of the means (Leggetter & Woodland 1995), one matrix a stream for all phones: given which
state was sung when, it moves every Gaussian the way the voice in this room moved the ones heard.
"""

from dataclasses import replace

import numpy as np

from clavilux.types.acoustic import AcousticModel

_BLOCK = 1500  # frames scored at once
_PRIOR = 200.0  # frames that the unbent model counts as


def log_posteriors(model: AcousticModel, features: np.ndarray) -> np.ndarray:
    """`float32[n, phones * states]` for features `float32[n, 39]`; `exp` of a row sums to 1."""
    parts = [np.zeros((0, len(model.phones) * model.states), np.float32)]
    gaussians = [_quadratic(model, stream) for stream in range(model.means.shape[1])]
    for k in range(0, len(features), _BLOCK):
        scores = np.zeros((len(features[k : k + _BLOCK]), model.weights.shape[2]), np.float32)
        for stream, matrix in enumerate(gaussians):
            scores += _stream_scores(model, stream, matrix, features[k : k + _BLOCK])
        scores -= scores.max(axis=1, keepdims=True)
        parts.append(scores - np.log(np.exp(scores).sum(axis=1, keepdims=True)))
    return np.concatenate(parts)


def _quadratic(model: AcousticModel, stream: int) -> np.ndarray:
    """`float32[27, phones * Gaussians]`: log densities as a linear map of `[x², x, 1]`."""
    mean = model.means[:, stream].reshape(-1, 13)
    variance = model.variances[:, stream].reshape(-1, 13)
    constant = -0.5 * (np.log(2 * np.pi * variance) + mean**2 / variance).sum(axis=1)
    return np.concatenate([-0.5 / variance.T, (mean / variance).T, constant[None]])


def _stream_scores(
    model: AcousticModel, stream: int, matrix: np.ndarray, features: np.ndarray
) -> np.ndarray:
    """`float32[n, phones * states]`: log likelihoods of one stream."""
    x = features[:, 13 * stream : 13 * (stream + 1)]
    ones = np.ones((len(x), 1), np.float32)
    densities = np.concatenate([x * x, x, ones], axis=1) @ matrix
    densities = densities.reshape(len(x), len(model.phones), -1)
    top = densities.max(axis=2, keepdims=True)
    densities -= top
    np.exp(densities, out=densities)
    weights = model.weights[stream].reshape(-1, len(model.phones), model.states)
    mixed = np.matmul(densities.transpose(1, 0, 2), weights.transpose(1, 0, 2))
    scores = np.log(mixed + np.float32(1e-12)).transpose(1, 0, 2) + top
    return scores.reshape(len(x), -1)


def adapted(model: AcousticModel, features: np.ndarray, states: np.ndarray) -> AcousticModel:
    """`model` with its means moved to fit `features` `float32[n, 39]`, where frame `k` is known to
    be state `states[k]` (`int[n]`, negative = not known)."""
    means = model.means.copy()
    for stream in range(means.shape[1]):
        matrix = _regression(model, stream, features[:, 13 * stream : 13 * (stream + 1)], states)
        means[:, stream] = matrix[:, 0] + model.means[:, stream] @ matrix[:, 1:].T
    return replace(model, means=means.astype(np.float32))


def _regression(
    model: AcousticModel, stream: int, features: np.ndarray, states: np.ndarray
) -> np.ndarray:
    """`float64[13, 14]`: offset and matrix that take the model's means to what was heard."""
    squares, products = np.zeros((13, 14, 14)), np.zeros((13, 14))
    phones = np.where(states >= 0, states // model.states, -1)
    for phone in np.unique(phones[phones >= 0]):
        here = np.flatnonzero(phones == phone)
        mean = model.means[phone, stream].astype(np.float64)
        variance = model.variances[phone, stream].astype(np.float64)
        x = features[here].astype(np.float64)
        share = _responsibilities(x, mean, variance, model.weights[stream][:, states[here]].T)
        extended = np.concatenate([np.ones((len(mean), 1)), mean], axis=1)
        count, total = share.sum(axis=0), share.T @ x
        for k in range(13):
            precision = 1 / variance[:, k]
            squares[k] += (extended * (count * precision)[:, None]).T @ extended
            products[k] += ((total[:, k] * precision)[:, None] * extended).sum(axis=0)
    return _solved(squares, products, model.means[:, stream], model.variances[:, stream])


def _responsibilities(
    x: np.ndarray, mean: np.ndarray, variance: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    """`float64[n, Gaussians]`: which Gaussian of the state each frame came from; rows sum to 1."""
    logs = x**2 @ (-0.5 / variance).T + x @ (mean / variance).T
    logs -= 0.5 * (np.log(variance) + mean**2 / variance).sum(axis=1)
    logs += np.log(weights + 1e-9)
    share = np.exp(logs - logs.max(axis=1, keepdims=True))
    return share / share.sum(axis=1, keepdims=True)


def _solved(
    squares: np.ndarray, products: np.ndarray, means: np.ndarray, variances: np.ndarray
) -> np.ndarray:
    """The regression with the unbent model as its prior."""
    spread = np.concatenate([[1.0], (means.reshape(-1, 13) ** 2).mean(axis=0)])
    typical = variances.reshape(-1, 13).mean(axis=0)
    rows = []
    for k in range(13):
        prior = np.diag(spread) * _PRIOR / typical[k]
        same = np.eye(14)[k + 1]
        rows.append(np.linalg.solve(squares[k] + prior, products[k] + prior @ same))
    return np.array(rows)
