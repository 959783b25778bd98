"""The acoustic model of PocketSphinx, read from the package's own folder: American English, 42
phones, from telephone-quality to studio speech, and the CMU pronouncing dictionary. BSD.

Only the files are used, by our own code (`words/`): the library gives no scores for single phones,
which songs need. In: nothing. Out: `AcousticModel`. The formats are Sphinx-3's: `means` and
`variances` (a text header, a byte-order mark, shape, floats), `sendump` (mixture weights as
logarithms to the base 1.0001, in steps of 1024), `mdef` (binary; the names of the phones).
"""

import importlib.util
import math
import re
from functools import lru_cache
from pathlib import Path

import numpy as np

from clavilux.types.acoustic import AcousticModel
from clavilux.types.errors import InputError, MissingError

_STATES, _STREAMS = 3, 3
_LOG_STEP = 1024 * math.log(1.0001)  # natural logarithm of one step of a mixture weight
_FLOOR = 1e-4  # of variances


def folder() -> Path:
    """Where the installed package keeps its English model; MissingError where it is not."""
    found = importlib.util.find_spec("pocketsphinx")
    for place in found.submodule_search_locations or () if found else ():
        if (Path(place) / "model" / "en-us" / "en-us" / "means").is_file():
            return Path(place) / "model" / "en-us"
    raise MissingError(
        "The English acoustic model is not installed; get it with: pip install pocketsphinx"
    )


@lru_cache(maxsize=1)
def acoustic_model() -> AcousticModel:
    """The model, read once for the life of the process."""
    place = folder()
    means, variances = (_gaussians(place / "en-us" / name) for name in ("means", "variances"))
    phones = _phone_names(place / "en-us" / "mdef")
    weights = _weights(place / "en-us" / "sendump", means.shape[2], len(phones) * _STATES)
    words = _dictionary(place / "cmudict-en-us.dict")
    return AcousticModel(phones, means, np.maximum(variances, _FLOOR), weights, words, _STATES)


def _gaussians(path: Path) -> np.ndarray:
    """`float32[phones, streams, Gaussians, 13]`."""
    data = path.read_bytes()
    at = data.index(b"endhdr\n") + len(b"endhdr\n") + 4
    pools, streams, count, *lengths = np.frombuffer(data, "<i4", 3 + _STREAMS, at).tolist()
    if streams != _STREAMS or set(lengths) != {13}:
        raise InputError(f"{path}: is not the model that Clavilux reads (three streams of 13).")
    values = np.frombuffer(data, "<f4", pools * streams * count * 13, at + 4 * (4 + _STREAMS))
    return values.reshape(pools, streams, count, 13).astype(np.float32)


def _weights(path: Path, count: int, states: int) -> np.ndarray:
    """`float32[streams, Gaussians, states]` of the states without context, which come first."""
    data = path.read_bytes()
    at = 0
    while length := int.from_bytes(data[at : at + 4], "little"):
        at += 4 + length  # a string of the header
    rows, columns = np.frombuffer(data, "<i4", 2, at + 4).tolist()
    if rows != count or columns < states:
        raise InputError(f"{path}: holds {rows} x {columns} weights, not {count} x {states}.")
    steps = np.frombuffer(data, np.uint8, _STREAMS * rows * columns, at + 12)
    steps = steps.reshape(_STREAMS, rows, columns)[:, :, :states]
    weights = np.exp(-_LOG_STEP * steps.astype(np.float32))
    return weights / weights.sum(axis=1, keepdims=True)


def _phone_names(path: Path) -> tuple[str, ...]:
    """The context-free phones, in the order of the model."""
    data = path.read_bytes()
    about = int.from_bytes(data[8:12], "little")
    at = 12 + about
    count = int.from_bytes(data[at : at + 4], "little")
    names = data[at + 40 :].split(b"\0", count)[:count]
    return tuple(name.decode("ascii") for name in names)


def _dictionary(path: Path) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Words to their pronunciations; `word(2)` is another one of `word`."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for row in path.read_text("utf-8").splitlines():
        word, *phones = row.split()
        word = re.sub(r"\(\d+\)$", "", word)
        found[word] = (*found.get(word, ()), tuple(phones))
    return found
