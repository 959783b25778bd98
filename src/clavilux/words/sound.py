"""The sound that words are looked for in: 16 kHz mono, of the whole mix or of its voice alone."""

from pathlib import Path

import numpy as np
import soxr

from clavilux.backends import open_backend
from clavilux.media.read import read
from clavilux.types.audio import Audio
from clavilux.words import RATE

_FULL = 44_100


def heard(song: Path | str, separate: str = "", *, allow_download: bool = False) -> Audio:
    """The song in 16 kHz mono; with `separate` ("demucs" or "demucs:FOLDER") its voice alone.
    MissingError where the separator is not there."""
    if not separate:
        return read(song, RATE, mono=True)
    separator = open_backend("separator", separate, allow_download=allow_download)
    voice = separator.vocals(read(song, _FULL)).samples.mean(axis=0)
    return Audio(np.asarray(soxr.resample(voice, _FULL, RATE), np.float32)[None], RATE)
