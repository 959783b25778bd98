"""Key and sections on small songs whose truth is known; borders within 0.1 s of a bar line."""

from itertools import pairwise

import numpy as np
import pytest

import made_sounds
from clavilux import analysis
from clavilux.analysis.cells import cells
from clavilux.analysis.names import named
from clavilux.types.features import (
    EVENTS,
    LEVELS,
    NO_CHORD,
    PITCHES,
    SILENCE,
    Beats,
    Features,
    Section,
)


def hear(sound: np.ndarray) -> Features:
    return analysis.hear(made_sounds.blocks(np.asarray(sound, np.float32)))


def cadences(tonic: int, mode: str, cents: float = 0.0) -> np.ndarray:
    """Tonic, fourth, fifth, tonic as block chords over their roots, one a second."""
    sound, third = made_sounds.silence(16.5), 4 if mode == "major" else 3
    for k in range(16):
        degree = (0, 5, 7, 0)[k % 4]
        root = 60 + tonic + degree + cents / 100
        thirds = 4 if degree == 7 else third
        made_sounds.place(
            sound, made_sounds.chord((root, root + thirds, root + 7, root - 12), 1.0), k
        )
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
    for seed in range(4):
        noise = np.random.default_rng(seed).standard_normal(8 * 44100) * 0.1
        assert hear(noise).key.confidence < 0.1


def music(features: Features) -> list[Section]:
    return [section for section in features.sections if section.label != SILENCE]


@pytest.fixture(scope="module")
def song() -> tuple[Features, np.ndarray]:
    sound, beats = made_sounds.song(plan="ABABCB", bars=8)
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
    borders = np.array([section.start for section in music(features)[1:]])
    assert borders == pytest.approx(beats[32::32], abs=0.1)
    for border in borders:
        assert np.abs(features.beats.downbeats - border).min() < 1e-6


def test_parts_that_return_share_a_label(song: tuple[Features, np.ndarray]) -> None:
    assert "".join(section.label for section in music(song[0])) == "ABABCB"


def test_loud_parts_have_more_energy(song: tuple[Features, np.ndarray]) -> None:
    energy = {section.label: section.energy for section in music(song[0])}
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


def test_silence_around_the_music_is_told() -> None:
    sound = np.concatenate(
        [made_sounds.silence(1.5), made_sounds.song(plan="A", bars=8)[0], made_sounds.silence(3)]
    )
    first, *_, last = hear(sound).sections
    assert (first.label, first.name, last.label) == (SILENCE, "silence", SILENCE)
    assert first.end == pytest.approx(1.75, abs=0.05)
    assert last.start == pytest.approx(len(sound) / 44100 - 3.5, abs=0.8)


def test_chords_follow_the_progression(song: tuple[Features, np.ndarray]) -> None:
    """A: Am F C G, B: C G Am F, C: Dm Em F G, a chord a bar."""
    features, beats = song
    names = {57: "Am", 53: "F", 48: "C", 55: "G", 50: "Dm", 52: "Em"}
    plan = [names[root] for part in "ABABCB" for root in made_sounds.PROGRESSIONS[part] * 2]
    heard = [chord_at(features, start + 1.0) for start in beats[::4]]
    right = [told.startswith(name) for told, name in zip(heard, plan, strict=True)]
    assert np.mean(right) > 0.9
    assert features.chords[0].start == 0
    assert features.chords[-1].end == features.duration
    for one, following in pairwise(features.chords):
        assert one.end == following.start
        assert one.name != following.name


def chord_at(features: Features, time: float) -> str:
    return next(chord.name for chord in features.chords if chord.start <= time < chord.end)


def test_silence_and_noise_have_no_chord() -> None:
    noise = np.random.default_rng(5).standard_normal(6 * 44100) * 0.1
    heard = hear(np.concatenate([noise, made_sounds.silence(6.0)]))
    assert chord_at(heard, 9.0) == NO_CHORD
    assert chord_at(heard, 3.0) == NO_CHORD


def test_a_key_change_is_heard() -> None:
    keys = hear(
        np.concatenate([cadences(0, "major"), cadences(3, "major"), cadences(3, "major")])
    ).keys
    assert [(span.key.tonic, span.key.mode) for span in keys] == [("C", "major"), ("D#", "major")]
    assert keys[1].start == pytest.approx(16.5, abs=3)


def test_a_build_up_leads_to_a_drop_and_a_break_follows() -> None:
    """Eight bars of chords, eight with a rising hiss and roll, eight of drums and bass, eight of
    chords.
    """
    sound, beats = made_sounds.song(plan="ACBA", bars=8)
    rng = np.random.default_rng(6)
    start, end = (round(beats[k] * 44100) for k in (32, 64))
    rise = np.linspace(0, 1, end - start) ** 2
    sound[start:end] += (0.05 * rise * np.diff(rng.standard_normal(end - start + 1))).astype(
        np.float32
    )
    found = hear(sound).events
    kinds = {event.kind: event.time for event in found}
    assert set(kinds) <= set(EVENTS)
    assert kinds["build-up"] == pytest.approx(beats[32], abs=8.1)
    drops = [event.time for event in found if event.kind == "drop"]
    assert min(abs(time - beats[64]) for time in drops) < 0.1
    breaks = [event.time for event in found if event.kind == "break"]
    assert min(abs(time - beats[96]) for time in breaks) < 0.1
    assert kinds["ending"] == pytest.approx(beats[-4], abs=0.1)
    assert all(0 <= event.strength <= 1 for event in found)


def test_a_fade_out_is_the_ending() -> None:
    sound, _ = made_sounds.song(plan="BB", bars=8)
    fade = 8 * 44100
    sound[-fade:] *= (10 ** (-3 * np.linspace(0, 1, fade))).astype(np.float32)
    ending = hear(sound).events[-1]
    assert ending.kind == "ending"
    assert ending.time == pytest.approx(len(sound) / 44100 - 8, abs=2)


def test_every_section_has_a_level(song: tuple[Features, np.ndarray]) -> None:
    levels = {section.label: section.level for section in music(song[0])}
    assert set(levels.values()) <= set(LEVELS)
    assert levels["B"] == "peak"


def test_a_returning_loud_part_is_a_chorus(song: tuple[Features, np.ndarray]) -> None:
    names = {section.label: section.name for section in music(song[0])}
    assert names["B"] == "chorus"
    for section in song[0].sections:
        assert bool(section.name) == (section.name_confidence >= 0.5)


def test_nothing_is_named_where_nothing_returns() -> None:
    letters = "ABCDE"
    parts = tuple(Section(k * 16.0, k * 16.0 + 16, letters[k], k / 4) for k in range(5))
    assert not any(section.name for section in named(parts))


@pytest.mark.parametrize("factor", (0.5, 1.0, 2.0))
def test_the_grid_hardly_changes_with_the_octave_of_the_tempo(factor: float) -> None:
    period = 0.5 / factor
    times = 1.0 + np.arange(round(58 / period)) * period
    beats = Beats(times, np.arange(len(times)) % 4 + 1, np.ones(len(times)))
    grid = cells(beats, 60.0)
    assert grid.edges[0] == grid.bars[0] == 0
    assert grid.edges[-1] == grid.bars[-1] == 60
    assert np.median(np.diff(grid.edges)) == pytest.approx(0.5)
    assert np.median(np.diff(grid.bars)) == pytest.approx(2.0)
    assert np.diff(grid.edges).min() > 0.2
    inner = grid.bars[(grid.bars >= 1) & (grid.bars < 59)]
    assert np.abs(inner[:, None] - times).min(axis=1) == pytest.approx(0, abs=1e-6)


def test_the_grid_goes_on_where_no_beat_is_heard() -> None:
    times = np.concatenate([np.arange(10.0, 20.0, 0.5), np.arange(30.0, 40.0, 0.5)])
    beats = Beats(times, np.arange(len(times)) % 4 + 1, np.ones(len(times)))
    grid = cells(beats, 50.0)
    assert np.diff(grid.edges).max() < 0.9
    assert np.diff(grid.bars).max() < 3.1
    assert np.isin(times, grid.edges).all()
