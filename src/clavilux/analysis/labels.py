"""Which sections are the same music: A, B, A, A' ...

In: the bars' features and the sections as spans of bars. Out: a label for each. A section takes the
label of the earlier one that it resembles most, bar against bar, if it resembles it enough: the
same chords in the same order in the same sound. One with the same chords in another dress, or a
step or two higher, gets the label with a prime.
"""

import numpy as np

from clavilux.analysis.likeness import standard

WEIGHTS = {"harmony": 0.8, "timbre": 1.0, "level": 0.9}
SAME = 0.5  # likeness of sections that share a label
KIN, CHANGED = 0.2, 0.7  # likeness in all, and in harmony alone, of one that is a variation
MOVED = 0.85  # likeness in harmony, transposed, of one that is the same in another key
TRANSPOSITIONS = (1, 2, 3, -1, -2)  # semitones; a last chorus goes up
SLACK = 2  # bars by which two sections may be shifted against each other
LEAST_PART = 0.6  # of the shorter section must lie side by side


def labels(groups: dict[str, np.ndarray], spans: list[tuple[int, int]]) -> list[str]:
    """A, B, C ... in order of appearance, primes for variations."""
    alike = _cosines(np.concatenate([w * standard(groups[n]) for n, w in WEIGHTS.items()], axis=1))
    chords = [_cosines(*_transposed(groups["harmony"], step)) for step in (0, *TRANSPOSITIONS)]
    found: list[str] = []
    for number, span in enumerate(spans):
        before = spans[:number]
        same = [_likeness(alike, span, other) for other in before]
        dressed = [_likeness(chords[0], span, other, 0) for other in before]
        moved = [max(_likeness(m, span, other, 0) for m in chords[1:]) for other in before]
        found.append(_label(found, same, dressed, moved))
    return found


def _label(earlier: list[str], same: list[float], dressed: list[float], moved: list[float]) -> str:
    if same and max(same) >= SAME:
        return earlier[int(np.argmax(same))]
    kin = [a if b >= KIN and a >= CHANGED else 0.0 for a, b in zip(dressed, same, strict=True)]
    shifted = [m if m >= max(MOVED, d + 0.1) else 0.0 for m, d in zip(moved, dressed, strict=True)]
    for found in (kin, shifted):
        if found and max(found) > 0:
            label = earlier[int(np.argmax(found))].rstrip("'")
            return label + "'" * (1 + max(e.count("'") for e in earlier if e.rstrip("'") == label))
    return _letter(len({label.rstrip("'") for label in earlier}))


def _letter(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else f"A{number - 25}"


def _transposed(harmony: np.ndarray, step: int) -> tuple[np.ndarray, np.ndarray]:
    """Chroma `[bars, 4 * 12]` turned by semitones, and as it is; both centred."""
    chroma = harmony - harmony.mean(axis=1, keepdims=True)
    return np.roll(chroma.reshape(len(chroma), -1, 12), -step, axis=2).reshape(chroma.shape), chroma


def _cosines(one: np.ndarray, other: np.ndarray | None = None) -> np.ndarray:
    """The cosine of every row with every row."""
    rows = [
        part / np.maximum(np.linalg.norm(part, axis=1, keepdims=True), 1e-9)
        for part in (one, one if other is None else other)
    ]
    return rows[0] @ rows[1].T


def _likeness(
    cosines: np.ndarray, one: tuple[int, int], other: tuple[int, int], slack: int = SLACK
) -> float:
    """How alike two spans are, bar against bar, at the best shift against each other; at most 1."""
    pairs = cosines[one[0] : one[1], other[0] : other[1]]
    shorter, spare = min(pairs.shape), abs(pairs.shape[0] - pairs.shape[1])
    reach = max(slack, spare)
    runs = [np.diagonal(pairs, shift) for shift in range(-reach, reach + 1)]
    return max(float(run.mean()) for run in runs if len(run) >= max(1, LEAST_PART * shorter))
