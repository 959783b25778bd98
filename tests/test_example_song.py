"""The example song and its truth agree: three files that were made together and must stay together.

Tolerances: written times 1 µs, LRC stamps 0.5 ms, length one sample, drums in the finished mix
2 ms in the median and 6 ms for nine of ten (other instruments attack around them), tempo 0.5 %.
"""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy.signal import butter, sosfilt

from clavilux.media.lyrics import read_lyrics
from clavilux.media.read import probe, read

SONG = Path(__file__).parent.parent / "examples" / "slow-lightning.m4a"


@pytest.fixture(scope="module")
def song() -> dict:
    return json.loads(SONG.with_suffix(".json").read_text("utf-8"))


@pytest.fixture(scope="module")
def sound() -> np.ndarray:
    return read(SONG).samples


def tiles(spans: list[dict], start: float, end: float) -> None:
    """Spans follow one another without gap from `start` to `end`."""
    assert spans[0]["start"] == start and spans[-1]["end"] == end
    assert all(a["end"] == b["start"] > a["start"] for a, b in pairwise(spans))


def test_file_is_small_and_says_what_it_is(song: dict) -> None:
    info = probe(SONG)
    assert SONG.stat().st_size < 1_500_000
    assert (info.tags.title, info.tags.artist) == (song["title"], song["artist"])
    assert info.tags.cover[:3] == b"\xff\xd8\xff"
    assert (info.rate, info.channels) == (song["sample_rate"], 2)


def test_length_is_exact(song: dict, sound: np.ndarray) -> None:
    assert 60 <= song["duration_s"] <= 90
    assert abs(sound.shape[1] - song["duration_s"] * song["sample_rate"]) <= 1


def test_levels(sound: np.ndarray) -> None:
    assert 0.5 < np.abs(sound).max() < 10 ** (-1 / 20)
    assert np.abs(sound[:, :4800]).max() < 1e-3 and np.abs(sound[:, -480:]).max() < 1e-2


def test_beats_count_bars(song: dict) -> None:
    beats, times = song["beats"], np.array([b["time"] for b in song["beats"]])
    assert [b["position"] for b in beats] == [k % 4 + 1 for k in range(len(beats))]
    assert np.abs(np.diff(times) * song["tempo_bpm"] / 60 - 1).max() < 0.01
    assert abs(np.median(np.diff(times)) * song["tempo_bpm"] / 60 - 1) < 0.005
    tiles(song["bars"], times[0], song["bars"][-1]["end"])
    assert [b["start"] for b in song["bars"]] == list(times[::4])


def test_form_and_harmony(song: dict) -> None:
    labels = [s["label"] for s in song["sections"]]
    assert labels == ["intro", "verse", "chorus", "verse", "chorus", "bridge", "chorus", "outro"]
    tiles(song["sections"], 0.0, song["duration_s"])
    tiles(song["chords"], song["bars"][0]["start"], song["bars"][-1]["end"])
    downbeats = {b["start"] for b in song["bars"]}
    assert {s["start"] for s in song["sections"][1:]} <= downbeats


def test_words_lie_in_their_lines(song: dict) -> None:
    for line in song["lyrics"]:
        words = line["words"]
        assert 4 <= len(words) <= 7
        assert line["text"] == " ".join(w["text"] for w in words)
        assert (line["start"], line["end"]) == (words[0]["start"], words[-1]["end"])
        assert all(a["end"] <= b["start"] + 1e-6 for a, b in pairwise(words))
        for word in words:
            assert "".join(s["text"] for s in word["syllables"]) == word["text"]
            assert word["start"] == word["syllables"][0]["start"] < word["end"]
    assert all(a["end"] < b["start"] for a, b in pairwise(song["lyrics"]))


def test_lrc_says_the_same(song: dict) -> None:
    lyrics = read_lyrics(SONG.with_suffix(".lrc"))
    assert (lyrics.title, lyrics.artist) == (song["title"], song["artist"])
    read_words = [w for line in lyrics.lines for w in line.words]
    true_words = [w for line in song["lyrics"] for w in line["words"]]
    assert [w.text for w in read_words] == [w["text"] for w in true_words]
    for mine, true in zip(read_words, true_words, strict=True):
        assert abs(mine.start - true["start"]) <= 0.0005 + 1e-9
        assert abs(mine.end - true["end"]) <= 0.0015 + 1e-9


def attacks(sound: np.ndarray, rate: int, labels: list[float]) -> np.ndarray:
    """Seconds from each label to the steepest rise of level above 2 kHz within 15 ms of it."""
    high = sosfilt(butter(2, 2000, "high", fs=rate, output="sos"), sound.mean(axis=0)) ** 2
    total = np.concatenate([[0.0], np.cumsum(high)])
    n, offsets = round(0.002 * rate), np.arange(-0.015, 0.015, 0.00025)
    found = []
    for label in labels:
        at = np.round((label + offsets) * rate).astype(int)
        after, before = total[at + n] - total[at], total[at] - total[at - n]
        found.append(offsets[np.argmax(np.log((after + 1e-5) / (before + 1e-5)))])
    return np.array(found)


def test_drums_sound_where_they_are_labelled(song: dict, sound: np.ndarray) -> None:
    beats = {b["time"] for b in song["beats"]}
    for drum in ("kick", "snare"):
        labels = [t for t in song["hits"][drum] if t in beats]
        away = attacks(sound, song["sample_rate"], labels)
        assert len(labels) > 40
        assert abs(np.median(away)) < 0.002, drum
        assert np.quantile(np.abs(away), 0.9) < 0.006, drum


def test_off_labels_would_be_noticed(song: dict, sound: np.ndarray) -> None:
    labels = [t + 0.008 for t in song["hits"]["kick"] if t < 80]
    assert abs(np.median(attacks(sound, song["sample_rate"], labels)) + 0.008) < 0.002


def test_singer_starts_where_the_line_does(song: dict, sound: np.ndarray) -> None:
    """In the bridge little else plays in the middle of the stereo picture above 3 kHz."""
    bridge = next(s for s in song["sections"] if s["label"] == "bridge")
    rate, middle = song["sample_rate"], sound.mean(axis=0)
    level = sosfilt(butter(4, (300, 3000), "band", fs=rate, output="sos"), middle) ** 2
    for line in (x for x in song["lyrics"] if bridge["start"] <= x["start"] < bridge["end"]):
        first = round(line["start"] * rate)
        before, after = level[first - 6000 : first - 480], level[first + 4800 : first + 12000]
        assert after.mean() > 2 * before.mean(), line["text"]
