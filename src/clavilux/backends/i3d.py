"""Clips as points of I3D's feature space (Carreira and Zisserman 2017), the one that the Fréchet
video distance was defined in (Unterthiner et al. 2019): an ONNX file.

In: `uint8[n, height, width, 3]`. Out: `float32[d]`. The network's input is [1, 3, n, s, s] or
[1, n, s, s, 3], pixels -1..1; where it leaves sizes open, 16 frames of 224 are given.
"""

from pathlib import Path

import numpy as np

from clavilux.backends import local_model
from clavilux.backends.clips import pick, square
from clavilux.backends.onnx import input_shape, run
from clavilux.types.errors import InputError

FRAMES, SIZE = 16, 224


class I3d:
    """A video network. `model` is an .onnx file or a folder with one."""

    def __init__(self, model: str = "", *, allow_download: bool = False):
        path = local_model("i3d", model)
        self.network = path if path.is_file() else sorted(path.glob("*.onnx"))[0]

    def features(self, frames: np.ndarray) -> np.ndarray:
        """Raises InputError where the file is no such network."""
        if frames.ndim != 4 or frames.shape[3] != 3 or len(frames) == 0:
            raise ValueError(f"a clip is uint8[n, height, width, 3], not {frames.shape}")
        last, count, size = _layout(self.network)
        clip = square(pick(frames, count), size) * 2 - 1
        given = clip if last else clip.transpose(3, 0, 1, 2)
        return run(self.network, given[None])[0].reshape(-1).astype(np.float32)


def _layout(path: Path) -> tuple[bool, int, int]:
    """Whether colours come last, how many frames, how large."""
    shape = input_shape(path)
    if len(shape) == 5 and shape[1] == 3:
        return False, shape[2] or FRAMES, shape[4] or SIZE
    if len(shape) == 5 and shape[4] == 3:
        return True, shape[1] or FRAMES, shape[3] or SIZE
    raise InputError(f"i3d: {path}: its input is neither [1, 3, n, s, s] nor [1, n, s, s, 3].")
