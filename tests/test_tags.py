"""Instruments and voices by the second: what they are kept in, and what is told of them."""

from dataclasses import replace

import numpy as np
import pytest

import made_features
from clavilux.analysis.document import as_document, load, save
from clavilux.analysis.seconds import shares
from clavilux.pulses import voice_arc
from clavilux.timeline import Timeline
from clavilux.types.features import VOICES
from clavilux.types.heard import Tags, no_tags
from clavilux.types.instruments import FAMILIES, FAMILY_OF, INSTRUMENTS, members
from clavilux.types.plan import Drive

NAMES = ("kick", "crash", "splash", "synth lead")
ROWS = np.array([[0.1, 0.9, 0.4, 0.2], [0.8, 0.0, 0.0, 0.05]], np.float32)


def _tagged() -> Tags:
    return Tags(NAMES, ROWS, 1.0)


def test_every_instrument_has_a_family_and_every_family_has_members() -> None:
    assert set(FAMILY_OF.values()) == set(FAMILIES)
    assert [members(f) or (f,) for f in FAMILIES if f == "bass"] == [("bass",)]
    assert sorted(n for f in FAMILIES for n in members(f) or (f,)) == sorted(INSTRUMENTS)


def test_top_ranks_one_second() -> None:
    tags = _tagged()
    assert [name for name, _ in tags.top(0.99)] == ["crash", "splash", "synth lead"]
    assert tags.top(1.0, 1)[0] == ("kick", pytest.approx(0.8))
    assert tags.top(50.0, 1) == tags.top(1.0, 1) and tags.top(-1.0, 1) == tags.top(0.0, 1)
    assert no_tags(NAMES).top(3.0, 2) == (("kick", 0.0), ("crash", 0.0))
    assert tags.column("crash").tolist() == pytest.approx([0.9, 0.0])
    assert not tags.column("tuba").any()


def test_tags_that_do_not_fit_their_names_are_refused() -> None:
    with pytest.raises(ValueError, match="swapped"):
        Tags(NAMES, ROWS.T, 1.0)


def test_a_file_and_a_document_keep_them(tmp_path) -> None:
    voice = Tags(VOICES, np.array([[0.7, 0.1, 0.2], [0.0, 0.0, 1.0]], np.float32), 1.0)
    features = replace(made_features.song(duration=2.0), tags=_tagged(), voice=voice)
    save(features, tmp_path / "f.npz")
    kept = load(tmp_path / "f.npz")
    assert kept.tags.names == NAMES and np.array_equal(kept.tags.values, ROWS)
    assert kept.voice.names == VOICES and np.array_equal(kept.voice.values, voice.values)
    first, second = as_document(kept)["seconds"]
    assert [entry["name"] for entry in first["instruments"]] == [
        "crash",
        "splash",
        "synth lead",
        "kick",
    ]
    assert (first["singing"], first["speech"]) == (0.7, 0.1)
    assert second == {
        "time": 1.0,
        "instruments": [{"name": "kick", "confidence": 0.8}],
        "singing": 0.0,
        "speech": 0.0,
    }


def test_shares_tell_what_plays_often() -> None:
    assert shares(_tagged()) == [("kick", 0.5), ("crash", 0.5)]
    assert shares(no_tags()) == []


def test_a_drive_may_follow_the_voice() -> None:
    voice = Tags(VOICES, np.array([[0.6, 0.2, 0.2], [0.0, 0.0, 1.0]], np.float32), 1.0)
    at = voice_arc(voice, np.array([0.0, 0.5, 1.0, 1.5, 9.0]))
    assert at.tolist() == pytest.approx([0.8, 0.8, 0.4, 0.0, 0.0])
    assert not voice_arc(no_tags(VOICES), np.arange(3.0)).any()
    features = replace(made_features.song(duration=2.0), voice=voice)
    drive = Drive("voice", gain=1.0, attack_s=0.0, release_s=0.0)
    assert Timeline(features).value(drive, 0.5) == pytest.approx(0.8, abs=0.01)
