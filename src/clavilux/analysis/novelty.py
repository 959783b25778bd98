"""What speaks for a border of the form at the start of each bar.

In: the bars' features. Out: evidence `float64[bars + 1]` in standard deviations. Four witnesses are
heard: the checkerboard novelty of each aspect's likeness over four and eight bars (Foote 2000);
where material begins or ceases to be a repetition of other material (Serra et al. 2014, structure
features); where the eigenvectors of the graph of repetition and continuity change (McFee and Ellis
2014, spectral clustering); and the accent that musicians put on a border, a cymbal that rings.
"""

from typing import Any

import numpy as np

from clavilux.analysis.cells import Cells
from clavilux.analysis.likeness import distances, likeness, standard
from clavilux.types.curve import Curve

REACHES = (4, 8)  # bars on each side of a border that its novelty looks at
ASPECTS = {"timbre": 1.0, "level": 0.8, "rhythm": 0.5, "harmony": 0.5}
WAYS = 0.7  # weight of the novelty by direction against all the others together
WAY = {"harmony": 0.8, "timbre": 1.0, "level": 0.9}
RETURNS, CLUSTERS, ACCENT = 0.7, 0.7, 0.7  # weights of the other witnesses
SHARP = 0.7
FEWEST = 12  # bars from which repetition says something
DEPTH, NEIGHBOURS = 4, 0.04  # bars that a recurrence must last; neighbours as a share of all bars
EIGENVECTORS = 8
ACCENT_BANDS, ACCENT_S = slice(96, 128), (0.05, 0.6)  # where and when cymbals ring


def evidence(curves: dict[str, Curve], grid: Cells, groups: dict[str, np.ndarray]) -> np.ndarray:
    """All witnesses together, scaled to a standard deviation of 1."""
    count = len(grid.bars) - 1
    total = np.zeros(count + 1)
    for aspects, weight in [*(({name: 1.0}, w) for name, w in ASPECTS.items()), (ASPECTS, 1.0)]:
        alike = likeness(groups, aspects)
        for reach in REACHES:
            total += weight / len(REACHES) * scaled(sharpened(checkerboard(alike, reach)))
    if count >= FEWEST:
        total += RETURNS * scaled(returns(standard(groups["harmony"])))
        repeated = likeness(groups, {"harmony": 1.0, "timbre": 0.5})
        near = np.diagonal(likeness(groups, {"timbre": 1.0}), 1)
        total += CLUSTERS * scaled(clusters(repeated, near))
    total += ACCENT * np.clip(scaled(accents(curves["mel"], grid.bars)), -1, 3)
    ways = same_way(groups)
    turns = sum(scaled(checkerboard(ways, reach)) for reach in REACHES) / len(REACHES)
    return scaled(scaled(total) + WAYS * turns)


def same_way(groups: dict[str, np.ndarray]) -> np.ndarray:
    """Cosines of all bars: whether they differ from the song's mean in the same way."""
    rows = np.concatenate([weight * standard(groups[name]) for name, weight in WAY.items()], axis=1)
    unit = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return unit @ unit.T


def scaled(values: np.ndarray) -> np.ndarray:
    """Zero mean and unit deviation over the inner borders; 0 where nothing differs."""
    spread = float(values[1:-1].std()) if len(values) > 3 else 0.0
    return (values - values[1:-1].mean()) / spread if spread > 1e-9 else np.zeros(len(values))


def sharpened(values: np.ndarray) -> np.ndarray:
    """A broad peak with its summit raised: what it has more than its neighbourhood counts again."""
    from scipy.ndimage import uniform_filter1d

    return values + SHARP * (values - uniform_filter1d(values, 5, mode="nearest"))


def checkerboard(alike: np.ndarray, reach: int) -> np.ndarray:
    """How much the bars before and after each border agree among themselves and not with each
    other.
    """
    padded = np.pad(alike, reach, mode="edge")
    side = np.arange(-reach, reach) + 0.5
    taper = np.exp(-2 * (side / reach) ** 2)
    kernel = np.sign(side)[:, None] * np.sign(side) * taper[:, None] * taper
    kernel /= np.abs(kernel).sum()
    size = 2 * reach
    spots = range(len(alike) + 1)
    return np.array([(padded[k : k + size, k : k + size] * kernel).sum() for k in spots])


def returns(rows: np.ndarray) -> np.ndarray:
    """Where the lags at which music repeats change: from one bar to the next."""
    from scipy.ndimage import gaussian_filter

    count = len(rows)
    apart = distances(np.concatenate([np.roll(rows, -k, axis=0) for k in range(DEPTH)], axis=1))
    index = np.arange(count)
    apart[np.abs(index[:, None] - index) <= 2] = np.inf
    nearest = np.argpartition(apart, min(count - 1, round(NEIGHBOURS * count) + 3), axis=1)
    near = np.zeros((count, count), bool)
    near[index[:, None], nearest[:, : round(NEIGHBOURS * count) + 3]] = True
    lags = (near & near.T)[index[:, None], (index[:, None] + index) % count].astype(np.float64)
    smooth = gaussian_filter(lags, (1.5, 0.7), mode=("nearest", "wrap"))
    change = np.linalg.norm(np.diff(smooth, axis=0), axis=1)
    return np.concatenate([[0.0], change, [0.0]])


def clusters(repeated: np.ndarray, near: np.ndarray) -> np.ndarray:
    """How far neighbouring bars lie apart in the eigenvectors of the song's graph; `near[k]` is how
    alike bars k and k + 1 are.
    """
    from scipy.linalg import eigh
    from scipy.ndimage import median_filter

    graph = _graph(repeated, near)
    degree = np.sqrt(graph.sum(axis=1) + 1e-12)
    graph /= np.outer(degree, degree)
    laplacian = np.subtract(np.eye(len(graph)), graph, out=graph)
    last = min(len(graph) - 1, EIGENVECTORS)
    _, vectors = eigh(laplacian, subset_by_index=[0, last], overwrite_a=True)
    vectors = median_filter(vectors, (5, 1), mode="nearest")
    norms = np.sqrt((vectors**2).cumsum(axis=1)) + 1e-9
    total = np.zeros(len(graph) + 1)
    for kept in range(3, last + 1):
        place = vectors[:, :kept] / norms[:, kept - 1 : kept]
        total[1:-1] += np.linalg.norm(np.diff(place, axis=0), axis=1)
    return total


def _graph(repeated: np.ndarray, near: np.ndarray) -> np.ndarray:
    """Links between bars that repeat each other and between neighbours, in balance."""
    count = len(repeated)
    index = np.arange(count)
    linked = np.where(np.abs(index[:, None] - index) <= 1, 0, repeated)
    kept = min(count - 1, 1 + int(np.ceil(2 * np.log2(count))))
    least = np.partition(linked, -kept, axis=1)[:, -kept][:, None]
    linked = _along_diagonals(np.where((linked >= least) & (linked >= least.T), linked, 0))
    chain: Any = np.zeros((count, count))
    chain[index[:-1], index[1:]] = chain[index[1:], index[:-1]] = near
    links, steps = linked.sum(axis=1), chain.sum(axis=1)
    balance = (steps @ (links + steps)) / max(float((links + steps) @ (links + steps)), 1e-12)
    return balance * linked + (1 - balance) * chain


def _along_diagonals(links: np.ndarray) -> np.ndarray:
    """The median of each link and the two before and after it on its diagonal: lone links go."""
    from scipy.ndimage import median_filter

    count = len(links)
    index = np.arange(count)
    sheared = links[index[:, None], (index[:, None] + index) % count]
    smooth = median_filter(sheared, (5, 1), mode="nearest")
    straight = np.empty_like(smooth)
    straight[index[:, None], (index[:, None] + index) % count] = smooth
    return straight


def accents(mel: Curve, bars: np.ndarray) -> np.ndarray:
    """How much more the cymbals ring after each bar's start than after its neighbours'."""
    from scipy.ndimage import median_filter

    high = Curve(mel.values[:, ACCENT_BANDS].astype(np.float32).mean(axis=1), mel.rate)
    early, late = ACCENT_S
    after = np.array([high.slice(start + early, start + late).mean() for start in bars[:-1]])
    return np.append(after - median_filter(after, 9, mode="nearest"), 0.0)
