"""Optical flow and visual transitions on pictures of known motion.

Tolerances: mean flow within 8 % of the truth and its direction within 0.35 cells (median), for
motions up to 3 cells a frame; a transition in its very frame.
"""

import numpy as np
import pytest
from scipy.ndimage import map_coordinates

from clavilux.evaluate.changes import find_cuts, find_transitions
from clavilux.evaluate.motion import flow, magnitude, similarity, textured
from clavilux.evaluate.series import Collector, Series, thumb
from films import texture

ROWS, COLUMNS = 72, 128
CANVAS = texture(1, (512, 512)) * 0.5 + texture(2, (512, 512)) * 0.5


def view(dx, dy):
    """The canvas seen through a window whose point (x, y) shows what lies at (x + dx, y + dy)."""
    y, x = np.indices((ROWS, COLUMNS), float)
    at = [(y + 200 + dy) % 512, (x + 200 + dx) % 512]
    return map_coordinates(CANVAS, at, order=1, mode="grid-wrap").astype(np.float32)


def field(kind, size):
    y, x = np.indices((ROWS, COLUMNS), float)
    x, y = x - (COLUMNS - 1) / 2, y - (ROWS - 1) / 2
    return {
        "pan": (size + 0 * x, 0.5 * size + 0 * y),
        "zoom": (size / 40 * x, size / 40 * y),
        "turn": (-size / 40 * y, size / 40 * x),
    }[kind]


def measured(before, after):
    return flow(textured(before), textured(after))


@pytest.mark.parametrize("kind", ["pan", "zoom", "turn"])
@pytest.mark.parametrize("size", [0.4, 1.0, 2.0])
def test_known_flow(kind, size):
    dx, dy = field(kind, size)
    moved = measured(view(0, 0), view(-dx, -dy))
    true = np.hypot(dx, dy).mean() / ROWS
    assert magnitude(moved) == pytest.approx(true, rel=0.08)
    assert np.median(np.hypot(moved[0] - dx, moved[1] - dy)) < 0.35


def test_light_is_not_motion():
    picture = view(0, 0)
    assert magnitude(measured(picture, picture * 0.5 + 0.3)) < 1e-4
    assert similarity(textured(picture), textured(picture * 0.5 + 0.3)) > 0.999


def test_nothing_to_see_does_not_move():
    empty = np.full((ROWS, COLUMNS), 0.4, np.float32)
    assert magnitude(measured(empty, empty + 0.1)) < 1e-4
    assert similarity(textured(empty), textured(empty)) == 1
    assert similarity(textured(empty), textured(view(0, 0))) == 0


@pytest.mark.parametrize("shape", [(1, 1), (5, 9), (18, 32), (37, 61), (96, 54)])
def test_any_shape(shape):
    noise = np.random.default_rng([4, *shape]).random((2, *shape)).astype(np.float32)
    moved = measured(*noise)
    assert moved.shape == (2, *shape) and np.isfinite(moved).all()


class Shown:
    """A stand-in for a decoded picture: the two grids and a time."""

    def __init__(self, grey, time):
        self.luma, self.time = np.asarray(grey, np.float32), time
        self.rgb = np.repeat(self.luma[None], 3, axis=0)


def watched(pictures, fps=30) -> Series:
    collector = Collector()
    for k, grey in enumerate(pictures):
        collector.push(Shown(grey, k / fps))
    return collector.series()


A, B = view(0, 0), view(150, 220)


def test_cut_is_seen_in_its_frame():
    series = watched([A] * 20 + [B] * 20 + [A] * 20)
    cuts, flashes = find_cuts(series)
    assert cuts.tolist() == [20, 40] and not len(flashes)
    assert [(round(t.time * 30), t.kind) for t in find_transitions(series)] == [
        (20, "cut"),
        (40, "cut"),
    ]


def test_flash_is_light_and_its_end_is_nothing():
    pictures = [A] * 15 + [A * 0.3 + 0.7] * 3 + [A] * 27
    assert [(round(t.time * 30), t.kind) for t in find_transitions(watched(pictures))] == [
        (15, "light")
    ]
    hidden = [A] * 15 + [np.ones_like(A)] * 3 + [A] * 27
    assert [(round(t.time * 30), t.kind) for t in find_transitions(watched(hidden))] == [
        (15, "light")
    ]


def test_motion_peaks():
    """A pan that leaps at every fifteenth frame."""
    place, pictures = 0.0, []
    for k in range(120):
        place += 0.2 + 2.5 * (k % 15 == 10) + 1.2 * (k % 15 == 11)
        pictures.append(view(place, 0))
    found = find_transitions(watched(pictures))
    assert [round(t.time * 30) for t in found] == list(range(10, 120, 15))
    assert {t.kind for t in found} <= {"motion", "light"}


def test_steady_film_has_no_transitions():
    assert find_transitions(watched([A] * 60)) == ()
    assert find_transitions(watched([view(0.5 * k, 0.2 * k) for k in range(60)])) == ()
    fade = [A * (k / 120) for k in range(120)]
    assert find_transitions(watched(fade)) == ()
    assert find_transitions(watched([A, B])) == ()


def test_noise_that_changes_every_frame_has_no_cuts():
    noise = np.random.default_rng([5]).random((60, ROWS, COLUMNS))
    assert not any(t.kind == "cut" for t in find_transitions(watched(noise)))


def test_flow_is_not_followed_across_a_cut():
    series = watched([A] * 5 + [B] * 5)
    assert np.isnan(series.motion[5]) and np.isfinite(series.steady_motion).all()
    assert series.steady_motion.max() < 1e-6


@pytest.mark.parametrize("shape", [(72, 128), (96, 54), (5, 7), (1, 1)])
def test_thumb(shape):
    rgb = np.random.default_rng([6, *shape]).random((3, *shape)).astype(np.float32)
    small = thumb(rgb)
    assert small.shape == (3, 9, 16)
    assert small.min() >= rgb.min() - 1e-3 and small.max() <= rgb.max() + 1e-3
    assert np.allclose(thumb(rgb * 0 + 0.5), 0.5)
    if shape == (72, 128):
        assert np.allclose(small, rgb.reshape(3, 9, 8, 16, 8).mean((2, 4)), atol=1e-3)
