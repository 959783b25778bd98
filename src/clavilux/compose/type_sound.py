"""What type hears: how loud it is and where the beats are, each a function of time alone, so that
words are set and moved by sound and a frame stays a function of its instant."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from clavilux.types.lyrics import Word

SPREAD = 0.04  # below this difference of loudness all words count as middling


@dataclass(frozen=True)
class Sound:
    """`loudness` 0..1 at a time in seconds; `beat` 1 on a beat's frame, falling; `beats`
    float64[n], ascending.
    """

    loudness: Callable[[float], float] = lambda t: 0.5
    beat: Callable[[float], float] = lambda t: 0.0
    beats: np.ndarray = field(default_factory=lambda: np.zeros(0))

    def near(self, times: np.ndarray, within: float) -> np.ndarray:
        """Each time, or the beat that lies within so many seconds of it."""
        if not len(self.beats) or within <= 0:
            return times
        after = np.searchsorted(self.beats, times).clip(0, len(self.beats) - 1)
        before = np.maximum(after - 1, 0)
        nearer = np.abs(self.beats[before] - times) < np.abs(self.beats[after] - times)
        beat = self.beats[np.where(nearer, before, after)]
        return np.where(np.abs(beat - times) <= within, beat, times)


class Loudness:
    """How loud each word is against all words of the film: -1 quiet, 0 middling, 1 loud."""

    def __init__(self, sound: Sound, words: Sequence[Word]):
        self.sound = sound
        heard = [self._heard(word) for word in words] or [0.5]
        self.low, self.mid, self.high = np.percentile(heard, (10, 50, 90)).tolist()

    def _heard(self, word: Word) -> float:
        return max(self.sound.loudness(t) for t in np.linspace(word.start, word.end, 4))

    def of(self, word: Word) -> float:
        """The word's place between the quietest and the loudest tenth."""
        return self.at_level(self._heard(word))

    def at_level(self, loudness: float) -> float:
        """The same for a loudness 0..1."""
        if self.high - self.low < SPREAD:
            return 0.0
        side = self.high - self.mid if loudness > self.mid else self.mid - self.low
        return min(max((loudness - self.mid) / max(side, SPREAD / 2), -1.0), 1.0)
