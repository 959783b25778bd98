"""Did the film do what its plan says: every planned hard cut looked up in the finished file."""

from dataclasses import dataclass

import numpy as np

from clavilux.evaluate.changes import Transition
from clavilux.evaluate.sync import distances
from clavilux.types.plan import Plan


@dataclass(frozen=True)
class PlanScore:
    """`found` of `cuts` planned hard cuts are seen in the frame nearest to their time; `worst_ms`
    is the largest distance of a planned cut from the nearest thing seen.
    """

    cuts: int
    found: int
    worst_ms: float


def plan_score(plan: Plan, transitions: tuple[Transition, ...], frames: np.ndarray) -> PlanScore:
    """Compares the plan's cuts after the first shot with what is seen; `frames` are all frames'
    times.
    """
    cuts = np.array([s.start for s in plan.shots[1:] if s.transition.kind == "cut"], np.float64)
    seen = np.array([each.time for each in transitions])
    if not len(cuts) or not len(seen):
        return PlanScore(len(cuts), 0, 0.0)
    due = cuts - distances(cuts, frames)  # the frames that they fall into
    late = np.abs(distances(due, seen))
    return PlanScore(len(cuts), int((late < 1e-4).sum()), float(late.max()) * 1e3)
