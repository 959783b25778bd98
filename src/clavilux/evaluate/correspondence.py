"""Audio-visual correspondence: can a small trained classifier tell this film's own sound from
another's?

The seed's AVC: pairs of a stretch of picture with its own sound (matched) and with other sound
(mismatched); the score is the classifier's accuracy on them. Each stretch of `pairs.SPAN_S` is
shown once with its own sound, once with a stretch of another song (`decoys`, which ship with the
weights and were not trained on). `displaced` is the accuracy when the other sound is the film's own
of another time: harder, since it has the same tempo, and bars repeat.

The weights are of `training/avc.py`; docs/models/avc.md has its measurements and limits.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from clavilux.evaluate.pairs import FEATURES, HEARD, RATE, SPAN, clock, compared, hearing, seeing
from clavilux.evaluate.series import Series
from clavilux.types.features import Features

STEP_S = 2.0  # from one stretch to the next
MOST = 240  # stretches of one film that are judged, evenly spread
APART_S = 8.0  # the least by which displaced sound is another
SILENT = 1e-4  # spread of the onset strength of a stretch in which nothing is to be heard


@dataclass(frozen=True)
class Correspondence:
    """`accuracy` is the score: 0.5 is chance, 1 tells every pair right. `matched` is the share of
    true pairs that were believed, `mismatched` the share of false ones that were not; `displaced`
    None for films too short to displace their sound.
    """

    accuracy: float
    matched: float
    mismatched: float
    displaced: float | None
    pairs: int


@dataclass(frozen=True)
class Net:
    """Standardise, two layers of tanh, one number: above 0 the pair matches."""

    mean: np.ndarray
    scale: np.ndarray
    weights: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]

    def __call__(self, rows: np.ndarray) -> np.ndarray:
        """float32[n, FEATURES] to log odds float32[n]."""
        x = (rows - self.mean) / self.scale
        for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            x = np.tanh(x @ weight + bias)
        return (x @ self.weights[-1] + self.biases[-1])[:, 0]


def correspondence(features: Features | None, series: Series) -> Correspondence | None:
    """The score of a film against its music; None without music or under one stretch of film."""
    end = min(series.times[-1] + series.frame_s, features.duration) if features else 0.0
    times = clock(max(float(series.times[0]), 0.0), end)
    if features is None or len(times) < SPAN:
        return None
    heard, seen = hearing(features, times), seeing(series, times)
    starts = [k for k in stretches(len(times)) if heard[k : k + SPAN, 0].std() > SILENT]
    if not starts:
        return None
    net, decoys = model()
    true = judged(net, heard, seen, [(k, k) for k in starts])
    false = judged(
        net, decoys, seen, [(SPAN * (n % (len(decoys) // SPAN)), k) for n, k in enumerate(starts)]
    )
    moved = displaced_pairs(starts)
    apart = judged(net, heard, seen, moved) if moved else None
    matched, mismatched = float((true > 0).mean()), float((false <= 0).mean())
    return Correspondence(
        accuracy=(matched + mismatched) / 2,
        matched=matched,
        mismatched=mismatched,
        displaced=None if apart is None else (matched + float((apart <= 0).mean())) / 2,
        pairs=2 * len(starts),
    )


def stretches(steps: int) -> list[int]:
    """Where stretches begin in curves of so many steps: evenly spread, `MOST` at most."""
    count = min(1 + int((steps - SPAN) / (STEP_S * RATE)), MOST)
    return np.round(np.linspace(0, steps - SPAN, count)).astype(int).tolist()


def displaced_pairs(starts: list[int]) -> list[tuple[int, int]]:
    """(sound, picture) starts at least `APART_S` from one another, by a fixed draw."""
    chance, pairs = np.random.default_rng([len(starts), 7]), []
    for k in starts:
        others = [other for other in starts if abs(other - k) >= APART_S * RATE]
        if others:
            jitter = int(chance.integers(-SPAN // 4, 1)) if k else 0
            pairs.append((max(others[int(chance.integers(len(others)))] + jitter, 0), k))
    return pairs


def judged(
    net: Net, heard: np.ndarray, seen: np.ndarray, pairs: list[tuple[int, int]]
) -> np.ndarray:
    """Log odds of each (sound, picture) pair of starts: float32[pairs]."""
    return net(np.stack([compared(heard[a : a + SPAN], seen[v : v + SPAN]) for a, v in pairs]))


@cache
def model() -> tuple[Net, np.ndarray]:
    """The shipped classifier, and the decoys end to end: float32[n * SPAN, len(HEARD)]."""
    with (resources.files("clavilux.evaluate") / "avc.npz").open("rb") as file:
        kept = np.load(file, allow_pickle=False)
        net = Net(
            kept["mean"],
            kept["scale"],
            tuple(kept[f"weight{k}"] for k in range(3)),
            tuple(kept[f"bias{k}"] for k in range(3)),
        )
        decoys = kept["decoys"].astype(np.float32)
    if net.mean.shape != (FEATURES,) or decoys.shape[1] != len(HEARD):
        raise ValueError("evaluate/avc.npz does not fit evaluate/pairs.py: run `make train-avc`")
    return net, decoys
