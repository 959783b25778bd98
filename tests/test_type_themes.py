"""What themes can do beyond plain lines: readings, columns, waiting lines, groups, strips, typed
letters, loudness, beats, and what a director says of a line. Without a GPU.

Tolerances: 1 pixel for places, exact for times.
"""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from clavilux.compose import fonts
from clavilux.compose.face import Style
from clavilux.compose.themes import Dynamics, theme
from clavilux.compose.type_ink import colours
from clavilux.compose.type_lanes import Pace, grouped, phrases, slots
from clavilux.compose.type_motion import Waiting, reach
from clavilux.compose.type_paint import PAPER, state
from clavilux.compose.type_ruby import split
from clavilux.compose.type_sound import Loudness, Sound
from clavilux.compose.typeset import typeset
from clavilux.media.lyrics.build import Entry, Piece, build
from clavilux.types.canvas import Canvas
from clavilux.types.lyrics import Word
from clavilux.types.plan import Caption, Palette

PALETTE = Palette("#0b1020", "#23305a", "#4a6fb0", "#a9c7ee", "#ffb24a")
JAPANESE = fonts.face("NotoSansJP", Style())
japanese = pytest.mark.skipif(JAPANESE is None, reason="the extra clavilux[cjk] is not installed")


def caption(text: str, separator: str = " ", start: float = 1.0) -> Caption:
    texts = text.split() if separator else list(text)
    words = tuple(Word(t, start + 0.4 * k, start + 0.4 * k + 0.38) for k, t in enumerate(texts))
    return Caption(start - 0.5, words[-1].end + 1.0, words, separator)


# --- readings and columns -----------------------------------------------------------------------


def test_a_reading_is_split_from_its_word_and_stays_whole_in_a_file() -> None:
    assert split("{漢字|かんじ}を") == ("漢字を", "かんじ")
    assert split("love") == ("love", "")
    line = build([Entry((Piece("{君|きみ}の{名前|なまえ}"),), 0.0, 3.0)]).lines[0]
    assert [word.text for word in line.words] == ["{君|きみ}", "の", "{名前|なまえ}"]
    lengths = [word.end - word.start for word in line.words]
    assert lengths[2] > 1.3 * lengths[0] > 1.3 * lengths[1]  # as long as what is sung


def test_a_reading_stands_small_above_its_word_in_the_same_box() -> None:
    bare, read = (
        typeset(caption(text), theme("poster"), Canvas()) for text in ("love you", "{love|ai} you")
    )
    assert read.rect[0, 3] > bare.rect[0, 3] and abs(read.rect[1, 3] - bare.rect[1, 3]) <= 2
    wide = typeset(caption("{I|watakushi} am"), theme("poster"), Canvas())
    narrow = typeset(caption("I am"), theme("poster"), Canvas())
    assert wide.rect[0, 2] > 2 * narrow.rect[0, 2]  # spaced out, not overlapping its neighbour
    edge = wide.edge + wide.rect[:, :1]
    assert edge[0].max() < edge[1].min()


@japanese
def test_columns_run_down_and_from_right_to_left() -> None:
    song = caption("遠く離れて、もう帰る家も分からない。", separator="")
    block = typeset(song, theme("tategaki"), Canvas(), "ja")
    assert block.vertical and block.line.max() >= 1
    middle = block.rect[:, :2] + block.rect[:, 2:] / 2
    for line in range(block.line.max() + 1):
        on = block.line == line
        assert np.all(np.diff(middle[on, 1]) > 0)
    assert middle[block.line == 0, 0].mean() > middle[block.line == 1, 0].mean()
    assert np.all(block.edge[:, 1] > block.edge[:, 0])
    words = [song.words[block.word[block.line == k].min()].text for k in range(block.line.max())]
    assert not set(words) & set("。、")


@japanese
def test_vertical_forms_are_used_and_latin_lies_on_its_side() -> None:
    assert JAPANESE is not None
    across = JAPANESE.shape("ー、「", False, {})
    down = JAPANESE.shape_down("ー、「")
    assert all(a.id != b.id for a, b in zip(across, down, strict=True))
    block = typeset(caption("夜のLOVEだよ君"), theme("tategaki"), Canvas(), "ja")
    assert block.vertical
    english = typeset(caption("so far away"), theme("tategaki"), Canvas())
    assert not english.vertical


def test_arabic_in_the_theme_of_columns_stands_at_the_right_as_columns_do() -> None:
    canvas = Canvas()
    block = typeset(caption("حبيبي أنا هنا"), theme("tategaki"), canvas)
    assert block.bounds.x > canvas.width / 3
    assert block.bounds.x + block.bounds.width > 0.9 * canvas.width


def test_phrases_of_japanese_are_not_single_characters() -> None:
    song = caption("すべての窓が水の上で", separator="")
    starts = phrases(song)
    assert "".join(song.words[k].text for k in starts) == "す窓水上"
    parts = grouped(song, 1)
    assert ["".join(w.text for w in p.words) for p in parts] == ["すべての", "窓が", "水の", "上で"]
    assert all(a.end == b.start for a, b in pairwise(parts))


# --- what a director says -----------------------------------------------------------------------


def test_a_director_sets_size_and_rows() -> None:
    song = caption("so far away that I don’t know")
    chosen, canvas = theme("plain"), Canvas()
    plain, large = (typeset(replace(song, scale=s), chosen, canvas) for s in (1.0, 1.3))
    assert large.em == pytest.approx(1.3 * plain.em)
    broken = typeset(replace(song, breaks=(2,)), chosen, canvas)
    assert broken.word[broken.line == 1].min() == 2
    many = typeset(replace(song, breaks=(1, 2, 3, 4)), chosen, canvas)
    assert many.line.max() < chosen.wide.lines  # never more than the theme's


@pytest.mark.parametrize(("direction", "axis", "sign"), [("left", 0, -1), ("up", 1, -1)])
def test_words_enter_along_the_lines_direction(direction: str, axis: int, sign: int) -> None:
    chosen = theme("column")
    song = replace(caption("so far away"), direction=direction, enter_s=0.4)  # type: ignore[arg-type]
    block = typeset(song, chosen, Canvas())
    ink = colours(chosen.ink, PALETTE)
    early, late = (state(block, chosen, ink, t).quads for t in (0.6, 0.95))
    assert np.all((late[:, 6 + axis] - early[:, 6 + axis]) * sign > 1)
    assert np.allclose(late[:, 7 - axis], early[:, 7 - axis], atol=1e-3)


def test_a_director_sets_how_fast_a_line_comes_and_goes() -> None:
    chosen = theme("column")
    song = caption("so far away")
    ink = colours(chosen.ink, PALETTE)
    quick, slow = (
        state(typeset(replace(song, enter_s=s), chosen, Canvas()), chosen, ink, 0.62).quads
        for s in (0.1, 0.5)
    )
    assert np.all(quick[:, 10] == 1) and np.all(slow[:, 10] < 0.9)


# --- sound --------------------------------------------------------------------------------------


def test_louder_words_are_set_larger() -> None:
    song = caption("soft LOUD soft")
    sound = Sound(loudness=lambda t: 0.9 if 1.4 <= t < 1.8 else 0.2)
    loudness = Loudness(sound, song.words)
    loud = [loudness.of(word) for word in song.words]
    assert loud[1] == 1.0 and loud[0] < loud[1]
    chosen = replace(theme("poster"), dynamics=Dynamics(size=0.5))
    even, dynamic = (typeset(song, chosen, Canvas(), "", levels) for levels in ([0.0] * 3, loud))
    ratio = [block.rect[1, 3] / block.rect[0, 3] for block in (even, dynamic)]
    assert ratio[1] > 1.3 * ratio[0]


def test_words_land_on_a_beat_that_is_near_and_jump_on_it() -> None:
    sound = Sound(beats=np.array([1.05, 2.0]))
    assert sound.near(np.array([1.0, 1.5]), 0.09).tolist() == [1.05, 1.5]
    chosen = theme("kinetic")
    block = typeset(caption("so far away"), chosen, Canvas())
    ink = colours(chosen.ink, PALETTE)
    still, jumping = (
        state(block, chosen, ink, 2.5, Sound(beat=lambda t, b=b: b)).quads for b in (0.0, 1.0)
    )
    assert np.allclose(jumping[:, 8], still[:, 8] * (1 + chosen.dynamics.beat), atol=1e-3)


# --- themes' own ways ---------------------------------------------------------------------------


def test_the_next_line_waits_below_and_then_takes_its_place() -> None:
    first, second = caption("so far away"), caption("that I run", start=4.0)
    found = slots([first, second], pace=Pace(waits=True))
    assert found[1].after == 0 and found[1].waits_from < found[1].start
    chosen = theme("column")
    block = typeset(replace(second, start=3.5), chosen, Canvas())
    wait = Waiting(1.0, 300, 0.6, (block.bounds.x, block.bounds.y))
    ink = colours(chosen.ink, PALETTE)
    waiting, sung = (
        state(block, chosen, ink, t, None, wait).quads for t in (2.0, second.words[-1].end)
    )
    assert np.allclose(waiting[:, 8], 0.6) and np.all(sung[:, 8] == 1)
    assert reach(waiting)[:, 1].min() > reach(sung)[:, 3].min()
    assert np.all(waiting[:, 12] < waiting[:, 2])  # nothing of it is filled


def test_strips_lie_under_every_letter() -> None:
    chosen = theme("strips")
    block = typeset(caption("so far away that I run and run"), chosen, Canvas())
    quads = state(block, chosen, colours(chosen.ink, PALETTE), 2.0).quads
    paper, letters = (quads[quads[:, 19] == kind] for kind in (PAPER, 0))
    assert len(paper) == block.line.max() + 1 and len(letters) == len(block.rect)
    assert quads[0, 19] == PAPER  # paper first
    for line, strip in enumerate(paper):
        left, top, right, bottom = block.rows[line]
        assert strip[0] < left and strip[0] + strip[2] > right
        assert strip[1] < top and strip[1] + strip[3] > bottom


def test_typed_letters_are_whole() -> None:
    chosen = theme("ticker")
    block = typeset(Caption(0.5, 4, (Word("abcd", 1.0, 3.0),)), chosen, Canvas())
    ink = colours(chosen.ink, PALETTE)
    edges = {
        round(float(state(block, chosen, ink, t).quads[0, 12]), 1)
        for t in np.linspace(1.05, 2.95, 40)
    }
    assert len(edges) == 4
