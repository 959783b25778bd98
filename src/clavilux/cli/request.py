"""Command-line options as the nouns that the pipeline takes."""

import json
import os
from argparse import Namespace
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from clavilux.media.codecs import Encoding
from clavilux.media.output import same_file
from clavilux.media.taps import read_taps
from clavilux.modes.brief import Brief
from clavilux.project import Project, check
from clavilux.strict import from_data, to_data
from clavilux.table import entry
from clavilux.types.canvas import ASPECTS, Canvas
from clavilux.types.clock import parse_fps
from clavilux.types.corrections import Overrides
from clavilux.types.errors import InputError, UsageError

GIVEN = ("song", "lyrics", "video", "audio", "taps", "file", "project", "vectors")
ANSWERS = ("out", "save", "plot", "sonify", "export", "report", "sheet")
KEPT_IN_PLACE = (".json", ".lrc", ".srt", ".vtt", ".ass", ".ttml")
PREVIEW = Fraction(1, 3)  # of the size, in each direction


def brief(options: Namespace) -> Brief:
    """What was asked of the film; `--set brief.KEY=VALUE` counts too, since the plan follows from
    it."""
    asked = Brief(
        title=options.title,
        artist=options.artist,
        look=options.look,
        palette=options.palette,
        theme=_theme(options.theme),
        seed=options.seed,
        llm=_writer(options.llm),
        aligner=_writer(options.aligner),
        separate=_writer(options.separate),
        transcribe=_writer(options.transcribe),
        language=options.language,
        allow_download=options.allow_download,
    )
    return _with(asked, [text for text in options.set if text.startswith("brief.")], "brief.")


def _writer(spec: str) -> str:
    """The back end's spec, its file or folder written so that it is found from anywhere."""
    name, colon, model = spec.partition(":")
    return f"{name}:{Path(model).absolute()}" if colon and Path(model).exists() else spec


def guard_files(options: Namespace) -> None:
    """Raises UsageError where an answer would take the place of a file that was given, or of
    another answer. Lyrics and projects may be bettered in place."""
    named = {name: Path(value) for name, value in vars(options).items() if isinstance(value, str)}
    given = [named[name] for name in GIVEN if name in named]
    answers = {name: named[name] for name in ANSWERS if name in named}
    for name, path in answers.items():
        if any(same_file(path, source) for source in given if source.is_file()) and not (
            path.suffix in KEPT_IN_PLACE and options.command in ("lyrics", "tap", "plan")
        ):
            raise UsageError(f"{path}: is a file that was given; choose another name for --{name}.")
        if any(path.absolute() == q.absolute() for n, q in answers.items() if n != name):
            raise UsageError(f"{path}: is asked for twice; choose another name for --{name}.")


def use_fonts(options: Namespace) -> None:
    """`--fonts FOLDER`: typefaces there are asked before all others. Raises InputError."""
    if given := getattr(options, "fonts", None):
        folder = Path(given).expanduser().absolute()
        if not any(folder.rglob("*.[ot]t[fc]")):
            raise InputError(f"{given}: holds no typefaces (.ttf, .otf, .ttc).")
        more = os.environ.get("CLAVILUX_FONTS")
        os.environ["CLAVILUX_FONTS"] = os.pathsep.join([str(folder), *([more] if more else [])])


def _theme(name: str) -> str:
    """A theme's name; the place of a theme file, wherever the project will lie."""
    return str(Path(name).absolute()) if name.endswith(".toml") else name


def overrides(options: Namespace) -> Overrides:
    """Corrections of the analysis."""
    asked = Overrides(
        tempo=_factor(options.tempo) if options.tempo else 1.0,
        offset_s=options.offset or 0.0,
        metre=options.metre or 0,
        lyrics_offset_s=getattr(options, "lyrics_offset", None) or 0.0,
        taps=read_taps(Path(options.taps)) if options.taps else (),
    )
    mine = [text for text in getattr(options, "set", []) if text.startswith("overrides.")]
    return _with(asked, mine, "overrides.")


def _factor(text: str) -> float:
    try:
        return float(Fraction(text.lstrip("x*")))
    except (ValueError, ZeroDivisionError):
        raise UsageError(
            f"--tempo takes a factor such as x2, x0.5 or x3/2, not {text!r}."
        ) from None


def canvases(options: Namespace, default: tuple[Canvas, ...]) -> tuple[Canvas, ...]:
    """The pictures to make: one for each aspect, or one of `--size`."""
    if options.size and options.aspect:
        raise UsageError("--size and --aspect exclude each other.")
    sizes = [(canvas.width, canvas.height) for canvas in default]
    if options.size:
        sizes = [_size(options.size)]
    elif options.aspect:
        sizes = [_aspect(name) for text in options.aspect for name in text.split(",")]
    fps = _fps(options.fps) if options.fps else default[0].fps
    if options.preview:
        sizes = [(_even(w * PREVIEW), _even(h * PREVIEW)) for w, h in sizes]
    return tuple(Canvas(width, height, fps) for width, height in dict.fromkeys(sizes))


def _even(size: Fraction) -> int:
    return max(16, round(size / 2) * 2)


def _size(text: str) -> tuple[int, int]:
    try:
        width, height = (int(part) for part in text.lower().replace("×", "x").split("x"))
    except ValueError:
        raise UsageError(
            f"--size takes WIDTHxHEIGHT, for instance 1920x1080, not {text!r}."
        ) from None
    return width, height


def _aspect(name: str) -> tuple[int, int]:
    if name not in ASPECTS:
        raise UsageError(f"--aspect takes {', '.join(ASPECTS)}, not {name!r}; or use --size.")
    return ASPECTS[name]


def _fps(text: str) -> Fraction:
    try:
        return parse_fps(text)
    except (ValueError, ZeroDivisionError):
        raise UsageError(
            f"--fps takes 1 to 240, for instance 29.97 or 30000/1001, not {text!r}."
        ) from None


def encoding(options: Namespace, default: Encoding) -> Encoding:
    """How to write the film."""
    asked = {
        name: getattr(options, name)
        for name in ("codec", "encoder", "preset", "quality")
        if getattr(options, name) is not None
    }
    if "codec" in asked and default.codec != asked["codec"]:
        default = Encoding(audio=default.audio)
    return replace(default, **asked)


def set_values(project: Project, texts: list[str]) -> Project:
    """`KEY=VALUE` for any place of the project file, numbers index lists:
    plan.shots.0.options.look=ink."""
    changed = _with(project, texts, "")
    check(changed.plan, "--set")
    return changed


def _with(noun: Any, texts: list[str], prefix: str) -> Any:
    if not texts:
        return noun
    data = to_data(noun)
    for text in texts:
        key, equals, value = text.removeprefix(prefix).partition("=")
        if not equals or not key:
            raise UsageError(f"--set takes KEY=VALUE, not {text!r}.")
        _put(data, key.split("."), _value(value), text)
    try:
        return from_data(type(noun), data, f"--set {' --set '.join(texts)}")
    except InputError as error:
        raise UsageError(str(error)) from None


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _put(data: Any, path: list[str], value: Any, text: str) -> None:
    for step in path[:-1]:
        data = _inside(data, step, text)
    last = path[-1]
    if isinstance(data, list):
        _inside(data, last, text)
        data[int(last)] = value
    elif isinstance(data, dict):
        data[last] = value  # an unknown key is the strict reader's business
    else:
        raise UsageError(f"--set {text}: there is nothing below {path[-2]!r}.")


def _inside(data: Any, step: str, text: str) -> Any:
    try:
        return data[int(step)] if isinstance(data, list) else data[step]
    except (KeyError, IndexError, ValueError, TypeError):
        raise UsageError(f"--set {text}: the project has no {step!r} there.") from None


ROLES = {"tags": "tagger"}  # what `analyze --backend` may name, and the verb's own word for it


def chosen_backends(given: list[str]) -> dict[str, str]:
    """`--backend ROLE=NAME:MODEL` as arguments of `pipeline.analyze`."""
    chosen = {}
    for text in given:
        role, equals, spec = text.partition("=")
        if not equals or not spec:
            raise UsageError(
                f"--backend {text}: say ROLE=NAME:MODEL, such as tags=efficientat:FILE."
            )
        chosen[entry(ROLES, role, "role for --backend")] = spec
    return chosen
