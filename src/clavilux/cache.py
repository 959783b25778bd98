"""One content-addressed store for everything that is worth keeping between runs.

A key is the digest of all inputs of a stage, over every byte; there is no other "has it changed?"
anywhere. Files appear under their key only when they are whole. `CLAVILUX_CACHE` moves the store;
it keeps to `LIMIT` bytes, oldest use first out.
"""

import contextlib
import hashlib
import json
import os
import sys
import time
from dataclasses import fields, is_dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from clavilux.types.errors import OutputError

LIMIT = 8 << 30  # bytes
FRESH_S = 3600  # what was used this recently is never thrown out


def root() -> Path:
    """The store's folder, by the platform's custom."""
    if chosen := os.environ.get("CLAVILUX_CACHE"):
        return Path(chosen)
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home / "AppData/Local")) / "clavilux" / "cache"
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "clavilux"
    return Path(os.environ.get("XDG_CACHE_HOME", home / ".cache")) / "clavilux"


def entry(stage: str, key: str, suffix: str) -> Path:
    """Where the result of `stage` for `key` is kept or will be; using it makes it young. Raises
    OutputError where nothing can be kept."""
    path = root() / stage / f"{key}{suffix}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            os.utime(path)
    except OSError as error:
        raise OutputError(
            f"{path.parent}: results cannot be kept there ({error.strerror}); set CLAVILUX_CACHE "
            "to a folder that can be written."
        ) from None
    return path


def digest(*parts: Any) -> str:
    """A key for any nesting of dataclasses, numbers, strings, bytes, arrays, dicts and
    sequences."""
    state = hashlib.blake2b(digest_size=16)
    state.update(json.dumps(_canonical(parts), sort_keys=True, allow_nan=False).encode())
    return state.hexdigest()


def file_digest(path: Path) -> str:
    """A key over every byte of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def _canonical(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        own = {f.name: _canonical(getattr(value, f.name)) for f in fields(value) if f.init}
        return {"": type(value).__name__, **own}
    if isinstance(value, dict):
        return {str(key): _canonical(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(item) for item in value]
    if isinstance(value, np.ndarray):
        content = np.ascontiguousarray(value)
        return [str(value.dtype), value.shape, hashlib.blake2b(content.data).hexdigest()]
    if isinstance(value, bytes):
        return hashlib.blake2b(value).hexdigest()
    if isinstance(value, Path | Fraction):
        return str(value)
    if isinstance(value, np.generic):
        return value.item()
    return value


def prune(limit: int = LIMIT) -> None:
    """Throws out the longest unused files until the store holds at most `limit` bytes."""
    found = []
    for path in root().rglob("*"):
        with contextlib.suppress(OSError):  # another run may have renamed or thrown it out
            if path.is_file():
                found.append((path, path.stat()))
    total = sum(stat.st_size for _, stat in found)
    for path, stat in sorted(found, key=lambda item: item[1].st_mtime):
        if total <= limit or time.time() - stat.st_mtime < FRESH_S:
            return
        path.unlink(missing_ok=True)
        total -= stat.st_size
