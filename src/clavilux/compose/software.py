"""Finishing without a GPU: light is graded where it is made, FFmpeg's scaler enlarges it and makes
the planes, type is laid over them here.

    light -> graded, ten bits (GPU code) -> I420 at the film's size (libswscale) -> type (NumPy)

The scaler takes 2 ms a 1080p frame where our own compute passes took 20, dithers, and sites chroma
left. It works for any size of the painted picture. Same input, same bytes.
"""

from fractions import Fraction
from typing import Any, cast

import av
import numpy as np

from clavilux.compose.device import Gpu
from clavilux.compose.grade import SHADED, Rect, Words, shaded_area
from clavilux.compose.i420 import views
from clavilux.compose.light import SHOWN_FORMAT, Light
from clavilux.compose.type_planes import TypePlanes
from clavilux.types.canvas import Canvas

ALIGN = 256  # bytes a row in a buffer that a texture is copied to
LEFT = "bicubic:out_h_chr_pos=0"


class SoftwareFinish:
    """Light at the size `work` to planes at the film's size."""

    def __init__(self, gpu: Gpu, canvas: Canvas, work: tuple[int, int], type_picture: Any):
        self.gpu, self.canvas, self.work = gpu, canvas, work
        self.type_picture = type_picture
        self.screen = gpu.texture(work, SHOWN_FORMAT)
        self.view = self.screen.create_view()
        self.row = _aligned(4 * work[0])
        self.type_at = self.row * work[1]
        self.size = self.type_at + _aligned(4 * canvas.width) * canvas.height
        self.scaler = Scaler(work, canvas)
        self.words = TypePlanes(canvas)
        self.groups: dict[Any, Any] = {}

    def record(
        self, encoder: Any, light: Light, words: Words | None, slot: Any, bind: Any
    ) -> list[tuple[Rect, int]]:
        """Records everything up to the read-back buffer `slot`; returns where in it which new
        pieces of the type picture lie. `bind(pipeline)` is the finishing group."""
        attachment = {"view": self.view, "load_op": "clear", "store_op": "store"}
        render = encoder.begin_render_pass(color_attachments=[attachment])
        for part, areas in self._areas(words).items():
            pipeline = light.pipeline(part)
            render.set_pipeline(pipeline)
            render.set_bind_group(0, light.bound(part))
            render.set_bind_group(1, bind(pipeline))
            for left, top, right, bottom in areas:
                render.set_scissor_rect(left, top, right - left, bottom - top)
                render.draw(3)
        render.end()
        self._copy(encoder, self.screen, (0, 0, *self.work), slot, 0, self.row)
        return self._copy_type(encoder, words, slot)

    def _areas(self, words: Words | None) -> dict[str, list[Rect]]:
        """Which rectangles of the painted picture are drawn under shades and which are not."""
        width, height = self.work
        area = shaded_area(words)
        if area is None:
            return {"shown": [(0, 0, width, height)]}
        scale = self.canvas.width / width
        low = np.floor(np.array(area[:2]) / scale).astype(int)
        high = np.ceil(np.array(area[2:]) / scale).astype(int)
        x0, y0 = (int(n) for n in np.clip(low, 0, self.work))
        x1, y1 = (int(n) for n in np.clip(high, 0, self.work))
        around = [(0, 0, width, y0), (0, y1, width, height), (0, y0, x0, y1), (x1, y0, width, y1)]
        count = len(words.shades) if words else 0
        under = next(part for part, most in SHADED.items() if most >= count)
        parts = {"shown": around, under: [(x0, y0, x1, y1)]}
        return {
            part: [r for r in rects if r[0] < r[2] and r[1] < r[3]] for part, rects in parts.items()
        }

    def _copy_type(self, encoder: Any, words: Words | None, slot: Any) -> list[tuple[Rect, int]]:
        """Copies what is new of the type picture behind the film's picture."""
        if words is None:
            return []
        drawn = (words.region,) if words.drawn is None else words.drawn
        pieces = [piece for piece in map(self._even, drawn) if _has_area(piece)]
        if sum(map(_bytes, pieces)) > self.size - self.type_at:
            pieces = [(0, 0, self.canvas.width, self.canvas.height)]
        found, at = [], self.type_at
        for piece in pieces:
            row = _aligned(4 * (piece[2] - piece[0]))
            self._copy(encoder, self.type_picture, piece, slot, at, row)
            found.append((piece, at))
            at += _bytes(piece)
        return found

    def _even(self, rect: Rect) -> Rect:
        """The rectangle, grown to whole chroma samples within the canvas."""
        left, top, right, bottom = rect
        width, height = self.canvas.width, self.canvas.height
        return (
            max(left, 0) // 2 * 2,
            max(top, 0) // 2 * 2,
            min((right + 1) // 2 * 2, width),
            min((bottom + 1) // 2 * 2, height),
        )

    @staticmethod
    def _copy(encoder: Any, texture: Any, rect: Rect, slot: Any, at: int, row: int) -> None:
        left, top, right, bottom = rect
        encoder.copy_texture_to_buffer(
            {"texture": texture, "origin": (left, top, 0)},
            {"buffer": slot, "offset": at, "bytes_per_row": row, "rows_per_image": bottom - top},
            (right - left, bottom - top, 1),
        )

    def frame_of(
        self, held: np.ndarray, words: Words | None, pieces: list[tuple[Rect, int]]
    ) -> av.VideoFrame:
        """The read-back bytes as a fresh I420 frame; frames must come in the order of their
        recording."""
        width, height = self.work
        picture = held[: self.type_at].reshape(height, self.row)[:, : 4 * width]
        for (left, top, right, bottom), at in pieces:
            row = _aligned(4 * (right - left))
            texels = held[at : at + row * (bottom - top)].reshape(bottom - top, row // 4, 4)
            self.words.update((left, top, right, bottom), texels[:, : right - left])
        frame = self.scaler.enlarge(picture)
        if words is not None:
            self.words.lay_over(views(frame), self._even(words.region))
        return frame


class Scaler:
    """libswscale: 10 bits a component at one size to I420 at another."""

    def __init__(self, size: tuple[int, int], canvas: Canvas):
        self.size, self.canvas = size, canvas
        self.graph = av.filter.Graph()
        self.graph.threads = 1
        source = self.graph.add_buffer(
            width=size[0],
            height=size[1],
            format=av.VideoFormat("xv30le"),
            time_base=Fraction(1, 30),
        )
        scale = f"w={canvas.width}:h={canvas.height}:flags={LEFT}"
        chain = [("scale", scale), ("format", "pix_fmts=yuv420p"), ("buffersink", None)]
        last = source
        for name, options in chain:
            context = self.graph.add(name, options)
            last.link_to(context)
            last = context
        self.graph.configure()
        self.source, self.sink = source, last

    def enlarge(self, picture: np.ndarray) -> av.VideoFrame:
        """`uint8[h, w * 4]` words of Cb, Y', Cr as a fresh I420 frame."""
        frame = av.VideoFrame(*self.size, "xv30le")
        rows = np.frombuffer(memoryview(frame.planes[0]), np.uint8).reshape(self.size[1], -1)
        rows[:, : picture.shape[1]] = picture
        frame.pts = 0
        self.source.push(frame)
        return cast(av.VideoFrame, self.sink.pull())


def _aligned(size: int) -> int:
    return -(-size // ALIGN) * ALIGN


def _bytes(rect: Rect) -> int:
    return _aligned(4 * (rect[2] - rect[0])) * (rect[3] - rect[1])


def _has_area(rect: Rect) -> bool:
    return rect[0] < rect[2] and rect[1] < rect[3]
