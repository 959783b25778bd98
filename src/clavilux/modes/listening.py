"""The few questions that a director asks about a span of the song. Answers 0..1 unless said; spans
in seconds.
"""

import numpy as np
from scipy.ndimage import uniform_filter1d

from clavilux.modes.rules import Vigour
from clavilux.timeline import Timeline

VIGOUR = Vigour()


def _level(timeline: Timeline) -> np.ndarray:
    """`float[n]`: linear RMS as a share of the file's loudest seconds, those at least -60 dB."""
    curve = timeline.features.curves["rms_db"]
    level = 10 ** (curve.values.astype(np.float64) / 20)
    smooth = uniform_filter1d(level, max(round(curve.rate), 1), mode="nearest")
    return level / max(float(np.percentile(smooth, 98)), 1e-3)


def _vigour(timeline: Timeline) -> float:
    """How lively the song is, 0..1."""
    seconds = max(timeline.duration, 1.0)
    loudness = float(np.percentile(timeline.features.curves["loudness_db"].values, 95))
    measured = (loudness, len(timeline.features.onsets) / seconds, timeline.bpm)
    ends = np.array([VIGOUR.loudness_db, VIGOUR.onsets, VIGOUR.bpm])
    parts = np.clip((np.array(measured) - ends[:, 0]) / (ends[:, 1] - ends[:, 0]), 0, 1)
    return float(parts @ VIGOUR.weights)


class Ear:
    """Answers for one timeline; what takes long is computed once."""

    def __init__(self, timeline: Timeline):
        self.timeline = timeline
        self.level = _level(timeline)
        self.vigour = _vigour(timeline)
        self.sections = self._section_energies()
        self.onsets = np.sort(timeline.features.curves["onset"].values)
        self.accents = np.sort(timeline.accents)

    def _mean(self, start: float, end: float) -> float:
        first = min(round(start * self.timeline.rate), len(self.level) - 1)
        last = max(round(end * self.timeline.rate), first + 1)
        return float(self.level[first:last].mean())

    def _section_energies(self) -> tuple[float, ...]:
        """0..1 for each section: its rank and level within the song, as lively as the song is."""
        sections = self.timeline.sections
        levels = [20 * np.log10(self._mean(s.start, s.end) + 1e-6) for s in sections]
        near = [max(0.0, 1 - (max(levels) - level) / VIGOUR.fall_db) for level in levels]
        ceiling = VIGOUR.floor + (1 - VIGOUR.floor) * self.vigour
        pairs = zip(sections, near, strict=True)
        return tuple(ceiling * (section.energy + level) / 2 for section, level in pairs)

    def energy(self, start: float, end: float) -> float:
        """Mean RMS as a share of the loud parts, at most 1: the seed's `energy_norm`."""
        return min(self._mean(start, end), 1.0)

    def trend(self, start: float, end: float) -> float:
        """-1..1: mean RMS of the last third less that of the first."""
        third = (end - start) / 3
        return self._mean(end - third, end) - self._mean(start, start + third)

    def accent(self, time: float) -> float:
        """Percentile 0..100, among all moments, of the onset strength of the beat at `time`.

        0 where no beat is near. It is the seed's percentile of `onset_env`.
        """
        times = self.timeline.beats.times
        if not len(times):
            return 0.0
        k = int(np.abs(times - time).argmin())
        if abs(times[k] - time) > 0.05:
            return 0.0
        return _percentile(self.onsets, self.timeline.accents[k])

    def among_beats(self, accent: float) -> float:
        """Where an onset strength stands among those of all beats, 0..100."""
        return _percentile(self.accents, accent)

    def mean(self, source: str, start: float, end: float) -> float:
        """Mean of a curve over a span."""
        values = self.timeline.features.curves[source].slice(start, end)
        return float(values.mean(dtype=np.float64))


def _percentile(ascending: np.ndarray, value: float) -> float:
    """Where `value` stands among `ascending`, 0..100, ties in the middle."""
    below = np.searchsorted(ascending, value, side="left")
    upto = np.searchsorted(ascending, value, side="right")
    return 50.0 * float(below + upto) / len(ascending)
