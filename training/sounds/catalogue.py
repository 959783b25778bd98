"""What is played on what: the instruments, their registers and ways of playing, and which General
MIDI programs and drum keys sound them.

Every program has `says`: the names (instruments or families) that are surely there. `unsure` names
are neither taught nor scored, where a sound lies between two names (synthetic strings, a viola).
"""

from dataclasses import dataclass

from clavilux.types.instruments import FAMILIES, FAMILY_OF, INSTRUMENTS

NAMES = INSTRUMENTS + tuple(f for f in FAMILIES if f not in INSTRUMENTS)

# register in MIDI notes and ways of playing
PLAYED: dict[str, tuple[int, int, tuple[str, ...]]] = {
    "bass": (26, 50, ("riff", "riff", "melody", "held")),
    "acoustic guitar": (40, 76, ("chords", "chords", "fast", "melody", "riff")),
    "electric guitar": (40, 81, ("chords", "fast", "melody", "riff")),
    "distorted guitar": (38, 76, ("power", "power", "chords", "riff", "melody", "held")),
    "piano": (30, 92, ("chords", "chords", "melody", "fast", "riff")),
    "organ": (38, 86, ("chords", "chords", "melody", "held")),
    "mallets": (53, 98, ("melody", "fast", "chords", "riff")),
    "strings": (38, 86, ("chords", "chords", "held", "melody", "fast")),
    "violin": (55, 93, ("melody", "held", "fast")),
    "cello": (36, 69, ("melody", "held", "fast")),
    "brass": (40, 79, ("melody", "chords", "held", "riff")),
    "saxophone": (44, 80, ("melody", "held", "fast", "riff")),
    "flute": (60, 93, ("melody", "held", "fast")),
    "synth lead": (48, 90, ("melody", "fast", "riff", "held")),
    "pad": (40, 82, ("chords", "held")),
    "singing": (43, 81, ("melody", "held")),
}


@dataclass(frozen=True)
class Program:
    """A General MIDI program (from 0) and what its sound may be called."""

    number: int
    played: str  # the key of PLAYED that says how
    says: tuple[str, ...]
    unsure: tuple[str, ...] = ()


def _programs(name: str, *numbers: int) -> list[Program]:
    return [Program(n, name, (name,)) for n in numbers]


PROGRAMS: tuple[Program, ...] = (
    *_programs("piano", 0, 1, 2, 3),
    *[Program(n, "piano", ("keys",), ("piano", "mallets")) for n in (4, 5, 6, 7)],
    *_programs("mallets", 8, 9, 10, 11, 12, 13, 14),
    *_programs("organ", 16, 17, 18, 19),
    *[Program(n, "organ", (), ("organ", "keys", "winds", "brass")) for n in (20, 21, 22, 23)],
    *_programs("acoustic guitar", 24, 25),
    *_programs("electric guitar", 26, 27, 28),
    *_programs("distorted guitar", 29, 30),
    *_programs("bass", 32, 33, 34, 35, 36, 37),
    *[Program(n, "bass", ("bass",), ("synth", "synth lead")) for n in (38, 39)],
    *_programs("violin", 40),
    *[Program(n, "cello", ("bowed strings",), ("violin", "cello", "bass")) for n in (41, 43)],
    *_programs("cello", 42),
    *_programs("strings", 44, 48, 49),
    Program(45, "strings", ("bowed strings",), ("strings", "violin", "cello", "guitar")),
    Program(46, "mallets", (), ("mallets", "keys", "guitar", "acoustic guitar")),
    *[Program(n, "strings", (), ("strings", "bowed strings", "pad", "synth")) for n in (50, 51)],
    *_programs("singing", 52, 53),
    Program(54, "singing", (), ("singing", "voice", "pad", "synth")),
    *_programs("brass", 56, 57, 58, 59, 60, 61),
    *[Program(n, "brass", (), ("brass", "winds", "synth", "synth lead")) for n in (62, 63)],
    *_programs("saxophone", 64, 65, 66, 67),
    *[Program(n, "saxophone", ("winds",), ()) for n in (68, 69, 70, 71)],
    *_programs("flute", 72, 73, 74, 75),
    *_programs("synth lead", 80, 81, 84, 86, 87),
    *_programs("pad", 88, 89, 90, 92, 94, 95),
    *[Program(n, "pad", ("synth",), ("pad", "synth lead")) for n in (93, 96, 99)],
    Program(91, "pad", ("synth",), ("pad", "singing", "voice")),
    Program(105, "acoustic guitar", (), ("guitar", "acoustic guitar", "electric guitar")),
)

DRUM_KEYS: dict[str, tuple[int, ...]] = {
    "kick": (35, 36),
    "snare": (38, 40),
    "rimshot": (37,),
    "tom": (41, 43, 45, 47, 48, 50),
    "hi-hat": (42, 44, 46),
    "crash": (49, 57),
    "splash": (55,),
    "ride": (51, 53, 59),
    "percussion": (39, 54, 56, 60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 75, 76, 77),
}
DRUMS = tuple(DRUM_KEYS)


def truth(says: tuple[str, ...], unsure: tuple[str, ...] = ()) -> list[int]:
    """1 for the names that are there, -1 for those that nobody can say, 0 for the rest."""
    there = set(says) | {FAMILY_OF[name] for name in says if name in FAMILY_OF}
    open_ = (set(unsure) | {FAMILY_OF[n] for n in unsure if n in FAMILY_OF}) - there
    return [1 if name in there else -1 if name in open_ else 0 for name in NAMES]
