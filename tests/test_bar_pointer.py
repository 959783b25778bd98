"""The decoder on activations whose truth is known, and beats from another network's activations.

Tolerances: beats within one frame, in a gap within 70 ms; tempo within 2 %.
"""

import wave
from pathlib import Path

import numpy as np
import pytest

import made_sounds
from clavilux import pipeline
from clavilux.analysis import readings
from clavilux.analysis.activations import RATE, Activations
from clavilux.analysis.bar_pointer import Chain, decode
from clavilux.types.audio import Audio
from clavilux.types.curve import Curve
from clavilux.types.errors import UsageError


def activations(times: np.ndarray, metre: int, rate: float = RATE) -> Activations:
    """Peaks at the times, those of every `metre`-th as downbeats, a low floor between."""
    frames = np.rint(times * rate).astype(np.int64)
    beat = np.full(frames[-1] + round(rate), 0.04)
    down = beat / 2
    beat[frames], down[frames[::metre]] = 0.8, 0.7
    return Activations(beat, down, rate)


@pytest.mark.parametrize(("bpm", "metre"), ((62, 4), (118, 4), (178, 3), (205, 4), (140, 5)))
def test_tempo_phase_and_metre_are_found(bpm: float, metre: int) -> None:
    times = 0.7 + np.arange(60) * 60 / bpm
    heard = activations(times, metre)
    chain = decode(heard, (0, len(heard.beat)), metres=(3, 4, 5))
    assert chain is not None
    found = chain.frames / RATE
    assert np.abs(found[:, None] - times).min(axis=0).max() <= 1.01 / RATE
    assert 60 / np.median(np.diff(found[::8])) * 8 == pytest.approx(bpm, rel=0.02)
    ones = found[chain.positions == 1]
    assert np.abs(ones[:, None] - times[::metre]).min(axis=0).max() <= 1.01 / RATE


def test_beats_go_on_where_nothing_is_heard_and_follow_a_new_tempo() -> None:
    times = np.concatenate([1 + 0.5 * np.arange(40), 21 + 0.42 * np.arange(40)])
    heard = activations(times, 4)
    quiet = slice(round(8.2 * RATE), round(11.8 * RATE))
    heard.beat[quiet], heard.downbeat[quiet] = 0.02, 0.02
    chain = decode(heard, (0, len(heard.beat)))
    assert chain is not None
    found = chain.frames / RATE
    assert np.abs(found[:, None] - times).min(axis=0).max() <= 0.07
    assert abs(len(found) - len(times)) <= 2


def test_too_short_a_sound_has_no_chain() -> None:
    assert decode(Activations(np.ones(20), np.ones(20)), (0, 20)) is None


def test_a_named_back_end_hears_through_the_same_decoder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = 0.5 + np.arange(24) * 0.5
    song = tmp_path / "song.wav"
    with wave.open(str(song), "wb") as file:
        file.setparams((1, 2, made_sounds.RATE, 0, "NONE", ""))
        file.writeframes((made_sounds.drum_loop(times) * 20000).astype("<i2").tobytes())
    heard = activations(times[::2], 4, 50.0)  # it feels half the tempo

    class Net:
        def activations(self, audio: Audio) -> Curve:
            assert (audio.rate, len(audio.samples)) == (22050, 1)
            return Curve(np.column_stack([heard.beat, heard.downbeat]).astype(np.float32), 50.0)

    monkeypatch.setattr("clavilux.hearing.open_backend", lambda role, spec: Net())
    assert pipeline.analyze(song).bpm == pytest.approx(120, rel=0.01)
    other = pipeline.analyze(song, beats="beat-this:x.ckpt")
    assert other.bpm == pytest.approx(60, rel=0.01)
    assert np.abs(other.beats.times[:, None] - times[::2]).min(axis=1).max() < 0.02


def test_a_back_end_that_does_not_exist_is_named(tmp_path: Path) -> None:
    song = tmp_path / "song.wav"
    with wave.open(str(song), "wb") as file:
        file.setparams((1, 2, made_sounds.RATE, 0, "NONE", ""))
        file.writeframes(bytes(20000))
    with pytest.raises(UsageError, match="beat net"):
        pipeline.analyze(song, beats="beat-that:x")


def test_a_reading_half_a_beat_later_lies_between_and_collects_what_is_there() -> None:
    beat = np.full(400, 0.01, np.float32)
    beat[10::20] = 0.9
    heard = Activations(beat, np.full(400, 0.01, np.float32))
    on = Chain(np.arange(10, 400, 20), np.arange(20) % 4 + 1, 0.0)
    off = Chain(np.arange(0, 400, 20), np.arange(20) % 4 + 1, 0.0)
    assert readings.between(heard, off).frames.tolist() == list(range(10, 390, 20))
    assert readings.between(heard, off).gain > 0 > readings.between(heard, on).gain


def test_doubt_about_the_phase_does_not_decide_the_octave() -> None:
    times = np.arange(4.0)
    judged = [
        readings.Judged(times, np.ones(4, int), bpm, weight, {})
        for bpm, weight in ((160.0, 0.45), (80.0, 0.41), (80.2, 0.14))
    ]
    assert [reading.bpm for reading in readings._by_tempo(judged)] == [80.0, 80.2, 160.0]


@pytest.mark.parametrize("ground", ["weight", "beats", "tracker"])
def test_each_ground_of_certainty_adds_to_it(ground: str) -> None:
    def sure(**less: float) -> float:
        given = {"weight": 0.6, "beats": 1.0, "tracker": -0.5} | less
        weight = given.pop("weight")
        times = np.arange(4.0)
        return readings.sure([readings.Judged(times, np.ones(4, int), 120.0, weight, given)])

    assert sure(**{ground: {"weight": 0.3, "beats": 0.0, "tracker": -3.0}[ground]}) < sure() < 1
