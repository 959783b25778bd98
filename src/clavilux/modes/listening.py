"""The few questions that a director asks about a span of the song. Answers 0..1 unless said; spans
in seconds.
"""

import numpy as np

from clavilux.timeline import Timeline


def _level(timeline: Timeline) -> np.ndarray:
    """`float[n]`: linear RMS as a share of the file's 98th percentile, that at least -60 dB."""
    curve = timeline.features.curves["rms_db"]
    level = 10 ** (curve.values.astype(np.float64) / 20)
    return level / max(float(np.percentile(level, 98)), 1e-3)


class Ear:
    """Answers for one timeline; what takes long is computed once."""

    def __init__(self, timeline: Timeline):
        self.timeline = timeline
        self.level = _level(timeline)
        self.accents = np.sort(timeline.accents)

    def _mean(self, start: float, end: float) -> float:
        first = min(round(start * self.timeline.rate), len(self.level) - 1)
        last = max(round(end * self.timeline.rate), first + 1)
        return float(self.level[first:last].mean())

    def energy(self, start: float, end: float) -> float:
        """Mean RMS as a share of the loud parts, at most 1: the seed's `energy_norm`."""
        return min(self._mean(start, end), 1.0)

    def trend(self, start: float, end: float) -> float:
        """-1..1: mean RMS of the last third less that of the first."""
        third = (end - start) / 3
        return self._mean(end - third, end) - self._mean(start, start + third)

    def accent(self, time: float) -> float:
        """Percentile 0..100 of the onset strength of the beat at `time`; 0 where none is near."""
        times = self.timeline.beats.times
        if not len(times):
            return 0.0
        k = int(np.abs(times - time).argmin())
        if abs(times[k] - time) > 0.05:
            return 0.0
        return self.percentile(self.timeline.accents[k])

    def percentile(self, accent: float) -> float:
        """Where an onset strength stands among those of all beats, 0..100, ties in the middle."""
        below = np.searchsorted(self.accents, accent, side="left")
        upto = np.searchsorted(self.accents, accent, side="right")
        return 50.0 * float(below + upto) / len(self.accents)

    def mean(self, source: str, start: float, end: float) -> float:
        """Mean of a curve over a span."""
        values = self.timeline.features.curves[source].slice(start, end)
        return float(values.mean(dtype=np.float64))
