"""Named sounds over time, by any network with AudioSet's labels as an ONNX file: EfficientAT
(Schmid et al. 2023) from its log-mel, or PANNs, YAMNet and the like from the wave itself.

In: mono at `Heard.rate`. Out: `Tags`, one row a second. The folder holds the .onnx, the labels
(class_labels_indices.csv) and, where its input is not EfficientAT's, a `clavilux.json` with any
field of `Heard`. The network's input says whether it wants log-mel (rank 3 or 4) or a wave (rank
2).
"""

import csv
import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Literal

import numpy as np

from clavilux.backends import local_model
from clavilux.backends.melspec import kaldi_bank
from clavilux.backends.onnx import input_shape, run
from clavilux.types.audio import Audio
from clavilux.types.errors import InputError
from clavilux.types.heard import Tags


@dataclass(frozen=True)
class Heard:
    """What the network was trained to hear; the defaults are EfficientAT's.

    Rows come `rows_hz` times a second, each from `window_s` around it. `output` says whether the
    network gives probabilities or their logits.
    """

    rate: int = 32000
    output: Literal["logits", "probabilities"] = "logits"
    window_s: float = 3.0
    rows_hz: float = 1.0
    bands: int = 128
    size: int = 1024
    window: int = 800  # samples of the Hann window
    hop: int = 320
    low_hz: float = 0.0
    high_hz: float = 15000.0


class AudioSet:
    """A tagger. `model` is a folder or the .onnx in it, or its name below the models' folder."""

    def __init__(self, model: str = "", *, allow_download: bool = False):
        file = Path(model).expanduser()
        one = file.suffix == ".onnx" and file.is_file()
        folder = local_model("audioset", str(file.absolute().parent) if one else model)
        self.network = file.absolute() if one else _only(folder, "*.onnx")
        self.names = _labels(_only(folder, "*.csv"))
        self.heard = _heard(folder / "clavilux.json")

    @property
    def rate(self) -> int:
        """The rate in Hz that `tags` takes."""
        return self.heard.rate

    def tags(self, audio: Audio) -> Tags:
        """Raises InputError where the network does not fit its labels."""
        if audio.rate != self.rate or len(audio.samples) != 1:
            raise ValueError(f"this tagger takes {self.rate} Hz mono, not {audio.rate} Hz")
        shape = input_shape(self.network)
        if len(shape) not in (2, 3, 4):
            raise InputError(f"{self.network}: its input is neither a wave nor a log-mel.")
        rows = max(round(audio.duration * self.heard.rows_hz), 1)
        values = np.stack([self._row(audio.samples[0], k, len(shape)) for k in range(rows)])
        return Tags(self.names, values, self.heard.rows_hz)

    def _row(self, wave: np.ndarray, number: int, rank: int) -> np.ndarray:
        """`float32[classes]`, 0..1, for the stretch around row `number`."""
        heard = self.heard
        middle = (number + 0.5) / heard.rows_hz
        first = round((middle - heard.window_s / 2) * heard.rate)
        window = _window(wave, first, round(heard.window_s * heard.rate))
        given = window[None] if rank == 2 else log_mel(window, heard)[(None,) * (rank - 2)]
        found = [values.reshape(-1) for values in run(self.network, given)]
        fits = [values for values in found if len(values) == len(self.names)]
        if not fits:
            sizes = ", ".join(str(len(values)) for values in found)
            raise InputError(
                f"{self.network}: gives {sizes} values, but there are {len(self.names)} labels."
            )
        return self._probabilities(fits[0])

    def _probabilities(self, values: np.ndarray) -> np.ndarray:
        if self.heard.output == "logits":
            return (1 / (1 + np.exp(-np.clip(values, -80, 80)))).astype(np.float32)
        if values.min() < -1e-4 or values.max() > 1 + 1e-4:
            raise InputError(
                f'{self.network}: gives values beyond 0..1; say "output": "logits" in '
                "clavilux.json."
            )
        return values.astype(np.float32)


def log_mel(wave: np.ndarray, heard: Heard) -> np.ndarray:
    """`float32[bands, frames]` as EfficientAT wants it: pre-emphasis, power on Kaldi's mel scale,
    logarithm, roughly -1..1."""
    wave = wave[1:] - 0.97 * wave[:-1]
    padded = np.pad(wave, heard.size // 2, mode="reflect")
    hann = np.zeros(heard.size, np.float32)
    side = (heard.size - heard.window) // 2
    hann[side : side + heard.window] = np.hanning(heard.window)
    windows = np.lib.stride_tricks.sliding_window_view(padded, heard.size)[:: heard.hop]
    power = np.abs(np.fft.rfft(windows * hann)) ** 2
    bank = kaldi_bank(heard.rate, heard.size, heard.bands, heard.low_hz, heard.high_hz)
    return ((np.log(bank @ power.T + 1e-5) + 4.5) / 5).astype(np.float32)


def _window(wave: np.ndarray, first: int, length: int) -> np.ndarray:
    """`length` samples from `first` on, silence beyond the sound."""
    inside = wave[max(first, 0) : max(first + length, 0)]
    before = max(-first, 0)
    return np.pad(inside, (before, length - before - len(inside)))


def _only(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if not found:
        raise InputError(f"audioset: {folder} holds no {pattern}; the network needs it beside it.")
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise InputError(f"audioset: {folder} holds several {pattern} ({names}); leave one.")
    return found[0]


def _labels(path: Path) -> tuple[str, ...]:
    """AudioSet's display names, in order; or the last column of any CSV with a head."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = [row for row in csv.reader(file) if row]
    if len(rows) < 2:
        raise InputError(f"{path}: has no labels; it needs a head and one line for each class.")
    column = rows[0].index("display_name") if "display_name" in rows[0] else -1
    try:
        return tuple(row[column] for row in rows[1:])
    except IndexError:
        raise InputError(f"{path}: a line has too few columns.") from None


def _heard(path: Path) -> Heard:
    if not path.exists():
        return Heard()
    try:
        said = json.loads(path.read_text("utf-8"))
        heard = Heard(**said)
    except (ValueError, TypeError):
        known = ", ".join(field.name for field in fields(Heard))
        raise InputError(f"{path}: needs a JSON object with some of: {known}.") from None
    for name, default in asdict(Heard()).items():
        value = getattr(heard, name)
        if isinstance(default, str) != isinstance(value, str) or value in ("", None):
            raise InputError(f"{path}: {name} is {value!r}; its default is {default!r}.")
    return heard
