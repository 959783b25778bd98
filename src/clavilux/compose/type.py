"""The layer of words: captions and title card, drawn into the film's type picture and laid over the
finished planes.

A block is typeset and its atlas uploaded when its caption comes on screen. After that a frame costs
a few numbers a word: only the rectangle that differs from what the type picture holds is taken out
and drawn again. What is drawn depends on nothing but the instant, whatever was drawn before.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from clavilux.compose.device import Gpu, shader
from clavilux.compose.grade import MAX_SHADES, Rect, Shade, Words
from clavilux.compose.themes import Theme
from clavilux.compose.themes import theme as named_theme
from clavilux.compose.type_ink import Colours, colours
from clavilux.compose.type_lanes import Pace, Slot, guess_language, phrases, slots
from clavilux.compose.type_motion import QUAD, SHADE_S, Waiting, reach
from clavilux.compose.type_paint import STRIP_S, state
from clavilux.compose.type_ruby import split
from clavilux.compose.type_shape import check_letters
from clavilux.compose.type_sound import Loudness, Sound
from clavilux.compose.type_title import typeset_title
from clavilux.compose.typeset import Block, typeset
from clavilux.types.canvas import Canvas
from clavilux.types.clock import half_frame
from clavilux.types.plan import Caption, Palette, Title

KEPT = 6  # blocks held ready
MAX_QUADS = 512
SOFTNESS = 0.09  # of the picture's height over which the shade fades out, besides 0.8 em
SEEN = 0.92  # of that distance; beyond it the shade is weaker than a step of eight bits
KINDS = ("letters", "halo", "halo", "paper", "emoji")  # by a quad's number
NOTHING = np.zeros((0, QUAD + 1), np.float32)
OVER = {
    part: {"src_factor": "one", "dst_factor": "one-minus-src-alpha", "operation": "add"}
    for part in ("color", "alpha")
}


@dataclass(frozen=True)
class _Setting:
    """A block ready to be drawn."""

    block: Block
    bound: dict[str, Any]  # bind groups with its atlases
    wait: Waiting | None = None


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
        sound: Sound | None = None,
    ):
        self.gpu, self.canvas, self.sound = gpu, canvas, sound or Sound()
        self.captions, self.title, self.palette = tuple(captions), title, palette
        self.theme = named_theme(theme) if isinstance(theme, str) else theme
        self.ink: Colours = colours(self.theme.ink, palette)
        self.slots: list[Slot] = slots(captions, title, _pace(self.theme, canvas))
        self.loudness = Loudness(self.sound, [word for c in captions for word in c.words])
        self.language = guess_language(captions)
        check_letters(map(_texts, self.slots), self.theme, self.language)
        self.kinds = _kinds(self.theme)
        self.pictures = True  # whether emoji in colour are drawn
        self.quads = gpu.buffer(MAX_QUADS * QUAD * 4, "STORAGE", "COPY_DST")
        self.size = gpu.buffer(16, "UNIFORM", "COPY_DST")
        self.drawing: dict[str, Any] = {}  # pipelines
        self.draw_clear = gpu.draw_pipeline(shader("type_clear.wgsl"), ["rgba8unorm"])
        self.sampler = gpu.device.create_sampler(mag_filter="linear", min_filter="linear")
        self.settings: dict[int, _Setting] = {}
        self.held = NOTHING  # what the type picture holds now: quads and their slot
        self.view: Any = None
        self.new = True  # the type picture may hold anything
        self.drawn: list[Rect] = []  # since the last answer

    def draw(self, t: float, encoder: Any, film: Any) -> Words | None:
        """Records the words of the frame at `t` seconds into the film's type picture."""
        now = t + half_frame(self.canvas.fps)
        if self.view is None:
            self._attach(film)
        groups, shades, shown = [], [], []
        for k in self._near(now):
            setting = self._setting(k)
            found = state(setting.block, self.theme, self.ink, now, self.sound, setting.wait)
            shades += [Shade(tuple(row[:4]), row[4]) for row in found.shades.tolist()]
            if len(found.quads):
                shown.append(k)
                groups.append((setting, found.quads))
        self._update(encoder, shown, groups)
        return self._words(groups, [shade for shade in shades if shade.strength > 0.003])

    def _near(self, now: float) -> list[int]:
        """The slots whose words or shade may be seen."""
        return [
            k
            for k, slot in enumerate(self.slots)
            if (slot.start if slot.after is None else slot.waits_from) - SHADE_S
            <= now
            < slot.end + SHADE_S
        ]

    def _attach(self, film: Any) -> None:
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
        if not self.pictures:
            block = replace(block, pictures=None)
        for other in slot.under:  # captions that share the time stand one above the other
            below = self.set(self.slots[other])
            block = _raised(block, below.bounds.height + 0.7 * below.em, self.theme, self.canvas)
        wait = None
        if slot.after is not None:
            wait = self._wait(slot, block, self.set(self.slots[slot.after]))
        atlas, halo = (self._texture(p) for p in (block.atlas, block.halo))
        textures = {
            "letters": (atlas, self.sampler),
            "halo": (halo or atlas, self.sampler),
            "paper": (),
        }
        kinds = set(self.kinds)
        if block.pictures is not None:
            textures["emoji"] = (self._texture(block.pictures.atlas), self.sampler)
            kinds.add("emoji")
        bound = {
            kind: self.gpu.bind(self._pipeline(kind), self.size, self.quads, *textures[kind])
            for kind in kinds
        }
        return _Setting(block, bound, wait)

    def _pipeline(self, kind: str) -> Any:
        """What draws quads of one kind: a software rasteriser does all that a shader might do."""
        if kind not in self.drawing:
            code = shader("type.wgsl").replace("KIND(", kind + "(")
            self.drawing[kind] = self.gpu.draw_pipeline(code, ["rgba8unorm"], OVER)
        return self.drawing[kind]

    def _wait(self, slot: Slot, block: Block, before: Block) -> Waiting:
        """Where the block waits: under the one before it, aligned as the theme aligns."""
        following, own = self.theme.following, block.bounds
        share = 0.5 if self.theme.layout(self.canvas.aspect).align == "center" else 0.0
        if share == 0.0 and (block.edge[:, 1] < block.edge[:, 0]).mean() > 0.5:
            share = 1.0
        anchor = (own.x + share * own.width, own.y)
        bottom = before.bounds.y + before.bounds.height + following.gap * before.em
        return Waiting(slot.waits_from, round(bottom - own.y), following.size, anchor)

    def set(self, slot: Slot) -> Block:
        """The slot's words as a block, at the place that it has alone."""
        if isinstance(slot.item, Title):
            return typeset_title(slot.item, self.theme, self.canvas, self.language)
        caption = replace(slot.item, start=slot.start, end=slot.end)
        loud = self._loud(caption)
        return typeset(caption, self.theme, self.canvas, self.language, loud)

    def _loud(self, caption: Caption) -> list[float]:
        """How loud each word is, one value for all of a phrase."""
        own = [self.loudness.of(word) for word in caption.words]
        firsts = phrases(caption)
        spans = zip(firsts, [*firsts[1:], len(own)], strict=True)
        return [max(own[a:b]) for a, b in spans for _ in range(a, b)]

    def _texture(self, pixels: np.ndarray | None) -> Any:
        if pixels is None:
            return None
        height, width = pixels.shape[:2]
        texture = self.gpu.texture((width, height), "rgba8unorm" if pixels.ndim > 2 else "r8unorm")
        self.gpu.queue.write_texture(
            {"texture": texture},
            np.ascontiguousarray(pixels),
            {"bytes_per_row": pixels[0].nbytes, "rows_per_image": height},
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
        self.drawn += [(x, y, x + width, y + height) for x, y, width, height in dirty]
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
        first = 0
        for setting, quads in groups:
            kinds = quads[: MAX_QUADS - first, 19]
            starts = [0, *(np.flatnonzero(np.diff(kinds)) + 1).tolist(), len(kinds)]
            for a, b in itertools.pairwise(starts):
                if a < b:
                    kind = KINDS[int(kinds[a])]
                    render.set_pipeline(self._pipeline(kind))
                    render.set_bind_group(0, setting.bound[kind])
                    render.draw(6, b - a, 0, first + a)
            first += len(kinds)

    def _words(self, groups: list[tuple[_Setting, Any]], shades: list[Shade]) -> Words | None:
        if not (shades or len(self.held)):
            return None
        em = self.theme.layout(self.canvas.aspect).size * min(self.canvas.width, self.canvas.height)
        softness = 0.8 * em + SOFTNESS * self.extent[1]
        shades = _felt(sorted(shades, key=lambda shade: -shade.strength))
        every = reach(self.held) if len(self.held) else np.zeros((1, 4))
        left, top = np.floor(every[:, :2].min(axis=0)).astype(int)
        right, bottom = np.ceil(every[:, 2:].max(axis=0)).astype(int)
        region = (int(left), int(top), int(right), int(bottom))
        drawn, self.drawn = tuple(self.drawn), []
        return Words(region, tuple(shades[:MAX_SHADES]), self.ink.ceiling, softness, drawn)


def _felt(shades: Sequence[Shade]) -> list[Shade]:
    """The shades, by strength, without those that lie inside one before them."""
    kept: list[Shade] = []
    for shade in shades:
        left, top, right, bottom = shade.box
        if not any(
            x0 <= left and y0 <= top and right <= x1 and bottom <= y1
            for x0, y0, x1, y1 in (other.box for other in kept)
        ):
            kept.append(shade)
    return kept


def _kinds(theme: Theme) -> set[str]:
    """The kinds of quads that a theme has."""
    halo, paper = theme.ink.halo != "none", theme.ink.cursor or theme.ink.strip is not None
    return {"letters", *["halo"] * halo, *["paper"] * paper}


def _texts(slot: Slot) -> list[str]:
    """The words of a slot."""
    if isinstance(slot.item, Title):
        return [*slot.item.title.split(), *slot.item.artist.split()]
    return [part for word in slot.item.words for part in split(word.text) if part]


def _pace(theme: Theme, canvas: Canvas) -> Pace:
    """The time that a theme's entrance takes before the first word, and how it shows lines."""
    by_word = theme.enter.each == "word"
    lead = 0.0 if by_word or theme.enter.kind == "cut" else theme.enter.seconds + 0.05
    if theme.ink.strip is not None:
        lead = max(lead, STRIP_S + 0.03)
    waits = theme.following.size > 0
    return Pace(lead, theme.layout(canvas.aspect).at_once, waits)


def _raised(block: Block, by: float, theme: Theme, canvas: Canvas) -> Block:
    """The block moved up by whole pixels, or down where its theme stands at the top."""
    way = -1 if theme.layout(canvas.aspect).place[1] >= 0.3 else 1
    down = way * round(by)
    shift = np.array([0, down, 0, 0], np.int32)
    bounds = replace(block.bounds, y=block.bounds.y + down)
    rows = block.rows + np.array([0, down, 0, down])
    base = block.baseline + down
    return replace(block, rect=block.rect + shift, bounds=bounds, rows=rows, baseline=base)


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
