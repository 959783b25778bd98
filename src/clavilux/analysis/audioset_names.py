"""AudioSet's labels in our words, for taggers of a user's own (EfficientAT, PANNs, YAMNet).

In: `Tags` with AudioSet's display names (Gemmeke et al. 2017). Out: our instruments and families,
and the voices, by the second. A name is as sure as the surest of its labels; labels that mean no
instrument of ours are left out.
"""

from collections.abc import Iterable

import numpy as np

from clavilux.backends.roles import Tagger
from clavilux.types.audio import Audio
from clavilux.types.errors import InputError
from clavilux.types.features import VOICES
from clavilux.types.heard import Tags

OURS: dict[str, tuple[str, ...]] = {
    "kick": ("Bass drum",),
    "snare": ("Snare drum", "Drum roll"),
    "rimshot": ("Rimshot",),
    "hi-hat": ("Hi-hat",),
    "percussion": (
        "Tabla",
        "Wood block",
        "Tambourine",
        "Rattle (instrument)",
        "Maraca",
        "Cowbell",
        "Clapping",
        "Finger snapping",
    ),
    "drums": ("Drum kit", "Drum machine", "Drum", "Percussion", "Timpani", "Drum and bass"),
    "cymbals": ("Cymbal", "Gong"),
    "bass": ("Bass guitar", "Double bass"),
    "acoustic guitar": ("Acoustic guitar", "Strum", "Ukulele"),
    "electric guitar": ("Electric guitar", "Tapping (guitar technique)"),
    "distorted guitar": ("Distortion",),
    "guitar": ("Guitar", "Steel guitar, slide guitar", "Banjo", "Mandolin"),
    "piano": ("Piano",),
    "organ": ("Organ", "Electronic organ", "Hammond organ"),
    "mallets": (
        "Mallet percussion",
        "Marimba, xylophone",
        "Glockenspiel",
        "Vibraphone",
        "Steelpan",
        "Tubular bells",
    ),
    "keys": ("Keyboard (musical)", "Electric piano", "Harpsichord"),
    "strings": ("String section", "Orchestra"),
    "violin": ("Violin, fiddle",),
    "cello": ("Cello",),
    "bowed strings": ("Bowed string instrument", "Pizzicato"),
    "brass": ("Brass instrument", "French horn", "Trumpet", "Trombone"),
    "saxophone": ("Saxophone",),
    "flute": ("Flute",),
    "winds": ("Wind instrument, woodwind instrument", "Clarinet", "Harmonica", "Bagpipes"),
    "synth": ("Synthesizer", "Sampler", "Theremin"),
}
SINGING = (
    "Singing",
    "Choir",
    "Yodeling",
    "Chant",
    "Mantra",
    "Male singing",
    "Female singing",
    "Child singing",
    "Synthetic singing",
    "Rapping",
    "Humming",
    "A capella",
    "Vocal music",
)
SPEECH = (
    "Speech",
    "Male speech, man speaking",
    "Female speech, woman speaking",
    "Child speech, kid speaking",
    "Conversation",
    "Narration, monologue",
    "Speech synthesizer",
)


def tagged_by(tagger: Tagger, blocks: Iterable[Audio]) -> tuple[Tags, Tags]:
    """What another tagger hears in mono blocks at its rate, in our words."""
    wave = np.concatenate([block.samples for block in blocks], axis=1)
    return in_our_words(tagger.tags(Audio(wave, tagger.rate)))


def in_our_words(tags: Tags) -> tuple[Tags, Tags]:
    """Instruments and families, and voices; raises InputError where no label is known."""
    columns = {name: _surest(tags, labels) for name, labels in OURS.items()}
    known = {name: column for name, column in columns.items() if column is not None}
    sung, said = _surest(tags, SINGING), _surest(tags, SPEECH)
    if not known and sung is None and said is None:
        raise InputError(
            f"The tagger knows {', '.join(tags.names[:3])} and so on, but none of AudioSet's names "
            "of instruments and voices; give it a label file with AudioSet's display names."
        )
    nothing = np.zeros(len(tags.values), np.float32)
    sung, said = (nothing if column is None else column for column in (sung, said))
    there, share = np.maximum(sung, said), said / np.maximum(sung + said, 1e-6)
    voices = np.stack([there * (1 - share), there * share, 1 - there], 1).astype(np.float32)
    values = np.stack([*known.values()] or [nothing], 1)
    return Tags(tuple(known) or ("drums",), values, tags.rate), Tags(VOICES, voices, tags.rate)


def _surest(tags: Tags, labels: tuple[str, ...]) -> np.ndarray | None:
    there = [tags.column(label) for label in labels if label in tags.names]
    return np.max(there, axis=0) if there else None
