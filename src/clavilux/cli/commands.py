"""The commands: options in, one verb of `pipeline` called, an answer printed."""

import json
import time
from argparse import Namespace
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from clavilux import pipeline
from clavilux.cli.progress import Bar
from clavilux.cli.request import (
    brief,
    canvases,
    encoding,
    overrides,
    set_values,
)
from clavilux.media.codecs import Encoding
from clavilux.media.output import same_file
from clavilux.project import Project, check_target, read_project, write_project
from clavilux.types.canvas import Canvas
from clavilux.types.errors import CheckError, OutputError, UsageError


def make(options: Namespace) -> int:
    """`clavilux make`: plan and render in one go."""
    bar = Bar(options.json)
    began = time.monotonic()
    _check_target(Path(options.out or Path(options.song).stem + ".mp4"), options)
    project = _project(options, bar)
    if options.save:
        write_project(project, Path(options.save))
    paths = pipeline.render(project, options.out, progress=bar)
    bar.close()
    return _films(paths, project, time.monotonic() - began, options.json)


def render(options: Namespace) -> int:
    """`clavilux render`: a project's films."""
    bar = Bar(options.json)
    began = time.monotonic()
    project = set_values(read_project(Path(options.project)), options.set)
    project = replace(
        project,
        canvases=canvases(options, project.canvases),
        encoding=encoding(options, project.encoding),
        start=project.start if options.start is None else options.start,
        end=project.end if options.end is None else options.end,
    )
    paths = pipeline.render(_checked(project), options.out, progress=bar)
    bar.close()
    return _films(paths, project, time.monotonic() - began, options.json)


def plan(options: Namespace) -> int:
    """`clavilux plan`: the project file."""
    bar = Bar(options.json)
    given = Path(options.song)
    out = Path(options.out or given.stem + ".json")
    check_target(out)
    if out.exists() and not options.out and not same_file(out, given):
        raise OutputError(f"{out} is there already; say -o {out} to write over it.")
    if given.suffix == ".json":
        project = pipeline.replan(set_values(read_project(given), options.set), progress=bar)
        for note in project.plan.notes:
            bar.note(note)
    else:
        project = _project(options, bar)
    bar.close()
    write_project(project, out)
    if options.json:
        return _print({"project": str(out), "shots": len(project.plan.shots)})
    looks = sorted({str(shot.options.get("look")) for shot in project.plan.shots})
    print(f"{out}: {len(project.plan.shots)} shots, looks: {', '.join(looks)}")
    print(f"Edit it, then: clavilux render {out}")
    return 0


def _check_target(out: Path, options: Namespace) -> None:
    """Raises before any work is done what would fail after it."""
    from clavilux.media.codecs import container_format
    from clavilux.media.output import check_folder

    container_format(encoding(options, Encoding()), out)
    check_folder(out)
    if options.save:
        check_target(Path(options.save))


def _project(options: Namespace, bar: Bar) -> Project:
    """The planned project that the options ask for."""
    pictures, written = canvases(options, (Canvas(),)), encoding(options, Encoding())
    words = options.lyrics or options.transcribe
    mode = options.mode or ("lyric" if words else "music")
    project = pipeline.plan(
        options.song,
        mode=mode,
        lyrics=options.lyrics,
        brief=brief(options),
        overrides=overrides(options),
        limit_flashes=not options.allow_flashes,
        beats=options.beats or "",
        progress=bar,
    )
    for note in project.plan.notes:
        bar.note(note)
    project = replace(
        project,
        canvases=pictures,
        encoding=written,
        start=options.start or 0.0,
        end=options.end,
    )
    return _checked(set_values(project, options.set))


def _checked(project: Project) -> Project:
    start, end = project.span
    if not 0 <= start < end:
        duration = project.plan.duration
        raise UsageError(f"--start {start:g} and --end {end:g} leave nothing of {duration:.1f} s.")
    return project


def _films(paths: list[Path], project: Project, spent: float, as_json: bool) -> int:
    start, end = project.span
    if as_json:
        return _print({"films": [str(path) for path in paths], "seconds": round(spent, 3)})
    for path in paths:
        size = path.stat().st_size / 1e6
        print(f"{path}: {end - start:.1f} s of film, {size:.1f} MB, made in {spent:.1f} s")
    return 0


def analyze(options: Namespace) -> int:
    """`clavilux analyze`: what is heard."""
    from clavilux.cli.listening import analyze as tell

    return tell(options)


def describe(options: Namespace) -> int:
    """`clavilux describe`: every second in words."""
    from clavilux.cli.telling import describe as tell

    return tell(options)


def looks(options: Namespace) -> int:
    """`clavilux looks`: names, and a contact sheet."""
    from clavilux.generators.looks import cards

    if options.sheet:
        from clavilux.gallery import sheet

        bar = Bar(options.json)
        sheet(Path(options.sheet), options.song, options.palette, progress=bar)
        bar.close()
    if options.json:
        return _print(
            [
                {"name": c.name, "about": c.about, "energy": c.energy, "drives": list(c.drives)}
                for c in cards()
            ]
        )
    for card in cards():
        print(f"{card.name:<14} {card.about}")
    if options.sheet:
        print(f"{options.sheet}: every look at four moments")
    return 0


def themes(options: Namespace) -> int:
    """`clavilux themes`: names, and a contact sheet."""
    from clavilux.compose.themes import names, theme

    if options.sheet:
        from clavilux.type_gallery import cell, sheet

        bar = Bar(options.json)
        size = cell(options.aspect)
        sheet(Path(options.sheet), options.lyrics, size, progress=bar)
        bar.close()
    found = [theme(name) for name in names()]
    if options.json:
        return _print(
            [{"name": t.name, "about": t.about, "face": t.face.families[0]} for t in found]
        )
    for t in found:
        print(f"{t.name:<14} {t.about}")
    if options.sheet:
        print(f"{options.sheet}: every theme with four lines")
    return 0


def check(options: Namespace) -> int:
    """`clavilux check`: flash safety of a finished film."""
    from clavilux.evaluate.flashes import check_flashes

    report = check_flashes(Path(options.video))
    if options.json:
        _print({**asdict(report), "flashes_per_second": report.flashes_per_second})
    for span in () if options.json else report.spans:
        left, top, width, height = span.field
        print(
            f"{span.start:8.2f} - {span.end:.2f} s: {span.kind} flashes, "
            f"{span.flashes_per_second:g} in a second, over {span.area:.0%} of a field at "
            f"{left + width / 2:.0%} across, {top + height / 2:.0%} down"
        )
    worst = f"{report.flashes_per_second:g} flashes in the worst second; WCAG 2.3.1 allows 3"
    if not report.passed:
        raise CheckError(f"{options.video}: fails flash safety, {worst}.")
    if not options.json:
        print(f"{options.video}: passes flash safety, {worst}.")
    return 0


def evaluate(options: Namespace) -> int:
    """`clavilux evaluate`: how a film follows its sound."""
    from clavilux.cli.measure import evaluate as measure

    return measure(options)


def distance(options: Namespace) -> int:
    """`clavilux distance`: how far one folder of films lies from another."""
    from clavilux.cli.people import distance as measure

    return measure(options)


def opinion(options: Namespace) -> int:
    """`clavilux opinion serve|report`."""
    from clavilux.cli.people import opinion as ask

    return ask(options)


def align(options: Namespace) -> int:
    """`clavilux align`: words to their times."""
    from clavilux.cli import words

    return _answer(words.align(options), options.json)


def lyrics(options: Namespace) -> int:
    """`clavilux lyrics`: one lyric format to another."""
    from clavilux.cli import words

    return _answer(words.convert(options), options.json)


def transcribe(options: Namespace) -> int:
    """`clavilux transcribe`: the words that are heard."""
    from clavilux.cli import words

    return _answer(words.transcribe(options), options.json)


def tap(options: Namespace) -> int:
    """`clavilux tap`: times by hand."""
    from clavilux.cli import tapping

    return _answer(tapping.tap(options), options.json)


def _answer(answer: tuple[dict[str, Any], list[str]], as_json: bool) -> int:
    document, rows = answer
    if as_json:
        return _print(document)
    print("\n".join(rows))
    return 0


def schema(options: Namespace) -> int:
    """`clavilux schema`: the published schemas."""
    from clavilux.schemas import SCHEMAS

    return _print(SCHEMAS[options.of]())


def doctor(options: Namespace) -> int:
    """`clavilux doctor`: what is here, and what to do about the rest."""
    from clavilux.doctor import examine

    findings = examine()
    if options.json:
        _print([finding.as_document() for finding in findings])
    else:
        for finding in findings:
            print(finding.line())
    return 0 if all(finding.ok or not finding.needed for finding in findings) else 5


def _print(document: Any) -> int:
    print(json.dumps(document, indent=1, ensure_ascii=False))
    return 0
