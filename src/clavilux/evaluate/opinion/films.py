"""What is rated: the films of a folder, each by a system (a hidden condition) and of an item (a
song).

A folder of folders has a system in each, and films of the same name are of the same item; a folder
of films has one system, "all".
"""

import hashlib
import random
from dataclasses import dataclass
from pathlib import Path

from clavilux.types.errors import InputError, UsageError

FILMS = {".mp4": "video/mp4", ".m4v": "video/mp4", ".webm": "video/webm", ".mov": "video/quicktime"}
STORE = "opinions.sqlite"


@dataclass(frozen=True)
class Film:
    """One film to rate."""

    path: Path
    system: str
    item: str


def films(folder: Path) -> list[Film]:
    """All films to rate, by system and item. Raises UsageError or InputError where there are
    none.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder; give one with films in it.")
    inner = [path for path in sorted(folder.iterdir()) if path.is_dir() and _inside(path)]
    places = [(path, path.name) for path in inner] or [(folder, "all")]
    found = [Film(path, system, path.stem) for place, system in places for path in _inside(place)]
    if not found:
        raise InputError(f"{folder} has no films that browsers play ({', '.join(FILMS)}) in it.")
    return found


def _inside(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.iterdir()) if path.suffix.lower() in FILMS]


def in_order(found: list[Film], rater: str) -> list[Film]:
    """The films in this rater's own order, the same at every visit."""
    shuffled = list(found)
    random.Random(f"order {rater}").shuffle(shuffled)
    return shuffled


def alias(film: Film, rater: str) -> str:
    """A name for a film that tells the rater nothing, another for each rater."""
    return hashlib.sha256(f"{rater}\n{film.system}\n{film.item}".encode()).hexdigest()[:20]
