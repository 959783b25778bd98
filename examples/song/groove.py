"""What the drummer plays: one row of 16 steps a bar for every drum, digits for strength, dots for
silence.

Kick, heart, snare, snap, tick and the first stroke of a clap stand exactly on the grid: they carry
the beat that `truth.py` writes down. Hats, shaker and tambourine play a little around it, closer on
the beat.
"""

from dataclasses import dataclass

import score

Bar = dict[str, str]
LOOSE_S = {
    "hat": 0.003,
    "open": 0.003,
    "shaker": 0.005,
    "tamb": 0.004,
    "ride": 0.003,
    "pedal": 0.003,
}

INTRO = {"tick": "5...4...5...4..."}
INTRO_2 = {"heart": "6.......5.......", "tick": "5...4...5...4...", "shaker": "..2...3...2...3."}
INTRO_4 = {
    **INTRO_2,
    "heart": "6.......5.....5.",
    "open": "..............3.",
    "shaker": "..2...3.2.3.3434",
}

VERSE = {"kick": "9.....7...8.....", "snap": "....8.......8...", "hat": "6.3.5.3.6.3.5.3."}
VERSE_TURN = {**VERSE, "kick": "9.....7...8..6.7", "hat": "6.3.5.3.6.3.5434"}
VERSE_2 = {
    "kick": "9.....7.7.8.....",
    "snare": "....7.......7..2",
    "snap": "....6.......6...",
    "hat": "6254526362546253",
    "shaker": "..3...3...3...3.",
}
BUILD_1 = {
    "kick": "9...8...9...8...",
    "snare": "....7.......7.5.",
    "snap": "....7.......7...",
    "hat": "6.5.6.5.6.5.6.5.",
    "tamb": "..3...4...4...5.",
}
BUILD_2 = {
    "kick": "9...8...9.......",
    "snare": "3.3.4.4.55556678",
    "tamb": "4.4.5.5.6.6.7.7.",
    "clap": "............9...",
}
GROOVE_2 = {
    "kick": "9..7..8...8..7..",
    "snare": "....8..2....8.2.",
    "snap": "....6.......6...",
    "hat": "7354635373546353",
    "open": "..............4.",
    "shaker": "2.3.2.3.2.3.2.3.",
}
CHORUS = {
    "kick": "9...9...9...9.6.",
    "snare": "....9.......9...",
    "clap": "....8.......8...",
    "open": "..6...6...6...6.",
    "hat": "5.2.5.2.5.2.5.24",
    "shaker": "4254425442544254",
}
CHORUS_B = {**CHORUS, "kick": "9...9..69...9...", "snare": "....9..2.2..9..2"}
FILL = {
    **CHORUS,
    "kick": "9...9...9...9...",
    "snare": "....9.......6788",
    "clap": "....8...........",
    "tom1": "........8.7.....",
    "tom2": "..........6.8...",
    "tom3": ".............78.",
    "open": "..6...6.........",
}
LAST = {
    **CHORUS,
    "kick": "9..59...9...9.6.",
    "ride": "6.4.6.4.6.4.6.4.",
    "tamb": "3.5.3.5.3.5.3.5.",
}
LAST_B = {**LAST, "kick": "9...9..69...9..5", "snare": "....9..2.2..9..3"}
LAST_FILL = {
    **LAST,
    **{k: FILL[k] for k in ("kick", "snare", "clap", "tom1", "tom2", "tom3", "open")},
}
STOP = {
    **CHORUS,
    "kick": "9...9...9.......",
    "snare": "....9...7.88....",
    "tom1": "............8...",
    "tom2": ".............8..",
    "tom3": "..............88",
    "open": "..6...6.........",
    "hat": "5.2.5.2.........",
    "shaker": "42544254........",
    "clap": "....8.......7...",
}
BRIDGE = {"heart": "8.......6.......", "tick": "4...5...4...5..."}
BRIDGE_3 = {**BRIDGE, "shaker": "..2...2...3...3.", "snap": "............4..."}
BRIDGE_4 = {
    "heart": "8...6...8.......",
    "snare": "2.2.3.3.45569...",
    "tick": "4...5...5.......",
    "clap": "............9...",
}
OUTRO = {"kick": "8.......7.....5.", "snap": "....7.......7...", "hat": "5.3.4.3.5.3.4.3."}
OUTRO_2 = {**OUTRO, "hat": "4.2.3.2.3.2.2...", "kick": "8.......6......."}
END = {"kick": "8...............", "tick": "....3...3...2..."}
END_2 = {"tick": "2...2...1...1..."}

BARS: dict[tuple[str, int], list[Bar]] = {
    ("intro", 1): [INTRO, INTRO, INTRO_2, INTRO_4],
    ("verse", 1): [VERSE, VERSE, VERSE, VERSE_TURN, VERSE_2, VERSE_2, BUILD_1, BUILD_2],
    ("chorus", 1): [CHORUS, CHORUS_B, CHORUS, FILL, CHORUS, CHORUS_B, CHORUS, FILL],
    ("verse", 2): [GROOVE_2, GROOVE_2, BUILD_1, BUILD_2],
    ("chorus", 2): [CHORUS, CHORUS_B, CHORUS, STOP],
    ("bridge", 1): [BRIDGE, BRIDGE, BRIDGE_3, BRIDGE_4],
    ("chorus", 3): [LAST, LAST_B, LAST, LAST_FILL, LAST, LAST_B, LAST, LAST_FILL],
    ("outro", 1): [OUTRO, OUTRO_2, END, END_2],
}
# Cymbals that open sections and phrases: label, occurrence, beat in the section, cymbal, strength.
CRASHES = (
    ("verse", 1, 0, "crash2", 0.35),
    ("chorus", 1, 0, "crash", 0.9),
    ("chorus", 1, 16, "crash2", 0.7),
    ("verse", 2, 0, "crash2", 0.5),
    ("chorus", 2, 0, "crash", 0.9),
    ("bridge", 1, 0, "crash2", 0.45),
    ("chorus", 3, 0, "crash", 1.0),
    ("chorus", 3, 0, "crash2", 0.7),
    ("chorus", 3, 8, "crash2", 0.45),
    ("chorus", 3, 16, "crash", 0.9),
    ("chorus", 3, 24, "crash2", 0.6),
    ("outro", 1, 0, "crash2", 0.5),
    ("outro", 1, 8, "crash", 0.45),
)


@dataclass(frozen=True)
class Hit:
    """One stroke. `sample` is its attack in the song."""

    drum: str
    beat: float
    sample: int
    strength: float


def _bar_hits(bar: Bar, start: float) -> list[Hit]:
    found = []
    for drum, row in bar.items():
        assert len(row) == 16, (drum, row)
        for step, mark in enumerate(row):
            if mark == ".":
                continue
            beat = start + step / 4
            random = score.rng("drummer", drum, int(beat * 4))
            loose = LOOSE_S.get(drum, 0.0) * (0.2 if step % 4 == 0 else 1.0)
            late = loose * float(random.normal())
            strength = int(mark) / 9 * (1 + 0.05 * float(random.normal()))
            found.append(
                Hit(drum, beat, score.sample_of(beat) + round(late * score.RATE), strength)
            )
    return found


def hits() -> list[Hit]:
    """Every stroke of the song in time order."""
    found = []
    for (label, occurrence), bars in BARS.items():
        start = score.where(label, occurrence)
        for k, bar in enumerate(bars):
            found += _bar_hits(bar, start + k * score.BEATS_PER_BAR)
    for label, occurrence, offset, cymbal, strength in CRASHES:
        beat = score.where(label, occurrence) + offset
        found.append(Hit(cymbal, beat, score.sample_of(beat), strength))
    return sorted(found, key=lambda hit: hit.sample)
