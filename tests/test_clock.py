"""The one place that rounds time. Tolerance: exact."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clavilux.types.clock import (
    frame_at,
    frame_count,
    frame_time,
    frames_at,
    half_frame,
    parse_fps,
)

RATES = [Fraction(24), Fraction(30000, 1001), Fraction(30), Fraction(60)]


@given(st.integers(0, 250_000), st.sampled_from([*RATES, Fraction(24000, 1001), Fraction(25)]))
def test_a_frames_time_belongs_to_that_frame(index: int, fps: Fraction) -> None:
    assert frame_at(frame_time(index, fps), fps) == index


@pytest.mark.parametrize("fps", RATES)
def test_rounding_does_not_drift_in_an_hour(fps: Fraction) -> None:
    """The exact rational answer, computed with fractions, at minute 59."""
    for k in (0, 1, 119 * 60, 7079, 7080):
        time = Fraction(k, 2) + Fraction(1, 7)
        exact = (time * fps + Fraction(1, 2)).__floor__()
        assert frame_at(float(time), fps) == exact
        assert frames_at(np.array([float(time)]), fps)[0] == exact


def test_ties_go_up_and_never_by_truncation() -> None:
    assert frame_at(0.02, Fraction(25)) == 1
    assert frame_at(0.0199, Fraction(25)) == 0
    assert frame_at(0.9999, Fraction(25)) == 25


@pytest.mark.parametrize("fps", RATES)
def test_half_a_frame_twice_is_a_frame(fps: Fraction) -> None:
    assert 2 * half_frame(fps) == pytest.approx(frame_time(1, fps), abs=1e-15)


def test_frames_cover_the_sound_and_not_more() -> None:
    assert frame_count(1.0, Fraction(30)) == 30
    assert frame_count(1.0 + 1e-12, Fraction(30)) == 30
    assert frame_count(1.001, Fraction(30)) == 31
    assert frame_count(0.0, Fraction(30)) == 1
    assert frame_count(3600.0, Fraction(30000, 1001)) == 107893


@pytest.mark.parametrize(
    ("text", "fps"),
    [("29.97", Fraction(30000, 1001)), ("23.976", Fraction(24000, 1001)), ("25", Fraction(25))],
)
def test_fps_is_read_as_people_write_it(text: str, fps: Fraction) -> None:
    assert parse_fps(text) == fps


@pytest.mark.parametrize("text", ["0", "500", "-30"])
def test_fps_out_of_range_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="outside"):
        parse_fps(text)
