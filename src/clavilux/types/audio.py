"""Sound as numbers, and what a file says about itself."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Audio:
    """Decoded sound: `samples` is `float32[channels, samples]`, nominally -1..1, at `rate` Hz."""

    samples: np.ndarray
    rate: int

    def __post_init__(self) -> None:
        if self.samples.ndim != 2 or self.samples.dtype != np.float32:
            raise ValueError(
                "samples must be float32[channels, samples], not "
                f"{self.samples.dtype}{self.samples.shape}"
            )
        if self.samples.shape[0] > 64:
            raise ValueError(f"{self.samples.shape[0]} channels: are channels and samples swapped?")

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.samples.shape[1] / self.rate


@dataclass(frozen=True)
class Tags:
    """What the file says about itself. `cover` holds the bytes of a picture file (JPEG or PNG),
    `lyrics` embedded text."""

    title: str = ""
    artist: str = ""
    album: str = ""
    cover: bytes = b""
    lyrics: str = ""


@dataclass(frozen=True)
class AudioInfo:
    """A sound file at a glance, read without decoding all of it. `duration` in seconds is the
    container's claim."""

    path: str
    codec: str
    rate: int
    channels: int
    duration: float
    tags: Tags
