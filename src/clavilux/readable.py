"""How well the words of a plan can be read on its finished frames: each frame is drawn, and its
letters are drawn again alone, so that it is known which pixels are letters.

A word is measured from one frame after its start, or when its line has come in, until its line has
been sung; while it leaves nobody reads it. See `evaluate/legibility.py` for the ratio.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from clavilux.compose.film import Film
from clavilux.compose.themes import Ink, Theme
from clavilux.compose.type import TypeLayer
from clavilux.compose.type_motion import reach
from clavilux.evaluate.legibility import contrasts, luminance
from clavilux.renderer import Renderer
from clavilux.types.canvas import Canvas
from clavilux.types.clock import frame_time
from clavilux.types.plan import Plan


@dataclass(frozen=True)
class Reading:
    """One frame: the contrast of each of its words, `float64[n]`; NaN for words with too few pixels
    inside their letters.
    """

    frame: int
    ratios: np.ndarray

    @property
    def worst(self) -> float:
        """The least readable word's contrast; NaN where none could be measured."""
        return float(np.nanmin(self.ratios)) if np.isfinite(self.ratios).any() else float("nan")


class Mask:
    """The letters of a layer alone, without paper and halo."""

    def __init__(self, layer: TypeLayer):
        self.film = Film(layer.gpu, layer.canvas)
        self.layer = bare(layer)

    def at(self, t: float) -> tuple[np.ndarray, np.ndarray]:
        """Coverage `uint8[height, width]` and the words' boxes `float[n, 4]` at `t` seconds."""
        gpu, picture = self.film.gpu, self.film.type_picture
        encoder = gpu.device.create_command_encoder()
        self.layer.draw(t, encoder, self.film)
        gpu.queue.submit([encoder.finish()])
        width, height = picture.size[:2]
        where = {"bytes_per_row": width * 4, "rows_per_image": height}
        data = gpu.queue.read_texture({"texture": picture}, where, (width, height, 1))
        alpha = np.frombuffer(data, np.uint8).reshape(height, width, 4)[..., 3]
        held = self.layer.held
        boxes = reach(held) if len(held) else np.zeros((0, 4))
        return alpha[:, : self.film.canvas.width], boxes


def bare(layer: TypeLayer) -> TypeLayer:
    """The same words in the same places, the letters alone, without emoji."""
    ink: Ink = replace(layer.theme.ink, strip=None, halo="none")
    plain: Theme = replace(layer.theme, ink=ink)
    captions, title = layer.captions, layer.title
    made = TypeLayer(layer.gpu, layer.canvas, captions, plain, layer.palette, title, layer.sound)
    made.slots, made.pictures = layer.slots, False
    return made


def readings(
    renderer: Renderer, frames: Iterable[int], theme: str, share: float = 0.0
) -> Iterator[Reading]:
    """The contrasts of the words that can be read in each of `frames`, in a theme."""
    canvas = renderer.canvas
    renderer.type = renderer.type_layer(theme)
    mask = Mask(renderer.type)
    for index, planes in renderer.frames(frames):
        letters, boxes = mask.at(frame_time(index, canvas.fps))
        light = luminance(planes, canvas.height)
        yield Reading(index, contrasts(light, letters, boxes, share))


def lyric_frames(plan: Plan, canvas: Canvas, step: int = 1) -> list[int]:
    """Every `step`th frame in which some line is being sung."""
    found: list[int] = []
    for caption in plan.captions:
        first = int(np.ceil(caption.words[0].start * canvas.fps)) + 1
        last = int(np.floor(caption.words[-1].end * canvas.fps))
        found += range(first, last, step)
    return sorted(set(found))
