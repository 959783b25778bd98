"""Features of songs that were never sung: exact beats, sections and curves, for tests of what comes
after analysis.
"""

import numpy as np

from clavilux.types.curve import Curve
from clavilux.types.features import Beats, Features, Key, Section, TempoCandidate

RATE = 100.0
FORM = (
    Section(0.0, 16.0, "A", 0.15),
    Section(16.0, 48.0, "B", 0.5),
    Section(48.0, 80.0, "C", 1.0),
    Section(80.0, 112.0, "B", 0.55),
    Section(112.0, 144.0, "C", 0.95),
    Section(144.0, 160.0, "A", 0.0),
)


def song(
    bpm: float = 120.0,
    duration: float = 160.0,
    sections: tuple[Section, ...] = FORM,
    metre: int = 4,
    first_beat: float = 0.0,
) -> Features:
    """A steady song: a click on every beat, louder downbeats, each section as loud as its energy
    says.
    """
    times = np.arange(first_beat, duration - 1e-6, 60 / bpm)
    positions = np.arange(len(times)) % metre + 1
    beats = Beats(times, positions, np.full(len(times), 0.9))
    t = np.arange(int(np.ceil(duration * RATE))) / RATE
    energy = np.full(len(t), 0.5)
    for section in sections:
        energy[(t >= section.start) & (t < section.end)] = section.energy
    clicks = np.zeros(len(t))
    where = np.minimum(np.round(times * RATE).astype(int), len(t) - 1)
    clicks[where] = np.where(positions == 1, 1.0, 0.7)
    tempo = (TempoCandidate(bpm, 0.8), TempoCandidate(bpm / 2, 0.2))
    return _features(duration, t, 0.3 + 0.7 * energy, clicks, beats, sections, tempo)


def silence(duration: float = 20.0) -> Features:
    """No beat, no onset, no section, nothing to hear."""
    t = np.arange(int(np.ceil(duration * RATE))) / RATE
    none = np.zeros(0)
    beats = Beats(none, none.astype(int), none)
    return _features(duration, t, np.zeros(len(t)), np.zeros(len(t)), beats, (), ())


def _features(
    duration: float,
    t: np.ndarray,
    level: np.ndarray,
    onset: np.ndarray,
    beats: Beats,
    sections: tuple[Section, ...],
    tempo: tuple[TempoCandidate, ...],
) -> Features:
    def curve(values: np.ndarray) -> Curve:
        return Curve(np.asarray(values, np.float32), RATE)

    decay = np.exp(-np.arange(60) / 10)
    bass = np.convolve(onset, decay)[: len(t)].clip(0, 1) * level
    mel = (level[:, None] * np.linspace(1, 0.2, 128)).astype(np.float16)
    chroma = np.zeros((len(t), 12))
    chroma[:, 9] = level > 0
    curves = {
        "loudness": curve(level),
        "bass": curve(bass),
        "mid": curve(0.6 * level),
        "treble": curve(0.4 * level),
        "onset": curve(onset),
        "flux": curve(0.5 * onset),
        "centroid": curve(0.3 + 0.3 * level),
        "rms_db": curve(np.where(level > 0, -40 + 30 * level, -120.0)),
        "loudness_db": curve(np.where(level > 0, -40 + 30 * level, -120.0)),
        "centroid_hz": curve(1000 + 1000 * level),
        "rolloff_hz": curve(2000 + 2000 * level),
        "chroma": curve(chroma),
        "mel": Curve(mel, RATE),
    }
    wave = np.sin(2 * np.pi * 110 * np.arange(int(duration * 11025)) / 11025)
    waveform = Curve((20000 * wave * (level.max() > 0)).astype(np.int16), 11025.0)
    key = Key("A", "minor", 0.8)
    return Features(duration, curves, beats, tempo, sections, key, beats.times.copy(), waveform)
