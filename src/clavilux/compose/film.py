"""From painted light to the planes an encoder takes.

In: one or two pictures (rgba16float, linear light) a frame, or a look's own light; their mix, the
grade, and the type layer. Out: I420 planes, BT.709, limited range, chroma sited left, read back
through a ring of buffers, so that drawing, reading and encoding overlap.

On a hardware GPU pictures are painted at full size and finished there (`hardware.py`). A software
rasteriser draws at half size, grading light where it is made; the scaler enlarges it, and type is
always drawn at full size (`software.py`, docs/decisions/0002-gpu.md).
"""

from collections import deque
from dataclasses import dataclass
from typing import Any

import av
import numpy as np

from clavilux.compose.device import Gpu, shader
from clavilux.compose.glow import Glow, full_screen
from clavilux.compose.grade import GRADE, Grade, Overlay, Rect, Shade, Words, grade_uniform
from clavilux.compose.hardware import HardwareFinish
from clavilux.compose.light import Light, PictureLight, Pictures
from clavilux.compose.software import SoftwareFinish
from clavilux.types.canvas import Canvas
from clavilux.types.film import TRANSITIONS

__all__ = ["Film", "Grade", "Overlay", "Shade", "Words", "offered_transitions"]

RING = 3
HALF_ABOVE = 1_000_000  # pixels: smaller films are painted at full size even in software


@dataclass(frozen=True)
class _Waiting:
    """A frame whose planes are on their way."""

    index: int
    slot: Any
    words: Words | None
    pieces: list[tuple[Rect, int]]  # of the type picture, in the slot


class Film:
    """The passes from light to planes for one canvas. `soft` and `half` are for tests: by default
    the device decides."""

    def __init__(
        self, gpu: Gpu, canvas: Canvas, half: bool | None = None, soft: bool | None = None
    ):
        self.gpu, self.canvas = gpu, canvas
        self.soft = gpu.software if soft is None else soft
        large = canvas.width * canvas.height > HALF_ABOVE
        self.half = self.soft and (large if half is None else half)
        whole = (canvas.width, canvas.height)
        self.work = (canvas.width // 2, canvas.height // 2) if self.half else whole
        self.stride = (canvas.width + 15) // 16 * 16
        self.pictures = [gpu.texture(self.work) for _ in range(3)]
        # Type, sRGB-encoded and premultiplied, at the film's size (rows padded).
        self.type_picture = gpu.texture((self.stride, canvas.height), "rgba8unorm")
        self.sampler = gpu.device.create_sampler(mag_filter="linear", min_filter="linear")
        self.uniform = gpu.buffer(GRADE.itemsize, "UNIFORM", "COPY_DST")
        self.glow = Glow(gpu, canvas, self.uniform)
        painted = Pictures(gpu)
        self.lights: list[PictureLight] = [painted.light(picture) for picture in self.pictures]
        self.groups: dict[Any, Any] = {}
        self._make_finish()
        self.ring = [gpu.buffer(self.finish.size, "MAP_READ", "COPY_DST") for _ in range(RING)]
        self.waiting: deque[_Waiting] = deque()
        self.transitions: dict[str, Any] = {}
        self.mix_uniform = gpu.buffer(16, "UNIFORM", "COPY_DST")
        self.submitted = 0

    def _make_finish(self) -> None:
        self.finish: HardwareFinish | SoftwareFinish
        if self.soft:
            self.finish = SoftwareFinish(self.gpu, self.canvas, self.work, self.type_picture)
        else:
            self.finish = HardwareFinish(
                self.gpu, self.canvas, self.type_picture, self.uniform, self.glow
            )

    # --- passes
    def mix(self, kind: str, x: float, seed: float, encoder: Any) -> int:
        """Records the transition `kind` at `x` 0..1 from pictures[0] to pictures[1]; returns the
        result's number."""
        if kind not in self.transitions:
            code = shader("transition.wgsl").replace("KIND(", kind + "(")
            pipeline = self.gpu.draw_pipeline(code, ["rgba16float"])
            views = [picture.create_view() for picture in self.pictures[:2]]
            bound = self.gpu.bind(pipeline, self.mix_uniform, *views, self.sampler)
            self.transitions[kind] = (pipeline, bound)
        self.gpu.queue.write_buffer(
            self.mix_uniform, 0, np.array([*self.work, x, seed], np.float32)
        )
        full_screen(encoder, self.pictures[2].create_view(), *self.transitions[kind])
        return 2

    # --- one frame
    def finish_frame(
        self,
        index: int,
        light: int | Light,
        grade: Grade,
        encoder: Any,
        overlay: Overlay | None,
        t: float,
    ) -> None:
        """Records grade, conversion and type of `light` (a number of `pictures`, or where `soft` a
        light of its own), submits all, and queues the read-back."""
        words = overlay.draw(t, encoder, self) if overlay is not None else None
        uniform = grade_uniform(index, grade, words, self.work, self.canvas)
        uniform["sparse"] = self.glow.sparse_size
        self.gpu.queue.write_buffer(self.uniform, 0, uniform.tobytes())
        shown = self.lights[light] if isinstance(light, int) else light
        self.glow.record(encoder, shown)
        slot = self.ring[self.submitted % RING]
        pieces: list[tuple[Rect, int]] = []
        if isinstance(self.finish, SoftwareFinish):
            pieces = self.finish.record(encoder, shown, words, slot, self._group)
        else:
            assert isinstance(shown, PictureLight), "a hardware GPU finishes painted pictures"
            self.finish.record(encoder, shown.view, words, slot)
        self.gpu.queue.submit([encoder.finish()])
        self.waiting.append(_Waiting(index, slot, words, pieces))
        self.submitted += 1

    def _group(self, pipeline: Any) -> Any:
        """The bind group 1 of a pipeline that shows light: the grade and the glow."""
        if pipeline not in self.groups:
            glow = self.glow.view, self.glow.sampler
            self.groups[pipeline] = self.gpu.bind(pipeline, self.uniform, *glow, group=1)
        return self.groups[pipeline]

    @property
    def full(self) -> bool:
        """Whether every buffer of the ring waits to be read: `collect` before the next frame."""
        return len(self.waiting) == RING

    def collect(self) -> tuple[int, av.VideoFrame]:
        """The oldest submitted frame: its index and a fresh I420 frame, BT.709 in limited range."""
        frame = self.waiting.popleft()
        frame.slot.map_sync("READ")
        try:
            held = np.frombuffer(frame.slot.read_mapped(copy=False), np.uint8)
            if isinstance(self.finish, SoftwareFinish):
                return frame.index, self.finish.frame_of(held, frame.words, frame.pieces)
            return frame.index, self.finish.frame_of(held)
        finally:
            frame.slot.unmap()


def offered_transitions() -> tuple[str, ...]:
    """The kinds of `types.film.TRANSITIONS` but the cut, each a function in `transition.wgsl`."""
    return tuple(kind for kind in TRANSITIONS if kind != "cut")
