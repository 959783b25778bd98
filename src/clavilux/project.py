"""Project: the one JSON file that a person keeps, edits and renders again.

Strict in and out: every key is known and every value of its type, or reading raises `InputError`
with the place of the mistake. The JSON Schema (`clavilux schema`, docs/schema/project.json) comes
from the same dataclasses.
"""

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from clavilux.media.codecs import Encoding
from clavilux.media.output import check_folder, write_whole
from clavilux.modes import MODES
from clavilux.modes.brief import Brief
from clavilux.strict import from_data, read_json, to_data
from clavilux.table import load
from clavilux.types.canvas import Canvas
from clavilux.types.colour import srgb_from_hex
from clavilux.types.corrections import Overrides
from clavilux.types.errors import InputError, OutputError, UsageError
from clavilux.types.film import TRANSITIONS
from clavilux.types.plan import Plan, Shot

VERSION = 1


@dataclass(frozen=True)
class Project:
    """A song and all decisions about its film. `audio` and `lyrics` are paths, seen from the
    project's own folder.

    `beats` names the back end that hears beats, "" the shipped network.

    `canvases` holds one entry for each film to be made of the same plan. `overrides` correct the
    analysis. `plan` is what will be seen: edit it, and `clavilux render` draws only what changed.
    `start` and `end` cut the film, in seconds.
    """

    audio: str
    plan: Plan
    audio_digest: str = ""
    mode: str = "music"
    lyrics: str = ""
    brief: Brief = Brief()
    overrides: Overrides = Overrides()
    canvases: tuple[Canvas, ...] = (Canvas(),)
    encoding: Encoding = Encoding()
    start: float = 0.0
    end: float | None = None
    beats: str = ""
    version: int = VERSION

    @property
    def span(self) -> tuple[float, float]:
        """Seconds of the song that the film shows."""
        return self.start, self.plan.duration if self.end is None else min(
            self.end, self.plan.duration
        )


def read_project(path: Path) -> Project:
    """Reads a project file; its paths become absolute. Raises InputError."""
    data = read_json(path)
    if isinstance(data, dict) and data.get("version", VERSION) != VERSION:
        raise InputError(f"{path}: has version {data['version']}; this Clavilux reads {VERSION}.")
    project = from_data(Project, data, str(path))
    check(project.plan, str(path))
    for place, mode in (("mode", project.mode), ("plan.mode", project.plan.mode)):
        if mode not in MODES:
            known = ", ".join(MODES)
            raise InputError(f"{path}: {place}: there is no mode {mode!r}; there are: {known}.")
    if not project.canvases:
        raise InputError(f"{path}: canvases is empty; a film needs at least one.")
    if not 0 <= project.start < project.span[1]:
        raise InputError(f"{path}: start must lie before end and inside the song.")
    folder = path.absolute().parent
    lyrics = str(folder / project.lyrics) if project.lyrics else ""
    return replace(project, audio=str(folder / project.audio), lyrics=lyrics)


def write_project(project: Project, path: Path) -> None:
    """Writes a project file whole or not at all; paths are stored as seen from it."""
    check_target(path)
    folder = path.absolute().parent
    stored = replace(
        project,
        audio=_seen_from(project.audio, folder),
        lyrics=_seen_from(project.lyrics, folder) if project.lyrics else "",
    )
    text = json.dumps(to_data(stored), indent=1, ensure_ascii=False) + "\n"
    write_whole(path, text.encode("utf-8"))


def check_target(path: Path) -> None:
    """Raises OutputError where a project of this name cannot be written."""
    if path.suffix.lower() != ".json":
        raise OutputError(f"{path}: a project is JSON; let its name end in .json.")
    check_folder(path)


def _seen_from(path: str, folder: Path) -> str:
    try:
        return Path(os.path.relpath(Path(path).absolute(), folder)).as_posix()
    except ValueError:  # another drive on Windows
        return Path(path).absolute().as_posix()


def check(plan: Plan, where: str) -> None:
    """What types cannot say of a plan: shots without gaps, names that exist. Raises InputError."""
    if not plan.shots:
        raise InputError(f"{where}: plan.shots is empty; a film needs at least one shot.")
    if plan.duration <= 0:
        raise InputError(f"{where}: plan.duration is {plan.duration:g}; it is seconds above 0.")
    _check_colours(plan, where)
    end = 0.0
    for number, shot in enumerate(plan.shots):
        place = f"{where}: plan.shots.{number}"
        if abs(shot.start - end) > 1e-6:
            raise InputError(f"{place}.start is {shot.start:g}; the shot before ends at {end:g}.")
        if shot.end <= shot.start:
            raise InputError(f"{place}: must end after it starts.")
        if not 0 <= shot.intensity <= 1:
            raise InputError(f"{place}.intensity is {shot.intensity:g}; it goes from 0 to 1.")
        _check_names(shot, plan, place)
        end = shot.end
    if abs(end - plan.duration) > 1e-3:
        raise InputError(f"{where}: the last shot ends at {end:g}, the film at {plan.duration:g}.")


def _check_colours(plan: Plan, where: str) -> None:
    for name, palette in plan.palettes.items():
        for tone, colour in asdict(palette).items():
            try:
                srgb_from_hex(colour)
            except UsageError as error:
                raise InputError(f"{where}: plan.palettes.{name}.{tone}: {error}") from None


def _check_names(shot: Shot, plan: Plan, place: str) -> None:
    from clavilux.drives import SOURCES
    from clavilux.generators import GENERATORS

    if shot.palette not in plan.palettes:
        raise InputError(f"{place}.palette: the plan has no palette {shot.palette!r}.")
    if shot.transition.kind not in TRANSITIONS:
        kinds = ", ".join(TRANSITIONS)
        raise InputError(
            f"{place}.transition.kind is {shot.transition.kind!r}, not one of {kinds}."
        )
    if shot.generator not in GENERATORS:
        raise InputError(f"{place}.generator: there is no generator {shot.generator!r}.")
    load(GENERATORS, shot.generator, "generator").check(shot.options, f"{place}.options")
    for name, drive in shot.drives.items():
        if drive.source not in SOURCES:
            known = ", ".join(SOURCES)
            raise InputError(
                f"{place}.drives.{name}.source is {drive.source!r}, not one of {known}."
            )
