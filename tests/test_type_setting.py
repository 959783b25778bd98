"""Type: text, breaks, faces, layout and fills, without a GPU.

Tolerances: positions 1 pixel (boxes are whole pixels); fills 1e-9; contrast by WCAG's formula, no
tolerance.
"""

import math
import sys
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from bidi.algorithm import get_display
from hypothesis import given, settings
from hypothesis import strategies as st
from uniseg.linebreak import line_break_boundaries

from clavilux.compose import fonts
from clavilux.compose.face import Style
from clavilux.compose.themes import Theme, names, theme
from clavilux.compose.type_breaks import Piece, break_lines
from clavilux.compose.type_ink import CONTRAST, GLOW, colours, contrast, luminance, parse, to_srgb
from clavilux.compose.type_lanes import grouped, guess_language, slots
from clavilux.compose.type_layout import safe_area
from clavilux.compose.type_motion import QUAD
from clavilux.compose.type_paint import part, state
from clavilux.compose.type_shape import Phrase, check_letters, shape
from clavilux.compose.type_text import atoms, displayed, levels, visual_order
from clavilux.compose.type_title import typeset_title
from clavilux.compose.typeset import PAD, typeset
from clavilux.types.canvas import ASPECTS, Canvas
from clavilux.types.errors import InputError, MissingError, UsageError
from clavilux.types.lyrics import Syllable, Word
from clavilux.types.plan import Caption, Palette, Title

PALETTE = Palette("#0b1020", "#23305a", "#4a6fb0", "#a9c7ee", "#ffb24a")
SONGS = {
    "short": "Run",
    "english": "So far away, that I don't know where my home is anymore",
    "long": "Live in a time of straight sin we got black sheep that don't fit in I'm",
    "arabic": "يا ليل يا عين، حبيبي أنا هنا في الظلام",
    "hebrew": "שלום עולם, אני כאן",
    "mixed": "habibi حبيبي I love אהבה you",
    "russian": "Я помню чудное мгновенье",
    "greek": "Σ’ αγαπώ πολύ",
}
SIZES = [Canvas(*size) for size in ASPECTS.values()]


def caption(text: str, separator: str = " ", emphasis: tuple[int, ...] = ()) -> Caption:
    """0.4 s a word from 1 s on; on screen from 0.5 s until a second after the last word."""
    texts = text.split() if separator else list(text)
    words = tuple(Word(t, 1 + 0.4 * k, 1.38 + 0.4 * k) for k, t in enumerate(texts))
    return Caption(0.5, words[-1].end + 1.0, words, separator, "", emphasis)


# --- text ---------------------------------------------------------------------------------------


def test_quotes_dashes_and_apostrophes_are_real() -> None:
    words = ['"Hello"', "'cause", "it's", "'so", "good'", "wait...", "-", "rock", "'n'", "90's"]
    shown = displayed(words, "as is")
    assert shown == [
        "“Hello”",
        "’cause",
        "it’s",
        "‘so",
        "good’",
        "wait…",
        "–",
        "rock",
        "’n’",
        "90’s",
    ]
    assert displayed(["straße"], "upper") == ["STRASSE"]


WORDS = st.lists(
    st.sampled_from(
        [
            "So",
            "far",
            "away,",
            "don’t",
            "l’été",
            "жить,",
            "Σ’",
            "αγαπώ!",
            "90s",
            "שלום,",
            "אני",
            "حبيبي",
            "عين…",
            "you?",
            "it’s.",
        ]
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=150, deadline=None)
@given(words=WORDS)
def test_the_fast_way_of_breaking_is_uax_14(words: list[str]) -> None:
    text = " ".join(words)
    breaks = {p for p in line_break_boundaries(text) if p < len(text)}
    assert {a.at for a in atoms(words, " ") if a.breakable} == breaks


def test_atoms_follow_uax_14_in_hyphens_and_japanese() -> None:
    assert [a.text for a in atoms(["twenty-one", "far"], " ")] == ["twenty-", "one", "far"]
    pieces = atoms(["「君", "の", "名", "前」", "を。"], "")
    assert all(p.breakable for p in pieces[1:]) and not pieces[0].breakable
    joined = atoms(["名前", "。"], "")
    assert not joined[-1].breakable  # a full stop begins no line


@settings(max_examples=150, deadline=None)
@given(words=st.lists(st.sampled_from(["ab", "c", "שלום", "אב", "يا", "12", "3"]), max_size=7))
def test_visual_order_is_python_bidis(words: list[str]) -> None:
    text = " ".join(words)
    if text:
        _, found = levels(text)
        assert "".join(text[k] for k in visual_order(found)) == get_display(text)


# --- breaks -------------------------------------------------------------------------------------


def pieces(text: str) -> list[Piece]:
    return [Piece(w, float(len(w)), 1.0 if k else 0.0, k > 0) for k, w in enumerate(text.split())]


def lines(text: str, count: int) -> list[str]:
    found = break_lines(pieces(text), count)
    assert found is not None
    words = text.split()
    ends = [*found[0][1:], len(words)]
    return [" ".join(words[a:b]) for a, b in zip(found[0], ends, strict=True)]


def test_breaks_are_even_and_follow_the_sense() -> None:
    assert lines("So far away, that I don't know", 2) == ["So far away,", "that I don't know"]
    first, second = lines("walking down the long road home tonight", 2)
    assert first.split()[-1] != "the" and 0.6 < len(first) / len(second) < 1.7
    assert len(lines("one two three four five six seven", 3)) == 3


def test_no_orphan_and_no_impossible_count() -> None:
    assert lines("remember everything we wanted to", 2)[-1] != "to"
    assert break_lines(pieces("one"), 2) is None


# --- fonts --------------------------------------------------------------------------------------


def test_every_theme_has_its_typeface_and_the_default_font_is_a_font() -> None:
    for name in names():
        assert fonts.face(theme(name).face.families[0], Style()) is not None
    assert fonts.default_font()[:4] in (b"\x00\x01\x00\x00", b"OTTO")


def test_a_missing_letter_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    bare(monkeypatch)
    with pytest.raises(MissingError, match=r"TELUGU.*manimgx-fonts"):
        check_letters([["love", "తెలుగు"]], theme("plain"))
    with pytest.raises(MissingError, match="install it with: pip install fontpkg-no-such"):
        fonts.family("No Such", Style())
    fonts._other.cache_clear()


def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without the fonts of all scripts."""
    kept = tuple(f for f in fonts.catalogue() if not f.family.startswith("noto"))
    monkeypatch.setattr(fonts, "catalogue", lambda: kept)
    monkeypatch.setattr(fonts, "system_fonts", lambda: ())
    fonts._other.cache_clear()
    fonts.face.cache_clear()


def test_symbols_that_no_font_has_are_left_out_not_boxed(monkeypatch: pytest.MonkeyPatch) -> None:
    bare(monkeypatch)
    block = typeset(caption("love ⛼ you"), theme("plain"), Canvas())
    assert sorted(set(block.word.tolist())) == [0, 2]
    with pytest.raises(InputError):
        typeset(caption("⛼"), theme("plain"), Canvas())
    fonts._other.cache_clear()
    fonts.face.cache_clear()


def test_emoji_as_letters_are_outlines_and_sequences_as_one() -> None:
    inked = replace(theme("plain"), face=replace(theme("plain").face, emoji="ink"))
    block = typeset(caption("love 🎉 👩‍👩‍👧 👍🏽"), inked, Canvas())
    assert sorted(set(block.word.tolist())) == [0, 1, 2, 3]
    width, height = block.rect[:, 2], block.rect[:, 3]
    assert np.all(width[1:] < 1.6 * height[1:])  # one picture each, not three side by side


def test_arabic_is_joined_and_reordered() -> None:
    paragraph = shape(Phrase(["بيت"], " "), theme("plain"))
    alone = [shape(Phrase([letter], " "), theme("plain")) for letter in "بيت"]
    joined = [g.id for g in paragraph.pieces[0].runs[0].glyphs]
    apart = [p.pieces[0].runs[0].glyphs[0].id for p in alone]
    assert set(joined).isdisjoint(apart[:2])
    assert paragraph.base == 1


# --- layout -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("song", SONGS)
def test_every_theme_lays_out_every_script_on_every_canvas(name: str, song: str) -> None:
    for canvas in SIZES:
        layout = theme(name).layout(canvas.aspect)
        line = caption(SONGS[song], emphasis=(1,))
        longest = max(
            grouped(line, layout.at_once), key=lambda c: sum(len(w.text) for w in c.words)
        )
        block = typeset(longest, theme(name), canvas)
        area = safe_area(canvas)
        over = 0.2 * block.em  # hanging points, accents over and tails under the block
        assert block.line.max() < layout.lines
        assert block.bounds.x >= area.x - over and block.bounds.y >= area.y - 2 * over
        assert block.bounds.x + block.bounds.width <= area.x + area.width + over
        assert block.bounds.y + block.bounds.height <= area.y + area.height + 2 * over
        assert block.bounds.height <= layout.height * area.height + 2 * over
        assert block.em >= 0.03 * min(canvas.width, canvas.height)
        assert sorted(set(block.word.tolist())) == list(range(len(longest.words)))


@pytest.mark.parametrize("name", names())
def test_words_of_a_line_stand_side_by_side_in_reading_order(name: str) -> None:
    for song, way in (("english", 1), ("arabic", -1), ("hebrew", -1)):
        block = typeset(caption(SONGS[song]), theme(name), Canvas())
        for line in range(block.line.max() + 1):
            on = block.line == line
            left = np.minimum(*block.edge[on].T) + block.rect[on, 0]
            right = np.maximum(*block.edge[on].T) + block.rect[on, 0]
            order = np.argsort(left * way)
            assert order.tolist() == list(range(on.sum())), (song, line)
            first, last = (right, left) if way == 1 else (left, right)
            gaps = (last[1:] - first[:-1]) * way
            assert np.all(gaps > 0.05 * block.em)
        assert np.all((block.edge[:, 1] > block.edge[:, 0]) == (way == 1))


def test_the_atlas_holds_each_box_once_and_its_ink_lies_inside() -> None:
    for name in names():
        block = typeset(caption(SONGS["english"]), theme(name), Canvas())
        seen = np.zeros_like(block.atlas, bool)
        for (_, _, w, h), (u, v) in zip(block.rect, block.corner, strict=True):
            tile = block.atlas[v : v + h, u : u + w]
            assert tile.max() == 255
            assert max(tile[0].max(), tile[-1].max(), tile[:, 0].max(), tile[:, -1].max()) == 0
            assert not seen[v : v + h, u : u + w].any()
            seen[v : v + h, u : u + w] = True
        assert not block.atlas[~seen].any()


def test_edges_are_crisp() -> None:
    """At rest a stem's edge takes at most two pixels from nothing to full."""
    block = typeset(caption("Ill"), theme("poster"), Canvas())
    (_, _, w, h), (u, v) = block.rect[0], block.corner[0]
    row = block.atlas[v + h // 2, u : u + w].astype(int)
    assert np.count_nonzero((row > 0) & (row < 255)) <= 6 and np.count_nonzero(row == 255) > 20


def test_lines_of_a_stack_share_their_width() -> None:
    block = typeset(caption(SONGS["english"]), theme("kinetic"), Canvas())
    widths = []
    for line in range(block.line.max() + 1):
        on = block.line == line
        left, right = block.rect[on, 0].min(), (block.rect[on, 0] + block.rect[on, 2]).max()
        widths.append(right - left)
    assert block.line.max() >= 2 and max(widths) < 1.1 * min(widths)


THAI = "ฉันรักเธอ😀ทุกวัน"  # I love you, every day
THAI_WORDS = ("ฉัน", "รัก", "เธอ", "😀", "ทุก", "วัน")


def test_scripts_without_spaces_break_between_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """What ICU tells is used (it is not installed here); without it there are no more breaks than
    UAX 14 has."""
    icu = SimpleNamespace(LineBreaker=lambda text, locale: iter(THAI_WORDS))
    monkeypatch.setitem(sys.modules, "icu4py", SimpleNamespace(breakers=icu))
    monkeypatch.setitem(sys.modules, "icu4py.breakers", icu)
    found = atoms([THAI, "ok"], " ")
    assert [a.text for a in found] == [*THAI_WORDS, "ok"]
    assert [a.breakable for a in found] == [False, *[True] * 6]
    monkeypatch.setitem(sys.modules, "icu4py", None)
    monkeypatch.delitem(sys.modules, "icu4py.breakers")
    assert len(atoms([THAI, "ok"], " ")) < len(found)


def test_a_comma_outside_a_stack_stays_clear_of_the_edge() -> None:
    canvas = Canvas(1080, 1920)
    area = safe_area(canvas)
    for text in ("Stay, stay", "Why? Because!", "Go now, go,"):
        block = typeset(caption(text), theme("kinetic"), canvas)
        right = (block.edge.max(axis=1) + block.rect[:, 0]).max()
        assert right <= area.x + area.width + 0.02 * canvas.width, text


def test_upright_canvases_get_larger_type_and_more_lines() -> None:
    for name in ("plain", "poster", "editorial"):
        wide, tall = (
            typeset(caption(SONGS["english"]), theme(name), canvas)
            for canvas in (Canvas(1920, 1080), Canvas(1080, 1920))
        )
        assert tall.line.max() >= wide.line.max()
        assert tall.em > 0.8 * wide.em
        assert tall.bounds.y + tall.bounds.height < 0.8 * 1920  # clear of a phone's buttons


def test_sizes_scale_with_the_canvas() -> None:
    small, large = (
        typeset(caption(SONGS["english"]), theme("poster"), Canvas(w, h))
        for w, h in ((960, 540), (1920, 1080))
    )
    assert large.em == pytest.approx(2 * small.em, rel=1e-6)
    assert np.abs(large.rect[:, :2] - 2 * small.rect[:, :2]).max() <= 8


JAPANESE = fonts.face("NotoSansJP", Style())


@pytest.mark.skipif(JAPANESE is None, reason="the extra clavilux[cjk] is not installed")
def test_japanese_keeps_words_together_and_chooses_japanese_forms() -> None:
    song = caption("夜空に光る星が君の名前を呼んでいる。", separator="")
    assert guess_language([song]) == "ja"
    block = typeset(song, theme("poster"), Canvas(1080, 1920), "ja")
    starts = [
        song.words[block.word[block.line == k].min()].text for k in range(block.line.max() + 1)
    ]
    assert len(starts) >= 2 and not any(text[0] in "をにがのはとへもるん。" for text in starts)
    face = shape(Phrase(["夜"], ""), theme("plain"), "ja").pieces[0].runs[0].face
    assert "NotoSansJP" in face.path.name


def test_a_theme_file_with_a_mistake_is_one_sentence(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UsageError, match="no type theme"):
        theme("none")
    file = tmp_path / "mine.toml"
    file.write_text(
        'about = "x"\n[face]\nfamilies = ["Inter"]\n[wide]\nsize = 0.1\nlines = 2\nsice = 1\n'
    )
    with pytest.raises(UsageError, match="sice"):
        theme(str(file))
    file.with_name("good.toml").write_text(
        'about = "x"\n[face]\nfamilies = ["Inter"]\n[wide]\nsize = 0.1\nlines = 2\n'
    )
    assert theme(str(file.with_name("good.toml"))).wide.lines == 2


@pytest.mark.parametrize("name", names())
def test_title_cards_have_a_large_title_and_a_small_artist(name: str) -> None:
    for canvas in SIZES:
        block = typeset_title(Title("On the Run", "Joshua Morin", 1.0, 5.0), theme(name), canvas)
        halo = theme(name).ink.halo_size * block.em if block.halo is not None else 0.0
        pad = 2 * (PAD + math.ceil(halo))
        heights = [block.rect[block.line == k, 3].max() for k in range(block.line.max() + 1)]
        heights = [height - pad for height in heights]
        assert heights[0] > 1.6 * heights[-1]
        assert sorted(set(block.word.tolist())) == [0, 1, 2, 3, 4]
        area = safe_area(canvas)
        assert block.bounds.x >= area.x - 0.1 * block.em
        assert block.bounds.y >= 0 and block.bounds.y + block.bounds.height <= canvas.height
    alone = typeset_title(Title("", "Artist", 0, 3), theme(name), Canvas())
    assert len(alone.rect) == 1


# --- fills and motion ---------------------------------------------------------------------------


def test_syllables_fill_a_word_at_their_own_times() -> None:
    syllables = (Syllable("Hap", 1.0, 1.2), Syllable("py", 2.0, 3.0))
    word = Word("Happy", 1.0, 3.0, syllables=syllables)
    block = typeset(Caption(0.5, 4, (word,)), theme("poster"), Canvas())
    fill = block.fills[0]
    assert fill.times == (1.0, 1.2, 2.0, 3.0)
    first = part(fill, 1.2)
    assert 0.5 < first < 0.75 and part(fill, 1.9) == pytest.approx(first, abs=1e-9)
    assert part(fill, 0.99) == 0.0 and part(fill, 3.0) == 1.0
    assert part(fill, 2.5) == pytest.approx((first + 1) / 2, abs=1e-9)


def test_a_word_broken_in_two_is_filled_in_turn() -> None:
    word = Word("twenty-one", 1.0, 3.0)
    block = typeset(Caption(0.5, 4, (word,)), theme("poster"), Canvas())
    first, second = block.fills
    assert first.times[0] == 1.0 and first.times[-1] == second.times[0] and second.times[-1] == 3.0
    assert first.times[-1] == pytest.approx(1.0 + 2.0 * 0.7)


@pytest.mark.parametrize("name", names())
def test_motion_is_pure_bounded_and_settles(name: str) -> None:
    chosen = theme(name)
    song = caption(SONGS["english"], emphasis=(2,))
    block = typeset(song, chosen, Canvas())
    ink = colours(chosen.ink, PALETTE)
    for t in np.linspace(0.4, song.end + 0.1, 90):
        found = state(block, chosen, ink, float(t))
        assert found.quads.dtype == np.float32 and found.quads.shape[1] == QUAD
        assert np.all(np.isfinite(found.quads)) and np.all(found.shades[:, 4] <= 1)
        assert np.all((found.quads[:, 10] >= 0) & (found.quads[:, 10] <= 1))
        assert np.all((found.quads[:, 8] > 0.4) & (found.quads[:, 8] < 2))
        again = state(block, chosen, ink, float(t))
        assert np.array_equal(found.quads, again.quads)
    assert len(state(block, chosen, ink, song.start - 0.01).quads) == 0
    assert len(state(block, chosen, ink, song.end).quads) == 0
    held = state(block, chosen, ink, song.words[-1].end - 0.001)
    letters = held.quads[held.quads[:, 19] == 0]
    assert np.all(letters[:-1, 10] == 1)
    assert np.all(held.shades[:, 4] == 1.0) and len(held.shades) == (chosen.ink.strip is None)


def test_words_come_with_the_voice_and_not_before_it() -> None:
    for name in ("editorial", "kinetic", "hand"):
        chosen: Theme = theme(name)
        song = caption(SONGS["english"])
        block = typeset(song, chosen, Canvas())
        ink = colours(chosen.ink, PALETTE)
        for k, word in enumerate(song.words):
            before = state(block, chosen, ink, word.start - 0.018).quads
            after = state(block, chosen, ink, word.start + 0.1).quads
            assert len(before) == k and len(after) == k + 1


def test_the_wipe_is_where_the_voice_is() -> None:
    chosen = theme("poster")
    for song, way in (("english", 1), ("arabic", -1)):
        block = typeset(caption(SONGS[song]), chosen, Canvas())
        ink = colours(chosen.ink, PALETTE)
        middle = state(block, chosen, ink, 1.0 + 0.19).quads[0]
        assert middle[12] == pytest.approx(block.edge[0].mean(), abs=0.5) and middle[14] == way
        begun = state(block, chosen, ink, 1.0).quads[0]
        assert begun[12] == pytest.approx(block.edge[0, 0], abs=0.01)
        before = state(block, chosen, ink, 0.96).quads[0]
        assert (before[12] - block.edge[0, 0]) * way == pytest.approx(-0.5 * before[13], abs=0.01)


# --- colours, lanes -----------------------------------------------------------------------------

COLOUR = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


@pytest.mark.parametrize("name", names())
@settings(max_examples=60, deadline=None)
@given(roles=st.lists(COLOUR, min_size=5, max_size=5))
def test_any_palette_gives_contrast_over_any_background(name: str, roles: list[str]) -> None:
    ink = theme(name).ink
    found = colours(ink, Palette(*roles))
    assert 0.019 < found.ceiling < 0.2 or ink.strip  # neon never goes under sRGB 0.15
    for colour in (found.sung, found.past, found.emphasis, found.unsung):
        behind = found.halo if ink.strip else to_srgb(np.full(3, found.ceiling))
        if ink.halo == "glow":
            behind = behind + GLOW * ink.halo_strength * found.halo
        assert contrast(luminance(colour), luminance(behind)) >= CONTRAST
        assert np.all((colour >= 0) & (colour <= 1))


def test_known_colours() -> None:
    assert luminance(np.ones(3)) == pytest.approx(1.0) and luminance(np.zeros(3)) == 0.0
    assert contrast(1.0, 0.0) == pytest.approx(21.0)
    assert parse("#ff8000") == pytest.approx([1.0, 128 / 255, 0.0])


def test_late_exits_give_way_and_second_voices_stack() -> None:
    def line(start: float, end: float) -> Caption:
        return Caption(start, end, (Word("a", start, end),))

    late = slots([line(0, 3.2), line(3.0, 6), line(7, 8)])
    assert [slot.end for slot in late] == [3.0, 6, 8] and not any(slot.under for slot in late)
    duet = slots([line(0, 5), line(2, 6), line(5.5, 9)])
    assert [slot.under for slot in duet] == [(), (0,), ()]
    title = slots([line(5, 6)], Title("T", "", 0, 4))
    assert [type(slot.item).__name__ for slot in title] == ["Title", "Caption"]
