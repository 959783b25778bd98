"""The words of a song as a chain of states, and the best way through it.

A state is a third of a phone, or the gap in which nothing of the text is sung; each may last any
number of frames. Gaps lie before the first word and after every word, and may be left out. Where a
word has several pronunciations the chain forks. Only arcs forward exist, so the best path is found
by one pass of the Viterbi algorithm; what lies further than `beam` behind the best is dropped,
which keeps an hour of speech in memory. To be compared, ways are credited with `LEAD` for every
state that they have behind them: the rest they must still go through, and where words fit a little
worse than silence, the way that has said nothing yet would else look best all along.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

NEVER = np.float32(-1e30)
GAP = -1  # as a unit: no word
LEAD = 1.0  # log posterior a state
ALL = 400_000_000  # frames times states that are searched without a beam, a byte each


@dataclass(frozen=True)
class Chain:
    """`columns`: which column of the scores a state takes; `units`: its word, or GAP. `steps` is
    the cost of coming from the state before (NEVER: no such arc); `sources`, `targets`, `costs` are
    the other arcs, no two with the same target and rank. `ends`: where the text may stop."""

    columns: np.ndarray
    units: np.ndarray
    steps: np.ndarray
    arcs: tuple[tuple[np.ndarray, np.ndarray, np.ndarray], ...]  # sources, targets, costs by rank
    ends: np.ndarray

    @property
    def longest(self) -> int:
        """How far an arc may jump, in states."""
        jumps = [int((targets - sources).max()) for sources, targets, _ in self.arcs]
        return max(jumps, default=1)


def chain(
    words: Sequence[Sequence[Sequence[int]]],
    gap_costs: Sequence[float],
    gap: int,
    skips: Mapping[int, tuple[int, float]] = MappingProxyType({}),
) -> Chain:
    """`words[i]` holds the pronunciations of word `i`, each a sequence of columns; `gap_costs[i]`
    is what entering the gap after it costs (logarithm, 0 or less); `gap` its column. `skips[i] =
    (first, cost)`: the words from `first` to `i` may be left out, into the gap after them."""
    columns, units, steps = [gap], [GAP], [float(NEVER)]
    arcs: list[tuple[int, int, float]] = []
    tails, before = [0], []
    for unit, (pronunciations, cost) in enumerate(zip(words, gap_costs, strict=True)):
        ends = []
        before.append(tails)
        for pronunciation in pronunciations:
            first = len(columns)
            columns += pronunciation
            units += [unit] * len(pronunciation)
            steps += [float(NEVER), *[0.0] * (len(pronunciation) - 1)]
            arcs += [(tail, first, 0.0) for tail in tails]
            ends.append(len(columns) - 1)
        after = len(columns)
        columns.append(gap)
        units.append(GAP)
        steps.append(float(NEVER))
        arcs += [(end, after, cost) for end in ends]
        if unit in skips:
            first, skipped = skips[unit]
            arcs += [(tail, after, skipped) for tail in before[first]]
        tails = [after, *ends]
    made = np.array(columns), np.array(units), np.array(steps, np.float32)
    return Chain(*made, grouped(arcs), np.array(tails))


def grouped(
    arcs: Sequence[tuple[int, int, float]],
) -> tuple[tuple[np.ndarray, np.ndarray, np.ndarray], ...]:
    """Arcs (source, target, cost) in groups where no target repeats, targets ascending."""
    seen: dict[int, int] = {}
    groups: list[list[tuple[int, int, float]]] = []
    for arc in sorted(arcs, key=lambda arc: arc[1]):
        rank = seen[arc[1]] = seen.get(arc[1], -1) + 1
        if rank == len(groups):
            groups.append([])
        groups[rank].append(arc)
    return tuple(
        (
            np.array([arc[0] for arc in group]),
            np.array([arc[1] for arc in group]),
            np.array([arc[2] for arc in group], np.float32),
        )
        for group in groups
    )


def beam_for(frames: int, way: Chain, beam: float) -> float:
    """`beam` where all ways through so many frames would not fit in memory, else none."""
    return beam if frames * len(way.columns) > ALL else np.inf


def best_path(scores: np.ndarray, way: Chain, beam: float = np.inf) -> np.ndarray | None:
    """`int32[n]`: the state of each frame on the best path through all words, for scores
    `float32[n, columns]`; None where the sound is too short for them."""
    count, states = len(scores), len(way.columns)
    if not count:
        return None
    back: list[tuple[int, np.ndarray]] = []
    best = np.full(states, NEVER)
    best[0] = scores[0, way.columns[0]]
    for source, target, cost in (
        (s, t, c) for arcs in way.arcs for s, t, c in zip(*arcs, strict=True)
    ):
        if source == 0:  # a word may begin at once
            best[target] = cost + scores[0, way.columns[target]]
    back.append((0, np.zeros(0, np.uint8)))
    low, high = 0, states if beam == np.inf else min(states, way.longest + 2)
    credit = LEAD * np.arange(states, dtype=np.float32)
    for row in scores[1:]:
        if beam < np.inf:
            value = best[low:high] + credit[low:high]
            alive = np.flatnonzero(value > value.max() - beam) + low
            best[low : alive[0]] = best[alive[-1] + 1 : high] = NEVER
            low, high = int(alive[0]), min(states, int(alive[-1]) + 1 + way.longest)
        choice = _advance(best, way, low, high)
        best[low:high] += row[way.columns[low:high]]
        back.append((low, choice))
    last = int(way.ends[np.argmax(best[way.ends])])
    return _traced(back, way, last) if best[last] > NEVER / 2 else None


def _advance(best: np.ndarray, way: Chain, low: int, high: int) -> np.ndarray:
    """One frame on, in place, without the new scores; `uint8[high - low]`: by which arc each state
    was reached (0 = stayed, 1 = from the state before, 2 + rank)."""
    old = best[low:high].copy()
    choice = np.zeros(high - low, np.uint8)
    moved = old[:-1] + way.steps[low + 1 : high]
    better = moved > old[1:]
    best[low + 1 : high][better] = moved[better]
    choice[1:][better] = 1
    for rank, (sources, targets, costs) in enumerate(way.arcs):
        first, last = np.searchsorted(targets, (low, high))
        source, target = sources[first:last], targets[first:last]
        inside = source >= low
        source, target = source[inside] - low, target[inside] - low
        jumped = old[source] + costs[first:last][inside]
        better = jumped > best[low:high][target]
        best[low:high][target[better]] = jumped[better]
        choice[target[better]] = 2 + rank
    return choice


def _traced(back: list[tuple[int, np.ndarray]], way: Chain, last: int) -> np.ndarray:
    """The states from the last frame back to the first."""
    origins = [dict(zip(t.tolist(), s.tolist(), strict=True)) for s, t, _ in way.arcs]
    path = np.empty(len(back), np.int32)
    state = last
    for frame in range(len(back) - 1, -1, -1):
        path[frame] = state
        low, choice = back[frame]
        if frame and (by := int(choice[state - low])):
            state = state - 1 if by == 1 else origins[by - 2][state]
    return path
