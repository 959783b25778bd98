"""The small trained networks that ship with Clavilux: ONNX files, run on the processor.

In: the name of a file in `analysis/models/` (or a path to any ONNX file) and its inputs by name.
Out: its outputs. One session per file is kept for the life of the process. Nothing is fetched and
nothing is unpickled. The same inputs give the same outputs, whatever else runs: two threads at
most, and no choice of kernels by timing.
"""

from pathlib import Path

import numpy as np

from clavilux.backends.onnx import session

MODELS = Path(__file__).with_name("models")


def run(model: str | Path, **inputs: np.ndarray) -> tuple[np.ndarray, ...]:
    """All outputs of a network, in its own order; `model` is a name such as "beats" or a path.

    Raises InputError where the file is missing or is not a network.
    """
    return tuple(session(find(model)).run(None, inputs))


def find(model: str | Path) -> Path:
    """The file of a shipped network by its name; a path is returned as it is."""
    return MODELS / f"{model}.onnx" if isinstance(model, str) else model


def metadata(model: str | Path) -> dict[str, str]:
    """What the file says of itself: names of classes, scales, the script that made it."""
    return dict(session(find(model)).get_modelmeta().custom_metadata_map)
