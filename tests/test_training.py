"""What the shipped networks are made with: the composer's rules, the regression that weighs
readings, the players of recorded notes. The trainings run for an hour and are not tested here.
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
from sounds import recorded
from sounds.bank import FRAMES, Bank
from sounds.catalogue import NAMES, truth
from sounds.phrases import Note
from sounds.tone import RATE, hz_of
from tagger.mixing import Mixer


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


@pytest.mark.parametrize(
    ("name", "midi"),
    [("A4.mp3", 69), ("Fs3.mp3", 54), ("D#4v8.ogg", 63), ("F2 v2.mp3", 41), ("README.md", None)],
)
def test_a_recorded_key_is_known_by_the_name_of_its_file(name: str, midi: int | None) -> None:
    assert recorded.midi_of(name) == midi


def test_a_recorded_instrument_plays_in_tune_and_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    t = np.arange(3 * RATE) / RATE
    tones = {midi: np.sin(2 * np.pi * hz_of(midi) * t).astype(np.float32) for midi in (57, 69)}
    monkeypatch.setattr(recorded, "keys", lambda package: tones)
    played = recorded.voice(np.random.default_rng(3), recorded.RECORDINGS[0])
    x = played.note(Note(0.0, 1.0, 64.0, 1.0))
    spectrum = np.abs(np.fft.rfft(x * np.hanning(len(x)), 1 << 18))
    peak_hz = spectrum.argmax() * RATE / (1 << 18)
    assert abs(12 * np.log2(peak_hz / hz_of(64))) < 0.4
    assert 1.0 < len(x) / RATE < 1.7
    assert abs(x[-1]) < 1e-6


def stem(low: int, high: int, db: float) -> np.ndarray:
    """A steady sound in some bands, as a bank stores it."""
    stored = np.zeros((FRAMES, 128))
    stored[:, low:high] = (db + 120) / 0.5
    return stored.astype(np.uint8)


def shares_heard(piano: np.ndarray, flute: np.ndarray, seed: int) -> tuple[float, float]:
    """The share of a mixture's steps that have each of two stems."""
    says = np.array([truth(("piano",)), truth(("flute",))], np.int8)
    bank = Bank(np.stack([piano, flute]), says, [("a", "piano"), ("b", "flute")])
    steps = Mixer(bank, np.random.default_rng(seed)).mix(["piano", "flute"]).steps == 1
    return steps[:, NAMES.index("piano")].mean(), steps[:, NAMES.index("flute")].mean()


@pytest.mark.parametrize("seed", range(6))
def test_what_is_masked_in_a_mixture_is_not_there(seed: int) -> None:
    piano, flute = stem(0, 60, -10), stem(70, 128, -10)
    assert shares_heard(piano, flute, seed) == (1.0, 1.0)
    below = stem(30, 50, -90)
    below[:8, 30:50] = flute.max()  # loud for a tenth of a second only
    told = shares_heard(stem(0, 128, -10), below, seed)
    assert told[0] > 0.95 and told[1] < 0.1


def test_stems_of_an_excerpt_keep_their_time() -> None:
    early = stem(0, 60, -10)
    early[FRAMES // 2 :] = 0
    says = np.array([truth(("piano",)), truth(("flute",))], np.int8)
    late = stem(70, 128, -10)
    late[: FRAMES // 2] = 0
    bank = Bank(np.stack([early, late]), says, [("piece", "piano"), ("piece", "flute")])
    steps = Mixer(bank, np.random.default_rng(1)).together(np.array([0, 1])).steps == 1
    half = len(steps) // 2
    piano, flute = steps[:, NAMES.index("piano")], steps[:, NAMES.index("flute")]
    assert piano[:half].all() and not piano[half:].any()
    assert flute[half:].all() and not flute[:half].any()
