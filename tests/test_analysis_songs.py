"""Real songs, where they are: tempo, bars and form that were checked by eye and ear.

Tolerances: tempo 1 %, borders half a second. The songs lie under CLAVILUX_AUDIO.
"""

import os
from pathlib import Path

import numpy as np
import pytest

from clavilux import analysis
from clavilux.media.read import blocks
from clavilux.types.features import Features

SHARED = Path(os.environ.get("CLAVILUX_AUDIO", Path(__file__).parents[2] / "shared" / "audio"))
SONGS = SHARED / "songs"
pytestmark = pytest.mark.skipif(not SONGS.is_dir(), reason=f"no songs at {SONGS} (CLAVILUX_AUDIO)")


def hear(name: str) -> Features:
    path = next(path for path in sorted(SONGS.iterdir()) if name in path.name)
    return analysis.hear(blocks(path, analysis.RATE))


def starts(features: Features) -> np.ndarray:
    return np.array([section.start for section in features.sections])


def test_a_loop_of_sixteen_bars() -> None:
    features = hear("dtrucks_funk")
    assert features.bpm == pytest.approx(107, rel=0.01)
    assert features.tempo[0].weight > 0.9
    assert np.diff(features.beats.downbeats) == pytest.approx(features.duration / 16, abs=0.03)
    assert features.beats.downbeats[0] < 0.1


def test_a_loop_of_thirty_two_bars_of_three_seconds() -> None:
    features = hear("Music_credits")
    assert features.bpm == pytest.approx(80, rel=0.01)
    assert np.diff(features.beats.downbeats) == pytest.approx(3.0, abs=0.03)
    assert starts(features)[1:] == pytest.approx([24, 48, 72], abs=0.5)


def test_verse_and_chorus_of_a_pop_song() -> None:
    """The words' times say: verses from 11, 64, 116 s; choruses from 31, 84, 136, 243 s."""
    features = hear("On_the_run")
    assert features.bpm == pytest.approx(92, rel=0.01)
    assert (features.key.tonic, features.key.mode) == ("G", "major")
    bar = np.median(np.diff(features.beats.downbeats))
    for words in (11.25, 31.1, 63.8, 83.3, 115.9, 135.5, 242.4):
        assert np.abs(starts(features) - words).min() < 0.5 * bar
    labels = {
        next(s.label for s in features.sections if s.start <= at < s.end)
        for at in (40.0, 92.0, 145.0, 250.0)
    }
    assert len(labels) == 1


def test_a_song_in_twelve_eight_has_regular_bars() -> None:
    features = hear("Los_Rombos")
    ratio = np.diff(features.beats.downbeats) / 2.183
    assert np.percentile(np.abs(ratio - np.round(2 * ratio) / 2), 90) < 0.03
    assert np.abs(starts(features) - 17.6).min() < 0.5


def test_an_orchestra_without_drums() -> None:
    features = hear("Sugar_Plum")
    assert (features.key.tonic, features.key.mode) == ("E", "minor")
    assert len(features.beats.times) > 100
    assert features.beats.times[0] > 0.9  # it begins after a second of silence
