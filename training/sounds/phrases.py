"""Random phrases: what a player might do for some seconds. Not music, but the touch of it: runs,
held notes, chords, strums, riffs, rests, and often just one note.

In: a random generator, the register in MIDI notes and the ways of playing that suit the instrument.
Out: `Note`s with times in seconds.
"""

from dataclasses import dataclass

import numpy as np

SCALES = ((0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 3, 5, 7, 10), (0, 2, 4, 7, 9))
POWER = ((0, 7), (0, 7, 12), (0, 7, 12), (0, 5))
CHORDS = ((0, 4, 7), (0, 3, 7), (0, 4, 7, 10), (0, 3, 7, 10), (0, 5, 7), (0, 4, 7, 11))


@dataclass(frozen=True)
class Note:
    """`velocity` 0..1; `midi` may lie between two keys."""

    start: float
    length: float
    midi: float
    velocity: float


def phrase(
    rng: np.random.Generator, seconds: float, low: int, high: int, styles: tuple[str, ...]
) -> list[Note]:
    """One phrase in one of `styles`, a key of STYLES; one in seven is a single note."""
    style = "single" if rng.random() < 0.15 else str(rng.choice(styles))
    notes = STYLES[style](rng, seconds, low, high)
    return [n for n in notes if n.start < seconds - 0.1]


def _tones(rng: np.random.Generator, low: int, high: int) -> np.ndarray:
    """The notes of a random scale in the register."""
    scale, tonic = SCALES[rng.integers(len(SCALES))], rng.integers(12)
    keys = np.arange(low, high + 1)
    tones = keys[np.isin((keys - tonic) % 12, scale)]
    return tones if len(tones) else keys


def melody(rng: np.random.Generator, seconds: float, low: int, high: int) -> list[Note]:
    """One voice in steps and leaps, with rests."""
    tones = _tones(rng, low, high)
    at, beat = int(rng.integers(len(tones))), 60 / rng.uniform(60, 180)
    level, legato, t = rng.uniform(0.4, 0.95), rng.uniform(0.5, 1.05), rng.uniform(0, 0.5)
    notes = []
    while t < seconds:
        length = beat * float(rng.choice((0.5, 0.5, 1, 1, 2, 3)))
        if rng.random() > 0.12:
            velocity = float(np.clip(level + rng.normal(0, 0.1), 0.15, 1))
            notes.append(Note(t, max(length * legato, 0.06), float(tones[at]), velocity))
        at = int(np.clip(at + rng.choice((-3, -2, -1, -1, 0, 1, 1, 2, 4)), 0, len(tones) - 1))
        t += length
    return notes


def fast(rng: np.random.Generator, seconds: float, low: int, high: int) -> list[Note]:
    """A run or an arpeggio in even short notes."""
    tones = _tones(rng, low, high)
    step, t = rng.uniform(0.08, 0.22), rng.uniform(0, 0.3)
    width = int(min(rng.integers(3, 9), len(tones)))
    base = int(rng.integers(len(tones) - width + 1))
    order = rng.permutation(width) if rng.random() < 0.5 else np.arange(width)
    level, ring = rng.uniform(0.4, 0.9), rng.uniform(0.8, 3.0)
    count = int((seconds - t) / step)
    return [
        Note(t + k * step, step * ring, float(tones[base + order[k % width]]), level)
        for k in range(count)
    ]


def held(rng: np.random.Generator, seconds: float, low: int, high: int) -> list[Note]:
    """Long notes of one voice."""
    tones, t, notes = _tones(rng, low, high), rng.uniform(0, 0.6), []
    while t < seconds:
        length = rng.uniform(0.8, 4.0)
        notes.append(Note(t, length, float(rng.choice(tones)), rng.uniform(0.35, 0.95)))
        t += length + rng.choice((0.0, 0.05, rng.uniform(0.1, 0.8)))
    return notes


def chords(
    rng: np.random.Generator,
    seconds: float,
    low: int,
    high: int,
    shapes: tuple[tuple[int, ...], ...] = CHORDS,
) -> list[Note]:
    """Chords, held or repeated in a rhythm, struck at once or strummed."""
    span, t, notes = max(high - low, 12), rng.uniform(0, 0.4), []
    length = 60 / rng.uniform(50, 150) * float(rng.choice((0.5, 1, 2, 4)))
    strum, level = rng.choice((0.0, rng.uniform(0.008, 0.05))), rng.uniform(0.4, 0.95)
    hold = rng.uniform(0.4, 1.0)
    while t < seconds:
        root = low + int(rng.integers(0, max(span - 16, 1)))
        tones = [root + k for k in shapes[rng.integers(len(shapes))]]
        tones += [tones[0] + 12] * int(rng.random() < 0.5) + [tones[1] + 12] * int(
            rng.random() < 0.3
        )
        for repeat in range(int(rng.integers(1, 5))):
            start = t + repeat * length
            notes += [
                Note(start + k * strum, length * hold, float(tone), level)
                for k, tone in enumerate(tones)
                if tone <= high + 5
            ]
        t += length * (repeat + 1)
    return notes


def power(rng: np.random.Generator, seconds: float, low: int, high: int) -> list[Note]:
    """Fifths and octaves on low strings, as driven guitars play them."""
    return chords(rng, seconds, low, min(low + 26, high), POWER)


def riff(rng: np.random.Generator, seconds: float, low: int, high: int) -> list[Note]:
    """A short rhythmic figure over and over."""
    tones, beat = _tones(rng, low, high), 60 / rng.uniform(70, 170)
    figure, t = [], 0.0
    while t < 4 * beat:
        length = beat * float(rng.choice((0.25, 0.5, 0.5, 1.0)))
        pitch = float(tones[int(abs(rng.normal(0, 0.35)) * len(tones)) % len(tones)])
        figure.append((t, length, pitch, rng.random() > 0.15))
        t += length
    touch, level, notes = rng.uniform(0.35, 1.0), rng.uniform(0.5, 0.95), []
    for repeat in range(int(seconds / t) + 1):
        notes += [
            Note(repeat * t + s, max(n * touch, 0.05), p, level)
            for s, n, p, plays in figure
            if plays
        ]
    return notes


def single(rng: np.random.Generator, seconds: float, low: int, high: int) -> list[Note]:
    """One note alone, or the same note twice."""
    tone, start = float(rng.integers(low, high + 1)), rng.uniform(0, 1.5)
    length, velocity = rng.uniform(0.15, 4.0), rng.uniform(0.4, 1.0)
    first = Note(start, length, tone, velocity)
    again = Note(start + length + rng.uniform(0.2, 1.0), length, tone, velocity)
    return [first, again] if rng.random() < 0.4 else [first]


STYLES = {
    "melody": melody,
    "fast": fast,
    "held": held,
    "chords": chords,
    "riff": riff,
    "power": power,
    "single": single,
}
