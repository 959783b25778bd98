"""Laws of drives: followers, events, phases, and that limited flashes stay under three a second.

Tolerances: 1e-9 for closed forms, 1e-3 for integrals over sampled decays.
"""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clavilux.drives import (
    FLASH_GAP_S,
    SOURCES,
    SURGE,
    Events,
    close_valleys,
    event_signal,
    follow,
    phase_signal,
    thin,
)
from clavilux.timeline import Timeline
from clavilux.tonality import harmony_arc, lean
from clavilux.types.errors import UsageError
from clavilux.types.features import NO_CHORD, Chord, Key
from clavilux.types.plan import Drive
from made_features import silence, song


@pytest.fixture(scope="module")
def timeline() -> Timeline:
    return Timeline(song())


def _begun(timeline: Timeline, *sources: str) -> np.ndarray:
    """All instants at which any of these event sources begins a pulse."""
    times = np.unique(np.concatenate([timeline.events(source).times for source in sources]))
    return times


# -- followers -------------------------------------------------------------------------------------


def test_a_follower_reaches_63_percent_in_its_time_constants() -> None:
    step = np.concatenate([np.zeros(100), np.ones(200), np.zeros(300)])
    followed = follow(step, 100.0, attack_s=0.2, release_s=0.5)
    assert followed[100 + 19] == pytest.approx(1 - math.exp(-1), abs=1e-9)
    fall = followed[300 + 49] / followed[299]
    assert fall == pytest.approx(math.exp(-1), abs=1e-9)
    np.testing.assert_array_equal(follow(step, 100.0, 0.0, 0.0), step)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60), st.floats(0, 2), st.floats(0, 2))
def test_a_follower_stays_inside_its_source(values: list, attack: float, release: float) -> None:
    followed = follow(np.array(values), 50.0, attack, release)
    assert min(values) - 1e-9 <= followed.min() and followed.max() <= max(values) + 1e-9


def test_closing_fills_narrow_valleys_only() -> None:
    spikes = np.zeros(400)
    spikes[[50, 70, 90, 150, 250]] = [1.0, 0.8, 1.0, 0.6, 0.9]
    closed = close_valleys(spikes, 100.0)
    assert closed[60] == 0.8 and closed[80] == 0.8
    assert closed[120] == 0.0 and closed[200] == 0.0
    np.testing.assert_array_equal(closed[[50, 70, 90, 150, 250]], spikes[[50, 70, 90, 150, 250]])


@given(st.integers(0, 10_000), st.floats(3.2, 12.0))
def test_limited_levels_do_not_flicker_faster_than_three_a_second(seed: int, hz: float) -> None:
    """Count of falls of a tenth or more followed by rises of a tenth or more, in any second."""
    rng = np.random.default_rng(seed)
    t = np.arange(1000) / 100
    wild = np.clip(0.5 + 0.5 * np.sin(2 * np.pi * hz * t) + rng.normal(0, 0.1, 1000), 0, 1)
    level = follow(close_valleys(wild, 100.0), 100.0, 0.01, 0.3)
    assert _most_flashes_in_a_second(level, 100) <= 3
    assert _most_flashes_in_a_second(wild, 100) > 3


def _most_flashes_in_a_second(level: np.ndarray, rate: int) -> int:
    """Rises of at least 0.1 from the lowest since the last fall of at least 0.1, by second."""
    rises, low, high, rising = [], level[0], level[0], True
    for k, value in enumerate(level):
        low, high = min(low, value), max(high, value)
        if rising and value <= high - 0.1:
            rising, low = False, value
        elif not rising and value >= low + 0.1:
            rising, high = True, value
            rises.append(k)
    times = np.array(rises)
    return max((int(((times >= k) & (times < k + rate)).sum()) for k in times), default=0)


# -- events ----------------------------------------------------------------------------------------


def test_an_event_is_one_at_its_instant_and_decays_to_nothing() -> None:
    signal = event_signal(Events(np.array([1.0]), np.array([1.0])), 0.25)
    assert signal(0.99, 0.0) == 0.0
    assert signal(0.99, 1 / 60) == 1.0
    assert signal(1.0001, 1 / 60) == pytest.approx(1.0, abs=1e-3)
    assert signal(1.25, 1 / 60) == pytest.approx(math.exp(-1), rel=0.1)
    assert signal(1.0 + 6 * 0.25, 1 / 60) == 0.0
    values = [signal(1.0 + age, 0.0) for age in np.arange(0, 2, 0.01)]
    assert np.all(np.diff(values) <= 0)


def test_a_weak_event_does_not_cut_off_a_strong_ones_tail() -> None:
    signal = event_signal(Events(np.array([1.0, 1.1]), np.array([1.0, 0.1])), 0.5)
    assert signal(1.1001, 0.0) == pytest.approx(signal(1.0999, 0.0), abs=1e-3)


def test_loud_beats_pulse_and_silent_ones_do_not() -> None:
    features = song()
    for name in ("rms_db", "onset"):
        values = features.curves[name].values
        values[8000:11200] = -120.0 if name == "rms_db" else 0.0
    timeline = Timeline(features)
    assert timeline.value(Drive("beat"), 60.0) > 0.9
    assert timeline.value(Drive("beat"), 100.0) < 0.01


def test_base_and_gain_scale_every_source(timeline: Timeline) -> None:
    for source in SOURCES:
        plain = timeline.value(Drive(source), 50.1, 1 / 60)
        scaled = timeline.value(Drive(source, gain=-2.0, base=0.5), 50.1, 1 / 60)
        assert scaled == pytest.approx(0.5 - 2 * plain, abs=1e-9)
        assert -1e-9 <= plain <= 1 + 1e-9


def test_a_source_that_does_not_exist_is_refused(timeline: Timeline) -> None:
    with pytest.raises(UsageError, match="loudness"):
        timeline.value(Drive("base"), 1.0)


# -- phases ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", list(SOURCES))
def test_a_phase_is_continuous_monotone_and_surges_with_the_onsets(source: str) -> None:
    """The mean speed is the level's; most of the way is made within a tenth of a second of
    onsets.
    """
    timeline = Timeline(song(), limit_flashes=False)
    speed = Drive(source, gain=0.0, base=1.0, kind="phase")
    t = np.arange(40.0, 56.0, 0.002)
    steps = np.diff([timeline.value(speed, x, 1 / 60) for x in t])
    assert steps.min() >= (1 - SURGE) * 0.002 - 1e-9
    assert steps.max() < 0.002 * 10
    assert steps.sum() == pytest.approx(16.0, rel=0.03)
    near = np.abs(t[1:, None] - timeline.features.onsets - 0.05).min(1) < 0.06
    assert steps[near].sum() > 0.6 * steps.sum()


@pytest.mark.parametrize("source", ["beat", "bar", "hit", "onset"])
def test_a_phase_of_what_surges_itself_is_the_integral_of_its_level(source: str) -> None:
    timeline = Timeline(song(), limit_flashes=False)
    t = np.arange(40.0, 56.0, 0.002)
    drive = Drive(source, gain=0.7, release_s=0.2)
    level = np.array([timeline.value(drive, x) for x in t])
    ends = [timeline.value(replace(drive, kind="phase"), x) for x in (t[0], t[-1])]
    assert ends[1] - ends[0] == pytest.approx(np.trapezoid(level, t), rel=0.02)


@pytest.mark.parametrize("fps", [24, 30, 60])
def test_what_a_phase_moves_moves_in_the_frame_of_the_onset(fps: int) -> None:
    """The largest step is the one into the frame that the event belongs to, or the next where it
    lies on the border between two.
    """
    timeline = Timeline(song(bpm=97.0), limit_flashes=False)
    speed = Drive("onset", attack_s=0.0, release_s=0.05, kind="phase")
    t = np.arange(round(60 * fps)) / fps
    steps = np.diff([timeline.value(speed, x, 0.5 / fps) for x in t])
    onsets = timeline.features.onsets
    late = []
    for onset in onsets[(onsets > 1) & (onsets < 59)]:
        frame = round(onset * fps)
        around = steps[frame - 3 : frame + 3]  # into frames - 2 .. + 3
        late.append(int(np.argmax(around)) - 2)
    assert set(late) <= {0, 1} and np.mean(late) < 0.5


def test_a_phases_integral_is_exact_for_a_straight_curve() -> None:
    signal = phase_signal(np.linspace(0, 1, 101), 10.0)
    for t in (0.0, 0.05, 3.33, 9.99, 10.0):
        assert signal(t, 0.0) == pytest.approx(t * t / 20, abs=1e-9)
    assert signal(12.0, 0.0) == pytest.approx(5.0 + 2.0, abs=1e-9)


# -- the arc of the song ---------------------------------------------------------------------------


def test_energy_follows_sections_and_eases_over_borders(timeline: Timeline) -> None:
    energy = Drive("energy", attack_s=0.0, release_s=0.0)
    assert timeline.value(energy, 30.0) == pytest.approx(0.5)
    assert timeline.value(energy, 49.0) == pytest.approx(1.0)
    assert 0.5 < timeline.value(energy, 47.8) < 1.0


def test_tension_rises_towards_the_bigger_section_and_falls_when_it_comes(
    timeline: Timeline,
) -> None:
    tension = Drive("tension", attack_s=0.0, release_s=0.0)
    rise = [timeline.value(tension, t) for t in (34.0, 40.0, 44.0, 47.9)]
    assert rise == sorted(rise) and rise[-1] > 0.8
    assert timeline.value(tension, 50.0) < 0.1
    assert timeline.value(tension, 79.0) < 0.05


@pytest.mark.parametrize(
    ("key", "ascending"),
    [
        (Key("C", "major", 1.0), ["Fm", "Dm", "Am", "Em", "F", "C", "G", "D"]),
        (Key("A", "minor", 1.0), ["Gm", "Dm", "Am", "Em", "F", "C7", "Gmaj7"]),
        (Key("F#", "minor", 1.0), ["Em", "Bm", "F#m7", "C#m", "D", "A", "E"]),
    ],
)
def test_harmony_leans_by_fifths_and_mode_from_home(key: Key, ascending: list[str]) -> None:
    leans = [lean(chord, key) for chord in ascending]
    assert leans == sorted(leans) and leans[0] < -0.3 and leans[-1] > 0.3
    tonic = key.tonic + ("m" if key.mode == "minor" else "")
    assert lean(tonic, key) == 0.0 and lean(NO_CHORD, key) == 0.0


def test_harmony_holds_for_its_chord_and_doubts_with_it() -> None:
    chords = (Chord(0.0, 2.0, "C", 0.9), Chord(2.0, 4.0, "Fm", 0.5), Chord(4.0, 160.0, "D", 1.0))
    arc = harmony_arc(chords, Key("C", "major", 0.9), np.array([0.5, 2.5, 3.9, 4.0, 99.0]))
    assert arc[0] == 0.5 and arc[1] == arc[2] < 0.4 and arc[3] == arc[4] > 0.6
    told = Timeline(replace(song(), chords=chords, key=Key("C", "major", 0.9)))
    eased = Drive("harmony", attack_s=0.3, release_s=0.3)
    assert 0.5 < told.value(eased, 4.5) < told.value(eased, 6.0) == pytest.approx(arc[4], abs=0.01)


# -- flash safety ----------------------------------------------------------------------------------


@given(st.lists(st.floats(0, 60), min_size=1, max_size=60, unique=True), st.integers(0, 999))
def test_thinned_events_keep_their_distance_and_the_strongest(times: list, seed: int) -> None:
    times = np.sort(np.array(times))
    strengths = np.random.default_rng(seed).random(len(times)) + 0.01
    kept = thin(Events(times, strengths))
    assert len(kept.times) and np.all(np.diff(kept.times) >= FLASH_GAP_S - 1e-6)
    greedy: list[int] = []
    for k in np.argsort(-strengths):
        if all(abs(times[k] - times[j]) >= FLASH_GAP_S for j in greedy):
            greedy.append(int(k))
    assert kept.strengths.sum() >= strengths[greedy].sum() - 1e-9


@pytest.mark.parametrize("bpm", [60.0, 97.0, 128.0, 168.0, 174.0, 200.0, 300.0])
def test_all_pulses_together_stay_under_three_a_second(bpm: float) -> None:
    features = song(bpm=bpm)
    rng = np.random.default_rng(7)
    jittered = np.sort(np.concatenate([features.onsets, rng.uniform(0, 160, 700)]))
    object.__setattr__(features, "onsets", jittered)
    features.curves["onset"].values[:] = np.maximum(
        features.curves["onset"].values, rng.random(16000) * 0.8
    )
    begun = _begun(Timeline(features), "beat", "bar", "hit")
    assert len(begun) > 100
    for k in range(len(begun) - 3):
        assert begun[k + 3] - begun[k] > 1.0
    wild = _begun(Timeline(features, limit_flashes=False), "beat", "bar", "hit")
    assert np.min(wild[3:] - wild[:-3]) < 1.0


def test_a_fast_song_pulses_on_every_second_beat_and_on_downbeats() -> None:
    timeline = Timeline(song(bpm=180.0))
    np.testing.assert_allclose(timeline.events("beat").times, timeline.beats.times[::2])
    np.testing.assert_allclose(timeline.events("bar").times, timeline.downbeats)
    waltz = Timeline(song(bpm=180.0, metre=3))
    np.testing.assert_allclose(waltz.events("beat").times[:-1], waltz.downbeats)


def test_a_moderate_song_pulses_on_every_beat(timeline: Timeline) -> None:
    np.testing.assert_array_equal(timeline.events("beat").times, timeline.beats.times)


def test_silence_has_no_events() -> None:
    assert not len(_begun(Timeline(silence()), "beat", "bar", "hit"))
