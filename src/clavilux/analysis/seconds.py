"""Instruments and voices for people and programs: by the second, and in one line for a song."""

from typing import Any

import numpy as np

from clavilux.types.features import Features
from clavilux.types.heard import Tags

WORTH_TELLING = 0.1  # confidence under which an instrument is left out of the document
SURE = 0.5  # confidence from which a second counts as having the instrument
OFTEN = 0.05  # share of the song's seconds that an instrument needs to be named for the song


def by_second(features: Features) -> list[dict[str, Any]]:
    """One entry a second: instruments from WORTH_TELLING up, surest first, and the voices."""
    tags, voice = features.tags, features.voice
    singing, speech = voice.column("singing"), voice.column("speech")
    rows = []
    for second, values in enumerate(tags.values):
        heard = [
            {"name": name, "confidence": round(share, 3)}
            for name, share in tags.top(second / tags.rate, len(values))
            if share >= WORTH_TELLING
        ]
        voices = {"singing": _at(singing, second), "speech": _at(speech, second)}
        rows.append({"time": round(second / tags.rate, 3), "instruments": heard, **voices})
    return rows


def _at(values: np.ndarray, second: int) -> float:
    return round(float(values[second]), 3) if second < len(values) else 0.0


def shares(tags: Tags) -> list[tuple[str, float]]:
    """How much of the song has each instrument, most first; only what is there OFTEN."""
    if not len(tags.values):
        return []
    share = (tags.values >= SURE).mean(axis=0)
    order = np.argsort(-share, kind="stable")
    return [(tags.names[k], float(share[k])) for k in order if share[k] >= OFTEN]
