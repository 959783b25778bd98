"""The layer of words: captions and title card, drawn into the film's type picture and laid over the
finished planes.

A block is typeset and its atlas uploaded when its caption comes on screen. After that a frame costs
a few numbers a word: only the rectangle that differs from what the type picture holds is taken out
and drawn again. What is drawn depends on nothing but the instant, whatever was drawn before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from clavilux.compose.device import Gpu, shader
from clavilux.compose.film import Film, Shade, Words
from clavilux.compose.themes import Theme
from clavilux.compose.themes import theme as named_theme
from clavilux.compose.type_ink import Colours, colours
from clavilux.compose.type_lanes import Slot, guess_language, slots
from clavilux.compose.type_motion import QUAD, reach, state
from clavilux.compose.type_shape import check_letters
from clavilux.compose.type_title import typeset_title
from clavilux.compose.typeset import Block, typeset
from clavilux.types.canvas import Canvas
from clavilux.types.clock import half_frame
from clavilux.types.plan import Caption, Palette, Title

KEPT = 6  # blocks held ready
MAX_QUADS = 512
MAX_SHADES = 8
SOFTNESS = 0.05  # of the picture's height over which the shade fades out, besides 0.3 em
SEEN = 0.92  # of that distance; beyond it the shade is weaker than a step of eight bits
NOTHING = np.zeros((0, QUAD + 1), np.float32)
OVER = {
    part: {"src_factor": "one", "dst_factor": "one-minus-src-alpha", "operation": "add"}
    for part in ("color", "alpha")
}


@dataclass(frozen=True)
class _Setting:
    """A block ready to be drawn."""

    block: Block
    bound: Any  # bind group with its atlas


class TypeLayer:
    """The words of one film. Hand it to `Film.finish_frame` as its overlay."""

    def __init__(
        self,
        gpu: Gpu,
        canvas: Canvas,
        captions: Sequence[Caption],
        theme: str | Theme,
        palette: Palette,
        title: Title | None = None,
    ):
        self.gpu, self.canvas = gpu, canvas
        self.theme = named_theme(theme) if isinstance(theme, str) else theme
        self.ink: Colours = colours(self.theme.ink, palette)
        self.slots: list[Slot] = slots(captions, title)
        self.language = guess_language(captions)
        check_letters(map(_texts, self.slots), self.theme, self.language)
        self.quads = gpu.buffer(MAX_QUADS * QUAD * 4, "STORAGE", "COPY_DST")
        self.size = gpu.buffer(16, "UNIFORM", "COPY_DST")
        self.draw_words = gpu.draw_pipeline(shader("type.wgsl"), ["rgba8unorm"], OVER)
        self.draw_clear = gpu.draw_pipeline(shader("type_clear.wgsl"), ["rgba8unorm"])
        self.sampler = gpu.device.create_sampler(mag_filter="linear", min_filter="linear")
        self.settings: dict[int, _Setting] = {}
        self.held = NOTHING  # what the type picture holds now: quads and their slot
        self.view: Any = None
        self.new = True  # the type picture may hold anything

    def draw(self, t: float, encoder: Any, film: Film) -> Words | None:
        """Records the words of the frame at `t` seconds into the film's type picture."""
        now = t + half_frame(self.canvas.fps)
        if self.view is None:
            self._attach(film)
        shown = [k for k, slot in enumerate(self.slots) if slot.start <= now < slot.end]
        groups, shades = [], []
        for k in shown:
            setting = self._setting(k)
            found = state(setting.block, self.theme, self.ink, now)
            groups.append((setting, found.quads))
            if found.shade > 0.003:
                shades.append(Shade(_box(setting.block), found.shade))
        self._update(encoder, shown, groups)
        return self._words(groups, shades)

    def _attach(self, film: Film) -> None:
        """Binds the layer to its film's type picture."""
        self.view = film.type_picture.create_view()
        width, height = film.type_picture.size[:2]
        self.extent = (width, height)
        scale = np.array([2 / width, 2 / height, 0, 0], np.float32)
        self.gpu.queue.write_buffer(self.size, 0, scale.tobytes())

    def _setting(self, k: int) -> _Setting:
        """Slot `k`, typeset and uploaded; the blocks used longest ago are let go."""
        setting = self.settings.pop(k, None) or self._prepare(self.slots[k])
        self.settings[k] = setting
        while len(self.settings) > KEPT:
            del self.settings[next(iter(self.settings))]
        return setting

    def _prepare(self, slot: Slot) -> _Setting:
        block = self.set(slot)
        for other in slot.under:  # captions that share the time stand one above the other
            below = self.set(self.slots[other])
            block = _raised(block, below.bounds.height + 0.7 * below.em, self.theme, self.canvas)
        atlas, halo = (self._texture(p) for p in (block.atlas, block.halo))
        bound = self.gpu.bind(
            self.draw_words, self.size, self.quads, atlas, halo or atlas, self.sampler
        )
        return _Setting(block, bound)

    def set(self, slot: Slot) -> Block:
        """The slot's words as a block, at the place that it has alone."""
        if isinstance(slot.item, Title):
            return typeset_title(slot.item, self.theme, self.canvas, self.language)
        caption = replace(slot.item, start=slot.start, end=slot.end)
        return typeset(caption, self.theme, self.canvas, self.language)

    def _texture(self, pixels: np.ndarray | None) -> Any:
        if pixels is None:
            return None
        height, width = pixels.shape
        texture = self.gpu.texture((width, height), "r8unorm")
        self.gpu.queue.write_texture(
            {"texture": texture},
            np.ascontiguousarray(pixels),
            {"bytes_per_row": width, "rows_per_image": height},
            (width, height, 1),
        )
        return texture.create_view()

    def _update(self, encoder: Any, shown: list[int], groups: list[tuple[_Setting, Any]]) -> None:
        """Draws again the rectangle in which the type picture differs from `groups`."""
        marked = [
            np.column_stack([quads, np.full(len(quads), k, np.float32)])
            for k, (_, quads) in zip(shown, groups, strict=True)
        ]
        wanted = np.concatenate(marked) if marked else NOTHING
        wanted = wanted[:MAX_QUADS]
        dirty = [(0, 0, *self.extent)] if self.new else changed(self.held, wanted, self.extent)
        self.held, self.new = wanted, False
        if not dirty:
            return
        if len(wanted):
            rows = np.ascontiguousarray(wanted[:, :QUAD])
            self.gpu.queue.write_buffer(self.quads, 0, rows.tobytes())
        attachment = {"view": self.view, "load_op": "load", "store_op": "store"}
        render = encoder.begin_render_pass(color_attachments=[attachment])
        for scissor in dirty:
            render.set_scissor_rect(*scissor)
            render.set_pipeline(self.draw_clear)
            render.draw(3)
            self._record(render, groups)
        render.end()

    def _record(self, render: Any, groups: list[tuple[_Setting, Any]]) -> None:
        """All quads of all groups, as far as there is room for them."""
        render.set_pipeline(self.draw_words)
        first = 0
        for setting, quads in groups:
            count = min(len(quads), MAX_QUADS - first)
            if count > 0:
                render.set_bind_group(0, setting.bound)
                render.draw(6, count, 0, first)
            first += max(count, 0)

    def _words(self, groups: list[tuple[_Setting, Any]], shades: list[Shade]) -> Words | None:
        if not groups or not (shades or len(self.held)):
            return None
        softness = 0.3 * max(s.block.em for s, _ in groups) + SOFTNESS * self.extent[1]
        every = reach(self.held) if len(self.held) else np.zeros((1, 4))
        left, top = np.floor(every[:, :2].min(axis=0)).astype(int)
        right, bottom = np.ceil(every[:, 2:].max(axis=0)).astype(int)
        region = (int(left), int(top), int(right), int(bottom))
        return Words(region, tuple(shades[:MAX_SHADES]), self.ink.ceiling, softness)


def _texts(slot: Slot) -> list[str]:
    """The words of a slot."""
    if isinstance(slot.item, Title):
        return [*slot.item.title.split(), *slot.item.artist.split()]
    return [word.text for word in slot.item.words]


def _box(block: Block) -> tuple[float, float, float, float]:
    """What is shaded around a block: a little more than its ink."""
    area, more = block.bounds, 0.12 * block.em
    return (area.x - more, area.y - more, area.x + area.width + more, area.y + area.height + more)


def _raised(block: Block, by: float, theme: Theme, canvas: Canvas) -> Block:
    """The block moved up by whole pixels, or down where its theme stands at the top."""
    way = -1 if theme.layout(canvas.aspect).place[1] >= 0.3 else 1
    shift = np.array([0, way * round(by), 0, 0], np.int32)
    bounds = replace(block.bounds, y=block.bounds.y + float(shift[1]))
    return replace(block, rect=block.rect + shift, bounds=bounds)


def changed(
    held: np.ndarray, wanted: np.ndarray, extent: tuple[int, int]
) -> list[tuple[int, int, int, int]]:
    """Scissors (x, y, width, height), apart from one another, that hold all that differs."""
    if held.shape == wanted.shape:
        rows = np.any(held != wanted, axis=1)
        box = np.hstack([reach(held[rows]), reach(wanted[rows])])
        box = np.hstack([np.minimum(box[:, :2], box[:, 4:6]), np.maximum(box[:, 2:4], box[:, 6:])])
    else:
        box = reach(np.concatenate([held, wanted]))
    low = np.clip(np.floor(box[:, :2]) - 1, 0, extent).astype(int)
    high = np.clip(np.ceil(box[:, 2:]) + 1, 0, extent).astype(int)
    seen = np.all(high > low, axis=1)
    found: list[tuple[int, int, int, int]] = []
    for x0, y0, x1, y1 in np.hstack([low, high])[seen].tolist():
        apart = []
        for a0, b0, a1, b1 in found:
            if a0 < x1 and x0 < a1 and b0 < y1 and y0 < b1:
                x0, y0, x1, y1 = min(x0, a0), min(y0, b0), max(x1, a1), max(y1, b1)
            else:
                apart.append((a0, b0, a1, b1))
        found = [*apart, (x0, y0, x1, y1)]
    return [(x0, y0, x1 - x0, y1 - y0) for x0, y0, x1, y1 in found]
