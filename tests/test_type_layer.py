"""The layer of words on the GPU: what lies on the finished planes.

Tolerances: exact where two ways must agree; 1 pixel for the wipe; contrast by WCAG's formula on
decoded planes.
"""

import numpy as np
import pytest

from clavilux.compose.device import Gpu, gpu
from clavilux.compose.film import Film, Grade
from clavilux.compose.i420 import packed
from clavilux.compose.themes import names, theme
from clavilux.compose.type import TypeLayer, changed
from clavilux.compose.type_motion import QUAD
from clavilux.evaluate.legibility import WANTED, contrasts, luminance
from clavilux.readable import Mask
from clavilux.types.canvas import Canvas
from clavilux.types.errors import MissingError
from clavilux.types.lyrics import Word
from clavilux.types.plan import Caption, Palette, Title

PALETTE = Palette("#0b1020", "#23305a", "#4a6fb0", "#a9c7ee", "#ffb24a")
PLAIN = Grade(bloom=0.0, vignette=0.0, grain=0.0)
CANVAS = Canvas(640, 360)


def caption(text: str, start: float = 1.0, step: float = 0.4) -> Caption:
    words = tuple(
        Word(t, start + step * k, start + step * (k + 1)) for k, t in enumerate(text.split())
    )
    return Caption(start - 0.5, words[-1].end + 0.8, words)


@pytest.fixture(scope="module")
def device() -> Gpu:
    try:
        return gpu()
    except MissingError as error:
        pytest.skip(str(error))


class Stage:
    """A film over a background of even light."""

    def __init__(self, device: Gpu, light: float, canvas: Canvas = CANVAS):
        self.film, self.canvas = Film(device, canvas), canvas
        width, height = self.film.work
        texels = np.full((height, width, 4), light, np.float16)
        layout = {"bytes_per_row": width * 8, "rows_per_image": height}
        target = {"texture": self.film.pictures[0]}
        device.queue.write_texture(target, texels.tobytes(), layout, (width, height, 1))

    def planes(self, layer: TypeLayer | None, t: float) -> np.ndarray:
        encoder = self.film.gpu.device.create_command_encoder()
        self.film.finish_frame(0, 0, PLAIN, encoder, layer, t)
        return packed(self.film.collect()[1])

    def layer(
        self, *captions: Caption, name: str = "poster", title: Title | None = None
    ) -> TypeLayer:
        return TypeLayer(self.film.gpu, self.canvas, captions, name, PALETTE, title)


def light(planes: np.ndarray, canvas: Canvas = CANVAS) -> np.ndarray:
    """Relative luminance of every pixel."""
    return luminance(planes, canvas.height)


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("background", [1.0, 60.0])
def test_contrast_is_reached_over_any_background(device: Gpu, name: str, background: float) -> None:
    """Word by word: the darkest pixel inside its letters against the brightest beside them."""
    stage = Stage(device, background, Canvas(960, 540))
    words = caption("So far away that I run")
    layer = stage.layer(words, name=name)
    mask = Mask(layer)
    compared = 0
    for t in (1.07, words.words[3].start + 0.05, words.words[-1].end - 0.02):
        shown = luminance(stage.planes(layer, t), 540)
        found = contrasts(shown, *mask.at(t))
        found = found[np.isfinite(found)]
        compared += len(found)
        assert np.all(found >= WANTED)
    assert compared >= 3


@pytest.mark.parametrize("name", names())
def test_a_frame_depends_on_nothing_but_its_time(device: Gpu, name: str) -> None:
    stage = Stage(device, 0.3)
    song = [caption("So far away"), caption("حبيبي يا ليل", start=3.4), caption("home", start=6.0)]
    title = Title("On the Run", "Joshua Morin", 7.2, 9.0)
    layer = stage.layer(*song, name=name, title=title)
    times = [0.6, 1.0, 1.5, 2.9, 3.2, 4.0, 5.4, 5.6, 6.1, 7.0, 7.5, 8.9, 9.5]
    forwards = {t: stage.planes(layer, t) for t in times}
    for t in times[::-2]:
        assert np.array_equal(stage.planes(layer, t), forwards[t])
    fresh = stage.layer(*song, name=name, title=title)
    assert np.array_equal(stage.planes(fresh, 4.0), forwards[4.0])
    assert np.array_equal(forwards[9.5], stage.planes(None, 9.5))
    assert not np.array_equal(forwards[4.0], forwards[9.5])


@pytest.mark.parametrize(("text", "way"), [("IIIIIIIIII", 1), ("ווווווווווווווווווווווו", -1)])
def test_the_fill_runs_the_way_the_word_is_read(device: Gpu, text: str, way: int) -> None:
    stage = Stage(device, 0.0)
    layer = stage.layer(caption(text, step=2.0))
    block = None
    for share in (0.25, 0.5, 0.75):
        t = 1.0 + 2.0 * share - 0.5 / 30
        shown = light(stage.planes(layer, t))
        block = layer.settings[0].block
        x, y, w, h = block.rect[0]
        row = shown[y : y + h, x : x + w].max(axis=0)
        start, end = block.edge[0]
        edge = start + (end - start) * share
        columns = np.arange(w) + 0.5
        filled = row[(edge - columns) * way > 4].max()
        waiting = row[(edge - columns) * way < -4].max()
        assert filled > 0.75 and 0.3 < waiting < 0.62


def test_words_are_filled_within_a_frame_of_their_start(device: Gpu) -> None:
    stage = Stage(device, 0.0)
    words = caption("one two three four")
    layer = stage.layer(words, name="plain")
    stage.planes(layer, 0.9)
    boxes = layer.settings[0].block.rect
    for k, word in enumerate(words.words):
        x, y, w, h = boxes[k]
        before, after = (
            light(stage.planes(layer, word.start + shift / 30))[y : y + h, x : x + w].sum()
            for shift in (-1, 1)
        )
        assert after > 1.02 * before


def test_nothing_is_drawn_while_nothing_changes(device: Gpu) -> None:
    stage = Stage(device, 0.0)
    layer = stage.layer(caption("one two", step=2.0), name="plain")
    stage.planes(layer, 2.0)
    held = layer.held.copy()
    stage.planes(layer, 2.1)
    assert np.array_equal(held, layer.held) and changed(held, layer.held, layer.extent) == []


def test_changes_are_found_and_merged() -> None:
    rows = np.zeros((3, QUAD + 1), np.float32)
    rows[:, :4] = [(10, 10, 20, 20), (100, 10, 20, 20), (105, 12, 20, 20)]
    rows[:, 8] = 1
    other = rows.copy()
    other[0, 12] = 5
    assert changed(rows, other, (200, 100)) == [(9, 9, 22, 22)]
    other[1:, 12] = 5
    assert len(changed(rows, other, (200, 100))) == 2
    assert changed(rows, rows[:0], (20, 15)) == [(9, 9, 11, 6)]


def test_two_voices_at_once_do_not_cover_one_another(device: Gpu) -> None:
    stage = Stage(device, 0.0)
    first, second = caption("one two three", step=1.0), caption("ooh", start=2.0, step=1.5)
    layer = stage.layer(first, second, name="plain")
    stage.planes(layer, 2.5)
    low, high = (layer.settings[k].block.bounds for k in (0, 1))
    assert high.y + high.height < low.y


def test_letters_without_a_font_are_named_before_anything_is_drawn(
    device: Gpu, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clavilux.compose import fonts

    kept = tuple(f for f in fonts.catalogue() if not f.family.startswith("noto"))
    monkeypatch.setattr(fonts, "catalogue", lambda: kept)
    monkeypatch.setattr(fonts, "system_fonts", lambda: ())
    fonts._other.cache_clear()
    with pytest.raises(MissingError, match="KHMER"):
        Stage(device, 0.0).layer(caption("ខ្មែរ"))
    fonts._other.cache_clear()


def test_the_shade_and_the_theme_reach_every_canvas(device: Gpu) -> None:
    for canvas in (Canvas(202, 360), Canvas(320, 320), Canvas(160, 90)):
        stage = Stage(device, 60.0, canvas)
        layer = stage.layer(caption("So far away"), name=theme("kinetic").name)
        shown = light(stage.planes(layer, 2.1), canvas)
        bounds = layer.settings[0].block.bounds
        middle = shown[
            int(bounds.y) : int(bounds.y + bounds.height), int(bounds.x) : int(bounds.x + 9)
        ]
        assert middle.min() <= layer.ink.ceiling + 0.01 and shown.max() > 0.8
