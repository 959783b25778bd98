"""The correspondence classifier on pictures made to follow a sound, or another, or nothing."""

import numpy as np
import pytest

from clavilux.evaluate.correspondence import correspondence, displaced_pairs, model, stretches
from clavilux.evaluate.pairs import (
    FEATURES,
    HEARD,
    RATE,
    SEEN,
    SPAN,
    clock,
    compared,
    hearing,
    seeing,
)
from clavilux.evaluate.series import Series
from made_features import song

SECONDS = 60.0


def bursts(times, at, fall):
    """Strikes at `at` that die away, on a clock."""
    age = times[:, None] - np.asarray(at)
    return np.where(age >= 0, np.exp(-np.maximum(age, 0) / fall), 0).sum(1)


def film(at, fps=30.0, seed=1):
    """The series of a film whose light and motion strike at `at`, over noise."""
    chance = np.random.default_rng([seed])
    times = np.arange(0, SECONDS, 1 / fps)
    struck = bursts(times, at, 0.06)
    noise = chance.random((5, len(times)))
    rise = 0.004 + 0.05 * struck + 0.002 * noise[0]
    change = 0.008 + 0.06 * struck + 0.003 * noise[1]
    motion = 0.002 + 0.01 * struck + 0.001 * noise[2]
    light = 0.3 + 0.1 * bursts(times, at, 0.2) + 0.01 * noise[3]
    shape = (len(times), 3, 9, 16)
    thumbs = (chance.random(shape) * (0.1 + struck[:, None, None, None])).astype(np.float16)
    return Series(times, light, light + 0.3, rise, change, np.ones(len(times)), motion, thumbs)


@pytest.fixture(scope="module")
def features():
    """Uneven strikes, so that no shift is the song itself."""
    made = song(bpm=104.0, duration=SECONDS)
    keep = np.random.default_rng([8]).random(len(made.beats.times)) < 0.7
    onset = bursts(np.arange(len(made.curves["onset"].values)) / 100, made.beats.times[keep], 0.02)
    curves = dict(made.curves)
    for name, weight in (("onset", 1.0), ("bass", 0.8), ("mid", 0.5), ("treble", 0.4)):
        values = np.clip(weight * onset, 0, 1).astype(np.float32)
        curves[name] = type(curves[name])(values, 100.0)
    object.__setattr__(made, "curves", curves)
    object.__setattr__(made, "onsets", made.beats.times[keep])
    return made


def test_a_film_that_follows_its_sound_is_told_from_others(features):
    score = correspondence(features, film(features.onsets))
    assert score.accuracy >= 0.85 and score.matched >= 0.8
    assert score.pairs == 2 * len(stretches(round(SECONDS * RATE)))


def test_a_film_that_follows_nothing_is_at_chance(features):
    chance = np.random.default_rng([4]).uniform(0, SECONDS, len(features.onsets))
    score = correspondence(features, film(np.sort(chance)))
    assert score.accuracy < 0.65 and score.matched < 0.3


def test_half_a_beat_late_is_not_in_time(features):
    late = correspondence(features, film(features.onsets + 0.3))
    assert late.accuracy < correspondence(features, film(features.onsets)).accuracy - 0.2


@pytest.mark.parametrize("fps", [24.0, 60.0])
def test_the_frame_rate_matters_little(features, fps):
    assert correspondence(features, film(features.onsets, fps)).accuracy >= 0.8


def test_without_music_or_long_enough_there_is_no_score(features):
    whole = film(features.onsets)
    assert correspondence(None, whole) is None
    first = Series(*(getattr(whole, name)[:90] for name in Series.__dataclass_fields__))
    assert correspondence(features, first) is None


def test_levels_and_units_do_not_count(features):
    times = clock(0, 20)
    heard, seen = hearing(features, times), seeing(film(features.onsets), times)
    row = compared(heard[:SPAN], seen[:SPAN])
    assert row.shape == (FEATURES,) and np.isfinite(row).all() and np.abs(row).max() <= 1.0001
    again = compared(3 * heard[:SPAN] + 1, 0.2 * seen[:SPAN] + 5)
    np.testing.assert_allclose(row, again, atol=2e-3)
    nothing = compared(np.zeros((SPAN, len(HEARD))), np.ones((SPAN, len(SEEN))))
    assert not nothing.any()


def test_displaced_sound_is_from_elsewhere():
    starts = stretches(round(120 * RATE))
    assert all(abs(a - v) > 6 * RATE for a, v in displaced_pairs(starts))
    assert displaced_pairs(starts) == displaced_pairs(starts)


def test_what_ships_is_small_and_plain():
    net, decoys = model()
    assert len(decoys) % SPAN == 0 and len(decoys) >= 20 * SPAN
    assert net(np.zeros((2, FEATURES), np.float32)).shape == (2,)
