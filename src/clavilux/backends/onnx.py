"""An ONNX file as a function, ours (`analysis/network.py`) or a user's own. This is the only file
that imports onnxruntime. onnxruntime runs it on the processor, two threads, twice
the same; an ONNX file is data, nothing in it is executed but its arithmetic."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from clavilux.types.errors import InputError

THREADS = 2


@lru_cache
def session(path: Path) -> Any:
    """The session of a file, kept. Raises InputError where it is not a network."""
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


def input_shape(path: Path) -> tuple[int | None, ...]:
    """The shape of the only input; None where any size goes. Raises InputError for several."""
    inputs = session(path).get_inputs()
    if len(inputs) != 1 or inputs[0].type != "tensor(float)":
        raise InputError(f"{path}: needs exactly one input, of 32-bit floats.")
    return tuple(size if isinstance(size, int) else None for size in inputs[0].shape)


def run(path: Path, values: np.ndarray) -> list[np.ndarray]:
    """All outputs for one input. Raises InputError where the network refuses it."""
    opened = session(path)
    try:
        return opened.run(None, {opened.get_inputs()[0].name: values.astype(np.float32)})
    except Exception as error:
        reason = str(error).splitlines()[0]
        raise InputError(f"{path}: refuses an input of {values.shape} ({reason}).") from None
