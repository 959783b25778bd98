"""What each player plays in one section: patterns and chords to notes."""

from dataclasses import dataclass

import numpy as np

from .harmony import Chord
from .piece import Note
from .styles import Style

KEYS = {
    "k": (36, 35), "s": (38, 40), "r": (37,), "c": (39,), "h": (42,), "o": (46,), "p": (44,),
    "d": (51, 59), "b": (53,), "t": (54,), "m": (70, 69, 82), "C": (63,), "M": (62,), "L": (64,),
    "B": (60,), "w": (56, 53), "v": (75, 76), "u": (73,), "i": (67, 68), "g": (67,), "f": (43, 41, 45),
    "Z": (49, 57), "y": (81,), "q": (41, 64), "l": (47, 45),
}  # fmt: skip
LEVELS = {"X": 1.0, "x": 0.8, "o": 0.38}
TOMS = (50, 48, 47, 45, 43, 41)


@dataclass(frozen=True)
class Scene:
    """One section as its players see it: `first` beat, `bars`, a chord for each beat, the notes of
    the scale, and how loud it is.
    """

    style: Style
    first: int
    bars: int
    chords: tuple[Chord, ...]
    scale: tuple[int, ...]
    level: float

    @property
    def beats(self) -> int:
        return self.bars * self.style.metre

    def chord(self, beat: float) -> Chord:
        index = int(np.clip(np.floor(beat + 1e-6) - self.first, 0, len(self.chords) - 1))
        return self.chords[index]


def cells(pattern: str) -> str:
    return pattern.replace(" ", "")


def drums(rng: np.random.Generator, scene: Scene, pattern: str, halved: bool) -> list[Note]:
    """A groove that repeats, with the chances drawn once and small changes from bar to bar."""
    notes = []
    for row in pattern.split(";"):
        name, line = row.split(":")
        key = int(rng.choice(KEYS[name]))
        line = "".join(_drawn(rng, c) for c in cells(line))
        accent = rng.uniform(0, 0.35) if name in "hodmu" else 0.0
        for k in range(0, scene.beats * scene.style.grid):
            place = k // 2 if halved else k
            mark = line[place % len(line)]
            if halved and k % 2:
                continue
            if rng.random() < 0.012:
                mark = "o" if mark == "." else "."
            if mark == ".":
                continue
            weight = 1 - accent * (place % scene.style.grid != 0)
            beat = scene.first + k / scene.style.grid
            notes.append(Note(beat, 0.2, key, LEVELS[mark] * weight * scene.level))
    return notes


def _drawn(rng: np.random.Generator, mark: str) -> str:
    if mark.isdigit():
        return ("x" if rng.random() < 0.6 else "o") if rng.random() < int(mark) / 10 else "."
    return mark


def fill(rng: np.random.Generator, scene: Scene, notes: list[Note]) -> list[Note]:
    """The last beats of a section given to snare and toms; what was there falls silent."""
    length = float(rng.choice([0.5, 1, 1, 2, scene.style.metre]))
    start = scene.first + scene.beats - length
    kept = [
        n for n in notes if n.beat < start - 1e-6 or (n.pitch in (36, 35) and rng.random() < 0.5)
    ]
    grid = scene.style.grid if scene.style.grid > 2 else 2 * scene.style.grid
    kinds = rng.choice(["snare", "toms", "both"])
    steps = int(length * grid)
    for k in range(steps):
        if rng.random() < 0.8:
            down = TOMS[min(5, k * 6 // max(steps, 1))]
            key = 38 if kinds == "snare" or (kinds == "both" and rng.random() < 0.5) else down
            kept.append(Note(start + k / grid, 0.2, key, scene.level * rng.uniform(0.5, 1.0)))
    return kept


def bass(rng: np.random.Generator, scene: Scene, pattern: str, low: int) -> list[Note]:
    """A bass line; `low` is the lowest pitch that the player reaches."""
    grid, marks, notes = scene.style.grid, cells(pattern), []
    total = scene.beats * grid
    push = rng.random() < 0.25 * scene.style.syncopation
    walk = low + 7
    for k in range(total):
        mark = marks[k % len(marks)]
        if mark in ".-":
            continue
        beat = scene.first + k / grid
        here, ahead = scene.chord(beat), scene.chord(beat + 1)
        pitch = _bass_pitch(mark, here, ahead, low, walk)
        walk = pitch
        length = 1
        while marks[(k + length) % len(marks)] == "-" and length < len(marks):
            length += 1
        early = push and mark == "R" and k % (scene.style.metre * grid) == 0 and k and grid > 1
        accent = 0.08 * (k % grid == 0)
        velocity = scene.level * (0.72 + accent + 0.08 * rng.standard_normal())
        notes.append(Note(beat - early * 1 / 2, length / grid * 0.9, pitch, velocity))
    return notes


def _bass_pitch(mark: str, here: Chord, ahead: Chord, low: int, walk: int) -> int:
    if mark == "a":
        root = _above(ahead.root, low)
        return root - 1 if root > low + 1 else root + 1
    if mark == "w":
        return min((_above(tone, low) for tone in here.tones), key=lambda p: abs(p - walk) or 20)
    if mark == "8":
        return _above(here.root, low) + 12
    tones = {"R": here.root, "5": here.tones[min(2, len(here.tones) - 1)], "3": here.tones[1]}
    tones["6"] = (here.root + 9) % 12
    return _above(tones[mark], low)


def _above(pitch_class: int, low: int) -> int:
    return low + (pitch_class - low) % 12


def comp(
    rng: np.random.Generator, scene: Scene, pattern: str, centre: int, order: str
) -> list[Note]:
    """Chords and broken chords around `centre`; `order` is how arpeggios run."""
    grid, marks, notes = scene.style.grid, cells(pattern), []
    push = rng.random() < 0.3 * scene.style.syncopation
    index = 0
    for k in range(scene.beats * grid):
        mark = marks[k % len(marks)]
        if mark in ".-":
            continue
        if rng.random() < 0.02:
            continue
        beat = scene.first + k / grid
        tones = voicing(scene.chord(beat), centre)
        if beat == scene.first or scene.chord(beat) is not scene.chord(beat - 1 / grid):
            index = 0
        length = 1
        while marks[(k + length) % len(marks)] == "-" and length < len(marks):
            length += 1
        early = push and mark in "xX" and k % (scene.style.metre * grid) == 0 and k and grid > 1
        at = beat - early / 2
        chosen = _struck(mark, tones, index, order)
        index += mark == "a"
        accent = 0.15 * (mark == "X") + 0.07 * (k % grid == 0)
        base = scene.level * (0.6 + accent + 0.06 * rng.standard_normal())
        notes += [Note(at, length / grid * 0.95, p, base) for p in chosen]
    return notes


def _struck(mark: str, tones: list[int], index: int, order: str) -> list[int]:
    if mark == "l":
        return [tones[0] - 12 if tones[0] > 50 else tones[0]]
    if mark == "h":
        return tones[1:]
    if mark == "a":
        run = tones + [tones[0] + 12]
        ways = {
            "up": run,
            "down": run[::-1],
            "both": run + run[-2:0:-1],
            "odd": run[::2] + run[1::2],
        }
        way = ways[order]
        return [way[index % len(way)]]
    return tones


def voicing(chord: Chord, centre: int) -> list[int]:
    """The chord's tones in the octave around `centre`, ascending."""
    return sorted(centre - 6 + (tone - centre + 6) % 12 for tone in chord.tones)


def pad(rng: np.random.Generator, scene: Scene, centre: int) -> list[Note]:
    """Each chord held until the next."""
    notes, start = [], 0
    for k in range(1, scene.beats + 1):
        if k == scene.beats or scene.chords[k] is not scene.chords[start]:
            level = scene.level * rng.uniform(0.45, 0.6)
            for pitch in voicing(scene.chords[start], centre):
                notes.append(Note(scene.first + start, k - start, pitch, level))
            start = k
    return notes


def rhythm_of_phrase(rng: np.random.Generator, style: Style, bars: int) -> list[int]:
    """Places on the grid where a melody begins notes, in `bars` bars: strong places likelier, the
    end of the phrase left free, some notes pushed before their beat.
    """
    grid, bar = style.grid, style.metre * style.grid
    places = []
    for k in range(bars * bar):
        in_bar, in_beat = k % bar, k % grid
        chance = 0.9 if in_bar == 0 else 0.7 if in_beat == 0 else 0.15 + 0.5 * style.density
        if in_beat and grid in (4, 8) and in_beat != grid // 2:
            chance = 0.28 * style.density
        if in_beat and grid in (3, 6):
            first = in_beat == grid // 3
            chance = 0.6 * style.density if first else 0.4 + 0.4 * style.density
        if grid > 4 and k % 2:  # finer than a tune moves
            chance = 0.0
        if k > (bars - 1) * bar + bar // 2:
            chance *= 0.25
        if rng.random() < chance * (0.6 + 0.6 * style.density):
            early = in_beat == 0 and k and rng.random() < 0.55 * style.syncopation and grid % 3
            places.append(k - max(1, grid // 2) if early else k)
    return sorted(set(places)) or [0]


def melody(rng: np.random.Generator, scene: Scene, centre: int, pickup: int) -> list[Note]:
    """A tune of phrases: a a b a or a b a b, chord tones on strong places, steps between."""
    style, span = scene.style, int(rng.choice([2, 4])) if scene.bars >= 4 else scene.bars
    ideas = {name: rhythm_of_phrase(rng, style, span) for name in "ab"}
    form = str(rng.choice(["aaba", "abab", "aaab", "abba"]))
    seeds = {name: rng.integers(1 << 30) for name in "ab"}
    notes: list[Note] = []
    for phrase in range(max(1, scene.bars // span)):
        name = form[phrase % 4]
        start = scene.first + phrase * span * style.metre
        notes += _tune(seeds[name], scene, ideas[name], start, (span, centre))
        if pickup and rng.random() < 0.7:
            notes += _upbeat(rng, scene, start, centre, pickup)
    return sorted((n for n in notes), key=lambda n: n.beat)


def _tune(
    seed: int, scene: Scene, places: list[int], start: float, span_centre: tuple[int, int]
) -> list[Note]:
    rng = np.random.default_rng(seed)  # the same idea returns with the same contour
    span, centre = span_centre
    grid, notes, pitch = scene.style.grid, [], centre + int(rng.integers(-4, 5))
    ends = [*places[1:], span * scene.style.metre * grid]
    detached = rng.uniform(0.5, 1.0)
    for place, end in zip(places, ends, strict=True):
        beat = start + place / grid
        chord = scene.chord(beat)
        strong = place % grid == 0
        pool = chord.tones if strong and rng.random() < 0.85 else scene.scale
        step = int(np.round(rng.normal(0, 2.5)))
        goal = pitch + step + (centre - pitch) // 4
        pitch = min(
            (p for p in range(goal - 7, goal + 8) if p % 12 in pool), key=lambda p: abs(p - goal)
        )
        length = min(end - place, 2 * grid * scene.style.metre // 2) / grid
        accent = 0.1 * (place % (grid * scene.style.metre) == 0) + 0.05 * strong
        velocity = scene.level * (0.68 + accent + 0.07 * rng.standard_normal())
        notes.append(Note(beat, length * detached, pitch, velocity))
    return notes


def _upbeat(
    rng: np.random.Generator, scene: Scene, start: float, centre: int, count: int
) -> list[Note]:
    step = 1 / max(1, scene.style.grid // 2)
    root = scene.chord(start).root
    goal = centre - 6 + (root - centre + 6) % 12
    way = [p for p in range(goal - 9, goal) if p % 12 in scene.scale][-count:]
    return [
        Note(start - step * (len(way) - k), step * 0.9, p, 0.55 * scene.level)
        for k, p in enumerate(way)
    ]
