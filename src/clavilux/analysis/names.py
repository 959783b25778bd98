"""What people would call a section: verse, chorus, bridge, intro, outro, with a confidence.

In: labelled sections with their energy. Out: the same with `name` and `name_confidence`, left empty
where the form does not say it. Only the pattern of returns and energies is judged: the chorus is
the part that returns biggest, the verse the other part that returns, before it; a bridge comes once
and late between them. Confidence is the margin by which a part answers the description; it is
capped, since no word of the lyrics and no voice is heard.
"""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from clavilux.types.features import Section

SURE, MOST = 0.6, 0.85  # the least confidence that is told; and the cap
SHORT = 0.8  # an intro or outro is at most this share of the median section


def named(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Names where the form is clear."""
    labels = [section.label for section in sections]
    energy = {label: _mean(sections, labels, label) for label in labels}
    returning = [label for label in dict.fromkeys(labels) if _visits(labels, label) >= 2]
    if len(sections) < 4 or not returning:
        return sections
    chorus = max(returning, key=lambda label: energy[label] + 0.1 * _visits(labels, label))
    lead = energy[chorus] - max((energy[o] for o in returning if o != chorus), default=0.3)
    sure = float(np.clip(0.34 + 0.9 * lead + 0.08 * (_visits(labels, chorus) - 2), 0, MOST))
    names = {chorus: ("chorus", sure)}
    before = [a for a, b in pairwise(labels) if b == chorus and a in returning and a != chorus]
    if before:
        verse = max(set(before), key=before.count)
        share = before.count(verse) / max(1, labels[1:].count(chorus))
        names[verse] = ("verse", float(np.clip(sure * (0.5 + 0.5 * share), 0, MOST)))
    found = [
        _told(s, *names.get(label, ("", 0.0))) for s, label in zip(sections, labels, strict=True)
    ]
    return tuple(_ends(found, labels, chorus, sure))


def _told(section: Section, name: str, confidence: float) -> Section:
    """The section with the name, if it is sure enough."""
    if confidence < SURE:
        return section
    return replace(section, name=name, name_confidence=round(min(confidence, MOST), 3))


def _visits(labels: list[str], label: str) -> int:
    """How often a label comes, neighbours counted once."""
    return sum(a == label and b != label for a, b in zip(labels, [*labels[1:], ""], strict=True))


def _mean(sections: tuple[Section, ...], labels: list[str], label: str) -> float:
    return float(
        np.mean([s.energy for s, other in zip(sections, labels, strict=True) if other == label])
    )


def _ends(found: list[Section], labels: list[str], chorus: str, sure: float) -> list[Section]:
    """Intro and outro, shorter or smaller than their neighbour; a bridge that comes once."""
    typical = float(np.median([s.end - s.start for s in found]))
    for place, near, name in ((0, 1, "intro"), (-1, -2, "outro")):
        part, other = found[place], found[near]
        small = float(np.clip(other.energy - part.energy, 0, 0.5))
        short = part.end - part.start <= SHORT * typical
        once = labels.count(labels[place]) == 1
        if not part.name and (short or once):
            found[place] = _told(part, name, 0.4 + 0.15 * short + 0.15 * once + 0.5 * small)
    first = labels.index(chorus)
    last = len(labels) - 1 - labels[::-1].index(chorus)
    for k in range(max(first + 2, round(0.4 * len(labels))), last):
        if labels.count(labels[k]) == 1 and not found[k].name:
            found[k] = _told(found[k], "bridge", 0.1 + 0.75 * sure)
    return found
