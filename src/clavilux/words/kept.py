"""Alignments that were found before, by every byte of what they depend on: sound, text, aligner,
its model, separator."""

from pathlib import Path
from typing import Any

from clavilux import cache
from clavilux.backends import open_backend
from clavilux.media.output import write_whole
from clavilux.types.lyrics import Lyrics
from clavilux.words import Asked, backend_of, chosen
from clavilux.words.placed import Alignment

VERSION = "5"  # of what aligners answer


def place(song: Path, lyrics: Lyrics, asked: Asked, separate: str) -> Path:
    """Where the alignment is kept or will be. MissingError for a back end that is not there."""
    spec = chosen(asked)
    models = [_model(backend_of(spec, asked))]
    if separate:
        models.append(_model(open_backend("separator", separate)))
    sound = cache.file_digest(song)
    key = cache.digest(VERSION, sound, lyrics, spec, asked.language, separate, models)
    return cache.entry("words", key, ".json")


def _model(backend: Any) -> list[str]:
    """The digests of a back end's files."""
    path = getattr(backend, "folder", None) or getattr(backend, "path", None)
    if path is None:
        return []
    files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
    return [cache.file_digest(file) for file in files]


def recall(path: Path) -> Alignment | None:
    """The alignment that is kept there; None where there is none that can be read."""
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(Alignment).validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def keep(found: Alignment, path: Path) -> None:
    """Writes an alignment, whole or not at all."""
    from pydantic import TypeAdapter

    write_whole(path, TypeAdapter(Alignment).dump_json(found))
