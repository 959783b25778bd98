"""What is heard around one instant, as painters see it: spectrum, chroma, history and waveform,
and where it lies among events.

In: `Features` and the pace of phases. Out: for any t, in any order, plain arrays. Seconds, float64.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from clavilux.drives import begun, follow
from clavilux.types.curve import Curve
from clavilux.types.features import Features

BANDS, SAMPLES = 64, 512  # of a moment's spectrum and waveform
NEVER = 1e3  # the age, in seconds, of a beat that has not come yet
_ROW_TIMES = np.arange(64) / 30  # how long ago each row of a moment's history was


@dataclass(frozen=True, eq=False)
class Nearby:
    """`pace(t)` is how far a phase of speed 1 has come by `t` seconds."""

    features: Features
    pace: Callable[[float], float]

    @cached_property
    def chroma(self) -> Curve:
        """`float32[n, 12]`: the chroma as a thing with weight; raw, its peak jumps five times a
        second.
        """
        chroma = self.features.curves["chroma"]
        classes = [follow(one, chroma.rate, 0.12, 0.5) for one in chroma.values.T]
        return Curve(np.stack(classes, 1).astype(np.float32), chroma.rate)

    @cached_property
    def spectrum(self) -> Curve:
        """`float32[n, 64]`: neighbouring mel bands pooled."""
        mel = self.features.curves["mel"]
        pooled = np.empty((len(mel.values), BANDS), np.float32)
        for first in range(0, len(pooled), 4096):
            block = mel.values[first : first + 4096].astype(np.float32)
            pooled[first : first + 4096] = (block[:, 0::2] + block[:, 1::2]) / 2
        return Curve(pooled, mel.rate)

    def history(self, t: float, half_frame: float) -> np.ndarray:
        """`float32[64, 64]`: the spectrum about k / 30 s before t in row k, 0 before the start.

        Ages are counted on the clock of the surging phases: what runs away from us does so when
        something sounds.
        """
        values = self.spectrum.values
        ages = self.pace(t + half_frame) - _ROW_TIMES
        x = np.interp(ages, self._paces, np.arange(len(self._paces)), left=-1.0) * (
            self.spectrum.rate / self._rate
        )
        k = x.astype(np.int64).clip(0, len(values) - 1)
        rows = values[k]
        following = values[np.minimum(k + 1, len(values) - 1)]
        rows += (following - rows) * (x - k).astype(np.float32)[:, None].clip(0, 1)
        rows[x < 0] = 0.0
        return rows

    def waveform(self, t: float) -> np.ndarray:
        """`float32[512]` centred on t, 0 outside the sound."""
        wave = self.features.waveform
        first = round(t * wave.rate) - SAMPLES // 2
        begin, end = max(first, 0), min(first + SAMPLES, len(wave.values))
        window = np.zeros(SAMPLES, np.float32)
        if begin < end:
            window[begin - first : end - first] = wave.values[begin:end]
        return window / np.float32(32767)

    @property
    def _rate(self) -> float:
        return self.features.curves["onset"].rate

    @cached_property
    def _paces(self) -> np.ndarray:
        """`float64[n]`: the pace at every step of the onset curve."""
        steps = len(self.features.curves["onset"].values)
        return np.array([self.pace(k / self._rate) for k in range(steps)])


def place(times: list[float], t: float, half_frame: float) -> tuple[int, float, float]:
    """Events begun, the way 0..1 to the next, and the age of the last, for ascending times."""
    count = begun(times, t, half_frame)
    if count == 0:
        return 0, 0.0, NEVER
    age = max(0.0, t - times[count - 1])
    if count < len(times):
        gap = times[count] - times[count - 1]
    else:
        gap = times[-1] - times[-2] if count > 1 else 1.0
    return count, min(max(0.0, t + half_frame - times[count - 1]) / gap, 1.0), age


def progress(t: float, start: float, end: float) -> float:
    """The way 0..1 from `start` to `end`."""
    return min(max((t - start) / max(end - start, 1e-9), 0.0), 1.0)
