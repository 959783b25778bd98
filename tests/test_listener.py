"""Curves while the sound is coming: bit-equal for every size of block; equal to the file's where no
scaling is in play (levels within 0.05 dB); onsets within 6 ms.
"""

import numpy as np
import pytest

import made_sounds
from clavilux.analysis import measures
from clavilux.analysis.curves import decibels, mean_square
from clavilux.analysis.listener import LATENCY_S, NAMES, Heard, Listener
from clavilux.types.features import CURVES


def hear(sound: np.ndarray, size: int) -> Heard:
    """All that a listener says about a sound in blocks."""
    listener = Listener()
    parts = [listener.hear(sound[k : k + size]) for k in range(0, len(sound), size)]
    curves = {name: np.concatenate([part.curves[name] for part in parts]) for name in NAMES}
    return Heard(0, curves, np.concatenate([part.onsets for part in parts]))


@pytest.fixture(scope="module")
def sound() -> np.ndarray:
    return made_sounds.song(plan="B", bars=1)[0]


@pytest.fixture(scope="module")
def whole(sound: np.ndarray) -> Heard:
    return hear(sound, len(sound))


@pytest.mark.parametrize("size", (1, 17, 128, 480, 4096))
def test_the_size_of_blocks_does_not_matter(sound: np.ndarray, whole: Heard, size: int) -> None:
    parts = hear(sound, size)
    for name in NAMES:
        assert np.array_equal(parts.curves[name], whole.curves[name]), name
    assert np.array_equal(parts.onsets, whole.onsets)


def test_frames_come_as_soon_as_their_last_sample(sound: np.ndarray) -> None:
    listener, latest = Listener(), []
    for k in range(0, len(sound) - 441, 441):
        heard = listener.hear(sound[k : k + 441])
        latest += [(k + 441) / 44100 - time for time in heard.times]
    assert max(latest) <= LATENCY_S + 441 / 44100
    assert min(latest) >= LATENCY_S
    assert listener.frames == (k + 441) // 512 - 1  # all that are complete


def test_unscaled_curves_are_those_of_the_file(sound: np.ndarray, whole: Heard) -> None:
    file = measures.measure(made_sounds.blocks(sound))
    count = len(whole.curves["rms_db"])
    loud = decibels(mean_square(file))[:count] > -60
    rms = decibels(mean_square(file))[:count]
    assert whole.curves["rms_db"][loud] == pytest.approx(rms[loud], abs=0.05)
    for name in ("centroid_hz", "rolloff_hz"):
        expected = getattr(file, name)[:count][loud]
        assert whole.curves[name][loud] == pytest.approx(expected, rel=1e-3), name


def test_scaled_curves_stay_in_their_range(whole: Heard) -> None:
    assert set(NAMES) == set(CURVES)
    for name in set(NAMES) - {"rms_db", "loudness_db", "centroid_hz", "rolloff_hz"}:
        values = whole.curves[name]
        assert values.min() >= 0, name
        assert values.max() <= 1, name
    assert whole.curves["bass"].max() > 0.9
    assert np.ptp(whole.curves["bass"]) > 0.5


def test_silence_is_zero_and_the_range_recovers_from_a_loud_start() -> None:
    silent = hear(made_sounds.silence(0.5), 512)
    for name in ("loudness", "bass", "mid", "treble", "onset", "flux", "centroid", "chroma", "mel"):
        assert not silent.curves[name].any(), name
    assert len(silent.onsets) == 0
    from clavilux.analysis.ranges import Range

    follower = Range()
    for value in [100.0] * 5 + [10.0, 5.0] * 2600:  # a minute, twenty times softer
        last = follower.scaled(value, True)
        high = follower.scaled(10.0, True)
    assert high > 0.6
    assert last < high


@pytest.mark.parametrize("click", ("tick", "burst", "snare"))
def test_onsets_are_found_while_they_sound(click: str) -> None:
    truth = made_sounds.beat_times(150, 0.21, 4.0)
    found = hear(made_sounds.click_track(150, 0.21, 4.0, click), 480).onsets
    assert len(found) == len(truth)
    assert found == pytest.approx(truth, abs=0.006)


def test_the_pitch_class_is_named() -> None:
    chroma = hear(made_sounds.tone(440, 0.6), 480).curves["chroma"]
    assert (chroma[25:45].argmax(axis=1) == 9).all()
