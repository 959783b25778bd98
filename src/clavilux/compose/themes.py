"""Type themes: small TOML files that say how words look and move; see `type_themes/`.

Lengths are in em of the theme's size, sizes in the canvas's shorter side, times in seconds, colours
are roles of the film's palette. A theme knows neither pixels nor words: `typeset` lays a caption
out by it, `type_motion` moves it.
"""

import functools
import tomllib
from importlib import resources
from pathlib import Path
from typing import Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from clavilux.types.errors import InputError, UsageError

Role = Literal["ground", "low", "mid", "high", "accent", "white"]
_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, config=_STRICT)
class FaceChoice:
    """Which letters: `families` in the order they are asked, the first is the theme's own."""

    families: tuple[str, ...]
    weight: int = 400
    width: float = 100.0
    italic: bool = False
    tracking: float = 0.0  # em between letters; scripts that join are never spaced
    case: Literal["as is", "upper", "lower"] = "as is"
    emoji: Literal["colour", "ink"] = "colour"  # pictures where a font has them, or as letters


@dataclass(frozen=True, config=_STRICT)
class Layout:
    """How large and where.

    `place` is the point of the safe area that the block's own same point lies on.
    """

    size: float  # em at most, as a part of the canvas's shorter side
    lines: int
    measure: float = 1.0  # how much of the safe area's width a line may take
    height: float = 1.0  # and the block of its height
    leading: float = 1.1
    align: Literal["left", "center"] = "center"
    place: tuple[float, float] = (0.5, 1.0)
    stack: bool = False  # every line is made as wide as the measure
    at_once: int = 0  # words shown at a time, one group after the other; 0 = the whole line
    vertical: bool = False  # Chinese and Japanese stand in columns, right to left


@dataclass(frozen=True, config=_STRICT)
class Ink:
    """Colours.

    `unsung` 0..1 is how far words to come keep the sung colour's lightness; 0 hides them until they
    are sung.
    """

    sung: Role = "high"
    unsung: float = 0.6
    past: float = 1.0  # the same for words that have been sung: they settle
    tint: float = 0.0  # 0 = white, 1 = the role's own hue in full
    emphasis: Role = "accent"
    fill: Literal["wipe", "letters", "colour"] = "wipe"  # "letters": one after the other
    feather: float = 0.06  # softness of the wipe's edge in em
    halo: Literal["none", "glow", "shadow"] = "none"
    halo_size: float = 0.2  # em
    halo_strength: float = 0.5
    cursor: bool = False  # a block in the emphasis's colour ahead of the voice
    strip: Role | None = None  # paper of this colour under each line, the letters dark on it


@dataclass(frozen=True, config=_STRICT)
class Move:
    """An entrance or an exit.

    `each` "word" lets every word go at its own time, "line" all at once in a wave. A director's
    direction turns the way of "rise", "drop" and "slide".
    """

    kind: Literal["cut", "fade", "rise", "pop", "slide", "drop", "unveil"] = "fade"
    seconds: float = 0.25
    each: Literal["block", "line", "word"] = "block"
    amount: float = 0.3  # em of travel; of a pop how much smaller it begins, below 0 larger


@dataclass(frozen=True, config=_STRICT)
class Emphasis:
    """What a stressed word gets besides its colour."""

    italic: bool = False
    weight: int = 0  # 0 = as the rest
    family: str = ""
    pulse: float = (
        0.05  # how much larger any word is at the moment it begins; a stressed one three times that
    )


@dataclass(frozen=True, config=_STRICT)
class Idle:
    """What never stands still.

    `sway` turns each word a little, anew `rate` times a second; `float` drifts the block.
    """

    kind: Literal["still", "float", "sway"] = "still"
    amount: float = 0.0  # em, or degrees for "sway"
    rate: float = 0.2  # Hz


@dataclass(frozen=True, config=_STRICT)
class Dynamics:
    """How the sound moves words. All are neutral at 0."""

    size: float = 0.0  # how much larger than middling ones the loudest words are set
    swell: float = 0.0  # how much a word grows with the loudness while it is sung
    beat: float = 0.0  # how much the block jumps on a beat
    land_s: float = 0.0  # an entrance lands on a beat that is this near
    travel: float = 0.0  # em that the block moves along the line's direction while it is shown


@dataclass(frozen=True, config=_STRICT)
class Following:
    """The next line, waiting below the current one at `size` of its own; 0 = not shown."""

    size: float = 0.0
    gap: float = 0.7  # em between the two
    seconds: float = 0.35  # how long it takes to its place


@dataclass(frozen=True, config=_STRICT)
class Theme:
    """All of one theme."""

    name: str
    about: str
    face: FaceChoice
    wide: Layout
    tall: Layout
    ink: Ink = Ink()
    enter: Move = Move()
    exit: Move = Move("fade", 0.3)
    emphasis: Emphasis = Emphasis()
    idle: Idle = Idle()
    dynamics: Dynamics = Dynamics()
    following: Following = Following()

    def layout(self, aspect: float) -> Layout:
        """The layout for a canvas: `tall` for upright ones."""
        return self.tall if aspect < 0.9 else self.wide


def names() -> list[str]:
    """The themes that come with Clavilux, plain first."""
    folder = resources.files("clavilux.compose") / "type_themes"
    found = [Path(str(f.name)).stem for f in folder.iterdir() if f.name.endswith(".toml")]
    return sorted(found, key=lambda name: (name != "plain", name))


@functools.cache
def theme(name: str) -> Theme:
    """The theme of that name, or of that `.toml` file. UsageError names what does not fit,
    InputError a file that cannot be read."""
    return _parse(name, _own(Path(name)) if name.endswith(".toml") else _shipped(name))


def _own(path: Path) -> str:
    """The text of a theme file. Raises InputError."""
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not text; a type theme is a TOML file.") from None


def _shipped(name: str) -> str:
    if name not in names():
        known = ", ".join(names())
        raise UsageError(f"There is no type theme {name!r}; there are: {known}, or FILE.toml.")
    folder = resources.files("clavilux.compose") / "type_themes"
    return (folder / f"{name}.toml").read_text("utf-8")


def _parse(name: str, text: str) -> Theme:
    try:
        values = tomllib.loads(text)
        values.setdefault("name", Path(name).stem)
        values["tall"] = {**values.get("wide", {}), **values.get("tall", {})}
        return TypeAdapter(Theme).validate_python(values)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"The type theme {name} is no TOML: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise UsageError(f"The type theme {name} has a bad {where}: {first['msg']}.") from error
