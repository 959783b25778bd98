"""When each word begins and ends, and how sure that is: all ways through the chain at once.

The forward-backward algorithm on the chain of `chain.py`, in logarithms, with scores softened by
`SOFTEN` (neighbouring frames say much the same, so that their evidence must not be multiplied as if
it were independent). Of the distribution of a word's start the median is taken, which errs least on
average; the mass near it is the confidence.
"""

from dataclasses import dataclass

import numpy as np

from clavilux.words.chain import GAP, NEVER, Chain

SOFTEN = 0.22


@dataclass(frozen=True)
class Doubt:
    """For each word, `float32[frames, words]`: the probability that it begins with this frame, and
    that this frame is the first after it. Columns sum to 1."""

    starts: np.ndarray
    ends: np.ndarray

    def median_starts(self) -> np.ndarray:
        """`int[words]`, ascending."""
        return _medians(self.starts)

    def median_ends(self) -> np.ndarray:
        """`int[words]`, ascending."""
        return _medians(self.ends)

    def near(self, frames: np.ndarray, reach: int) -> np.ndarray:
        """`float[words]`: how likely each word begins at most `reach` frames from `frames[i]`."""
        total = np.concatenate(
            [np.zeros((1, self.starts.shape[1])), np.cumsum(self.starts, axis=0)]
        )
        first = np.clip(frames - reach, 0, len(self.starts))
        last = np.clip(frames + reach + 1, 0, len(self.starts))
        words = np.arange(self.starts.shape[1])
        return np.clip(total[last, words] - total[first, words], 0, 1)


def _medians(chances: np.ndarray) -> np.ndarray:
    return (np.cumsum(chances, axis=0) < 0.5).sum(axis=0)


def doubt(scores: np.ndarray, way: Chain, soften: float = SOFTEN) -> Doubt:
    """The distributions for scores `float32[frames, columns]`; `way` must fit into the frames."""
    soft = (scores * np.float32(soften)).astype(np.float32)
    arcs = _arcs(way, soften)
    marks = _marks(way)
    starts, ends = _backward(soft, way, arcs, marks, _forward(soft, way, arcs, marks))
    words = way.units[marks[0]]
    return Doubt(_by_word(starts, words), _by_word(ends, words))


@dataclass(frozen=True)
class _Arcs:
    """The chain's arcs, softened: `steps` from the state before; the others grouped so that within
    a group no target repeats (`forward`), or no source (`backward`)."""

    steps: np.ndarray
    forward: tuple[tuple[np.ndarray, np.ndarray, np.ndarray], ...]
    backward: tuple[tuple[np.ndarray, np.ndarray, np.ndarray], ...]


def _arcs(way: Chain, soften: float) -> _Arcs:
    soft = np.float32(soften)
    forward = tuple((s, t, c * soft) for s, t, c in way.arcs)
    sources, targets, costs = (np.concatenate(parts) for parts in zip(*forward, strict=True))
    order = np.argsort(sources, kind="stable")
    sources, targets, costs = sources[order], targets[order], costs[order]
    rank = np.arange(len(sources)) - np.searchsorted(sources, sources)
    groups = [rank == r for r in range(int(rank.max()) + 1)]
    steps = np.where(way.steps <= NEVER, NEVER, way.steps * soft).astype(np.float32)
    return _Arcs(steps, forward, tuple((sources[g], targets[g], costs[g]) for g in groups))


def _marks(way: Chain) -> tuple[np.ndarray, np.ndarray]:
    """The first and the last state of every pronunciation."""
    begins = way.steps <= NEVER  # nothing leads here from the state before
    entries = np.flatnonzero(begins & (way.units != GAP))
    following = np.append(np.flatnonzero(begins), len(begins))
    return entries, following[np.searchsorted(following, entries) + 1] - 1


@dataclass(frozen=True)
class _Ways:
    """Logarithms of all ways that lead into the first state of a pronunciation with a frame
    (without its score), and into its last state (with it): `float32[frames, pronunciations]`, row
    `k` less `offsets[k]`."""

    entering: np.ndarray
    leaving: np.ndarray
    offsets: np.ndarray


def _forward(
    soft: np.ndarray, way: Chain, arcs: _Arcs, marks: tuple[np.ndarray, np.ndarray]
) -> _Ways:
    entries, exits = marks
    entering, leaving = np.empty((2, len(soft), len(entries)), np.float32)
    offsets = np.zeros(len(soft))
    now = np.full(len(way.columns), NEVER)
    arrived = now.copy()
    now[0] = 0
    for sources, targets, costs in arcs.forward:
        arrived[targets[sources == 0]] = costs[sources == 0]
    for k, row in enumerate(soft):
        if k:
            top = now.max()
            offsets[k] = offsets[k - 1] + top
            now -= top
            arrived = _arrivals(now, arcs)
            np.logaddexp(now[1:], now[:-1] + arcs.steps[1:], out=now[1:], dtype=np.float32)
        entering[k] = arrived[entries]
        now = np.logaddexp(now, arrived) + row[way.columns]
        leaving[k] = now[exits]
    return _Ways(entering, leaving, offsets)


def _arrivals(now: np.ndarray, arcs: _Arcs) -> np.ndarray:
    """What comes into each state by arcs other than steps."""
    arrived = np.full(len(now), NEVER)
    for sources, targets, costs in arcs.forward:
        arrived[targets] = np.logaddexp(arrived[targets], now[sources] + costs)
    return arrived


def _departures(then: np.ndarray, arcs: _Arcs) -> np.ndarray:
    """What leads on from each state by arcs other than steps."""
    departed = np.full(len(then), NEVER)
    for sources, targets, costs in arcs.backward:
        departed[sources] = np.logaddexp(departed[sources], then[targets] + costs)
    return departed


def _backward(
    soft: np.ndarray, way: Chain, arcs: _Arcs, marks: tuple[np.ndarray, np.ndarray], ways: _Ways
) -> tuple[np.ndarray, np.ndarray]:
    """Logarithms of the chances of starts and ends, `float64[frames + 1, pronunciations]`, up to a
    constant."""
    entries, exits = marks
    starts, ends = np.full((2, len(soft) + 1, len(entries)), -np.inf)
    later = np.full(len(way.columns), NEVER)
    later[way.ends] = 0
    ends[-1] = ways.leaving[-1] + later[exits] + ways.offsets[-1]
    offset = 0.0
    for k in range(len(soft) - 1, -1, -1):
        then = later + soft[k, way.columns]
        starts[k] = ways.entering[k] + then[entries] + (ways.offsets[k] + offset)
        departed = _departures(then, arcs)
        if k:
            ends[k] = ways.leaving[k - 1] + departed[exits] + (ways.offsets[k - 1] + offset)
        later = then.copy()
        np.logaddexp(then[:-1], then[1:] + arcs.steps[1:], out=later[:-1])
        later = np.logaddexp(later, departed)
        top = later.max()
        later -= top
        offset += float(top)
    return starts, ends


def _by_word(logs: np.ndarray, words: np.ndarray) -> np.ndarray:
    """The pronunciations of a word together, each word's chances summing to 1."""
    first = np.searchsorted(words, np.arange(int(words.max()) + 1))
    top = np.maximum.reduceat(logs.max(axis=0), first)
    chances = np.add.reduceat(np.exp(logs - top[words]), first, axis=1)
    return (chances / chances.sum(axis=0)).astype(np.float32)
