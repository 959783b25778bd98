"""Clips as points of VideoMAE's feature space (Tong et al. 2022), for the Fréchet video distance:
a Hugging Face folder, weights from safetensors only.

In: `uint8[n, height, width, 3]`. Out: `float32[d]`, the mean over all tokens of the last layer.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from clavilux.backends import local_model
from clavilux.backends.clips import pick, square
from clavilux.types.errors import InputError

MEAN, SPREAD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # ImageNet's, as VideoMAE's


class VideoMae:
    """A video network. `model` is a folder, or its name below the models' folder."""

    def __init__(self, model: str = "", *, allow_download: bool = False):
        self.folder = local_model("videomae", model)
        self._loaded: Any = None

    def features(self, frames: np.ndarray) -> np.ndarray:
        """Raises InputError where the folder holds no VideoMAE."""
        import torch

        if frames.ndim != 4 or frames.shape[3] != 3 or len(frames) == 0:
            raise ValueError(f"a clip is uint8[n, height, width, 3], not {frames.shape}")
        model = self._model()
        clip = square(pick(frames, model.config.num_frames), model.config.image_size)
        mean, spread = _scale(self.folder)
        given = torch.from_numpy((clip - mean) / spread).permute(0, 3, 1, 2)[None]
        with torch.inference_mode():
            tokens = model(pixel_values=given).last_hidden_state[0]
            return tokens.mean(0).float().numpy()

    def _model(self) -> Any:
        if self._loaded is None:
            self._loaded = _load(self.folder)
        return self._loaded


def _scale(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    path = folder / "preprocessor_config.json"
    said = json.loads(path.read_text("utf-8")) if path.exists() else {}
    mean, spread = said.get("image_mean", MEAN), said.get("image_std", SPREAD)
    return np.array(mean, np.float32), np.array(spread, np.float32)


def _load(folder: Path) -> Any:
    from transformers import VideoMAEModel

    kind = json.loads((folder / "config.json").read_text("utf-8")).get("model_type")
    if kind != "videomae":
        raise InputError(f"videomae: {folder} holds a {kind or 'nameless'} model.")
    try:
        model, report = VideoMAEModel.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, output_loading_info=True
        )
    except (ValueError, OSError, KeyError, RuntimeError) as error:
        reason = str(error).splitlines()[0]
        raise InputError(f"videomae: {folder} cannot be read ({reason}).") from None
    if missing := sorted(report["missing_keys"]):
        raise InputError(f"videomae: {folder} lacks weights, for instance {missing[0]}.")
    return model.eval()
