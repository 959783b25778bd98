"""What will be seen, as plain data: written by a mode's rules or a language model, edited by
people, pinned by tests.

Everything here is JSON (see `project.py` for the strict reader and the schema). A plan knows
neither pixels nor frames: the same plan is laid out anew for every canvas. Times are seconds,
spans half-open.
"""

from dataclasses import dataclass, field, fields
from typing import Literal

from clavilux.types.errors import UsageError
from clavilux.types.lyrics import Word

Option = str | float | int | bool


@dataclass(frozen=True)
class Drive:
    """How sound moves one number of the picture: `base + gain * source`, the source smoothed
    beforehand.

    `source` names a curve of 0..1 ("bass", "onset", "loudness", ...) or an event: "beat", "bar",
    "hit" (strong onsets). An event jumps to 1 on the frame nearest to it and falls with
    `release_s`. As `kind="phase"` the value is integrated over time, so that speeds breathe and
    phases never jump.
    """

    source: str
    gain: float = 1.0
    base: float = 0.0
    attack_s: float = 0.01
    release_s: float = 0.25
    kind: Literal["level", "phase"] = "level"


@dataclass(frozen=True)
class Camera:
    """A move over one shot, from -> to, eased. `zoom` is a factor and keeps the look's subject in
    its place; `pan` in heights of the picture, `rotate` in degrees, `shake` 0..1; `sway`, in
    heights, is how far the drive "sway" rocks it."""

    zoom: tuple[float, float] = (1.0, 1.0)
    pan_x: tuple[float, float] = (0.0, 0.0)
    pan_y: tuple[float, float] = (0.0, 0.0)
    rotate: tuple[float, float] = (0.0, 0.0)
    shake: float = 0.0
    sway: float = 0.0

    def __post_init__(self) -> None:
        if not all(0.05 <= zoom <= 50 for zoom in self.zoom):
            raise UsageError(f"camera.zoom lies between 0.05 and 50, not at {list(self.zoom)}.")


@dataclass(frozen=True)
class Transition:
    """How a shot arrives: it takes `duration_s`, its middle on the shot's start. A "cut" has no
    duration."""

    kind: str = "cut"
    duration_s: float = 0.0


@dataclass(frozen=True)
class Palette:
    """Five sRGB colours, "#rrggbb": the ground, three related tones from dark to light, one rare
    accent."""

    ground: str
    low: str
    mid: str
    high: str
    accent: str


@dataclass(frozen=True)
class Shot:
    """One continuous picture. `palette` names an entry of `Plan.palettes`; `cue` says in words
    where in the song this is."""

    start: float
    end: float
    generator: str = "pattern"
    options: dict[str, Option] = field(default_factory=dict)
    palette: str = "main"
    seed: int = 0
    intensity: float = 0.5  # 0..1: how big this part of the song is
    cue: str = ""
    prompt: str = ""
    camera: Camera = Camera()
    transition: Transition = Transition()
    drives: dict[str, Drive] = field(default_factory=dict)


@dataclass(frozen=True)
class Caption:
    """Words on screen during `[start, end)`; each word is filled from its own start to its end.

    What a director of words may say of one line; the defaults leave everything to the theme.
    `scale` 0.4 to 2 multiplies the theme's size (the line still fits); `enter_s` and `exit_s`
    replace the seconds of the theme's entrance and exit; `direction` is where the words move to
    as they enter, and on as they leave; `breaks` are the words that begin a new row.
    """

    start: float
    end: float
    words: tuple[Word, ...]
    separator: str = " "
    voice: str = ""
    emphasis: tuple[int, ...] = ()  # indices of words to stress
    scale: float = 1.0
    enter_s: float | None = None
    exit_s: float | None = None
    direction: Literal["none", "left", "right", "up", "down"] = "none"
    breaks: tuple[int, ...] = ()  # empty = fitted by the theme


@dataclass(frozen=True)
class Title:
    """The title card."""

    title: str
    artist: str
    start: float
    end: float


@dataclass(frozen=True)
class Finish:
    """The grade of the whole film: 0..1, 0 = off; and how long it takes to come from black and to
    go back."""

    bloom: float = 0.35
    vignette: float = 0.3
    grain: float = 0.25
    flash: float = 0.5
    fade_in_s: float = 0.4
    fade_out_s: float = 1.5

    def __post_init__(self) -> None:
        for grade in fields(self):
            value, most = getattr(self, grade.name), 600 if grade.name.endswith("_s") else 1
            if not 0 <= value <= most:
                raise UsageError(
                    f"finish.{grade.name} lies between 0 and {most}, not at {value:g}."
                )


@dataclass(frozen=True)
class Plan:
    """A film, but for its sound and its canvas. `shots` cover `[0, duration)` without gaps,
    ascending. `notes` say in words what was decided otherwise than usual; nothing reads them."""

    mode: str
    duration: float
    seed: int
    palettes: dict[str, Palette]
    shots: tuple[Shot, ...]
    captions: tuple[Caption, ...] = ()
    theme: str = "plain"
    title: Title | None = None
    finish: Finish = Finish()
    limit_flashes: bool = True
    notes: tuple[str, ...] = ()
