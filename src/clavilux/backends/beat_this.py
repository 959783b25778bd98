"""Beats and downbeats, by a published checkpoint of Beat This! (Foscarin, Schlüter and Widmer,
ISMIR 2024).

In: 22.05 kHz mono. Out: probabilities of a beat and a downbeat, 50 a second; where they lie is the
decoder's business. Long sound goes through in stretches of 30 s, whose outermost six frames are
thrown away, as the authors do. The checkpoint is read without unpickling anything but tensors.
"""

from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from clavilux.backends import local_model
from clavilux.backends.melspec import slaney_bank
from clavilux.types.audio import Audio
from clavilux.types.curve import Curve
from clavilux.types.errors import InputError

RATE, HOP, SIZE = 22050, 441, 1024
BANDS, LOW_HZ, HIGH_HZ = 128, 30.0, 11000.0
GAIN = 1000.0  # before the logarithm
OWN, BORDER = 1488, 6  # frames of a stretch that are kept, and more on both sides


class BeatThis:
    """A beat network. `model` is a .ckpt file, or its name below the models' folder."""

    def __init__(self, model: str = "", *, allow_download: bool = False):
        self.path = local_model("beat-this", model)
        self._loaded: Any = None

    def activations(self, audio: Audio) -> Curve:
        """`float32[n, 2]` at 50 Hz. Raises InputError where the checkpoint cannot be read."""
        import torch

        if audio.rate != RATE or len(audio.samples) != 1:
            raise ValueError(f"the beat network takes {RATE} Hz mono, not {audio.rate} Hz")
        frames = torch.from_numpy(log_mel(audio.samples[0]))
        with torch.inference_mode():
            starts = range(0, len(frames), OWN)
            logits = torch.cat([self._stretch(frames, first) for first in starts])
            return Curve(torch.sigmoid(logits).numpy(), RATE / HOP)

    def _stretch(self, frames: Any, first: int) -> Any:
        """Logits of the frames from `first` on that are this stretch's own; the last stretch hears
        a full one's length too."""
        import torch.nn.functional as F

        begin = max(min(first, len(frames) - OWN), 0)
        own = min(OWN, len(frames) - begin)
        before, after = min(BORDER, begin), min(BORDER, len(frames) - begin - own)
        heard = frames[begin - before : begin + own + after]
        heard = F.pad(heard, (0, 0, BORDER - before, BORDER - after))
        return self._net()(heard[None])[0, BORDER + first - begin : BORDER + own]

    def _net(self) -> Any:
        if self._loaded is None:
            self._loaded = _load(self.path)
        return self._loaded


def log_mel(wave: np.ndarray) -> np.ndarray:
    """`float32[n, 128]`: log(1 + 1000 * magnitude) on Slaney's mel scale; frame k is centred on
    sample `k * 441`."""
    frames = 1 + len(wave) // HOP
    mode = "reflect" if len(wave) > SIZE // 2 else "constant"
    padded = np.pad(wave, (SIZE // 2, SIZE // 2 + HOP), mode=mode)  # type: ignore[call-overload]
    windows = np.lib.stride_tricks.sliding_window_view(padded, SIZE)[::HOP][:frames]
    hann = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(SIZE) / SIZE)).astype(np.float32)
    bank = slaney_bank(RATE, SIZE, BANDS, LOW_HZ, HIGH_HZ)
    mels = [_mel(windows[k : k + 2000], hann, bank) for k in range(0, frames, 2000)]
    return np.concatenate(mels)


def _mel(windows: np.ndarray, hann: np.ndarray, bank: np.ndarray) -> np.ndarray:
    magnitude = np.abs(np.fft.rfft(windows * hann)).astype(np.float32) / SIZE**0.5
    return np.log1p(GAIN * (magnitude @ bank.T)).astype(np.float32)


def _load(path: Path) -> Any:
    import torch

    from clavilux.backends.beat_this_net import Net, Shape

    try:
        checkpoint = torch.load(path, "cpu", weights_only=True)
        state = {_name(key): value for key, value in checkpoint["state_dict"].items()}
        said = checkpoint.get("hyper_parameters", {})
    except Exception as error:  # pickle and torch have no common error
        reason = str(error).splitlines()[0]
        raise InputError(f"beat-this: {path} is not a checkpoint ({reason}).") from None
    known = {field.name for field in fields(Shape)}
    net = Net(Shape(**{key: value for key, value in said.items() if key in known}))
    wanted = {key: value for key, value in state.items() if not key.endswith("rotary_embed.freqs")}
    try:
        net.load_state_dict(wanted)
    except RuntimeError as error:
        reason = str(error).splitlines()[1].strip()
        raise InputError(f"beat-this: {path} is not of Beat This! ({reason}).") from None
    return net.eval()


def _name(key: str) -> str:
    """A parameter's name without what training wrapped around the network."""
    return key.removeprefix("model.").replace("_orig_mod.", "")
