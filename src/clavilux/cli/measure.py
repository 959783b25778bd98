"""`clavilux evaluate`: gathers the music and the plan, measures, prints."""

import json
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

from clavilux import pipeline
from clavilux.cli.progress import Bar
from clavilux.evaluate import Evaluation, to_json, write_report
from clavilux.evaluate import evaluate as measure
from clavilux.evaluate.report.cards import Card, collected, verdict
from clavilux.media.output import check_folder
from clavilux.project import Project, read_project
from clavilux.timeline import Timeline
from clavilux.types.errors import InputError
from clavilux.types.features import Features


def evaluate(options: Namespace) -> int:
    """Measures a film against its own sound, `--audio`, or the corrected beats of `--project`."""
    bar = Bar(options.json)
    if options.report:
        check_folder(Path(options.report))
    project = read_project(Path(options.project)) if options.project else None
    source = options.audio or (project.audio if project else None)
    features = _features(options.video, source, project, bar)
    plan = project.plan if project else None
    found = measure(
        options.video,
        features,
        source,
        plan,
        progress=lambda share: bar("watching", share, 1.0),
    )
    bar.close()
    if options.report:
        write_report(found, options.report, features)
    if options.json:
        print(json.dumps(to_json(found), indent=1, ensure_ascii=False))
    else:
        print(_summary(found))
    return 0


def _features(video: str, source: str | None, project: Project | None, bar: Bar) -> Features | None:
    """What is heard in the source, else in the film itself; None for a silent film."""
    try:
        beats = project.beats if project else ""
        features = pipeline.analyze(source or video, beats=beats, progress=bar)
    except InputError:
        if source:
            raise
        return None
    if project is None:
        return features
    timeline = Timeline(features, project.overrides)
    return replace(features, beats=timeline.beats, sections=timeline.sections)


def _summary(found: Evaluation) -> str:
    """The report's sentence and its cards, a line each."""
    rows = [_row(card) for card in collected(found)]
    return "\n".join([verdict(found), *rows])


def _row(card: Card) -> str:
    mark = {None: " ", True: "+", False: "-"}[card.passed]
    value = f"{card.value} {card.unit}".strip()
    return f"{mark} {card.name:<24} {value:<14} {'; '.join(filter(None, (card.target, card.note)))}"
