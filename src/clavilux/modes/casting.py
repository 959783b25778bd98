"""Which look plays which part: every section label gets one, so that a chorus that returns looks
like itself.

In: the looks' cards. Out: for each label a leading look, and companions for very long sections and
for a label that fills most of the film. Few looks in a film, neighbours distinct; each matched by
energy and spectrum, and by the seed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from clavilux.modes.brief import Brief
from clavilux.modes.chance import rng
from clavilux.modes.listening import Ear
from clavilux.modes.rules import CAST, LOOK_SPAN_S, RULING
from clavilux.timeline import Timeline
from clavilux.types.errors import UsageError
from clavilux.types.features import Section
from clavilux.types.look import LookCard

BANDS = ("bass", "mid", "treble")
SPREAD = 0.25  # how far chance may outweigh fitness


@dataclass(frozen=True)
class Part:
    """The looks of a section label: the leading one, and those that it alternates with in a long
    section, and from return to return where the label `rules` the film.
    """

    lead: LookCard
    companions: tuple[LookCard, ...]
    rules: bool = False

    def at(self, turn: int) -> LookCard:
        """The look of the `turn`-th span, from 0: every other is the leading one's."""
        if turn % 2 == 0 or not self.companions:
            return self.lead
        return self.companions[turn // 2 % len(self.companions)]


def cast(timeline: Timeline, ear: Ear, brief: Brief, looks: Sequence[LookCard]) -> dict[str, Part]:
    """A part for every section label. Raises UsageError where the look asked for does not exist."""
    if brief.look != "auto":
        named = _named(brief.look, looks)
        return {section.label: Part(named, ()) for section in timeline.sections}
    if not looks:
        raise UsageError("There is no look to choose from; install a generator that has looks.")
    labels = _by_weight(timeline.sections)
    costs = {label: _costs(timeline, ear, brief, label, looks) for label in labels}
    company = _company(timeline, labels, costs, looks)
    beside = _neighbours(timeline.sections)
    leads: dict[str, int] = {}
    for label in labels:
        taken = [leads[other] for other in beside[label] if other in leads]
        leads[label] = _best(costs[label], company, taken, list(leads.values()))
    shares = _seconds(timeline.sections)
    parts = {}
    for label, lead in leads.items():
        around = {leads[other] for other in beside[label]}
        free = [k for k in company if k != lead and k not in around]
        others = free or [k for k in company if k != lead]
        used = list(leads.values())
        others = sorted(others, key=lambda k: (k in used, costs[label][k]))
        rules = shares[label] > RULING * timeline.duration
        parts[label] = Part(looks[lead], tuple(looks[k] for k in others), rules)
    return parts


def is_long(section: Section) -> bool:
    """Whether a section outlasts one look."""
    return section.end - section.start > 1.5 * LOOK_SPAN_S


def _named(name: str, looks: Sequence[LookCard]) -> LookCard:
    for card in looks:
        if card.name == name:
            return card
    known = ", ".join(card.name for card in looks)
    raise UsageError(f"There is no look named {name!r}; there are: {known}.")


def _by_weight(sections: tuple[Section, ...]) -> list[str]:
    """Labels, those that fill most of the film first: they choose first."""
    seconds = _seconds(sections)
    return sorted(seconds, key=lambda label: -seconds[label])


def _seconds(sections: tuple[Section, ...]) -> dict[str, float]:
    """How long each label holds, all its sections together."""
    seconds: dict[str, float] = {}
    for section in sections:
        seconds[section.label] = seconds.get(section.label, 0.0) + section.end - section.start
    return seconds


def _neighbours(sections: tuple[Section, ...]) -> dict[str, set[str]]:
    beside: dict[str, set[str]] = {section.label: set() for section in sections}
    for a, b in pairwise(sections):
        if a.label != b.label:
            beside[a.label].add(b.label)
            beside[b.label].add(a.label)
    return beside


def _company(
    timeline: Timeline, labels: list[str], costs: dict[str, np.ndarray], looks: Sequence[LookCard]
) -> list[int]:
    """The looks of this film: its labels' favourites in turn, as many as its length bears, and but
    one fewer where few labels were heard.
    """
    most = next(rule.looks for rule in CAST if timeline.duration >= rule.least)
    longs = {section.label for section in timeline.sections if is_long(section)}
    size = min(most, len(looks), max(len(labels) + len(longs), most - 1, 2))
    company: list[int] = []
    for round_ in range(size):
        label = labels[round_ % len(labels)]
        free = [k for k in np.argsort(costs[label], kind="stable") if k not in company]
        company.append(int(free[0]))
    return company


def _best(costs: np.ndarray, company: list[int], taken: list[int], used: list[int]) -> int:
    """The cheapest of the company no neighbour has, unused ones first; any if all are taken."""
    allowed = [k for k in company if k not in taken] or company
    return min(allowed, key=lambda k: (k in used, costs[k]))


def _costs(
    timeline: Timeline, ear: Ear, brief: Brief, label: str, looks: Sequence[LookCard]
) -> np.ndarray:
    """How badly each look fits a label's sections: `float64[looks]`."""
    pairs = zip(timeline.sections, ear.sections, strict=True)
    energy = float(np.mean([energy for section, energy in pairs if section.label == label]))
    sections = [section for section in timeline.sections if section.label == label]
    span = max(sections, key=lambda section: section.end - section.start)
    balance = _balance(ear, timeline.duration, span)
    chance = rng(brief.seed, "cast", label).random(len(looks))
    fit = [_misfit(card, energy, balance) for card in looks]
    return np.array(fit) + SPREAD * chance


def _misfit(card: LookCard, energy: float, balance: np.ndarray) -> float:
    low, high = card.energy
    outside = max(low - energy, energy - high, 0.0)
    off_centre = abs(energy - (low + high) / 2)
    ears = np.array([sum(drive.source == band for drive in card.drives.values()) for band in BANDS])
    heard = float(ears @ balance / ears.sum()) if ears.sum() else 0.0
    return 2.0 * outside + 0.4 * off_centre - 0.5 * heard


def _balance(ear: Ear, duration: float, span: Section) -> np.ndarray:
    """How much more of each band there is in a section than in the whole film: `float64[3]`."""
    here = [ear.mean(band, span.start, span.end) for band in BANDS]
    whole = [ear.mean(band, 0.0, duration) for band in BANDS]
    return np.array(here) - np.array(whole)
