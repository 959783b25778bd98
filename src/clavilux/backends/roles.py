"""The roles that back ends fill: one role, one method. Sound comes as `Audio` in mono at the rate
that the role names; who calls resamples.

Each class is made by `backends.open_backend` as `Class(model, allow_download=...)` and loads its
weights when its method is first called.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np

from clavilux.types.audio import Audio
from clavilux.types.curve import Curve
from clavilux.types.heard import Emissions, HeardWord, Tags

if TYPE_CHECKING:
    from pydantic import BaseModel

Answer = TypeVar("Answer", bound="BaseModel")


class Transcriber(Protocol):
    """Sound to words; 16 kHz. `windows` are the spans (seconds) to listen in, None = all.
    `language` is ISO 639-1 or None = as heard."""

    def transcribe(
        self,
        audio: Audio,
        windows: Sequence[tuple[float, float]] | None = None,
        language: str | None = None,
    ) -> tuple[HeardWord, ...]: ...


class Emitter(Protocol):
    """Sound to letter probabilities, for alignment; 16 kHz."""

    def emit(self, audio: Audio) -> Emissions: ...


class Separator(Protocol):
    """A mix to its voice, at the rate, length and channels of what was given (any rate)."""

    def vocals(self, audio: Audio) -> Audio: ...


class BeatNet(Protocol):
    """Sound to `float32[n, 2]`: probability of a beat and of a downbeat; 22.05 kHz."""

    def activations(self, audio: Audio) -> Curve: ...


class Tagger(Protocol):
    """Sound to named sounds over time, in mono at the `rate` that it asks for."""

    @property
    def rate(self) -> int: ...

    def tags(self, audio: Audio) -> Tags: ...


class Writer(Protocol):
    """A question to an answer of the given shape, in at most `budget` tokens. Raises
    `answers.AnswerError` where the model does not give one."""

    def answer(self, prompt: str, schema: "type[Answer]", budget: int) -> "Answer": ...


class Similarity(Protocol):
    """Which of some words is nearest to one; None where it knows too little to say."""

    def nearest(self, word: str, among: Sequence[str]) -> str | None: ...


class VideoNet(Protocol):
    """A short clip, `uint8[n, height, width, 3]` sRGB, to one point of a feature space,
    `float32[d]`."""

    def features(self, frames: np.ndarray) -> np.ndarray: ...
