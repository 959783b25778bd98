"""What ratings say: mean opinion scores with intervals, agreement, tests between systems.

The unit is the rater: one rater's scores of several films depend on one another, so intervals and
tests work on each rater's mean. Intervals are Student's t at 95 %. Agreement is Krippendorff's
alpha for interval data (K. Krippendorff, 2011): 1 all agree, 0 chance. Systems are compared by a
paired permutation test (signs of the raters' differences), over the films that a rater rated of
both; its p values are corrected by Holm's method over all pairs of one question.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from clavilux.evaluate.opinion import LEAST_RATERS, QUESTIONS
from clavilux.evaluate.opinion.store import Rating

EXACT = 14  # raters up to which all sign patterns are tried
DRAWS = 20000
OVERALL = "overall"


@dataclass(frozen=True)
class Score:
    """MOS of one system and question, 1..5. `low` and `high` bound 95 %, None under two raters."""

    system: str
    question: str
    mos: float
    low: float | None
    high: float | None
    raters: int
    ratings: int


@dataclass(frozen=True)
class Comparison:
    """How much higher `one` is rated than `other`, and the corrected p value of chance."""

    one: str
    other: str
    question: str
    difference: float
    p: float
    raters: int


@dataclass(frozen=True)
class Opinion:
    """`agreement` by question, None where no film has two ratings. `enough` says whether every
    system has the seed's minimum of raters.
    """

    scores: tuple[Score, ...]
    agreement: dict[str, float | None]
    comparisons: tuple[Comparison, ...]
    raters: int
    needed: int
    enough: bool


Table = dict[str, dict[tuple[str, str], float]]  # rater -> (system, item) -> score


def summed_up(found: Iterable[Rating]) -> Opinion:
    """Everything about a set of ratings."""
    tables: dict[str, Table] = defaultdict(lambda: defaultdict(dict))
    for each in found:
        tables[each.question][each.rater][each.system, each.item] = each.score
    asked = [q.key for q in QUESTIONS if q.key in tables]
    systems = sorted({key[0] for t in tables.values() for row in t.values() for key in row})
    whole = {OVERALL: _overall([tables[key] for key in asked])} if asked else {}
    every = {key: tables[key] for key in asked} | whole
    scores = tuple(_score(every[key], system, key) for system in systems for key in every)
    return Opinion(
        scores=scores,
        agreement={key: alpha(_units(every[key])) for key in every},
        comparisons=tuple(c for key in every for c in _comparisons(every[key], systems, key)),
        raters=len({rater for t in tables.values() for rater in t}),
        needed=LEAST_RATERS,
        enough=bool(scores) and all(score.raters >= LEAST_RATERS for score in scores),
    )


def _overall(tables: list[Table]) -> Table:
    """Each rater's mean over the questions, film by film."""
    gathered: dict[str, dict[tuple[str, str], list[float]]] = defaultdict(lambda: defaultdict(list))
    for table in tables:
        for rater, row in table.items():
            for key, score in row.items():
                gathered[rater][key].append(score)
    return {
        rater: {key: float(np.mean(values)) for key, values in row.items()}
        for rater, row in gathered.items()
    }


def _of(row: dict[tuple[str, str], float], system: str) -> dict[str, float]:
    return {item: score for (name, item), score in row.items() if name == system}


def _score(table: Table, system: str, question: str) -> Score:
    own = [scores for row in table.values() if (scores := _of(row, system))]
    every = [score for scores in own for score in scores.values()]
    mos = float(np.mean(every)) if every else 0.0
    reach = interval([float(np.mean(list(scores.values()))) for scores in own])
    low, high = (None, None) if reach is None else (mos - reach, mos + reach)
    return Score(system, question, mos, low, high, len(own), len(every))


def interval(means: list[float]) -> float | None:
    """Half the width of the 95 % interval of a mean of raters; None under two."""
    from scipy.stats import t

    if len(means) < 2:
        return None
    return float(t.ppf(0.975, len(means) - 1) * np.std(means, ddof=1) / len(means) ** 0.5)


def _units(table: Table) -> list[list[float]]:
    """The scores that each film got."""
    units: dict[tuple[str, str], list[float]] = defaultdict(list)
    for row in table.values():
        for key, score in row.items():
            units[key].append(score)
    return list(units.values())


def alpha(units: list[list[float]]) -> float | None:
    """Krippendorff's alpha for interval data, over units of two or more scores."""
    pairable = [np.array(unit, np.float64) for unit in units if len(unit) > 1]
    if not pairable:
        return None
    every = np.concatenate(pairable)
    inside = sum(_squares(unit) / (len(unit) - 1) for unit in pairable) / len(every)
    across = _squares(every) / (len(every) * (len(every) - 1))
    return 1 - inside / across if across > 0 else 1.0


def _squares(values: np.ndarray) -> float:
    """The sum of squared differences over all ordered pairs."""
    return float(2 * len(values) * (values**2).sum() - 2 * values.sum() ** 2)


def _comparisons(table: Table, systems: list[str], question: str) -> list[Comparison]:
    raw = []
    for one, other in combinations(systems, 2):
        gaps = []
        for row in table.values():
            a, b = _of(row, one), _of(row, other)
            if both := sorted(set(a) & set(b)):
                gaps.append(float(np.mean([a[item] - b[item] for item in both])))
        if gaps:
            found = (one, other, question, float(np.mean(gaps)), permuted(gaps), len(gaps))
            raw.append(Comparison(*found))
    corrected = holm([each.p for each in raw])
    return [
        Comparison(c.one, c.other, c.question, c.difference, p, c.raters)
        for c, p in zip(raw, corrected, strict=True)
    ]


def permuted(gaps: list[float]) -> float:
    """How likely a mean difference as large is when signs are chance (two-sided)."""
    values, n = np.array(gaps), len(gaps)
    if n <= EXACT:
        signs = 1 - 2 * ((np.arange(2**n)[:, None] >> np.arange(n)) & 1)
        extra = 0
    else:
        signs = np.random.default_rng([n, 5]).choice([-1, 1], size=(DRAWS, n))
        extra = 1  # the observed pattern itself
    large = np.abs(signs @ values) >= abs(values.sum()) - 1e-9
    return float((large.sum() + extra) / (len(signs) + extra))


def holm(ps: list[float]) -> list[float]:
    """p values corrected for having asked several times."""
    corrected, last = [1.0] * len(ps), 0.0
    for rank, k in enumerate(np.argsort(ps, kind="stable").tolist()):
        last = max(last, min(1.0, (len(ps) - rank) * ps[k]))
        corrected[k] = last
    return corrected
