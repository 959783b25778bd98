"""An Audacity label track: start, end and label of each line, separated by tabs, in seconds.

Beats are points that carry their place in the bar, sections are spans that carry their label and,
where one is known, their name.
"""

from collections.abc import Sequence

from clavilux.types.features import Features, Section


def document(features: Features, title: str, what: Sequence[str]) -> bytes:
    """The label track of `what`: "beats", "sections" or both, in order of time."""
    rows: list[tuple[float, float, str]] = []
    if "sections" in what:
        rows += [(part.start, part.end, section_label(part)) for part in features.sections]
    if "beats" in what:
        beats = features.beats
        rows += [
            (float(t), float(t), str(p)) for t, p in zip(beats.times, beats.positions, strict=True)
        ]
    rows.sort(key=lambda row: row[:2])
    return "".join(f"{a:.6f}\t{b:.6f}\t{label}\n" for a, b, label in rows).encode()


def section_label(part: Section) -> str:
    return f"{part.label} {part.name}".rstrip() if part.name else part.label
