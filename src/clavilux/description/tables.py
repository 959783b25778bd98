"""The documented tables of the description: category, verb, abstraction, action.

Rows marked in `SEED` come from the AIMV document; the others follow its manner. An instrument that
no table knows plays, and its abstraction is its own name.
"""

SEED = {
    "crash": "impact",
    "splash": "wave",
    "synth": "tech",
    "kick": "canon",  # as the document spells it
    "bass": "deep",
    "tom": "bounce",
    "cello": "floating",
    "vocal": "vibrate",
    "guitar": "pedal",
}
ABSTRACTIONS = SEED | {
    "snare": "crack",
    "rimshot": "click",
    "hi-hat": "shimmer",
    "percussion": "rattle",
    "ride": "glow",
    "cymbals": "sparkle",
    "drums": "pulse",
    "acoustic guitar": "ember",
    "electric guitar": "voltage",
    "distorted guitar": "fire",
    "piano": "crystal",
    "organ": "cathedral",
    "mallets": "droplet",
    "keys": "mosaic",
    "strings": "silk",
    "violin": "soaring",
    "bowed strings": "ribbon",
    "brass": "gold",
    "saxophone": "smoke",
    "flute": "breeze",
    "winds": "feather",
    "synth lead": "laser",
    "pad": "mist",
    "speech": "whisper",
}
# What a file of word vectors may choose from.
VOCABULARY = (
    *ABSTRACTIONS.values(),
    *("ocean", "thunder", "metal", "glass", "forest", "desert", "river", "storm", "stone"),
    *("velvet", "machine", "neon", "shadow", "flame", "ice", "dust", "cloud", "star", "wire"),
    *("bell", "echo", "bloom", "spiral", "tower", "bridge", "mirror", "explosion", "heartbeat"),
)
# The document's six categories; its verbs follow.
CATEGORIES = {
    "drum": ("drums", "kick", "snare", "rimshot", "hi-hat", "tom", "percussion", "crash", "splash"),
    "cymbal": ("ride", "cymbals"),
    "guitar": ("guitar", "acoustic guitar", "electric guitar", "distorted guitar"),
    "violin": ("violin", "cello", "strings", "bowed strings"),
    "vocal": ("vocal", "speech"),
    "piano": ("piano", "organ", "keys", "mallets"),
    "bass": ("bass",),
}
VERBS = {
    "drum": "hits",
    "cymbal": "hits",
    "guitar": "picks",
    "violin": "plays",
    "vocal": "sings",
    "piano": "plays",
    "bass": "plays",
}
STRUCK = ("drum", "cymbal")  # but for the kick: a stick strikes them
STICK = "Drum stick strikes"
OTHER_VERB = "plays"
VOCALS = ("singing", "voice", "vocal")  # what the tagger may call it; the document says vocal
# English words that are no object to look at or to hold; the sentence leaves them out.
_FUNCTION_WORDS = """
a an the and or but so if of in on at to for from with by as is are am was were be been do does did
have has had not no i you he she it we they me him her us them my your his its our their this that
these those there here what where when who how why every all some any just oh i'm i've i'll you're
it's that's don't can't won't could would should can will up down out over under into than then too
very
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
ACTIONS = (
    "looking at",
    "running at",
    "holding",
    "reaching for",
    "dancing with",
    "pointing at",
    "chasing",
    "dreaming of",
)


def category(instrument: str) -> str:
    """The category of an instrument, or "" for one of another kind."""
    return next((name for name, members in CATEGORIES.items() if instrument in members), "")


def verb(instrument: str) -> str:
    """What an instrument does, third person: hits, picks, plays, sings."""
    return VERBS.get(category(instrument), OTHER_VERB)
