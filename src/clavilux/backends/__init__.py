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
    "transcriber": {"whisper": "clavilux.backends.whisper:Whisper"},
    "emitter": {"ctc": "clavilux.backends.ctc:Ctc"},
    "separator": {"demucs": "clavilux.backends.demucs:Demucs"},
    "beat_net": {"beat-this": "clavilux.backends.beat_this:BeatThis"},
    "tagger": {
        "audioset": "clavilux.backends.audioset:AudioSet",
        "efficientat": "clavilux.backends.audioset:AudioSet",
    },
    "writer": {
        "ollama": "clavilux.backends.llm_ollama:Ollama",
        "transformers": "clavilux.backends.llm_transformers:Transformers",
        "llamacpp": "clavilux.backends.llm_llamacpp:LlamaCpp",
    },
    "similarity": {"vectors": "clavilux.backends.vectors:Vectors"},
    "video_net": {
        "videomae": "clavilux.backends.videomae:VideoMae",
        "i3d": "clavilux.backends.i3d:I3d",
    },
}


@dataclass(frozen=True)
class Requirement:
    """What a back end needs: `modules` that must be importable, the `extra` of Clavilux that brings
    them, and the files of its model, all of them; "a|b" is one or the other, and each may be a
    glob. `weights` says where a person gets them."""

    modules: tuple[str, ...]
    extra: str
    purpose: str
    files: tuple[str, ...]
    weights: str
    program: str = ""  # a program of its own that must run


HUGGING_FACE = ("config.json", "*.safetensors")
REQUIREMENTS: dict[str, Requirement] = {
    "whisper": Requirement(
        ("faster_whisper",),
        "whisper",
        "hears words",
        ("model.bin", "config.json", "tokenizer.json", "vocabulary.*"),
        "take a Whisper model converted to CTranslate2, or name one (large-v2 suits songs, turbo "
        "speech) with --allow-download",
    ),
    "ctc": Requirement(
        ("torch", "transformers"),
        "ctc",
        "hears letters, to align words",
        (*HUGGING_FACE, "vocab.json"),
        "take the folder of a wav2vec2 model with CTC head from Hugging Face",
    ),
    "demucs": Requirement(
        ("torch", "demucs"),
        "separate",
        "separates the voice",
        ("*.safetensors|*.th",),
        "take the folder of a Demucs model, for instance HTDemucs from Hugging Face",
    ),
    "beat-this": Requirement(
        ("torch",),
        "beats",
        "hears beats and bars",
        ("*.ckpt",),
        "take small0.ckpt or final0.ckpt from the authors of Beat This!",
    ),
    "audioset": Requirement(
        ("onnxruntime",),
        "",
        "names instruments and sounds",
        ("*.onnx", "*.csv"),
        "take an AudioSet network as ONNX, with class_labels_indices.csv beside it",
    ),
    "efficientat": Requirement(
        ("onnxruntime",),
        "",
        "names instruments and sounds",
        ("*.onnx", "*.csv"),
        "take EfficientAT's mn10_as as ONNX, with class_labels_indices.csv beside it",
    ),
    "ollama": Requirement((), "", "writes", (), "ollama pull NAME", "ollama"),
    "transformers": Requirement(
        ("torch", "transformers", "outlines"),
        "llm",
        "writes",
        (*HUGGING_FACE, "tokenizer.json"),
        "take the folder of a small instruct model from Hugging Face",
    ),
    "llamacpp": Requirement(
        ("llama_cpp", "outlines"),
        "llamacpp",
        "writes",
        ("*.gguf",),
        "take a small instruct model as a GGUF file",
    ),
    "vectors": Requirement(
        ("gensim",),
        "words",
        "compares words",
        ("*.txt|*.vec|*.bin|*.gz",),
        "take word vectors in word2vec's or GloVe's format",
    ),
    "videomae": Requirement(
        ("torch", "transformers"),
        "video",
        "sees motion, for the Fréchet video distance",
        HUGGING_FACE,
        "take the folder of a VideoMAE model from Hugging Face",
    ),
    "i3d": Requirement(
        ("onnxruntime",),
        "",
        "sees motion, for the Fréchet video distance",
        ("*.onnx",),
        "take an I3D network trained on Kinetics-400, as ONNX",
    ),
}


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
    """What to type to get an extra; "" is Clavilux itself."""
    return f'pip install "clavilux[{extra}]"' if extra else "pip install clavilux"


def models(name: str) -> tuple[str, ...]:
    """Names of the models in a back end's folder that are whole."""
    folder = models_root() / name
    if not folder.is_dir():
        return ()
    return tuple(path.name for path in sorted(folder.iterdir()) if not lacks(name, path))


def lacks(name: str, path: Path) -> tuple[str, ...]:
    """What a model at `path` lacks, in words; a model that is one file needs its kind of name."""
    patterns = REQUIREMENTS[name].files
    if path.is_dir():
        missing = [p for p in patterns if not any(any(path.glob(q)) for q in p.split("|"))]
    else:
        fits = len(patterns) == 1 and any(path.match(q) for q in patterns[0].split("|"))
        missing = [] if fits else list(patterns)
    return tuple(pattern.replace("|", " or ") for pattern in missing)


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
