"""Beat alignment, its chance level, errors, drift, correlation and sections: formulas and laws.

Tolerances: formulas 1e-9 against a direct transcription; laws as stated in each test.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clavilux.evaluate import correlation, sections, sync
from clavilux.types.curve import Curve

BEATS = np.arange(0.5, 60, 0.5)  # 120 a minute
FRAMES = np.arange(1800) / 30
ascending = st.lists(st.floats(0, 100), min_size=1, max_size=30).map(lambda x: np.unique(x))


def written_out(beats, transitions, tau):
    """The seed's formula, term by term."""
    best = [max(np.exp(-((b - v) ** 2) / (2 * tau**2)) for v in transitions) for b in beats]
    return sum(best) / len(best)


@given(ascending, ascending, st.floats(0.02, 0.5))
def test_bas_is_the_formula(beats, transitions, tau):
    expected = written_out(beats, transitions, tau)
    assert sync.beat_alignment(beats, transitions, tau) == pytest.approx(expected, abs=1e-9)


@given(ascending, ascending)
def test_nearest_is_nearest(values, targets):
    chosen = np.abs(values - targets[sync.nearest(values, targets)])
    assert np.allclose(chosen, np.abs(values[:, None] - targets[None, :]).min(1), atol=0)


@given(st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), min_size=3, max_size=40))
def test_pearson_is_numpys(pairs):
    a, b = np.array(pairs).T
    if a.std() > 1e-3 and b.std() > 1e-3:
        assert correlation.pearson(a, b) == pytest.approx(np.corrcoef(a, b)[0, 1], abs=1e-9)


def score(transitions, beats=BEATS, frames=FRAMES):
    return sync.score(beats, np.array([]), np.asarray(transitions, float), frames)


def test_on_the_beat_is_one():
    result = score(BEATS)
    assert result.bas == 1 and result.corrected == pytest.approx(1) and result.precision == 1
    assert result.error.mean_abs_ms == 0 and result.error.beyond_ms == pytest.approx(0, abs=1e-9)
    assert result.offset_ms == 0 and result.drift_ms_per_min == 0
    assert 0.2 < result.chance < 0.5


def test_half_a_beat_off_is_nothing():
    result = score(BEATS + 0.25)
    assert result.bas < 0.01 and result.precision == 0 and result.corrected < -0.3
    assert result.error is None
    assert abs(result.offset_ms) == 250


def test_cutting_all_the_time_earns_nothing():
    assert score(FRAMES).bas > 0.95 and score(FRAMES).corrected < 0.05
    assert score(np.arange(0, 60, 0.1)).corrected < 0.15  # a fifth of a beat, so in step with it
    assert score(np.arange(0, 60, 0.23)).corrected == pytest.approx(0, abs=0.05)


def test_random_cuts_earn_nothing():
    values = [
        score(np.sort(np.random.default_rng([3, k]).uniform(0, 60, 120))).corrected
        for k in range(8)
    ]
    assert abs(np.mean(values)) < 0.05


def test_no_transitions_or_no_beats():
    nothing = score([])
    assert (nothing.bas, nothing.precision, nothing.corrected) == (0, 0, 0)
    assert nothing.error is None and nothing.drift_ms_per_min is None
    assert score(BEATS, beats=np.array([])).bas == 0


@pytest.mark.parametrize("late", [-0.03, 0.012, 0.05])
def test_a_constant_error_is_measured(late):
    result = score(BEATS + late)
    assert result.error.mean_ms == pytest.approx(late * 1e3, abs=1e-6)
    assert result.error.mean_abs_ms == pytest.approx(abs(late) * 1e3, abs=1e-6)
    assert result.offset_ms == pytest.approx(late * 1e3, abs=1)


def test_quantisation_is_told_apart():
    beats = np.arange(0.5, 59, 0.4871)
    shown = FRAMES[sync.nearest(beats, FRAMES)]
    result = score(shown, beats=beats)
    assert result.error.quantisation_ms == pytest.approx(1e3 / 30 / 4, abs=1)
    assert result.error.mean_abs_ms == pytest.approx(result.error.quantisation_ms, abs=1e-9)
    assert result.error.beyond_ms == pytest.approx(0, abs=1e-9)
    one_late = score(shown + 1 / 30, beats=beats)
    assert one_late.error.beyond_ms == pytest.approx(1e3 / 30, abs=1e-6)


@pytest.mark.parametrize("rate_ms", [-40, 15, 200])
def test_drift(rate_ms):
    """A drift is followed even over more than half a beat: 200 ms a minute for four minutes."""
    beats = np.arange(0.5, 240, 0.5)
    late = beats * (1 + rate_ms / 60e3)
    frames = np.arange(240 * 30) / 30
    found = score(late, beats=beats, frames=frames).drift_ms_per_min
    assert found == pytest.approx(rate_ms, abs=1.5)


def test_same_seed_same_score():
    cuts = np.arange(0.4, 60, 0.77)
    assert score(cuts) == score(cuts)


def test_per_frame_keeps_the_sum_and_the_place():
    values = np.zeros(1000, np.float32)
    values[437] = 1.0  # 4.37 s: nearest frame at 30 a second is 131
    curve = Curve(values, 100.0)
    frames = correlation.per_frame(curve, np.arange(300) / 30)
    assert int(np.argmax(frames)) == 131
    assert frames.sum() * 100 / 30 == pytest.approx(1.0, rel=0.01)


@pytest.mark.parametrize("late", [-6, 0, 4])
def test_lag_of_motion(late):
    sound = np.random.default_rng([5]).gamma(0.5, 1, 900)
    noise = np.random.default_rng([6]).gamma(0.5, 1, 900)
    result = correlation.motion_score(sound, np.roll(sound, late) + 0.5 * noise, 1 / 30)
    assert result.best_lag_s == pytest.approx(late / 30)
    assert result.best > 0.8
    assert abs(result.shuffled) < 0.05 and 0 < result.shuffled_95 < 0.2
    assert (result.correlation > 0.8) == (late == 0)


def test_still_picture_correlates_with_nothing():
    result = correlation.motion_score(np.arange(100.0), np.zeros(100), 1 / 30)
    assert result.correlation == 0 and result.best == 0
    assert correlation.motion_score(np.ones(2), np.ones(2), 1 / 30).correlation == 0


def worlds(borders, frames=FRAMES):
    """Thumbnails that stand still between `borders`, another picture in each stretch."""
    which = np.searchsorted(borders, frames, side="right")
    pictures = np.random.default_rng([8]).random((len(borders) + 1, 3, 9, 16)).astype(np.float16)
    return pictures[which]


def test_sections():
    borders = np.array([10.0, 22.0, 41.0])
    changes = sections.world_changes(FRAMES, worlds(borders))
    hit = sections.section_score(FRAMES, changes, borders)
    assert hit.found == 1 and hit.percentile > 0.9 and hit.chance < 0.3
    miss = sections.section_score(FRAMES, changes, borders + 4)
    assert miss.found == 0 and miss.percentile < hit.percentile
    assert sections.section_score(FRAMES, changes * 0, borders) is None
    assert sections.section_score(FRAMES, changes, np.array([])) is None


def test_local_correlation_looks_past_slow_swells():
    """Motion that swells against the music's sections, but leaps at its onsets."""
    beats = np.where(np.arange(900) % 15 == 0, 1.0, 0.0)
    swell = np.repeat([0.0, 3.0, 1.0], 300)
    result = correlation.motion_score(beats, beats + swell, 1 / 30)
    assert result.correlation < 0.25 and result.local > 0.65
