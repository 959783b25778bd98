"""What analysis heard. Times in float64 seconds, spans half-open `[start, end)`."""

from dataclasses import dataclass, field

import numpy as np

from clavilux.types.curve import Curve
from clavilux.types.heard import Tags, no_tags

VOICES = ("singing", "speech", "neither")
PITCHES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")

SILENCE = "-"  # the label of the silence before and after the music
NO_CHORD = "N"  # the chord of silence, drums and noise
LEVELS = ("quiet", "loud", "peak")  # how big a section is among its song's own
EVENTS = {
    "build-up": "tension starts to rise; the next section is what it rises to",
    "drop": "everything sets in at once after a build-up or a break",
    "break": "most of the sound falls away",
    "ending": "the last note, or where the fade-out begins",
}

# Every curve that analysis provides, so that a drive's source can be checked by name. All share
# one rate. *_db and *_hz carry units; the rest lie in 0..1, scaled by percentiles of the whole
# file.
CURVES = {
    "loudness": "how loud it is now against the file's own range: float32[n]",
    "bass": "energy 20-200 Hz: float32[n]",
    "mid": "energy 200-2000 Hz: float32[n]",
    "treble": "energy 2000-16000 Hz: float32[n]",
    "onset": "onset strength, half-wave rectified spectral flux of the log-mel: float32[n]",
    "flux": "plain spectral change, rises and falls: float32[n]",
    "centroid": "brightness: spectral centroid on a log scale, 100 Hz = 0, 8 kHz = 1: float32[n]",
    "rms_db": "root mean square level, dB re full scale: float32[n]",
    "loudness_db": "K-weighted short-term loudness (ITU-R BS.1770, 400 ms), LUFS: float32[n]",
    "centroid_hz": "spectral centroid: float32[n]",
    "rolloff_hz": "frequency that 85 % of the energy lies below: float32[n]",
    "chroma": "energy by pitch class, C first, largest = 1: float32[n, 12]",
    "mel": "log-mel, 128 bands, 0 = silent (-80 dB re its peak), 1 = peak: float16[n, 128]",
}


@dataclass(frozen=True)
class Beats:
    """`times` is `float64[n]` ascending; `positions` `int[n]` counts in the bar from 1 (downbeat);
    `confidence` 0..1 each."""

    times: np.ndarray
    positions: np.ndarray
    confidence: np.ndarray

    def __post_init__(self) -> None:
        if not len(self.times) == len(self.positions) == len(self.confidence):
            raise ValueError("beats need as many positions and confidences as times")
        if np.any(np.diff(self.times) <= 0):
            raise ValueError("beat times must ascend; did you supply them in seconds?")

    @property
    def downbeats(self) -> np.ndarray:
        """`float64[m]`: the times of the first beat of each bar."""
        return self.times[self.positions == 1]

    @property
    def sure(self) -> float:
        """The mean confidence 0..1; 0 without beats."""
        return float(self.confidence.mean()) if len(self.confidence) else 0.0


@dataclass(frozen=True)
class TempoCandidate:
    """One reading of the tempo and how much it is believed; the weights of all candidates sum to
    1."""

    bpm: float
    weight: float


@dataclass(frozen=True)
class Section:
    """A part of the form. Repeated parts share a `label` (A, B, ...), changed repeats add a prime
    (A'); `energy` 0..1 ranks loudness among the sections, `level` says it in one of `LEVELS`.

    `name` is what people call such a part (verse, chorus ...), with how sure that is, 0..1; empty
    where it is a guess.
    """

    start: float
    end: float
    label: str
    energy: float = 0.5
    level: str = ""
    name: str = ""
    name_confidence: float = 0.0


@dataclass(frozen=True)
class Event:
    """Something an editor cuts to, at `time`: one of `EVENTS`, its `strength` 0..1."""

    time: float
    kind: str
    strength: float


@dataclass(frozen=True)
class Chord:
    """What harmony sounds over `[start, end)`: a name such as "C", "F#m", "G7" or NO_CHORD, and
    how sure, 0..1."""

    start: float
    end: float
    name: str
    confidence: float


@dataclass(frozen=True)
class Key:
    """`tonic` is a pitch name of `PITCHES`, `mode` "major" or "minor", `confidence` 0..1."""

    tonic: str
    mode: str
    confidence: float


@dataclass(frozen=True)
class KeySpan:
    """The key over `[start, end)`."""

    start: float
    end: float
    key: Key


@dataclass(frozen=True)
class Features:
    """All that was heard in one file. `curves` holds exactly the names of `CURVES`; `waveform` is
    mono for drawing, -1..1."""

    duration: float
    curves: dict[str, Curve]
    beats: Beats
    tempo: tuple[TempoCandidate, ...]
    sections: tuple[Section, ...]
    key: Key
    onsets: np.ndarray  # float64[n] seconds
    waveform: Curve  # int16[n] at 11025 Hz, full scale 32767
    events: tuple[Event, ...] = ()
    chords: tuple[Chord, ...] = ()  # gapless over the sound
    keys: tuple[KeySpan, ...] = ()  # gapless over the sound; one where the key never changes
    meta: dict[str, str] = field(default_factory=dict)  # versions of what computed this
    # By the second (row k is [k, k + 1) s): names of types.instruments, each on its own 0..1;
    # and "singing", "speech", "neither", which sum to 1.
    tags: Tags = field(default_factory=no_tags)
    voice: Tags = field(default_factory=lambda: no_tags(VOICES))

    @property
    def bpm(self) -> float:
        """The best reading of the tempo; 0 where no beat was found."""
        return self.tempo[0].bpm if self.tempo else 0.0
