"""Comma-separated annotation as Sonic Visualiser imports it, in seconds, without a header.

Beats alone are a layer of time instants (time, label), sections alone one of regions (time, value,
duration, label); both together are regions, beats of no duration with the value 0. A region's value
is the number of its label, so that parts that return stand at one height.
"""

from collections.abc import Sequence

from clavilux.types.features import Features


def document(features: Features, title: str, what: Sequence[str]) -> bytes:
    """The rows of `what`: "beats", "sections" or both, in order of time."""
    beats = features.beats
    instants = [(float(t), str(p)) for t, p in zip(beats.times, beats.positions, strict=True)]
    if "sections" not in what:
        return "".join(f"{time:.6f},{label}\n" for time, label in instants).encode()
    labels = list(dict.fromkeys(part.label for part in features.sections))
    rows = [
        (
            part.start,
            labels.index(part.label) + 1,
            part.end - part.start,
            _text(part.label, part.name),
        )
        for part in features.sections
    ]
    if "beats" in what:
        rows += [(time, 0, 0.0, label) for time, label in instants]
    rows.sort(key=lambda row: (row[0], row[1] == 0))
    return "".join(f"{a:.6f},{v},{d:.6f},{label}\n" for a, v, d, label in rows).encode()


def _text(label: str, name: str) -> str:
    return f'"{label} {name}"' if name else f'"{label}"'
