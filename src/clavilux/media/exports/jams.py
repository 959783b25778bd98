"""JAMS (JSON Annotated Music Specification 0.3, Humphrey et al. 2014): beats, tempo readings,
sections, chords and keys, each an annotation of its own namespace.
"""

import json
from collections.abc import Sequence
from typing import Any

from clavilux import __version__
from clavilux.types.features import NO_CHORD, Features

HARTE = {  # our chord kinds in Harte's syntax
    "": "maj",
    "m": "min",
    "7": "7",
    "maj7": "maj7",
    "m7": "min7",
    "sus4": "sus4",
    "dim": "dim",
}


def document(features: Features, title: str, what: Sequence[str]) -> bytes:
    """The JSON document, with chords, keys and tempo whatever `what` is."""
    beats, length = features.beats, features.duration
    points = zip(beats.times, beats.positions, beats.confidence, strict=True)
    sections = [
        _row(
            part.start, part.end, f"{part.label} {part.name}".rstrip(), part.name_confidence or None
        )
        for part in features.sections
    ]
    chords = [_row(c.start, c.end, harte(c.name), c.confidence) for c in features.chords]
    keys = [
        _row(k.start, k.end, f"{k.key.tonic}:{k.key.mode}", k.key.confidence) for k in features.keys
    ]
    found = {
        "beat": [_row(float(t), float(t), int(p), float(c)) for t, p, c in points],
        "tempo": [_row(0.0, length, c.bpm, c.weight) for c in features.tempo],
        "segment_open": sections,
        "chord": chords,
        "key_mode": keys,
    }
    file = {"title": title, "artist": "", "release": "", "duration": length, "identifiers": {}}
    whole = {
        "annotations": [_annotation(name, rows, length) for name, rows in found.items() if rows],
        "file_metadata": {**file, "jams_version": "0.3.4"},
        "sandbox": {},
    }
    return json.dumps(whole, indent=1, ensure_ascii=False).encode()


def harte(name: str) -> str:
    """C -> C:maj, F#m7 -> F#:min7."""
    if name == NO_CHORD:
        return "N"
    root = name[:2] if name[1:2] == "#" else name[:1]
    return f"{root}:{HARTE[name[len(root) :]]}"


def _row(start: float, end: float, value: Any, confidence: float | None) -> dict[str, Any]:
    times = {"time": round(start, 6), "duration": round(end - start, 6)}
    return {**times, "value": value, "confidence": confidence}


def _annotation(namespace: str, rows: list[dict[str, Any]], duration: float) -> dict[str, Any]:
    about = {
        "curator": {"name": "", "email": ""},
        "annotator": {},
        "version": "",
        "corpus": "",
        "annotation_tools": f"Clavilux {__version__}",
        "annotation_rules": "",
        "validation": "",
        "data_source": "program",
    }
    return {
        "namespace": namespace,
        "data": rows,
        "annotation_metadata": about,
        "sandbox": {},
        "time": 0.0,
        "duration": duration,
    }
