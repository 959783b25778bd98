"""The fill on decoded films: it reaches every word, and every syllable, within one frame of its
time, whatever the theme.

Tolerance: one frame. A word's fill has begun in the first decoded frame in which its letters have
changed by a fiftieth of what they change in all.
"""

from dataclasses import replace
from fractions import Fraction

import av
import numpy as np
import pytest

import made_features
from clavilux.compose.themes import theme
from clavilux.compose.type_lanes import Pace, slots
from clavilux.compose.typeset import typeset
from clavilux.generators.looks import cards
from clavilux.media.codecs import Encoding
from clavilux.media.write import join
from clavilux.renderer import render_segments
from clavilux.timeline import Timeline
from clavilux.types.canvas import Canvas
from clavilux.types.lyrics import Syllable, Word
from clavilux.types.plan import Caption, Drive, Finish, Palette, Plan, Shot

CANVAS = Canvas(480, 270, Fraction(30))
PALETTE = Palette("#0b1020", "#23305a", "#4a6fb0", "#a9c7ee", "#ffb24a")
HAPPY = Word("happy", 1.55, 2.25, 1.0, (Syllable("hap", 1.55, 1.7), Syllable("py", 2.02, 2.25)))
WORDS = (Word("So", 0.71, 1.0), Word("far", 1.13, 1.5), HAPPY, Word("days", 2.4, 2.8))
CHANGED = 0.02


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("CLAVILUX_CACHE", str(tmp_path / "cache"))


def film(name: str, tmp_path) -> np.ndarray:
    """Luma `float[frames, height, width]` of the decoded film: the line over darkness."""
    card = next(card for card in cards() if card.name == "curtains")
    drives = {**card.drives, "exposure": Drive("loudness", gain=0.0, base=-14.0)}
    shot = Shot(0.0, 3.2, options={"look": "curtains"}, drives=drives)
    finish = Finish(bloom=0, vignette=0, grain=0, flash=0, fade_in_s=0, fade_out_s=0)
    caption = Caption(0.3, 3.1, WORDS)
    plan = Plan("lyric", 3.2, 0, {"main": PALETTE}, (shot,), (caption,), name, finish=finish)
    features = made_features.song(duration=3.2, sections=made_features.FORM[:1])
    parts = render_segments(plan, Timeline(features), CANVAS, Encoding(), (0.0, 3.2))
    join(parts, tmp_path / "film.mp4", None, Encoding(), 0.0, 3.2, CANVAS.fps)
    with av.open(str(tmp_path / "film.mp4")) as container:
        frames = [frame.to_ndarray()[: CANVAS.height] for frame in container.decode(video=0)]
    return np.array(frames, float)


def change(luma: np.ndarray, box: np.ndarray, first: int, last: int) -> np.ndarray:
    """0..1 for each frame: how far the box's pixels are from frame `first` to frame `last`."""
    x, y, w, h = box
    part = luma[:, y : y + h, x : x + w]
    wanted = np.abs(part[last] - part[first]).sum()
    assert wanted > 500, "nothing was filled"
    return np.abs(part - part[first]).sum(axis=(1, 2)) / wanted


@pytest.mark.parametrize("name", ["plain", "column", "poster", "strips", "editorial", "ticker"])
def test_the_fill_reaches_every_word_within_a_frame_of_its_time(name: str, tmp_path) -> None:
    luma = film(name, tmp_path)
    slot = slots([Caption(0.3, 3.1, WORDS)], pace=Pace(0.5))[0]
    caption = replace(slot.item, start=slot.start, end=slot.end)
    block = typeset(caption, theme(name), CANVAS)
    for box, k in zip(block.rect, block.word, strict=True):
        word = WORDS[k]
        before, after = int(word.start * 30) - 1, int(np.ceil(word.end * 30)) + 1
        moved = change(luma, box, before, after)
        begun = before + int(np.argmax(moved[before:] > CHANGED))
        assert abs(begun - word.start * 30) <= 1.0, (word.text, begun / 30)


def test_the_fill_waits_between_syllables(tmp_path) -> None:
    luma = film("poster", tmp_path)
    block = typeset(Caption(0.3, 3.1, WORDS), theme("poster"), CANVAS)
    moved = change(luma, block.rect[2], 45, 69)
    first, second = HAPPY.syllables
    held = moved[int(first.end * 30) + 2 : int(second.start * 30) - 1]
    assert np.ptp(held) < 0.03 and 0.4 < held.mean() < 0.75
    rises = (
        int(second.start * 30)
        - 2
        + np.argmax(moved[int(second.start * 30) - 2 :] > held.max() + 0.03)
    )
    assert abs(rises - second.start * 30) <= 1.0
