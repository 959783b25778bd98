"""The voice of a mix, by Demucs (Défossez et al. 2021; Rouard et al. 2023) from a local folder.

In: sound at any rate, mono or stereo. Out: its voice, same rate, length and channels. The folder
holds one model as published: SIGNATURE.safetensors (or the older .th), and for a bag of models the
.yaml that lists them. Nothing is unpickled beyond tensors and the three classes of Demucs itself,
and of a .safetensors file's named class only those are made. No random shifts, so twice the same.
"""

import json
import warnings
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import soxr

from clavilux.backends import local_model
from clavilux.types.audio import Audio
from clavilux.types.errors import InputError

OVERLAP = 0.25  # of a stretch with the next
QUIET = 1e-4  # standard deviation below which there is nothing to separate
# The classes that a file may name; the values are where they live.
CLASSES = {
    "demucs.htdemucs.HTDemucs": ("demucs.htdemucs", "HTDemucs"),
    "demucs.hdemucs.HDemucs": ("demucs.hdemucs", "HDemucs"),
    "demucs.demucs.Demucs": ("demucs.demucs", "Demucs"),
}


class Demucs:
    """A separator. `model` is a folder or file, or its name below the models' folder."""

    def __init__(self, model: str = "", *, allow_download: bool = False):
        self.path = local_model("demucs", model)
        self._loaded: Any = None

    def vocals(self, audio: Audio) -> Audio:
        """Raises InputError where the folder holds no model that separates a voice."""
        import torch
        from demucs.apply import apply_model

        model = self._model()
        mix = _mix(audio, model.samplerate, model.audio_channels)
        level = mix.mean(0)
        mean, spread = float(level.mean()), float(level.std())
        if spread < QUIET:
            return Audio(np.zeros_like(audio.samples), audio.rate)
        scaled = torch.from_numpy((mix - mean) / spread)[None]
        with torch.inference_mode():
            parts = apply_model(model, scaled, shifts=0, split=True, overlap=OVERLAP)[0]
        voice = parts[model.sources.index("vocals")].numpy() * spread + mean
        return _as_given(voice, model.samplerate, audio)

    def _model(self) -> Any:
        if self._loaded is None:
            self._loaded = _load(self.path)
        return self._loaded


def _mix(audio: Audio, rate: int, channels: int) -> np.ndarray:
    """`float32[channels, n]` at the model's rate."""
    samples = soxr.resample(audio.samples.T, audio.rate, rate, "HQ").T
    if len(samples) > channels:
        samples = samples.mean(0, keepdims=True)
    return np.repeat(samples, channels, 0) if len(samples) < channels else samples


def _as_given(voice: np.ndarray, rate: int, audio: Audio) -> Audio:
    """The voice at the rate, channels and length of `audio`."""
    samples = soxr.resample(voice.T, rate, audio.rate, "HQ").T
    if len(samples) != len(audio.samples):
        samples = np.repeat(samples.mean(0, keepdims=True), len(audio.samples), 0)
    missing = max(audio.samples.shape[1] - samples.shape[1], 0)
    samples = np.pad(samples, ((0, 0), (0, missing)))[:, : audio.samples.shape[1]]
    return Audio(np.ascontiguousarray(samples, np.float32), audio.rate)


def _load(path: Path) -> Any:
    from demucs.apply import BagOfModels

    bag = _bag(path)
    models = [_read(file) for file in bag["files"]]
    if any("vocals" not in model.sources for model in models):
        raise InputError(f"demucs: {path} separates no vocals.")
    if len(models) == 1 and not bag.get("weights"):
        return models[0].eval()
    try:
        return BagOfModels(models, bag.get("weights"), bag.get("segment")).eval()
    except AssertionError:
        raise InputError(f"demucs: {path}: its models do not fit together.") from None


def _bag(path: Path) -> dict[str, Any]:
    """The files of a model, and how a bag weighs them."""
    if path.is_file():
        return {"files": [path]}
    sheets = sorted(path.glob("*.yaml"))
    weights = sorted([*path.glob("*.safetensors"), *path.glob("*.th")])
    if len(sheets) > 1 or (not sheets and len(weights) > 1):
        names = ", ".join(file.name for file in sheets or weights)
        raise InputError(f"demucs: {path} holds several models ({names}); give each a folder.")
    if not sheets:
        return {"files": weights}
    return _listed(sheets[0], weights)


def _listed(sheet: Path, weights: list[Path]) -> dict[str, Any]:
    """What a bag's .yaml says, its signatures replaced by files."""
    import yaml

    bag = yaml.safe_load(sheet.read_text("utf-8"))
    if not isinstance(bag, dict) or not isinstance(bag.get("models"), list):
        raise InputError(f"demucs: {sheet} lists no models.")
    found = {file.stem.split("-")[0]: file for file in weights}
    missing = [str(name) for name in bag["models"] if name not in found]
    if missing:
        raise InputError(f"demucs: {sheet} asks for {', '.join(missing)}, which is not there.")
    return {**bag, "files": [found[name] for name in bag["models"]]}


def _read(file: Path) -> Any:
    from demucs.states import load_model

    read = _read_safetensors if file.suffix == ".safetensors" else _read_checkpoint
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_model(read(file))
    except InputError:
        raise
    except Exception as error:  # pickle, safetensors and torch have no common error
        reason = str(error).splitlines()[0]
        raise InputError(f"demucs: {file} cannot be read ({reason}).") from None


def _class(name: str, file: Path) -> Any:
    from importlib import import_module

    if name not in CLASSES:
        raise InputError(f"demucs: {file} holds a {name}, which is no model of Demucs.")
    module, attribute = CLASSES[name]
    return getattr(import_module(module), attribute)


def _read_safetensors(file: Path) -> dict[str, Any]:
    from safetensors import safe_open

    with safe_open(str(file), framework="pt") as opened:
        said = opened.metadata() or {}
        state = {key: opened.get_tensor(key) for key in opened.keys()}  # noqa: SIM118
    if "klass" not in said or "structure" in said:
        raise InputError(f"demucs: {file} is not a plain model of Demucs.")
    args, kwargs = (_values(json.loads(said.get(part, empty))) for part, empty in _PARTS)
    return {"klass": _class(said["klass"], file), "args": args, "kwargs": kwargs, "state": state}


_PARTS = (("args", "[]"), ("kwargs", "{}"))


def _values(value: Any) -> Any:
    """JSON values; Demucs writes fractions as {"_type": "fraction", ...}."""
    if isinstance(value, dict):
        if value.get("_type") == "fraction":
            return Fraction(value["numerator"], value["denominator"])
        return {key: _values(item) for key, item in value.items()}
    return [_values(item) for item in value] if isinstance(value, list) else value


def _read_checkpoint(file: Path) -> dict[str, Any]:
    """An older .th file: tensors, plain values and one of the three classes; nothing else is
    unpickled."""
    import torch

    known = [_class(name, file) for name in CLASSES]
    with torch.serialization.safe_globals([*known, Fraction]):
        return torch.load(file, "cpu", weights_only=True)
