"""Heavy third-party models, each optional: one role, one method, one file (see `roles.py`).

A back end is asked for as "NAME" or "NAME:MODEL", where MODEL is a file or a folder, or the name of
one below `models_root()/NAME`. Named means named: what is missing raises `MissingError` with the
line that brings it; only "auto" chooses, and says what it chose. Nothing is downloaded without
`allow_download`. Heavy libraries are imported nowhere else than in these files, and there only when
a model is loaded.

Adding one is a file here, a line in `BACKENDS` and one in `REQUIREMENTS`.
"""

import importlib.util
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clavilux.table import entry, load
from clavilux.types.errors import MissingError, UsageError

BACKENDS: dict[str, dict[str, str]] = {
    "transcriber": {},
    "emitter": {},
    "separator": {},
    "beat_net": {},
    "tagger": {},
    "writer": {},
    "video_net": {},
}


@dataclass(frozen=True)
class Requirement:
    """What a back end needs: `modules` that must be importable, the `extra` of Clavilux that brings
    them, what it is for, and the files of its model ("" = no model of its own). A pattern in
    `files` may be a glob; all must be there."""

    modules: tuple[str, ...]
    extra: str
    purpose: str
    files: tuple[str, ...] = ()
    weights: str = ""  # where a person gets them


REQUIREMENTS: dict[str, Requirement] = {}


@dataclass(frozen=True)
class Choice:
    """What "auto" came to: a spec for `open_backend`, or "" where there is nothing, and why."""

    spec: str
    why: str


def models_root() -> Path:
    """The folder that holds models, by the platform's custom; `CLAVILUX_MODELS` moves it."""
    if chosen := os.environ.get("CLAVILUX_MODELS"):
        return Path(chosen)
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home / "AppData/Local")) / "clavilux" / "models"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "clavilux" / "models"
    return Path(os.environ.get("XDG_DATA_HOME", home / ".local/share")) / "clavilux" / "models"


def open_backend(role: str, spec: str, *, allow_download: bool = False, **options: Any) -> Any:
    """The back end that `spec` ("NAME" or "NAME:MODEL") names; its weights load at first use.

    Raises UsageError for a name that does not exist, MissingError for one that is not installed.
    """
    name, _, model = spec.partition(":")
    made = entry(BACKENDS, role, "role")
    entry(made, name, role.replace("_", " "))
    check_installed(name)
    return load(made, name, role)(model, allow_download=allow_download, **options)


def choose(role: str) -> Choice:
    """The first back end of a role that is installed and has a model in its folder."""
    missing = []
    for name in entry(BACKENDS, role, "role"):
        if not installed(name):
            missing.append(f"{name} is not installed ({install_line(REQUIREMENTS[name].extra)})")
        elif not models(name):
            missing.append(f"{name} has no model in {models_root() / name}")
        else:
            first = models(name)[0]
            return Choice(f"{name}:{first}", f"{name} with {first}, found in {models_root()}")
    return Choice("", "; ".join(missing) or f"there is no back end for {role}")


def installed(name: str) -> bool:
    """Whether all modules of a back end can be found; imports none of them."""
    return all(importlib.util.find_spec(module) for module in REQUIREMENTS[name].modules)


def check_installed(name: str) -> None:
    """Raises MissingError with the install line where a back end's libraries are missing."""
    if not installed(name):
        need = REQUIREMENTS[name]
        raise MissingError(
            f"{name} ({need.purpose}) is not installed; get it with: {install_line(need.extra)}"
        )


def install_line(extra: str) -> str:
    """What to type to get an extra."""
    return f'pip install "clavilux[{extra}]"'


def models(name: str) -> tuple[str, ...]:
    """Names of the models in a back end's folder that are whole."""
    folder = models_root() / name
    if not folder.is_dir():
        return ()
    return tuple(path.name for path in sorted(folder.iterdir()) if not lacks(name, path))


def lacks(name: str, path: Path) -> tuple[str, ...]:
    """The files that a model at `path` lacks; a model that is one file lacks nothing if it fits."""
    patterns = REQUIREMENTS[name].files
    if path.is_dir():
        return tuple(pattern for pattern in patterns if not any(path.glob(pattern)))
    fits = any(path.match(pattern) for pattern in patterns)
    return () if path.is_file() and fits else patterns


def local_model(name: str, model: str) -> Path:
    """The whole model that `model` means: a path, or a name below the back end's folder; "" is the
    only one there is.

    Raises MissingError where there is none, UsageError where it is ambiguous or lacks files.
    """
    path = _find(name, model)
    if path is None:
        place = models_root() / name
        what = f"there is no model {model!r}" if model else "there is no model"
        hint = REQUIREMENTS[name].weights
        raise MissingError(
            f"{name}: {what}, neither as a path nor in {place}; {hint or 'see docs/models.md'}."
        )
    if missing := lacks(name, path):
        raise UsageError(f"{name}: {path} lacks {', '.join(missing)}; is it the right model?")
    return path.absolute()


def _find(name: str, model: str) -> Path | None:
    if not model:
        found = models(name)
        if len(found) > 1:
            raise UsageError(f"{name} has several models: name one of {', '.join(found)}.")
        return models_root() / name / found[0] if found else None
    places = (Path(model).expanduser(), models_root() / name / model)
    return next((place for place in places if place.exists()), None)
