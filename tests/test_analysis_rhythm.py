"""Beats, bars, tempo and onsets on sounds whose truth is known.

Tolerances: clicks of every kind, mean absolute error under 2 ms (the promise is 5), mean signed
error within 1 ms, none over 5 ms; played with a human's jitter or a changing tempo, within 20 ms;
tempo within 0.5 %.
"""

import numpy as np
import pytest

import made_sounds
from clavilux import analysis
from clavilux.types.features import Features


def hear(sound: np.ndarray) -> Features:
    return analysis.hear(made_sounds.blocks(np.asarray(sound, np.float32)))


def errors(found: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Signed seconds from each true time to the nearest found one."""
    return np.array([found[np.argmin(np.abs(found - t))] - t for t in truth])


@pytest.mark.parametrize("click", made_sounds.CLICKS)
@pytest.mark.parametrize(("bpm", "start"), ((60, 0.2), (97, 0.313), (120, 0.5), (174.3, 1.01)))
def test_beats_lie_on_clicks(click: str, bpm: float, start: float) -> None:
    beats = hear(made_sounds.click_track(bpm, start, 15.0, click)).beats
    truth = made_sounds.beat_times(bpm, start, 15.0)
    assert len(beats.times) == len(truth)
    error = beats.times - truth
    assert np.abs(error).mean() < 0.002
    assert abs(error.mean()) < 0.001
    assert np.abs(error).max() < 0.005


@pytest.mark.parametrize("attack", (0.002, 0.01, 0.02))
def test_slow_attacks_are_not_late(attack: float) -> None:
    sound, truth = made_sounds.silence(12.0), made_sounds.beat_times(110, 0.4, 12.0)
    for at in truth:
        made_sounds.place(sound, made_sounds.kick(attack), at)
    error = hear(sound).beats.times - truth
    assert np.abs(error).mean() < 0.005


def test_clicks_over_a_loud_chord_and_noise() -> None:
    truth = made_sounds.beat_times(128, 0.37, 15.0)
    sound = 0.5 * made_sounds.click_track(128, 0.37, 15.0, "tick")
    sound += sum(made_sounds.tone(hz, 15.0, 0.08) for hz in (55, 220, 277, 330))
    sound += 0.01 * np.random.default_rng(5).standard_normal(len(sound)).astype(np.float32)
    features = hear(sound)
    error = errors(features.beats.times, truth)
    assert np.abs(error).mean() < 0.005
    assert abs(error.mean()) < 0.002


@pytest.mark.parametrize("bpm", (76, 92, 108, 132))
def test_a_drum_loop_gives_tempo_and_bars(bpm: float) -> None:
    times = 0.5 + np.arange(64) * 60 / bpm
    features = hear(made_sounds.drum_loop(times))
    assert features.bpm == pytest.approx(bpm, rel=0.005)
    assert np.abs(errors(features.beats.times, times)).max() < 0.01
    downbeats = features.beats.downbeats
    assert np.abs(errors(downbeats, times[4:-4:4])).max() < 0.01
    assert np.diff(downbeats) == pytest.approx(4 * 60 / bpm, abs=0.02)


def test_where_one_and_three_are_alike_the_count_stays() -> None:
    times = 0.5 + np.arange(96) * 60 / 84
    beats = hear(made_sounds.drum_loop(times, third=1.0)).beats
    assert set(np.diff(np.flatnonzero(beats.positions == 1))) == {4}
    assert set(beats.positions[beats.positions % 2 == 1]) == {1, 3}


def test_tempo_keeps_its_octaves_and_weights_sum_to_one() -> None:
    tempo = hear(made_sounds.drum_loop(0.3 + np.arange(80) * 60 / 88)).tempo
    assert sum(candidate.weight for candidate in tempo) == pytest.approx(1)
    assert [c.weight for c in tempo[1:]] == sorted((c.weight for c in tempo[1:]), reverse=True)
    ratios = [candidate.bpm / tempo[0].bpm for candidate in tempo[1:]]
    assert any(ratio == pytest.approx(octave, rel=0.03) for ratio in ratios for octave in (0.5, 2))


@pytest.mark.parametrize("bpm", (96, 168))
def test_a_waltz_counts_three(bpm: float) -> None:
    sound, times = made_sounds.waltz(bpm, 20)
    beats = hear(sound).beats
    assert set(beats.positions) == {1, 2, 3}
    assert np.abs(errors(beats.downbeats, times[3:-3:3])).max() < 0.02


def test_beats_follow_a_changing_tempo() -> None:
    periods = 60 / np.linspace(92, 132, 90)
    times = 0.4 + np.concatenate([[0], np.cumsum(periods)])
    beats = hear(made_sounds.drum_loop(times)).beats
    assert np.abs(errors(beats.times, times)).max() < 0.02
    assert abs(len(beats.times) - len(times)) <= 1


def test_beats_go_on_through_a_rest_but_not_beyond_the_sound() -> None:
    times = 2.0 + np.arange(72) * 0.5
    sound = made_sounds.drum_loop(times, duration=times[-1] + 6.0)
    sound[round(14.9 * 44100) : round(18.9 * 44100)] = 0
    beats = hear(sound).beats
    assert np.abs(errors(beats.times, times)).max() < 0.03
    assert beats.times[0] == pytest.approx(2.0, abs=0.01)
    assert beats.times[-1] <= times[-1] + 0.3


def test_jitter_of_a_player_is_followed() -> None:
    steady = 0.4 + np.arange(60) * 60 / 100
    times = steady + np.random.default_rng(3).normal(0, 0.008, len(steady))
    beats = hear(made_sounds.drum_loop(times)).beats
    assert np.abs(errors(beats.times, times)).mean() < 0.004


def test_confidence_is_higher_where_a_beat_is_clear() -> None:
    times = 0.4 + np.arange(60) * 0.5
    clear = hear(made_sounds.drum_loop(times)).beats.confidence
    noise = np.random.default_rng(1).standard_normal(30 * 44100) * 0.1
    vague = hear(noise).beats.confidence
    assert ((clear >= 0) & (clear <= 1)).all()
    assert clear.mean() > 0.7
    assert len(vague) == 0 or vague.mean() < clear.mean() - 0.2


def test_one_steady_tone_has_no_onsets_after_its_start() -> None:
    onsets = hear(made_sounds.tone(330, 6.0)).onsets
    assert ((onsets < 0.1) | (onsets > 5.9)).all()


@pytest.mark.parametrize("click", made_sounds.CLICKS)
def test_onsets_are_where_sounds_begin(click: str) -> None:
    sound, truth = (
        made_sounds.silence(9.0),
        np.cumsum([0.4, 0.7, 0.31, 1.1, 0.5, 0.9, 1.7, 0.4, 0.8]),
    )
    for at in truth:
        made_sounds.place(sound, made_sounds.CLICKS[click](), at)
    onsets = hear(sound).onsets
    assert len(onsets) == len(truth)
    assert np.abs(onsets - truth).max() < 0.004


def test_the_onset_curve_is_high_at_onsets_and_low_between() -> None:
    curve = hear(made_sounds.click_track(100, 0.5, 12.0)).curves["onset"]
    truth = made_sounds.beat_times(100, 0.5, 12.0)
    peaks = [curve.slice(t - 0.025, t + 0.025).max() for t in truth]
    between = [curve.slice(t + 0.1, t + 0.5).max() for t in truth[:-1]]
    assert min(peaks) > 0.5
    assert max(between) < 0.1
