"""The small trained networks that ship with Clavilux: ONNX files, run on the processor.

In: the name of a file in `analysis/models/` (or a path to any ONNX file) and its inputs by name.
Out: its outputs. One session per file is kept for the life of the process. This is the only file
that imports onnxruntime; nothing is fetched and nothing is unpickled. The same inputs give the same
outputs, whatever else runs: two threads at most, and no choice of kernels by timing.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from clavilux.types.errors import InputError

MODELS = Path(__file__).with_name("models")
THREADS = 2


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


@lru_cache
def session(path: Path) -> Any:
    """The one session of this file: an `onnxruntime.InferenceSession`."""
    import onnxruntime

    if not path.is_file():
        raise InputError(f"{path}: there is no such file; give the path of an ONNX network.")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own errors share no base class
        reason = str(error).splitlines()[0]
        raise InputError(f"{path}: cannot be read as an ONNX network ({reason}).") from None
