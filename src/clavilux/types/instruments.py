"""The instruments and voices that the ears can name, and the families above them.

A tagger may answer with names of both kinds: an instrument where it can tell it, its family where
it cannot (`docs/models/tags.md` says which is which today, and why).
"""

FAMILY_OF = {
    "kick": "drums",
    "snare": "drums",
    "rimshot": "drums",
    "tom": "drums",
    "percussion": "drums",  # clap, shaker, tambourine, cowbell, congas, wood blocks
    "hi-hat": "cymbals",
    "crash": "cymbals",
    "splash": "cymbals",
    "ride": "cymbals",
    "bass": "bass",
    "acoustic guitar": "guitar",
    "electric guitar": "guitar",
    "distorted guitar": "guitar",
    "piano": "keys",
    "organ": "keys",
    "mallets": "keys",  # vibraphone, marimba, glockenspiel, celesta, bells
    "strings": "bowed strings",  # a section of them
    "violin": "bowed strings",
    "cello": "bowed strings",
    "brass": "winds",
    "saxophone": "winds",
    "flute": "winds",
    "synth lead": "synth",
    "pad": "synth",
    "singing": "voice",
    "speech": "voice",
}
INSTRUMENTS = tuple(FAMILY_OF)
FAMILIES = tuple(dict.fromkeys(FAMILY_OF.values()))


def members(family: str) -> tuple[str, ...]:
    """The instruments of a family; none for the name of an instrument."""
    return tuple(name for name, above in FAMILY_OF.items() if above == family and name != family)
