"""What was heard, read back from the files that other programs get, and from the sound with clicks.

Times to a microsecond in text; MIDI within a tick (1 ms at 120 beats a minute) of sections, and
half a microsecond a beat.
"""

import json
import wave
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import made_sounds
from clavilux.media.exports import export
from clavilux.media.exports.jams import harte
from clavilux.media.sonify import SONG_GAIN, sonify
from clavilux.types.errors import OutputError, UsageError
from clavilux.types.features import Beats, Chord, Features, Key, KeySpan, Section
from made_features import silence, song

FORM = (
    Section(0.0, 8.3, "A", 0.2, "quiet"),
    Section(8.3, 16.3, "B", 1.0, "peak", "chorus", 0.8),
    Section(16.3, 20.0, "A", 0.3, "quiet"),
)


@pytest.fixture
def features() -> Features:
    made = song(bpm=117.3, duration=20.0, sections=FORM, first_beat=0.3)
    chords = (Chord(0, 10, "C", 0.9), Chord(10, 15, "F#m7", 0.5), Chord(15, 20, "N", 0.3))
    return replace(made, chords=chords, keys=(KeySpan(0, 20, Key("A", "minor", 0.7)),))


def test_a_folder_gets_every_format(features: Features, tmp_path: Path) -> None:
    paths = export(features, tmp_path / "out", "Song")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(
        path.name for path in paths
    )
    assert {path.suffix for path in paths} == {".txt", ".csv", ".mid", ".jams"}


def test_audacity_labels(features: Features, tmp_path: Path) -> None:
    export(features, tmp_path, "Song")
    beats = [row.split("\t") for row in (tmp_path / "Song-beats.txt").read_text().splitlines()]
    assert [float(row[0]) for row in beats] == pytest.approx(features.beats.times, abs=1e-6)
    assert all(row[0] == row[1] for row in beats)
    assert [int(row[2]) for row in beats] == features.beats.positions.tolist()
    parts = [row.split("\t") for row in (tmp_path / "Song-sections.txt").read_text().splitlines()]
    assert [(float(a), float(b), label) for a, b, label in parts] == [
        (0.0, 8.3, "A"),
        (8.3, 16.3, "B chorus"),
        (16.3, 20.0, "A"),
    ]
    (both,) = export(features, tmp_path / "all.txt", "Song")
    assert len(both.read_text().splitlines()) == len(beats) + 3


def test_sonic_visualiser_layers(features: Features, tmp_path: Path) -> None:
    export(features, tmp_path, "Song")
    beats = [row.split(",") for row in (tmp_path / "Song-beats.csv").read_text().splitlines()]
    assert [float(row[0]) for row in beats] == pytest.approx(features.beats.times, abs=1e-6)
    parts = [row.split(",") for row in (tmp_path / "Song-sections.csv").read_text().splitlines()]
    assert [(float(t), int(v), label) for t, v, _, label in parts] == [
        (0.0, 1, '"A"'),
        (8.3, 2, '"B chorus"'),
        (16.3, 1, '"A"'),
    ]
    assert sum(float(row[2]) for row in parts) == pytest.approx(20.0)


def read_midi(data: bytes) -> tuple[int, list[tuple[int, int, bytes]]]:
    """Ticks of a quarter, and the meta events as (tick, kind, content)."""
    assert data[:4] == b"MThd"
    assert int.from_bytes(data[8:10], "big") == 1
    division = int.from_bytes(data[12:14], "big")
    assert data[14:18] == b"MTrk"
    body = data[22:]
    assert int.from_bytes(data[18:22], "big") == len(body)
    events, at, tick = [], 0, 0

    def variable() -> int:
        nonlocal at
        value = 0
        while True:
            byte = body[at]
            at += 1
            value = value << 7 | byte & 0x7F
            if byte < 0x80:
                return value

    while at < len(body):
        tick += variable()
        assert body[at] == 0xFF
        kind = body[at + 1]
        at += 2
        size = variable()
        events.append((tick, kind, body[at : at + size]))
        at += size
    return division, events


def seconds_of(
    ticks: np.ndarray, division: int, events: list[tuple[int, int, bytes]]
) -> np.ndarray:
    """The times of ticks by the tempo map."""
    tempi = [
        (tick, int.from_bytes(data, "big") / 1e6) for tick, kind, data in events if kind == 0x51
    ]
    times, now = [0.0], 0.0
    for (a, period), (b, _) in pairwise(tempi):
        now += (b - a) / division * period
        times.append(now)
    index = np.searchsorted([tick for tick, _ in tempi], ticks, side="right") - 1
    return np.array(
        [
            times[i] + (t - tempi[i][0]) / division * tempi[i][1]
            for i, t in zip(index, ticks, strict=True)
        ]
    )


@pytest.mark.parametrize(("metre", "first"), ((4, 0.3), (3, 0.0), (4, 1.7)))
def test_the_midi_tempo_map_has_beats_bars_and_sections(
    metre: int, first: float, tmp_path: Path
) -> None:
    made = song(bpm=97.7, duration=30.0, sections=FORM, metre=metre, first_beat=first)
    rng = np.random.default_rng(1)
    times = made.beats.times + np.append(0, rng.normal(0, 0.01, len(made.beats.times) - 1))
    positions = (made.beats.positions + 1) % metre + 1  # begins within a bar
    made = replace(made, beats=Beats(times, positions, made.beats.confidence))
    (path,) = export(made, tmp_path / "map.mid", "Song")
    division, events = read_midi(path.read_bytes())
    quarters = np.arange(200) * division
    at = seconds_of(quarters, division, events)
    nearest = np.abs(at[:, None] - times).argmin(axis=0)
    assert at[nearest] == pytest.approx(times, abs=1e-6)
    downbeats = nearest[positions == 1]
    if first > 0:
        assert not (downbeats % metre).any()  # bars of the file are bars of the song
    (signature,) = [data for _, kind, data in events if kind == 0x58]
    assert signature[0] == metre
    markers = [(tick, data.decode()) for tick, kind, data in events if kind == 0x06]
    assert [label for _, label in markers] == ["A", "B chorus", "A"]
    told = seconds_of(np.array([tick for tick, _ in markers]), division, events)
    assert told == pytest.approx([0, 8.3, 16.3], abs=0.002)


def test_jams_annotations(features: Features, tmp_path: Path) -> None:
    (path,) = export(features, tmp_path / "song.jams", "Song")
    whole = json.loads(path.read_text())
    assert set(whole) == {"annotations", "file_metadata", "sandbox"}
    assert whole["file_metadata"]["duration"] == 20.0
    found = {part["namespace"]: part["data"] for part in whole["annotations"]}
    assert set(found) == {"beat", "tempo", "segment_open", "chord", "key_mode"}
    for rows in found.values():
        assert all(set(row) == {"time", "duration", "value", "confidence"} for row in rows)
    assert [row["time"] for row in found["beat"]] == pytest.approx(features.beats.times, abs=1e-6)
    assert [row["value"] for row in found["beat"]] == features.beats.positions.tolist()
    assert [row["value"] for row in found["segment_open"]] == ["A", "B chorus", "A"]
    assert [row["value"] for row in found["chord"]] == ["C:maj", "F#:min7", "N"]
    assert [row["value"] for row in found["key_mode"]] == ["A:minor"]


def test_every_chord_kind_has_its_name_in_jams() -> None:
    from clavilux.analysis.chords import templates

    assert len({harte(name) for name in templates()[0]}) == 84


def test_silence_is_exported_too(tmp_path: Path) -> None:
    paths = export(silence(3.0), tmp_path, "Silence")
    assert all(path.exists() for path in paths)


def test_what_cannot_be_exported_is_said(features: Features, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.jams"):
        export(features, tmp_path / "song.xyz", "Song")
    with pytest.raises(OutputError, match="no folder"):
        export(features, tmp_path / "none" / "song.mid", "Song")


def test_clicks_and_chimes_lie_on_their_samples(tmp_path: Path) -> None:
    """Over silence: each beat's first sample is the first of its click; bars are louder."""
    source, out = tmp_path / "in.wav", tmp_path / "out.wav"
    with wave.open(str(source), "wb") as file:
        file.setparams((2, 2, 44100, 0, "NONE", ""))
        file.writeframes(np.full(2 * 5 * 44100, 3277, "<i2").tobytes())
    parts = (Section(0.0, 2.6, "A"), Section(2.6, 5.0, "B"))
    made = song(bpm=60, duration=5.0, sections=parts, first_beat=1.5, metre=2)
    sonify(source, made, out)
    with wave.open(str(out), "rb") as file:
        assert (file.getnchannels(), file.getframerate(), file.getnframes()) == (2, 44100, 220500)
        heard = np.frombuffer(file.readframes(220500), "<i2").reshape(-1, 2).astype(float) / 32767
    added = heard[:, 0] - SONG_GAIN * 0.1
    assert np.abs(heard[:, 0] - heard[:, 1]).max() == 0
    for time, position in zip(made.beats.times, made.beats.positions, strict=True):
        at = round(time * 44100)
        assert np.abs(added[at - 20 : at]).max() < 0.02
        assert added[at] == pytest.approx(0.45 if position == 1 else 0.3, abs=0.02)
    chimes = np.abs(np.fft.rfft(added[round(2.6 * 44100) :][: 44100 // 2] * np.hanning(22050)))
    assert abs(2 * chimes[200:400].argmax() + 400 - 523.25 * 2 ** (2 / 12)) < 4
    with pytest.raises(UsageError, match=r"\.wav"):
        sonify(source, made, tmp_path / "out.mp3")


def test_the_sound_of_the_song_is_under_the_clicks(tmp_path: Path) -> None:
    source, out = tmp_path / "in.wav", tmp_path / "out.wav"
    with wave.open(str(source), "wb") as file:
        file.setparams((1, 2, 44100, 0, "NONE", ""))
        file.writeframes((made_sounds.tone(440, 2.0) * 32767).astype("<i2").tobytes())
    sonify(source, replace(silence(2.0), sections=()), out)
    with wave.open(str(out), "rb") as file:
        heard = np.frombuffer(file.readframes(88200), "<i2") / 32767
    assert heard == pytest.approx(SONG_GAIN * made_sounds.tone(440, 2.0), abs=1e-3)
