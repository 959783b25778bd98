"""The small network behind the look "neural": seeded weights, bent by the sound, frame by frame.

A multilayer perceptron on Fourier features of place (Tancik et al. 2020) with sines for activations
(Sitzmann et al. 2020), conditioned by feature-wise linear modulation (FiLM, Perez et al. 2018):
every layer's rows are scaled by gamma and shifted by beta, both functions of the sound and of a
latent vector that travels along great circles between keyframes, fast where something begins. In:
(shot, moment); out: `float32[SIZE]`, laid out as `Net` in neural.wgsl.
"""

import functools
import math
from dataclasses import dataclass, replace

import numpy as np

from clavilux.types.moment import Moment
from clavilux.types.plan import Shot

FEATURES, HIDDEN, OUTPUTS, LATENT = 16, 12, 4, 6
SOUND = {
    "mass": 0.36,
    "body": 0.16,
    "spark": 0.12,
    "swell": 0.25,
}  # the look's drives, and how far each bends the layers
LATENT_BEND = 0.17  # the same for the latent vector
SIZE = 4 * FEATURES + HIDDEN * (FEATURES + HIDDEN + 2) + OUTPUTS * (HIDDEN + 1) + 4


@dataclass(frozen=True)
class Layer:
    """`weight` float64[out, in], `bias` float64[out]; `gamma`, `beta` float64[out, conditions]."""

    weight: np.ndarray
    bias: np.ndarray
    gamma: np.ndarray
    beta: np.ndarray

    def film(self, condition: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Weight and bias with the modulation by `condition` folded in."""
        gamma = 1 + 0.6 * np.tanh(self.gamma @ condition)
        return gamma[:, None] * self.weight, gamma * self.bias + self.beta @ condition


@dataclass(frozen=True)
class Network:
    """`features` float64[FEATURES, 5]: frequency in x, y and radius, phase, and its drift."""

    features: np.ndarray
    layers: tuple[Layer, Layer]
    last: np.ndarray
    last_bias: np.ndarray
    fold: np.ndarray


@functools.lru_cache(maxsize=16)
def network(seed: int) -> Network:
    """The network of a shot's seed."""
    rng = np.random.default_rng([seed, 7])
    features = np.zeros((FEATURES, 5))
    scale = rng.uniform(0.8, 1.25) * np.geomspace(0.7, 2.6, FEATURES)
    angle = rng.uniform(0, math.tau, FEATURES)
    features[:, 0], features[:, 1] = scale * np.cos(angle), scale * np.sin(angle)
    features[::3, 2] = rng.uniform(1.5, 4.0, len(features[::3]))
    features[:, 3] = rng.uniform(0, math.tau, FEATURES)
    features[:, 4] = rng.uniform(-1, 1, FEATURES)
    layers = _layer(rng, FEATURES, 1.5), _layer(rng, HIDDEN, 1.5)
    last = rng.normal(0, 1, (OUTPUTS, HIDDEN))
    return _levelled(Network(features, layers, last, np.zeros(OUTPUTS), _symmetry(rng)))


def _levelled(net: Network) -> Network:
    """The network with outputs of mean 0 and deviation 1 over the picture's middle in silence."""
    x, y = np.meshgrid(np.linspace(0, 1, 12), np.linspace(-1, 1, 24))
    place = np.stack([x, y, np.hypot(x, y), np.ones_like(x)], axis=-1).reshape(-1, 4)
    h = np.sin(place @ net.features[:, :4].T)
    for layer in net.layers:
        h = np.sin(h @ layer.weight.T + layer.bias)
    out = h @ net.last.T
    scale = 1 / np.maximum(out.std(axis=0), 1e-3)
    return replace(net, last=scale[:, None] * net.last, last_bias=-scale * out.mean(axis=0))


def _layer(rng: np.random.Generator, inputs: int, gain: float) -> Layer:
    bend = np.array([*SOUND.values(), *[LATENT_BEND] * LATENT])
    return Layer(
        weight=rng.normal(0, gain / math.sqrt(inputs), (HIDDEN, inputs)),
        bias=rng.uniform(-1, 1, HIDDEN),
        gamma=rng.normal(0, bend, (HIDDEN, len(bend))),
        beta=rng.normal(0, bend, (HIDDEN, len(bend))),
    )


def _symmetry(rng: np.random.Generator) -> np.ndarray:
    """(mirrors, turn, 0, 0): 1 mirror, oblique or level, since an upright one makes faces; or 2, 3,
    5 as in a flower.
    """
    mirrors = rng.choice([1, 1, 2, 2, 3, 3, 5])
    turn = rng.uniform(0.12, 0.38) if mirrors == 1 else rng.uniform(0, 1)
    return np.array([mirrors, turn, 0, 0])


def weights(shot: Shot, moment: Moment) -> np.ndarray:
    """`float32[SIZE]`: the network of `shot` as it is at `moment`."""
    net = network(shot.seed)
    sound = [moment.drives.get(name, 0.0) for name in SOUND]
    condition = np.concatenate([sound, math.sqrt(LATENT) * latent(shot.seed, moment)])
    features = net.features[:, :4].copy()
    features[:, 3] += net.features[:, 4] * moment.drives.get("drift", 0.0)
    parts = [features]
    for layer in net.layers:
        weight, bias = layer.film(condition)
        parts += [_blocks(weight), bias]
    parts += [_blocks(net.last), net.last_bias, net.fold]
    return np.concatenate([part.ravel() for part in parts]).astype(np.float32)


def _blocks(weight: np.ndarray) -> np.ndarray:
    """`float64[out, in]` as 4x4 blocks row by row, each column by column, as WGSL has them."""
    out, inputs = weight.shape
    return weight.reshape(out // 4, 4, inputs // 4, 4).transpose(0, 2, 3, 1)


def latent(seed: int, moment: Moment) -> np.ndarray:
    """`float64[LATENT]`, of length 1: on the way from one keyframe to the next. The way is the
    look's drive "travel", which onsets carry: the picture moves when the sound does."""
    way = moment.drives.get("travel", 0.0)
    k = math.floor(way)
    return slerp(keyframe(seed, k), keyframe(seed, k + 1), way - k)


@functools.lru_cache(maxsize=64)
def keyframe(seed: int, number: int) -> np.ndarray:
    """A keyframe's latent vector, of length 1; `number` from 0."""
    vector = np.random.default_rng([seed, 8, number]).normal(size=LATENT)
    return vector / np.linalg.norm(vector)


def slerp(a: np.ndarray, b: np.ndarray, x: float) -> np.ndarray:
    """Between unit vectors `a` (x = 0) and `b` (1) at constant angular speed."""
    angle = math.acos(float(np.clip(a @ b, -1, 1)))
    if math.sin(angle) < 1e-6:
        return a if x < 0.5 else b
    return (math.sin((1 - x) * angle) * a + math.sin(x * angle) * b) / math.sin(angle)
