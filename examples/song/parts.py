"""What everyone but the drummer and the singer plays, as lists of `score.Note`.

Each function reads the chords and writes one instrument's part for the whole song.
"""

from score import Chord, Note, chords, where

SCALE = (9, 11, 1, 2, 4, 6, 8)  # A major as pitch classes
# Bass figures: (step of 16, length in steps, what: root, octave, fifth, or approach to the next
# root).
FIGURES = {
    "verse": ((0, 5, "r"), (6, 3, "r"), (10, 2, "o"), (12, 2, "f"), (14, 2, "a")),
    "verse2": (
        (0, 3, "r"), (3, 2, "r"), (6, 2, "f"), (8, 2, "r"),
        (10, 2, "o"), (13, 1, "f"), (14, 2, "a"),
    ),
    "chorus": (
        (0, 2, "r"), (2, 2, "o"), (4, 2, "r"), (6, 2, "o"),
        (8, 2, "r"), (10, 1, "o"), (11, 1, "r"), (12, 2, "f"), (14, 1, "o"), (15, 1, "a"),
    ),
    "drive": tuple((2 * k, 2, "r") for k in range(8)),
    "long": ((0, 15, "r"),),
    "outro": ((0, 6, "r"), (6, 4, "r"), (10, 6, "f")),
}  # fmt: skip
HOOK = (
    (0.0, 1.5, 69),
    (1.5, 1.0, 66),
    (2.5, 1.5, 64),
    (4.5, 0.5, 64),
    (5.0, 0.5, 66),
    (5.5, 2.3, 69),
)
ANSWERS = ((6.5, 83), (7.0, 85), (7.25, 88), (7.5, 85))


def _figure(chord: Chord) -> str:
    """Which bass figure a bar gets."""
    if chord.label == "verse":
        if chord.name in {"Bm9", "C#m7", "E"}:
            return "drive"
        return "verse2" if chord.occurrence == 2 or chord.bar >= 4 else "verse"
    if chord.label == "bridge" and chord.name in {"Esus4", "E"}:
        return "drive"
    if chord.label == "outro":
        return "outro" if chord.bar < 2 else "long"
    return {"chorus": "chorus", "bridge": "long", "intro": "long"}[chord.label]


def _approach(chord: Chord, following: Chord) -> int:
    """The scale's note next to the coming root, from the side where this root lies."""
    step = -1 if chord.bass < following.bass else 1
    pitch = following.bass + step
    while pitch % 12 not in SCALE:
        pitch += step
    return pitch


def bass() -> list[Note]:
    """Silent for two bars, then always going somewhere."""
    found, every = [], chords()
    for chord, following in zip(every, [*every[1:], every[-1]], strict=True):
        if chord.label == "intro" and chord.bar < 2:
            continue
        fifth = chord.bass + 7 if chord.name != "E/G#" else chord.bass + 8
        pitch = {
            "r": chord.bass,
            "o": chord.bass + 12,
            "f": fifth,
            "a": _approach(chord, following),
        }
        for step, length, what in FIGURES[_figure(chord)]:
            if step / 4 >= chord.beats:
                continue
            strength = 0.95 if step % 8 == 0 else 0.8
            strength *= 0.62 if chord.label in {"intro", "bridge", "outro"} else 1.0
            held = min(length / 4, chord.beats - step / 4) * 0.93
            found.append(Note(chord.beat + step / 4, held, pitch[what], strength))
    return [n for n in found if not _held_back(n.beat)]


def _held_back(beat: float) -> bool:
    """The breath before the bridge and before the last chorus: their last beat is empty."""
    return any(-1 <= beat - start < 0 for start in (where("bridge"), where("chorus", 3)))


def piano() -> list[Note]:
    """Broken chords in the quiet places, pushed chords in the loud ones."""
    found = []
    for chord in chords():
        if chord.label in {"intro", "bridge", "outro"}:
            found += _broken(chord)
        elif chord.label == "chorus":
            found += _pushed(chord)
        else:
            found += [Note(chord.beat + 0.0, chord.beats * 0.9, p, 0.5) for p in chord.voicing[1:]]
    return found


def _broken(chord: Chord) -> list[Note]:
    last = chord.label == "outro" and chord.bar == 3
    low = chord.bass + 12 if chord.bass < 36 else chord.bass
    found = [Note(chord.beat, chord.beats, low, 0.66), Note(chord.beat, chord.beats, low + 12, 0.5)]
    order = (1, 2, 3, 4, 3, 2, 3, 4)
    if last:
        rolled = (57, 61, 64, 69, 73)
        return found + [Note(chord.beat + 0.06 * k, 4, p, 0.55) for k, p in enumerate(rolled)]
    for k in range(int(chord.beats * 2)):
        accent = 0.66 if k % 4 == 0 else 0.5 + 0.05 * (k % 2)
        found.append(Note(chord.beat + k / 2, 1.4, chord.voicing[order[k]], accent))
    return found


def _pushed(chord: Chord) -> list[Note]:
    """With the stabs, but for their second stroke."""
    found = [Note(chord.beat, 3.8, chord.bass + 12, 0.6)]
    strokes = (
        (0, 1.4, 0.7),
        (1.5, 0.45, 0.55),
        (2.0, 0.7, 0.62),
        (2.75, 0.7, 0.58),
        (3.5, 0.45, 0.55),
    )
    for beat, beats, strength in strokes:
        found += [Note(chord.beat + beat, beats, p, strength) for p in chord.voicing[1:]]
    return found


def pluck() -> list[Note]:
    """The glass: answers the singer in the verses, runs in sixteenths in the choruses, a music box
    at the end.
    """
    found = []
    for chord in chords():
        tones = [p + 12 for p in chord.voicing]
        if chord.label == "chorus" or (chord.label == "verse" and chord.occurrence == 2):
            found += _sixteenths(chord, tones, 0.5 if chord.label == "chorus" else 0.34)
        elif chord.label == "verse" and chord.bar >= 4:
            found += _eighths(chord, tones, 0.34)
        elif chord.label == "intro" and chord.bar >= 1:
            found += _eighths(chord, tones, 0.2 + 0.08 * chord.bar)
        elif chord.label == "outro":
            found += _music_box(chord, tones)
    for line in range(2):
        start = where("verse", 1) + 8 * line
        found += [Note(start + beat, 0.5, pitch, 0.5) for beat, pitch in ANSWERS]
    return found


def _sixteenths(chord: Chord, tones: list[int], loud: float) -> list[Note]:
    order = (0, 2, 4, 1, 3, 2, 4, 3, 0, 2, 4, 1, 3, 4, 2, 1)
    accents = (1.0, 0.5, 0.6, 0.85, 0.5, 0.6, 0.9, 0.5) * 2
    return [
        Note(chord.beat + k / 4, 0.25, tones[order[k]], loud * accents[k])
        for k in range(int(chord.beats * 4))
    ]


def _eighths(chord: Chord, tones: list[int], loud: float) -> list[Note]:
    order = (4, 1, 3, 2, 4, 2, 3, 1)
    return [
        Note(chord.beat + k / 2, 0.5, tones[order[k]], loud * (1.0 if k % 2 == 0 else 0.7))
        for k in range(int(chord.beats * 2))
    ]


def _music_box(chord: Chord, tones: list[int]) -> list[Note]:
    """Eighths that thin out to one note a beat, fading; the very last is the tonic."""
    if chord.bar < 2:
        return _eighths(chord, tones, 0.4)
    fade = 0.4 if chord.bar == 2 else 0.26
    pitches = (81, 76, 73, 76) if chord.bar == 2 else (71, 73, 76, 81)
    return [Note(chord.beat + k, 1.0, p, fade * (1 - 0.12 * k)) for k, p in enumerate(pitches)]


def stabs() -> list[Note]:
    """Bright chords in the choruses, three against four."""
    found = []
    steps = ((0, 3), (3, 3), (6, 2), (8, 3), (11, 3), (14, 2))
    for chord in (c for c in chords() if c.label == "chorus"):
        stop = chord.occurrence == 2 and chord.bar == 3
        for step, length in steps:
            if stop and step > 6:
                continue
            strength = 0.95 if step in {0, 8} else 0.75
            for pitch in (*chord.voicing, chord.voicing[1] + 12):
                found.append(Note(chord.beat + step / 4, length / 4 * 0.85, pitch, strength))
    return found


def lead() -> list[Note]:
    """The hook without words in the intro, turns, and a line on top of the last chorus."""
    found = _hook(where("intro") + 8, 0.55)
    climb = (
        (0, 4, 66),
        (4, 4, 68),
        (8, 4, 69),
        (12, 3.5, 68),
        (16, 4, 66),
        (20, 4, 71),
        (24, 4, 69),
        (28, 3.5, 73),
    )
    for beat, beats, pitch in climb:
        found.append(Note(where("chorus", 3) + beat, beats - 0.1, pitch + 12, 0.5))
    for occurrence in (1, 3):
        turn = where("chorus", occurrence) + 28
        found += [
            Note(turn + b, 0.45, p, 0.5) for b, p in ((2.0, 76), (2.5, 73), (3.0, 71), (3.5, 68))
        ]
    return sorted(_single(found), key=lambda n: n.beat)


def _single(notes: list[Note]) -> list[Note]:
    """A mono line: a note that starts inside another ends it."""
    ordered, found = sorted(notes, key=lambda n: n.beat), []
    for note, following in zip(ordered, [*ordered[1:], None], strict=True):
        room = following.beat - note.beat if following else note.beats
        found.append(Note(note.beat, min(note.beats, room), note.pitch, note.velocity))
    return found


def _hook(start: float, loud: float) -> list[Note]:
    return [Note(start + b, n * 0.95, p, loud) for b, n, p in HOOK]


def guitar() -> list[Note]:
    """Muted sixteenths under the second verse and the builds: root, fifth and octave, damped."""
    found = []
    accents = (0.8, 0.4, 0.45, 0.7, 0.4, 0.45, 0.75, 0.4)
    for chord in chords():
        busy = chord.label == "verse" and (chord.occurrence == 2 or chord.bar >= 4)
        if not busy and chord.label != "chorus":
            continue
        root = chord.bass + 12 if chord.bass >= 35 else chord.bass + 24
        for k in range(int(chord.beats * 4)):
            pitch = root + (0, 0, 7, 0, 12, 0, 7, 0)[k % 8]
            found.append(Note(chord.beat + k / 4, 0.22, pitch, accents[k % 8]))
    return found


def strings() -> list[Note]:
    """Enter with the bridge's second half, carry the last chorus, stay for the last chord."""
    found = []
    for chord in chords():
        late_bridge = chord.label == "bridge" and chord.bar >= 1
        if (
            late_bridge
            or (chord.label == "chorus" and chord.occurrence > 1)
            or chord.label == "outro"
        ):
            loud = 0.62 if chord.label == "chorus" else 0.42
            found += [Note(chord.beat, chord.beats * 1.02, p, loud) for p in chord.voicing[1:]]
            found.append(Note(chord.beat, chord.beats * 1.02, chord.voicing[3] + 12, loud * 0.8))
    return found
