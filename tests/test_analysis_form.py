"""Key and sections on small songs whose truth is known; borders within 0.1 s of a bar line."""

from itertools import pairwise

import numpy as np
import pytest

import sounds
from clavilux import analysis
from clavilux.types.features import PITCHES, Features


def hear(sound: np.ndarray) -> Features:
    return analysis.hear(sounds.blocks(np.asarray(sound, np.float32)))


def cadences(tonic: int, mode: str, cents: float = 0.0) -> np.ndarray:
    """Tonic, fourth, fifth, tonic as block chords over their roots, one a second."""
    sound, third = sounds.silence(16.5), 4 if mode == "major" else 3
    for k in range(16):
        degree = (0, 5, 7, 0)[k % 4]
        root = 60 + tonic + degree + cents / 100
        thirds = 4 if degree == 7 else third
        sounds.place(sound, sounds.chord((root, root + thirds, root + 7, root - 12), 1.0), k)
    return sound


@pytest.mark.parametrize("mode", ("major", "minor"))
@pytest.mark.parametrize("tonic", (0, 3, 6, 10))
def test_key(tonic: int, mode: str) -> None:
    key = hear(cadences(tonic, mode)).key
    assert (key.tonic, key.mode) == (PITCHES[tonic], mode)
    assert 0 < key.confidence <= 1


@pytest.mark.parametrize("cents", (-40, 30))
def test_key_of_an_orchestra_that_tunes_otherwise(cents: float) -> None:
    key = hear(cadences(5, "major", cents)).key
    assert (key.tonic, key.mode) == ("F", "major")


def test_noise_has_no_sure_key() -> None:
    noise = np.random.default_rng(2).standard_normal(8 * 44100) * 0.1
    assert hear(noise).key.confidence < 0.6


@pytest.fixture(scope="module")
def song() -> tuple[Features, np.ndarray]:
    sound, beats = sounds.song(plan="ABABCB", bars=8)
    return hear(sound), beats


def test_sections_cover_the_song_without_gaps(song: tuple[Features, np.ndarray]) -> None:
    features, _ = song
    sections = features.sections
    assert sections[0].start == 0
    assert sections[-1].end == features.duration
    for one, following in pairwise(sections):
        assert one.end == following.start


def test_borders_lie_where_the_form_changes(song: tuple[Features, np.ndarray]) -> None:
    features, beats = song
    borders = np.array([section.start for section in features.sections[1:]])
    assert borders == pytest.approx(beats[32::32], abs=0.1)
    for border in borders:
        assert np.abs(features.beats.downbeats - border).min() < 1e-6


def test_parts_that_return_share_a_label(song: tuple[Features, np.ndarray]) -> None:
    assert "".join(section.label for section in song[0].sections) == "ABABCB"


def test_loud_parts_have_more_energy(song: tuple[Features, np.ndarray]) -> None:
    energy = {section.label: section.energy for section in song[0].sections}
    assert energy["B"] > energy["A"]
    assert all(0 <= section.energy <= 1 for section in song[0].sections)


def test_beats_and_bars_of_the_song(song: tuple[Features, np.ndarray]) -> None:
    features, beats = song
    nearest = [np.abs(features.beats.times - beat).min() for beat in beats]
    assert max(nearest) < 0.02
    downbeats = [np.abs(features.beats.downbeats - beat).min() for beat in beats[::4]]
    assert max(downbeats) < 0.02
    assert features.bpm == pytest.approx(120, rel=0.005)


def test_without_beats_there_are_sections_too() -> None:
    rng = np.random.default_rng(4)
    quiet, loud = rng.standard_normal((2, 40 * 44100)) * np.array([[0.005], [0.3]])
    sections = hear(np.concatenate([quiet, loud, quiet])).sections
    assert sections[-1].end == pytest.approx(120)
    starts = [section.start for section in sections]
    assert min(abs(start - 40) for start in starts) < 2.5
    assert min(abs(start - 80) for start in starts) < 2.5
