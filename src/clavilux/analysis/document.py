"""Features as documents: JSON for programs, and a compressed file for the cache."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from clavilux.analysis.seconds import by_second
from clavilux.media.output import written
from clavilux.types.curve import Curve
from clavilux.types.features import (
    EVENTS,
    LEVELS,
    Beats,
    Chord,
    Event,
    Features,
    Key,
    KeySpan,
    Section,
    TempoCandidate,
)
from clavilux.types.heard import Tags


def _list(items: dict[str, Any]) -> dict[str, Any]:
    required = list(items)
    entry = {"type": "object", "properties": items, "required": required}
    return {"type": "array", "items": {**entry, "additionalProperties": False}}


_SECONDS = {"type": "number", "minimum": 0, "description": "seconds"}
_SHARE = {"type": "number", "minimum": 0, "maximum": 1}
_BPM = {"type": "number", "minimum": 0, "description": "beats a minute"}
_KEY: dict[str, Any] = {
    "tonic": {"type": "string"},
    "mode": {"enum": ["major", "minor"]},
    "confidence": _SHARE,
}
_PROPERTIES: dict[str, Any] = {
    "duration_s": _SECONDS,
    "tempo_bpm": {**_BPM, "description": "the best reading; 0 where no beat is heard"},
    "tempo_alternatives": _list({"bpm": _BPM, "weight": _SHARE}),
    "beats": _list(
        {
            "time": _SECONDS,
            "position": {
                "type": "integer",
                "minimum": 1,
                "description": "in the bar, 1 = downbeat",
            },
            "confidence": _SHARE,
        }
    ),
    "sections": _list(
        {
            "start": _SECONDS,
            "end": _SECONDS,
            "label": {"type": "string", "description": "parts that return share a label"},
            "energy": {**_SHARE, "description": "how big among the song's own parts"},
            "level": {"enum": ["", *LEVELS], "description": "the energy in a word"},
            "name": {"type": "string", "description": "verse, chorus ...; empty where unsure"},
            "name_confidence": _SHARE,
        }
    ),
    "events": _list({"time": _SECONDS, "kind": {"enum": list(EVENTS)}, "strength": _SHARE}),
    "chords": _list(
        {
            "start": _SECONDS,
            "end": _SECONDS,
            "name": {"type": "string", "description": "as C, F#m, G7; N for none"},
            "confidence": _SHARE,
        }
    ),
    "keys": _list({"start": _SECONDS, "end": _SECONDS, **_KEY}),
    "key": {
        "type": "object",
        "properties": _KEY,
        "required": list(_KEY),
        "additionalProperties": False,
    },
    "onsets": {"type": "array", "items": _SECONDS},
    "seconds": {
        **_list(
            {
                "time": _SECONDS,
                "instruments": _list({"name": {"type": "string"}, "confidence": _SHARE}),
                "singing": _SHARE,
                "speech": _SHARE,
            }
        ),
        "description": "by the second: what plays, surest first, and whether there is a voice",
    },
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": _PROPERTIES,
    "required": list(_PROPERTIES),
    "additionalProperties": False,
}


def as_document(features: Features) -> dict[str, Any]:
    """What was heard, as JSON values by `SCHEMA`; times to a tenth of a millisecond."""
    beats = features.beats
    rows = zip(beats.times, beats.positions, beats.confidence, strict=True)
    return {
        "duration_s": round(features.duration, 6),
        "tempo_bpm": round(features.bpm, 3),
        "tempo_alternatives": [
            {"bpm": round(c.bpm, 3), "weight": round(c.weight, 4)} for c in features.tempo
        ],
        "beats": [
            {"time": round(float(t), 4), "position": int(p), "confidence": round(float(c), 3)}
            for t, p, c in rows
        ],
        "sections": [_rounded(part) for part in features.sections],
        "events": [_rounded(event) for event in features.events],
        "chords": [_rounded(chord) for chord in features.chords],
        "keys": [
            {"start": round(span.start, 4), "end": round(span.end, 4), **_rounded(span.key)}
            for span in features.keys
        ],
        "key": _rounded(features.key),
        "onsets": [round(float(t), 4) for t in features.onsets],
        "seconds": by_second(features),
    }


def _rounded(noun: Any) -> dict[str, Any]:
    """A noun's fields; times to a tenth of a millisecond, shares to a thousandth."""
    digits = {"start": 4, "end": 4, "time": 4}
    return {
        name: round(value, digits.get(name, 3)) if isinstance(value, float) else value
        for name, value in asdict(noun).items()
    }


def save(features: Features, path: Path) -> None:
    """Everything, whole or not at all; read it with `load`."""
    arrays = {f"curve.{name}": curve.values for name, curve in features.curves.items()}
    beats = features.beats
    arrays |= {"beat.times": beats.times, "beat.positions": beats.positions}
    arrays |= {"beat.confidence": beats.confidence, "onsets": features.onsets}
    arrays["waveform"] = features.waveform.values
    arrays |= {"tags": features.tags.values, "voice": features.voice.values}
    words = {
        "duration": features.duration,
        "rates": {name: curve.rate for name, curve in features.curves.items()},
        "waveform_rate": features.waveform.rate,
        "tempo": [asdict(candidate) for candidate in features.tempo],
        "sections": [asdict(section) for section in features.sections],
        "key": asdict(features.key),
        "events": [asdict(event) for event in features.events],
        "chords": [asdict(chord) for chord in features.chords],
        "keys": [asdict(span) for span in features.keys],
        "meta": features.meta,
        "tags": [features.tags.names, features.tags.rate],
        "voice": [features.voice.names, features.voice.rate],
    }
    arrays["words"] = np.frombuffer(json.dumps(words).encode(), np.uint8)
    part = path.with_name(f".{path.name}.part")
    try:
        with written(path), part.open("wb") as file:
            np.savez_compressed(file, **arrays)  # type: ignore[arg-type]
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def load(path: Path) -> Features:
    """What `save` wrote. Nothing is unpickled."""
    with np.load(path, allow_pickle=False) as file:
        words = json.loads(file["words"].tobytes())
        rates = words["rates"]
        return Features(
            duration=words["duration"],
            curves={name: Curve(file[f"curve.{name}"], rate) for name, rate in rates.items()},
            beats=Beats(file["beat.times"], file["beat.positions"], file["beat.confidence"]),
            tempo=tuple(TempoCandidate(**candidate) for candidate in words["tempo"]),
            sections=tuple(Section(**section) for section in words["sections"]),
            key=Key(**words["key"]),
            events=tuple(Event(**event) for event in words["events"]),
            chords=tuple(Chord(**chord) for chord in words["chords"]),
            keys=tuple(
                KeySpan(span["start"], span["end"], Key(**span["key"])) for span in words["keys"]
            ),
            onsets=file["onsets"],
            waveform=Curve(file["waveform"], words["waveform_rate"]),
            meta=words["meta"],
            tags=_tags(words["tags"], file["tags"]),
            voice=_tags(words["voice"], file["voice"]),
        )


def _tags(words: list[Any], values: np.ndarray) -> Tags:
    names, rate = words
    return Tags(tuple(names), values, rate)
