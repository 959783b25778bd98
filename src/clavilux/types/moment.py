"""All that a painter may know about one instant. The file driver and the live driver both make
these."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Moment:
    """One instant of the sound, as seen by one shot.

    An event (a beat, a hit) counts as begun from the frame nearest to it; its `age` is never
    negative. Levels are 0..1.
    """

    t: float  # seconds since the start of the audio
    shot_t: float  # seconds since the start of the shot, may be negative while it fades in
    shot_progress: float  # 0..1 through the shot
    beat_index: int  # beats begun so far
    beat_phase: float  # 0..1 from the last beat to the next
    beat_age: float  # seconds since the last beat
    bar_index: int
    bar_phase: float  # 0..1 from the last downbeat to the next
    section_index: int
    section_progress: float  # 0..1 through the section
    intensity: float  # 0..1: the shot's
    levels: dict[str, float]  # bass mid treble loudness onset centroid, unsmoothed
    drives: dict[str, float]  # by name, as the shot's plan says
    spectrum: np.ndarray  # float32[64]: the log-mel now, low to high, 0..1
    history: (
        np.ndarray
    )  # float32[64, 64]: the spectrum at t - k / 30 s in row k, 0 before the start
    chroma: np.ndarray  # float32[12]
    waveform: np.ndarray  # float32[512]: about 46 ms of mono sound centred on t, -1..1
