"""Where the film cuts: on beats, bars first, near a target length, never over the longest allowed.

In: a timeline, a brief's wishes. Out: `Take`s that cover `[0, duration)`. The seed's optimisation,
min sum |length - target| over chosen beats subject to a longest length, solved exactly by dynamic
programming, section by section, with a price on every cut by where in the bar and the phrase it
falls.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from clavilux.modes.brief import Brief
from clavilux.modes.listening import Ear
from clavilux.modes.rules import CutCosts, Manner, Pace
from clavilux.timeline import Timeline
from clavilux.types.plan import Drive

FILLER_S = 2.0  # where no beat is heard, a cut may fall this often
PACE, COSTS = Pace(), CutCosts()
_TENSION = Drive("tension", attack_s=0.0, release_s=0.0)


@dataclass(frozen=True)
class Take:
    """One span of the film between two cuts, in section number `section`."""

    start: float
    end: float
    section: int

    @property
    def length(self) -> float:
        return self.end - self.start


@dataclass(frozen=True)
class Candidates:
    """Where a section may be cut, ends included. All `float64[n]`: seconds, seconds of cost."""

    times: np.ndarray
    costs: np.ndarray
    targets: np.ndarray  # of a shot that starts here


def cut(timeline: Timeline, ear: Ear, brief: Brief, manner: Manner) -> tuple[Take, ...]:
    """The takes of the whole film."""
    takes = []
    for start, end in pairwise(_forced_borders(timeline)):
        section = timeline.section_index((start + end) / 2)
        target = target_s(timeline, ear.sections[section], brief, manner)
        longest = min(PACE.longest * target, PACE.longest_s, brief.max_shot_s or PACE.longest_s)
        candidates = _candidates(timeline, ear, manner, (start, end), target, longest)
        borders = best_borders(candidates, longest, PACE.shortest_s)
        takes += [Take(a, b, section) for a, b in pairwise(borders)]
    return tuple(takes)


def _forced_borders(timeline: Timeline) -> list[float]:
    """Section borders, without those that would leave a part shorter than any shot."""
    borders = [0.0]
    for section in timeline.sections[1:]:
        far = timeline.duration - section.start >= PACE.shortest_s
        if far and section.start - borders[-1] >= PACE.shortest_s:
            borders.append(section.start)
    return [*borders, timeline.duration]


def target_s(timeline: Timeline, energy: float, brief: Brief, manner: Manner) -> float:
    """The length wanted of a shot: shorter with energy, and with tempo as far as that is sure; a
    power of two of bars.
    """
    seconds = PACE.calm_s * (PACE.loud_s / PACE.calm_s) ** energy * manner.pace
    if brief.target_shot_s:
        seconds *= brief.target_shot_s / (PACE.calm_s * PACE.loud_s) ** 0.5
    if not timeline.bpm:
        return seconds
    if not brief.target_shot_s:
        seconds *= (120 / timeline.bpm) ** (0.5 * _sure(timeline))
    bars = 2.0 ** round(np.log2(seconds / timeline.bar_s))
    return max(bars, 1.0) * timeline.bar_s


def _sure(timeline: Timeline) -> float:
    """How far tempo and bars have a say, 0..1."""
    return min(timeline.beats.sure / PACE.sure, 1.0)


def _candidates(
    timeline: Timeline,
    ear: Ear,
    manner: Manner,
    span: tuple[float, float],
    target: float,
    longest: float,
) -> Candidates:
    """Beats of a section and its ends, with even fillers where there is no beat for long."""
    start, end = span
    margin = min(0.1, timeline.beat_s / 4)
    beats = timeline.beats
    inside = (beats.times > start + margin) & (beats.times < end - margin)
    marks = np.concatenate([[start], beats.times[inside], [end]])
    costs = np.concatenate([[0.0], _beat_costs(timeline, ear, inside, start), [0.0]])
    fillers = _fillers(marks, min(FILLER_S, longest))
    times = np.concatenate([marks, fillers])
    costs = np.concatenate([costs, np.full(len(fillers), COSTS.beatless)])
    order = np.argsort(times, kind="stable")
    times, costs = times[order], costs[order]
    if manner.in_a_line:
        costs = costs + COSTS.in_a_line * manner.in_a_line * _in_a_line(timeline, times)
    return Candidates(times, costs * timeline.bar_s, _targets(timeline, times, target))


def _targets(timeline: Timeline, times: np.ndarray, target: float) -> np.ndarray:
    """The length wanted of a shot from each time: long, short, short; tighter under tension."""
    phrase = PACE.phrase * target
    place = (times - times[0] + timeline.beat_s) % phrase  # the first beat of a phrase may be late
    opening = (place < 2 * timeline.beat_s) | (times == times[0])
    longer = max(target, min(target * PACE.establish, PACE.establish_s))
    middles = np.minimum(times + target / 2, times[-1] - 1e-3)
    tension = np.sqrt([timeline.value(_TENSION, time) for time in middles])
    return np.where(opening, longer, target) * (1 - PACE.tighten * tension)


def _beat_costs(timeline: Timeline, ear: Ear, inside: np.ndarray, start: float) -> np.ndarray:
    """What a cut costs on each beat inside, in bars: bars of four first as far as bars are sure,
    strong onsets first.
    """
    first = timeline.beats.positions == 1
    bars = np.cumsum(first) - np.sum(timeline.downbeats < start - 0.1) - 1
    phrase = np.where(bars % 2 == 1, COSTS.odd_bar, np.where(bars % 4, COSTS.half_phrase, 0.0))
    place = np.where(first, phrase, COSTS.off_downbeat)
    accents = np.array([ear.among_beats(accent) for accent in timeline.accents[inside]])
    return place[inside] * _sure(timeline) + COSTS.unaccented * (1 - accents / 100)


def _fillers(marks: np.ndarray, spacing: float) -> np.ndarray:
    """Evenly spaced times inside every gap longer than `spacing`, at most `spacing` apart."""
    added = [np.zeros(0)]
    for a, b in pairwise(marks):
        parts = int(np.ceil((b - a) / spacing - 1e-9))
        added.append(np.linspace(a, b, parts + 1)[1:-1])
    return np.concatenate(added)


def _in_a_line(timeline: Timeline, times: np.ndarray) -> np.ndarray:
    """1 where a time lies within a sung line, else 0."""
    within = np.zeros(len(times))
    for caption in timeline.captions:
        sung = (times > caption.start + 0.05) & (times < caption.words[-1].end)
        within[sung] = 1.0
    return within


def best_borders(candidates: Candidates, longest: float, shortest: float) -> list[float]:
    """The cheapest chain of candidates from the first to the last: |length - target| plus the
    costs.

    No step is over `longest` (gaps between candidates must not be), none under `shortest` if
    possible.
    """
    times, targets = candidates.times, candidates.targets
    best, back = np.full(len(times), np.inf), np.zeros(len(times), np.int64)
    best[0] = 0.0
    for j in range(1, len(times)):
        first = int(np.searchsorted(times, times[j] - longest - 1e-9))
        lengths = times[j] - times[first:j]
        total = best[first:j] + np.abs(lengths - targets[first:j]) + candidates.costs[j]
        total[lengths < shortest - 1e-9] = np.inf
        k = int(total.argmin()) if len(total) else 0
        best[j], back[j] = (total[k], first + k) if len(total) else (np.inf, 0)
    if not np.isfinite(best[-1]):
        return best_borders(candidates, longest, 0.0)
    chain = [len(times) - 1]
    while chain[-1]:
        chain.append(int(back[chain[-1]]))
    return times[chain[::-1]].tolist()
