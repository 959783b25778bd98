"""Emoji: sequences in a text, pictures from a colour font that the tests build, and how they are
filled. Tolerances: none, but 4 levels of 255 for colours that went through a film.
"""

import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import uharfbuzz as hb

from clavilux.compose import fonts
from clavilux.compose.device import gpu
from clavilux.compose.themes import names, theme
from clavilux.compose.type_emoji import split
from clavilux.compose.type_paint import EMOJI, state
from clavilux.compose.type_shape import Phrase, shape
from clavilux.compose.typeset import typeset
from clavilux.readable import Mask
from clavilux.types.canvas import Canvas
from clavilux.types.errors import MissingError
from test_type_layer import Stage
from test_type_setting import PALETTE, bare, caption, colours

FAMILY, FLAG, TONE = "👩‍👩‍👧", "🇫🇷", "👍🏽"
RED = (0, 0, 255, 255)  # BGRA, as in CPAL


def sfnt(tables: dict[str, bytes]) -> bytes:
    """A font file of tables (OpenType's table directory; nobody reads the checksums)."""
    head, body = struct.pack(">IHHHH", 0x00010000, len(tables), 0, 0, 0), b""
    for tag, data in sorted(tables.items()):
        at = 12 + 16 * len(tables) + len(body)
        head += tag.encode() + struct.pack(">III", 0, at, len(data))
        body += data + bytes(-len(data) % 4)
    return head + body


def painted(path: Path) -> Path:
    """The outlined emoji font with every glyph painted red: COLR version 0, one layer each."""
    own = next(f for f in fonts.catalogue() if f.family == "notoemoji")
    face = hb.Face(hb.Blob.from_file_path(str(own.path)))
    tables = {tag: bytes(face.reference_table(tag).data) for tag in face.table_tags}
    count = face.glyph_count
    records = b"".join(struct.pack(">HHH", g, g, 1) for g in range(count))
    layers = b"".join(struct.pack(">HH", g, 0) for g in range(count))
    tables["COLR"] = (
        struct.pack(">HHIIH", 0, count, 14, 14 + len(records), count) + records + layers
    )
    tables["CPAL"] = struct.pack(">HHHHIH", 0, 1, 1, 1, 14, 0) + bytes(RED)
    path.write_bytes(sfnt(tables))
    return path


@pytest.fixture
def coloured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose one colour font is the painted one."""
    painted(tmp_path / "PaintedEmoji-Regular.ttf")
    monkeypatch.setenv("CLAVILUX_FONTS", str(tmp_path))
    monkeypatch.setattr(fonts, "system_fonts", lambda: ())
    forget()
    yield
    forget()


def forget() -> None:
    for kept in (fonts.catalogue, fonts.coloured_faces, fonts._other, fonts.face):
        if hasattr(kept, "cache_clear"):
            kept.cache_clear()


@pytest.mark.parametrize("one", ["🎉", FAMILY, FLAG, TONE, "❤️", "1️⃣", "🏳️‍🌈", "☝🏽", "🏃‍♂", "✨"])
def test_a_sequence_is_one_emoji(one: str) -> None:
    assert split(f"a{one}!") == [("a", False), (one, True), ("!", False)]
    assert split(one + one) == [(one, True), (one, True)]


def test_letters_digits_and_signs_are_none() -> None:
    for text in ("love", "don’t", "1", "君の名前", "❤", "♪", "⌚\ufe0e", "é\u0301", "क्\u200dष"):
        assert not any(emoji for _, emoji in split(text)), text


def test_emoji_come_from_the_colour_font_each_sequence_as_one(coloured: None) -> None:
    for name in names():
        line = shape(Phrase(["so", f"far{FAMILY}", TONE, FLAG + "!"]), theme(name))
        pictures = [r for p in line.pieces for r in p.runs if r.face.coloured]
        assert [len(run.glyphs) for run in pictures] == [1, 1, 1]
        others = [r for p in line.pieces for r in p.runs if not r.face.coloured]
        assert all(run.glyphs for run in others) and len(others) == 3
        assert not line.face.coloured


def test_pictures_have_an_atlas_of_their_own_and_the_letters_none_of_them(coloured: None) -> None:
    block = typeset(caption(f"far 🎉 {FAMILY}"), theme("poster"), Canvas())
    assert block.pictures is not None and block.pictures.box.tolist() == [1, 2]
    opaque = block.pictures.atlas[block.pictures.atlas[..., 3] == 255]
    assert len(opaque) > 100 and np.all(opaque == (255, 0, 0, 255))
    for k, (u, v) in enumerate(block.corner):
        tile = block.atlas[v : v + block.rect[k, 3], u : u + block.rect[k, 2]]
        assert bool(tile.any()) == (k == 0)


def test_a_line_without_emoji_asks_no_colour_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "coloured_faces", lambda: pytest.fail("asked"))
    assert typeset(caption("far ♪ away 1"), theme("poster"), Canvas()).pictures is None


def test_a_theme_may_set_emoji_as_letters(coloured: None) -> None:
    inked = replace(theme("poster"), face=replace(theme("poster").face, emoji="ink"))
    block = typeset(caption("far 🎉"), inked, Canvas())
    assert block.pictures is None and block.word.tolist() == [0, 1]


@pytest.mark.parametrize("name", names())
def test_an_emoji_is_dim_before_it_is_sung_and_full_while_it_is(coloured: None, name: str) -> None:
    own = theme(name)
    block, ink = typeset(caption("so 🎉 far"), own, Canvas()), colours(own.ink, PALETTE)
    sung = block.span[1, 1] - 0.02
    (row,) = (q for q in state(block, own, ink, sung).quads if q[19] == EMOJI)
    before = [q for q in state(block, own, ink, 1.2).quads if q[19] == EMOJI]
    assert row[16] == row[17] == 1.0
    if own.ink.fill == "colour" and 0 < own.ink.unsung < 1:
        assert before[0][17] < 1.0
    elif 0 < own.ink.unsung < 1:
        assert row[21] < 1.0
    else:
        assert not before or row[15] == 1.0 or own.ink.unsung == 1


def test_a_film_shows_the_pictures_colour_and_legibility_asks_for_letters_alone(
    coloured: None,
) -> None:
    try:
        stage = Stage(gpu(), 0.0)
    except MissingError as error:
        pytest.skip(str(error))
    words = caption("so 🎉")
    layer = stage.layer(words)
    shown = stage.planes(layer, words.words[1].end)
    luma, chroma = shown[:360], shown[360:].reshape(2, 180, 320)
    red = np.argwhere(chroma[1] > 200)  # BT.709's red is 240, without any it is 128
    assert len(red) > 50 and abs(int(luma[2 * red[:, 0], 2 * red[:, 1]].max()) - 63) <= 4
    letters, _ = Mask(layer).at(words.words[1].end)
    assert letters.any() and not letters[2 * red[:, 0], 2 * red[:, 1]].any()


def test_a_missing_emoji_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    bare(monkeypatch)
    forget()
    with pytest.raises(MissingError, match=r"PARTY POPPER.*apt install fonts-noto-color-emoji"):
        typeset(caption("love 🎉 you"), theme("plain"), Canvas())
    forget()
