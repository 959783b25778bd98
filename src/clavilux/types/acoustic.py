"""A speech model as plain arrays: how each phone sounds."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class AcousticModel:
    """Phone states as mixtures of Gaussians over cepstra: "phonetically tied", each phone has its
    own pool of Gaussians, shared by its states, one pool for each of three streams (cepstra, first
    and second differences).

    `means`, `variances`: `float32[phones, streams, Gaussians, 13]`; `weights`: `float32[streams,
    Gaussians, phones * states]`, columns that sum to 1; `pronunciations`: a word in lower case to
    its phones, commonest first.
    """

    phones: tuple[str, ...]
    means: np.ndarray
    variances: np.ndarray
    weights: np.ndarray
    pronunciations: dict[str, tuple[tuple[str, ...], ...]]
    states: int = 3  # of each phone, one after the other

    def __post_init__(self) -> None:
        if self.means.shape != self.variances.shape or len(self.phones) != len(self.means):
            raise ValueError("an acoustic model needs means and variances for each of its phones")
        if self.weights.shape[2] != len(self.phones) * self.states:
            raise ValueError("an acoustic model needs weights for every state of its phones")
