"""The curves and onsets while the sound is still coming: blocks in, new values out.

In: blocks of mono samples at RATE, of any sizes. Out: the values of the frames that each block
completed, and the onsets that became certain. Every frame is measured alone, from the same samples
whatever the blocks were, so results are equal to the last bit for blocks of 1 sample or 4096. The
spectra are those of the file's analysis: frame k is centred on sample k * HOP and is complete
LATENCY_S after that. What the file's analysis scales by percentiles of the whole file follows here
a running range (`ranges`); chroma and loudness look back instead of around.
"""

from dataclasses import dataclass

import numpy as np

from clavilux.analysis import RATE, harmony, mel, pitch, spectrum, stft
from clavilux.analysis.curves import (
    BS1770_OFFSET_DB,
    COMPRESSION,
    LOUDNESS_WINDOW_S,
    MEL_RANGE_DB,
    decibels,
    scaled_centroid,
)
from clavilux.analysis.measures import FRAME_RATE, HOP, LONG, PITCH_EVERY, SHORT
from clavilux.analysis.onsets import RANGE_DB, widened
from clavilux.analysis.picker import Picker
from clavilux.analysis.ranges import Range

LATENCY_S = SHORT / 2 / RATE  # from a frame's centre until its last sample has come: 23 ms
SILENT_DB = 65.0  # under the loudest of late nothing is heard, as in the file's analysis
FLOOR_DB = -100.0  # and under this never
FOLLOWED = ("loudness", "bass", "mid", "treble", "onset", "flux")
UNITS = ("rms_db", "loudness_db", "centroid_hz", "rolloff_hz")
NAMES = (*FOLLOWED, *UNITS, "centroid", "chroma", "mel")


@dataclass(frozen=True)
class Heard:
    """What a block completed: `curves` by the names of `types.features.CURVES`, each `float32[n]`
    or `float32[n, d]`, from frame `first` on (frame k is at k / FRAME_RATE seconds); `onsets`
    `float64[m]` in seconds.
    """

    first: int
    curves: dict[str, np.ndarray]
    onsets: np.ndarray

    @property
    def times(self) -> np.ndarray:
        """The times of the frames: `float64[n]`."""
        return (self.first + np.arange(len(self.curves["loudness"]))) / FRAME_RATE


class Listener:
    """Hears a stream; one listener for each stream."""

    def __init__(self) -> None:
        self.frames = -1  # the number of the next frame; -1 has its centre before the first sample
        self._recent = np.zeros(LONG, np.float32)
        self._hop, self._filled = np.zeros(HOP, np.float32), 0
        self._level = np.full(mel.BANDS, mel.FLOOR_DB, np.float32)
        self._peak_db, self._loudest_db = mel.FLOOR_DB, FLOOR_DB
        self._energy = np.zeros(round(LOUDNESS_WINDOW_S * FRAME_RATE), np.float32)
        self._pitches = np.zeros((2, pitch.BINS), np.float64)
        self._chroma = np.zeros(12, np.float32)
        self._ranges = {name: Range() for name in FOLLOWED}
        self._picker = Picker()

    def hear(self, samples: np.ndarray) -> Heard:
        """The next block, `float32[n]`."""
        samples = np.nan_to_num(samples, nan=0.0, posinf=1.0, neginf=-1.0).astype(np.float32)
        first, rows, onsets, at = max(self.frames, 0), [], [], 0
        while at < len(samples):
            count = min(HOP - self._filled, len(samples) - at)
            self._hop[self._filled : self._filled + count] = samples[at : at + count]
            self._filled, at = self._filled + count, at + count
            if self._filled == HOP:
                row, onset = self._step()
                rows += [row] if row else []
                onsets += [onset] if onset is not None else []
        return Heard(first, _columns(rows), np.array(onsets, np.float64))

    def _step(self) -> tuple[dict[str, np.ndarray] | None, float | None]:
        """One hop is full: the frame that it completes."""
        self._recent[:-HOP] = self._recent[HOP:]
        self._recent[-HOP:] = self._hop
        self._filled = 0
        values, rise = self._measured()
        frame, self.frames = self.frames, self.frames + 1
        if frame < 0:
            return None, None
        return values, self._picker.step(frame, rise, self._recent)

    def _measured(self) -> tuple[dict[str, np.ndarray], float]:
        window = self._recent[-SHORT:]
        power = stft.power_spectra(window, SHORT // 2, 1, SHORT, HOP)
        hz = stft.bin_hz(SHORT, RATE)
        level = np.rint(100 * mel.log_mel(power, SHORT, RATE))[0].astype(np.float32) / 100
        self._peak_db = max(self._peak_db, float(level.max()))
        rise, change = self._moved(np.maximum(level, self._peak_db - RANGE_DB))
        rms = float(decibels(np.asarray(np.mean(window.astype(np.float64) ** 2))))
        self._loudest_db = max(rms, self._loudest_db - 6 / 60 / FRAME_RATE)  # 6 dB a minute
        heard = rms > max(self._loudest_db - SILENT_DB, FLOOR_DB)
        loudness = self._loudness(float(spectrum.k_energy(power, hz)[0]))
        felt = spectrum.band_energies(power, hz)[0].astype(np.float64) ** COMPRESSION
        raw = dict(zip(FOLLOWED, (loudness, *felt, rise, change), strict=True))
        centre = spectrum.centroid(power, hz) * heard
        values = {name: self._ranges[name].scaled(raw[name], heard) for name in FOLLOWED}
        values |= {
            "rms_db": rms,
            "loudness_db": loudness,
            "centroid_hz": float(centre[0]),
            "rolloff_hz": float(spectrum.rolloff(power, hz)[0]) * heard,
            "centroid": float(scaled_centroid(centre, np.array([heard]))[0]),
        }
        found = {name: np.asarray(value, np.float32) for name, value in values.items()}
        scaled = np.clip(1 + (level - self._peak_db) / MEL_RANGE_DB, 0, 1) * heard
        return found | {"chroma": self._harmony() * heard, "mel": scaled}, rise

    def _moved(self, level: np.ndarray) -> tuple[float, float]:
        """Rise of the log-mel and its whole change, in dB a band, as in `onsets`."""
        before = np.maximum(self._level, level.min())
        rise = np.maximum(level - widened(before[None])[0], 0).sum() / mel.BANDS
        change = np.abs(level - before).sum() / mel.BANDS
        self._level = level
        return float(rise), float(change)

    def _loudness(self, energy: float) -> float:
        """K-weighted loudness of the last 400 ms, LUFS."""
        self._energy[:-1] = self._energy[1:]
        self._energy[-1] = energy
        mean = float(self._energy.astype(np.float64).mean())
        return max(BS1770_OFFSET_DB + float(decibels(np.asarray(mean))), mel.FLOOR_DB)

    def _harmony(self) -> np.ndarray:
        """Chroma of the last 186 ms, every fourth frame anew, at the tuning heard so far."""
        if self.frames % PITCH_EVERY == 0:
            power = stft.power_spectra(self._recent, LONG // 2, 1, LONG, HOP)
            profile = pitch.pitch_profile(power, LONG, RATE)
            self._pitches += profile[0]
            classes = harmony.folded(profile, harmony.tuning(self._pitches[None]))
            self._chroma = harmony.chroma(classes, 1)[0]
        return self._chroma


def _columns(rows: list[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Frames one under the other; empty arrays of the right shape where there is none."""
    shapes = {"chroma": (0, 12), "mel": (0, mel.BANDS)}
    if not rows:
        return {name: np.zeros(shapes.get(name, (0,)), np.float32) for name in NAMES}
    return {name: np.stack([row[name] for row in rows]).astype(np.float32) for name in NAMES}
