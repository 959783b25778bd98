"""Health of a film: black and frozen stretches, lost and repeated frames, flicker, clipping,
banding, and the place of its sound.

Tolerances: spans one frame; sound offsets 0.05 ms; shares as stated.
"""

from fractions import Fraction

import numpy as np
import pytest

from clavilux.evaluate import health, offset
from clavilux.evaluate.pixels import banded, clipped, tiles
from clavilux.evaluate.series import Series
from clavilux.evaluate.video import ColourTags, VideoInfo

FPS = 30
TAGS = ColourTags(1, 1, 1, 1)
INFO = VideoInfo("a.mp4", 640, 360, Fraction(FPS), 10.0, "h264", "yuv420p", TAGS, 0, True)


def series(light=0.4, change=0.01, count=300, times=None) -> Series:
    times = np.arange(count) / FPS if times is None else np.asarray(times)
    full = np.ones(len(times))
    light, change = full * light, full * change
    thumbs = np.zeros((len(times), 3, 9, 16), np.float16)
    return Series(times, light, np.minimum(light * 2, 1), change, change, full, full * 0, thumbs)


def judged(seen: Series, sound_s=10.0, damaged=0, samples=()) -> health.Health:
    return health.judge(seen, list(samples), INFO, damaged, sound_s)


def test_a_healthy_film_has_no_notes():
    result = judged(series())
    assert result.notes == () and result.frames == 300 and result.duration_s == pytest.approx(10)
    assert (result.repeated, result.missing, result.flicker) == (0, 0, 0)
    assert not result.black and not result.frozen and not result.variable_rate


def test_black_and_frozen():
    light, change = np.full(300, 0.4), np.full(300, 0.01)
    light[60:120], change[150:240] = 0.001, 0.0
    result = judged(series(light, change))
    (black,), (frozen,) = result.black, result.frozen
    assert (black.start, black.end) == pytest.approx((2, 4))
    assert (frozen.start, frozen.end) == pytest.approx((5, 8))
    assert "picture 2.0 s black" in result.notes and "picture 3.0 s frozen" in result.notes
    light[:], change[:] = 0.4, 0.01
    light[60:70], change[150:200] = 0.001, 0.0  # too short to matter
    assert judged(series(light, change)).notes == ()


def test_repeated_and_missing():
    change = np.full(300, 0.01)
    change[[50, 120, 121]] = 0.0  # the pair is no single repeat
    assert judged(series(change=change)).repeated == 1
    times = np.delete(np.arange(300) / FPS, [100, 200, 201])
    assert judged(series(times=times)).missing == 3


def test_variable_rate():
    steps = np.where(np.random.default_rng([1]).random(300) < 0.5, 1 / 30, 1 / 15)
    result = judged(series(times=np.cumsum(steps)), sound_s=None)
    assert result.variable_rate and result.missing == 0
    assert "the sound is missing" in result.notes


def test_flicker():
    alternating = 0.4 + 0.02 * (np.arange(300) % 2)
    assert judged(series(alternating)).flicker > 0.95
    beats = 0.4 + 0.2 * np.exp(-(np.arange(300) % 15) / 4)
    assert judged(series(beats)).flicker == 0


def test_notes_on_tags_length_and_damage():
    info = VideoInfo(
        "a", 64, 64, Fraction(30), 10, "h264", "yuv420p", ColourTags(2, 2, 2, 0), 0, True
    )
    notes = health.judge(series(), [], info, 3, 9.5).notes
    assert len(notes) == 4
    assert "3 packets or frames are damaged" in notes
    assert "sound and picture differ by +500 ms in length" in notes


def test_one_frame():
    one = series(count=1)
    result = judged(one, sound_s=None)
    assert result.frames == 1 and result.flicker == 0 and result.missing == 0


def test_means_of_samples():
    samples = [health.Sample(0, 0.3, 0.1, 0.5), health.Sample(1, 0.1, 0.0, 0.1)]
    result = judged(series(), samples=samples)
    assert (result.clipped, result.crushed, result.banded) == pytest.approx((0.2, 0.05, 0.3))
    assert any("banding" in note for note in result.notes)


def gradient(noise: float, slope: float = 0.05) -> np.ndarray:
    x = np.arange(256) * slope + 60
    grain = np.random.default_rng([2]).normal(size=(256, 256)) * noise
    return np.round(np.tile(x, (256, 1)) + grain).astype(np.uint8)


def test_banding():
    assert banded(gradient(0.0)) > 0.3
    assert banded(gradient(0.0).T) > 0.3
    assert banded(gradient(0.5)) < 0.01  # dithered
    assert banded(gradient(0.0, 0.0)) == 0  # flat
    assert banded(np.repeat(gradient(0.0, 0.0)[:, :128], 2, 1) + np.uint8(0)) == 0
    edges = np.full((256, 256), 60, np.uint8)
    edges[:, 100:] = 90  # drawn, not banded
    assert banded(edges) == 0
    turned = np.add.outer(np.arange(256), np.arange(256)) * 0.04 + 50
    assert banded(np.round(turned).astype(np.uint8)) > 0.2


def test_clipping():
    codes = np.full((100, 100), 120, np.uint8)
    codes[:20], codes[90:] = 240, 16
    assert clipped(codes, full_range=False) == (0.2, 0.1)
    assert clipped(codes, full_range=True) == (0.0, 0.0)


def test_tiles_lie_inside():
    codes = np.zeros((1080, 1920), np.uint8)
    for turn in range(5):
        assert {tile.shape for tile in tiles(codes, turn)} == {(256, 256)}
    assert {tile.shape for tile in tiles(codes[:40, :70], 0)} == {(40, 40)}


@pytest.mark.parametrize("late_s", [0.0, 0.01234, -0.2, 0.00003])
def test_sound_offset_to_a_fraction_of_a_sample(late_s):
    rate = 16000
    spectrum = np.fft.rfft(np.random.default_rng([3]).normal(size=rate * 5))
    hertz = np.fft.rfftfreq(rate * 5, 1 / rate)
    spectrum[hertz > 5000] = 0
    early = np.fft.irfft(spectrum)
    late = np.fft.irfft(spectrum * np.exp(-2j * np.pi * hertz * late_s))
    lag, likeness = offset.best_lag(late, early, rate)
    assert lag == pytest.approx(late_s, abs=5e-5)
    assert likeness > 0.9


def test_other_sound_has_no_offset():
    noise = np.random.default_rng([4]).normal(size=(2, 16000))
    assert offset.best_lag(*noise, 16000) is None
    assert offset.best_lag(noise[0], np.zeros(16000), 16000) is None
