"""What the shipped beat network is made with: the composer's rules and the regression that weighs
readings. The training itself runs for an hour and is not tested here.
"""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).parents[1] / "training"))

import choice
from compose import compose
from compose.more import MORE
from compose.styles import HELD, STYLES, Style


@pytest.mark.parametrize("style", (*STYLES, *MORE, *HELD), ids=lambda style: style.name)
def test_patterns_fill_whole_bars(style: Style) -> None:
    bar = style.metre * style.grid
    rows = [
        row.split(":")[-1].replace(" ", "")
        for patterns in style.patterns.values()
        for pattern in patterns
        for row in pattern.split(";")
    ]
    assert rows
    assert {len(row) % bar for row in rows} == {0}


@pytest.mark.parametrize("seed", (200_002, 200_017))
def test_a_piece_follows_from_its_seed_and_knows_its_beats(seed: int) -> None:
    one, other = compose.piece(seed, MORE), compose.piece(seed, MORE)
    assert one.tracks == other.tracks
    assert (one.beats == other.beats).all()
    assert (np.diff(one.beats) > 0.2).all()
    assert set(one.positions) == set(range(1, one.metre + 1))
    assert 0 < one.beats[0] < one.beats[-1] < one.duration


def test_styles_for_the_scores_are_not_those_of_the_training() -> None:
    trained = {style.name for style in (*STYLES, *MORE)}
    assert trained.isdisjoint(style.name for style in HELD)
    grooves = {groove for style in HELD for groove in style.patterns["drums"]}
    assert grooves.isdisjoint(groove for style in MORE for groove in style.patterns["drums"])


def test_the_choice_among_readings_is_learned_within_its_bounds() -> None:
    rng = np.random.default_rng(2)
    songs = []
    for _ in range(60):
        table = rng.normal(size=(5, 3))
        right = np.zeros(5, bool)
        right[np.argmax(2.0 * table[:, 0] - 1.0 * table[:, 1] + 0.3 * rng.normal(size=5))] = True
        songs.append((table, right))
    weights = choice.fitted(songs, [(0.0, None), (0.0, None), (-0.5, -0.5)])
    assert weights[0] > 0.5
    assert weights[1] == 0.0  # what it would learn has the other sign
    assert weights[2] == pytest.approx(-0.5)
    free = choice.fitted(songs, [(None, None)] * 3)
    assert choice.accuracy(songs, free) > 0.85 > choice.accuracy(songs, np.array([0.0, 0.0, 1.0]))
