"""`clavilux analyze`: what is heard, told, drawn, made audible and handed on."""

import json
from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import Any

from clavilux import pipeline
from clavilux.cli.progress import Bar
from clavilux.cli.request import chosen_backends, overrides


def analyze(options: Namespace) -> int:
    """`clavilux analyze`: what is heard."""
    from clavilux.analysis.document import as_document
    from clavilux.analysis.seconds import shares
    from clavilux.timeline import Timeline

    bar = Bar(options.json)
    chosen = chosen_backends(options.backend)
    features = pipeline.analyze(options.song, beats=options.beats or "", **chosen, progress=bar)
    bar.close()
    timeline = Timeline(features, overrides(options))
    features = replace(features, beats=timeline.beats, sections=timeline.sections)
    document = as_document(features)
    if options.plot:
        _plot(features, Path(options.plot), Path(options.song).stem)
    if options.sonify:
        from clavilux.media.sonify import sonify

        sonify(Path(options.song), features, Path(options.sonify))
    if options.export:
        from clavilux.media.exports import export

        export(features, Path(options.export), Path(options.song).stem)
    if options.json:
        print(json.dumps(document, indent=1, ensure_ascii=False))
        return 0
    print(_summary(document))
    if heard := ", ".join(f"{name} {share:.0%}" for name, share in shares(features.tags)):
        print(f"instruments (share of the seconds)\n  {heard}")
    return 0


def _plot(features: Any, out: Path, title: str) -> None:
    from clavilux.analysis.plot import plot
    from clavilux.compose.fonts import default_font

    plot(features, out, title=title, typeface=default_font())


def _sure(beats: list[dict[str, Any]]) -> str:
    mean = sum(beat["confidence"] for beat in beats) / max(len(beats), 1)
    return f" ({mean:.0%} sure)" if beats else ""


def _summary(document: dict[str, Any]) -> str:
    from clavilux.types.features import Key
    from clavilux.types.spelling import key_name

    key = document["key"]
    others = [f"{c['bpm']:.1f} ({c['weight']:.0%})" for c in document["tempo_alternatives"]]
    lines = [
        f"duration  {document['duration_s']:.2f} s",
        f"tempo     {document['tempo_bpm']:.1f} bpm; readings: {', '.join(others) or 'none'}",
        f"key       {key_name(Key(**key))} ({key['confidence']:.0%} sure)",
        f"beats     {len(document['beats'])}{_sure(document['beats'])}",
        "sections",
    ]
    for part in document["sections"]:
        name = f"{part['name']} ({part['name_confidence']:.0%} sure)" if part["name"] else ""
        span = f"  {part['start']:7.2f} - {part['end']:7.2f}"
        lines.append(f"{span}  {part['label']:<4} {part['level']:<6} {name}".rstrip())
    lines.append("events")
    lines += [f"  {e['time']:7.2f}  {e['kind']} ({e['strength']:.0%})" for e in document["events"]]
    return "\n".join(lines)
