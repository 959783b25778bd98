"""What a person corrects: octave, phase, metre, single beats, taps. Times are exact here."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from clavilux.grid import correct_beats
from clavilux.hearing import beat_doubt
from clavilux.media.taps import read_taps
from clavilux.strict import from_data, to_data
from clavilux.types.corrections import Move, Overrides, Tap
from clavilux.types.errors import InputError, UsageError
from clavilux.types.features import Beats, TempoCandidate
from made_features import song

HEARD = Beats(np.arange(0.5, 20.5, 0.5), np.arange(40) % 4 + 1, np.full(40, 0.8))


def corrected(**overrides: object) -> Beats:
    return correct_beats(HEARD, Overrides(**overrides), 21.0)  # type: ignore[arg-type]


def test_single_beats_are_removed_moved_and_added() -> None:
    beats = corrected(remove_beats=(1.02,), move_beats=(Move(2.0, 2.1),), add_beats=(2.75,))
    expected = [0.5, 1.5, 2.1, 2.5, 2.75, 3.0]
    assert beats.times[:6].tolist() == expected
    assert beats.positions[:6].tolist() == [1, 3, 4, 1, 2, 2]
    assert beats.confidence[[2, 4]].tolist() == [1.0, 1.0]
    assert len(beats.times) == len(HEARD.times)


def test_a_beat_that_is_not_there_is_named() -> None:
    with pytest.raises(UsageError, match=r"remove_beats.*no beat within 0.25 s of 30"):
        corrected(remove_beats=(30.0,))
    with pytest.raises(UsageError, match="s of each other"):
        corrected(add_beats=(3.01,))


def test_taps_replace_what_was_heard_while_tapping() -> None:
    taps = tuple(Tap(5.25 + 0.75 * k, k % 3 + 1) for k in range(9))
    beats = corrected(taps=taps)
    inside = (beats.times >= 5) & (beats.times <= 11.4)
    assert beats.times[inside].tolist() == [tap.time for tap in taps]
    assert beats.positions[inside].tolist() == [1, 2, 3] * 3
    assert 4.5 in beats.times and 12.0 in beats.times  # outside, what was heard stays


def test_taps_without_ones_keep_the_downbeats_heard() -> None:
    taps = tuple(Tap(0.52 + 0.5 * k) for k in range(38))
    beats = corrected(taps=taps)
    assert beats.downbeats[:3] == pytest.approx([0.52, 2.52, 4.52])


def test_other_corrections_apply_to_taps() -> None:
    taps = tuple(Tap(0.5 + k, k % 4 + 1) for k in range(20))
    beats = corrected(taps=taps, tempo=2.0, offset_s=0.1)
    assert np.diff(beats.times) == pytest.approx(0.5)
    assert beats.times[0] == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("factor", "gap"), [(1.5, 1 / 3), (2 / 3, 0.75), (3.0, 1 / 6), (0.25, 2.0)]
)
def test_tempo_factors_space_the_beats_evenly(factor: float, gap: float) -> None:
    beats = corrected(tempo=factor)
    assert np.diff(beats.times) == pytest.approx(gap)
    assert set(np.diff(np.flatnonzero(beats.positions == 1))) == {4}
    assert 0.5 in beats.times.round(6)  # a heard downbeat stays a beat


def test_a_tempo_that_is_no_ratio_of_small_numbers_is_refused() -> None:
    with pytest.raises(UsageError, match="one of 1/4, 1/3, 1/2, 2/3, 1, 3/2, 2, 3, 4 times, not 5"):
        Overrides(tempo=5.0)


def test_a_doubtful_beat_is_said_with_the_corrections_to_try() -> None:
    heard = song(110.0)
    assert beat_doubt(heard) == ""
    dim = replace(heard.beats, confidence=np.full(len(heard.beats.times), 0.23))
    others = (TempoCandidate(110.0, 0.6), TempoCandidate(166.0, 0.3), TempoCandidate(55.0, 0.02))
    said = beat_doubt(replace(heard, beats=dim, tempo=others))
    assert "23% sure of 110 a minute" in said and "--tempo x3/2 (166 a minute)" in said
    assert "x1/2" not in said  # too unlikely
    none = replace(heard.beats, confidence=np.full(len(heard.beats.times), 0.05))
    said = beat_doubt(replace(heard, beats=none, tempo=others))
    assert "no steady beat is heard (5% sure)" in said and "--tempo" not in said
    assert Overrides(metre=3).on_beats and not Overrides(lyrics_offset_s=1.0).on_beats


def test_overrides_survive_the_project_file() -> None:
    given = Overrides(taps=(Tap(1.0, 1), Tap(1.5)), move_beats=(Move(2.0, 2.1),), add_beats=(3.3,))
    assert from_data(Overrides, to_data(given), "here") == given
    with pytest.raises(UsageError, match="order"):
        replace(given, taps=(Tap(2.0), Tap(1.0)))


def test_a_file_of_taps(tmp_path: Path) -> None:
    file = tmp_path / "taps.txt"
    file.write_text("# mine\n0:01.5 1\n2.0\n\n2.5\t2.5\t3\n3.0 loud\n")
    assert read_taps(file) == (Tap(1.5, 1), Tap(2.0), Tap(2.5, 3), Tap(3.0))
    file.write_text("1.0\nsoon\n")
    with pytest.raises(InputError, match=r"taps.txt:2: 'soon' is not a time"):
        read_taps(file)
    file.write_text("1.0\n")
    with pytest.raises(InputError, match="fewer than two"):
        read_taps(file)


def test_an_offset_that_leaves_no_beat_is_said() -> None:
    with pytest.raises(UsageError, match="moves every beat out of 21 s"):
        corrected(offset_s=100.0)
