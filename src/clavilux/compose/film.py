"""From painted light to the planes an encoder takes, on the GPU.

In: one or two pictures (rgba16float, linear light) a frame, their mix, the grade, and the type
layer. Out: I420 planes, BT.709, limited range, read back through a ring of buffers, so that
drawing, reading and encoding overlap.

On a hardware GPU pictures are painted at full size. A software rasteriser paints at half size,
grades there, and enlarges luma only (chroma of 4:2:0 is half size anyway); type is always drawn at
full size (docs/decisions/0002-gpu.md).
"""

from collections import deque
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from clavilux.compose.device import Gpu, shader
from clavilux.types.canvas import Canvas
from clavilux.types.film import TRANSITIONS

RING = 3
HALF_ABOVE = 1_000_000  # pixels: smaller films are painted at full size even in software
BLOOM_SCALE = 16  # of the film's size
GRAIN = 1.2e-4  # of the sum of two noise bytes: at 1, a standard deviation of about 1 % in mid grey
GRADE = np.dtype(
    [
        ("work", "<u4", 2), ("canvas", "<u4", 2),
        ("stride", "<u4"), ("chroma_at", "<u4"), ("chroma_words", "<u4"), ("frame", "<u4"),
        ("exposure", "<f4"), ("bloom", "<f4"), ("vignette", "<f4"), ("grain", "<f4"),
        ("flash", "<f4", 4),
        ("shades", "<u4"), ("limit", "<f4"), ("softness", "<f4"), ("spare", "<f4"),
        ("shade", "<f4", (8, 4)), ("strength", "<f4", 8),
    ]
)  # fmt: skip


OVERLAY = np.dtype(
    [
        ("origin", "<u4", 2), ("extent", "<u4", 2),
        ("stride", "<u4"), ("chroma_at", "<u4"), ("chroma_words", "<u4"), ("spare", "<u4"),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Grade:
    """The grade of one frame. `flash` is linear RGB and how strong, 0..1."""

    exposure: float = 1.0
    bloom: float = 0.35
    vignette: float = 0.3
    grain: float = 0.25
    flash: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Shade:
    """A rectangle `(left, top, right, bottom)` in pixels under type, where the picture is held
    dark; `strength` 0..1."""

    box: tuple[float, float, float, float]
    strength: float = 1.0


@dataclass(frozen=True)
class Words:
    """What an overlay asks of a frame: `type_picture` is laid over the film inside `region` (left,
    top, right, bottom; pixels), and under the (at most eight) shades the picture's relative
    luminance stays below `limit`, fading out over `softness` pixels."""

    region: tuple[int, int, int, int]
    shades: tuple[Shade, ...] = ()
    limit: float = 0.04
    softness: float = 80.0


class Overlay(Protocol):
    """Type: draws itself into `film.type_picture` and says where; None where nothing is shown."""

    def draw(self, t: float, encoder: Any, film: "Film") -> Words | None: ...


class Film:
    """The passes from pictures to planes for one canvas."""

    def __init__(self, gpu: Gpu, canvas: Canvas, half: bool | None = None):
        self.gpu, self.canvas = gpu, canvas
        large = canvas.width * canvas.height > HALF_ABOVE
        self.half = (gpu.software and large) if half is None else half
        self.work = (
            (canvas.width // 2, canvas.height // 2) if self.half else (canvas.width, canvas.height)
        )
        self.stride = (canvas.width + 15) // 16 * 16
        self.pictures = [gpu.texture(self.work) for _ in range(3)]
        self.sampler = gpu.device.create_sampler(mag_filter="linear", min_filter="linear")
        plane = self.stride * canvas.height
        self.size = plane * 3 // 2
        self.planes = gpu.buffer(self.size, "STORAGE", "COPY_SRC")
        self.ring = [gpu.buffer(self.size, "MAP_READ", "COPY_DST") for _ in range(RING)]
        self.waiting: deque[tuple[int, Any]] = deque()
        self.grade = np.zeros((), GRADE)
        self.grade["work"], self.grade["canvas"] = self.work, (canvas.width, canvas.height)
        self.grade["stride"], self.grade["chroma_at"] = self.stride, plane // 4
        self.grade["chroma_words"] = plane // 16
        self.uniform = gpu.buffer(GRADE.itemsize, "UNIFORM", "COPY_DST")
        self._make_bloom()
        self._make_finish()
        self.transitions: dict[str, Any] = {}
        self.mix_uniform = gpu.buffer(16, "UNIFORM", "COPY_DST")
        self.submitted = 0
        self._make_overlay()

    # --- passes
    def _make_bloom(self) -> None:
        width, height = (
            max(2, -(-n // BLOOM_SCALE)) for n in (self.canvas.width, self.canvas.height)
        )
        self.glow = [self.gpu.texture((width, height)) for _ in range(2)]
        common = shader("bloom.wgsl")
        down = (
            common
            + f"const SCALE = vec2f({1 / width}, {1 / height});\n"
            + shader("bloom_down.wgsl")
        )
        self.down = self.gpu.draw_pipeline(down, ["rgba16float"])
        self.blurs = []
        for step in (f"vec2f({1 / width}, 0.0)", f"vec2f(0.0, {1 / height})"):
            constants = f"const SIZE = vec2f({1 / width}, {1 / height});\nconst STEP = {step};\n"
            code = common + constants + shader("bloom_blur.wgsl")
            self.blurs.append(self.gpu.draw_pipeline(code, ["rgba16float"]))

    def _make_finish(self) -> None:
        name = "finish_half.wgsl" if self.half else "finish_full.wgsl"
        self.finishes = {
            shaded: self.gpu.compute_pipeline(
                f"const SHADED = {str(shaded).lower()};\n" + shader("grade.wgsl") + shader(name)
            )
            for shaded in (False, True)
        }
        if self.half:
            words = self.stride // 2 * self.work[1] // 2
            self.luma = self.gpu.buffer(words * 4, "STORAGE")
            self.upsample = self.gpu.compute_pipeline(shader("upsample.wgsl"))
            self.upsample_bound = self.gpu.bind(self.upsample, self.uniform, self.planes, self.luma)
        self.bound: dict[tuple[int, bool], tuple[Any, Any]] = {}

    def _bindings(self, picture: int, shaded: bool) -> tuple[Any, Any]:
        """Bind groups that read pictures[picture]: for the bloom's first pass and for the grade."""
        if (picture, shaded) not in self.bound:
            view = self.pictures[picture].create_view()
            down = self.gpu.bind(self.down, view, self.sampler)
            glow = self.glow[0].create_view()
            luma = [self.luma] if self.half else []
            finish = self.gpu.bind(
                self.finishes[shaded], self.uniform, view, glow, self.sampler, self.planes, *luma
            )
            self.bound[picture, shaded] = (down, finish)
        return self.bound[picture, shaded]

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

    def _make_overlay(self) -> None:
        """`type_picture` is rgba8unorm of the film's size (padded), sRGB-encoded and
        premultiplied."""
        self.type_picture = self.gpu.texture((self.stride, self.canvas.height), "rgba8unorm")
        self.overlay = np.zeros((), OVERLAY)
        for name in ("stride", "chroma_at", "chroma_words"):
            self.overlay[name] = self.grade[name]
        self.overlay_uniform = self.gpu.buffer(OVERLAY.itemsize, "UNIFORM", "COPY_DST")
        self.over = self.gpu.compute_pipeline(shader("overlay.wgsl"))
        view = self.type_picture.create_view()
        self.over_bound = self.gpu.bind(self.over, self.overlay_uniform, view, self.planes)

    # --- one frame
    def finish_frame(
        self,
        index: int,
        picture: int,
        grade: Grade,
        encoder: Any,
        overlay: Overlay | None,
        t: float,
    ) -> None:
        """Records grade, conversion and type of pictures[picture], submits all, and queues the
        read-back."""
        words = overlay.draw(t, encoder, self) if overlay is not None else None
        self._write_grade(index, grade)
        self._write_shades(words)
        shaded = bool(words and words.shades)
        down, finish = self._bindings(picture, shaded)
        if grade.bloom > 0:
            self._record_bloom(encoder, down)
        compute = encoder.begin_compute_pass()
        runs = -(-self.work[0] // 8)
        rows = self.work[1] if self.half else self.canvas.height // 2
        self._dispatch(compute, self.finishes[shaded], finish, runs, rows)
        if self.half:
            self._dispatch(compute, self.upsample, self.upsample_bound, runs, rows)
        if words is not None:
            self._lay_over(compute, words)
        compute.end()
        slot = self.ring[self.submitted % RING]
        encoder.copy_buffer_to_buffer(self.planes, 0, slot, 0, self.size)
        self.gpu.queue.submit([encoder.finish()])
        self.waiting.append((index, slot))
        self.submitted += 1

    def _write_shades(self, words: Words | None) -> None:
        uniform = self.grade
        shades = words.shades if words else ()
        uniform["shades"] = len(shades)
        if words and shades:
            uniform["limit"], uniform["softness"] = words.limit, words.softness
        for k, shade in enumerate(shades):
            x0, y0, x1, y1 = shade.box
            uniform["shade"][k] = (x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) / 2, (y1 - y0) / 2
            uniform["strength"][k] = shade.strength
        self.gpu.queue.write_buffer(self.uniform, 0, uniform.tobytes())

    def _lay_over(self, compute: Any, words: Words) -> None:
        """Lays `type_picture` over the planes inside the words' region."""
        left, top = max(words.region[0] // 8 * 8, 0), max(words.region[1] // 2 * 2, 0)
        right = min(words.region[2], self.stride)
        bottom = min(words.region[3], self.canvas.height)
        if right <= left or bottom <= top:
            return
        self.overlay["origin"], self.overlay["extent"] = (left, top), (right - left, bottom - top)
        self.gpu.queue.write_buffer(self.overlay_uniform, 0, self.overlay.tobytes())
        columns, rows = -(-(right - left) // 8), -(-(bottom - top) // 2)
        self._dispatch(compute, self.over, self.over_bound, columns, rows)

    def _write_grade(self, index: int, grade: Grade) -> None:
        uniform = self.grade
        uniform["frame"], uniform["exposure"] = index & 0xFFFFFFFF, grade.exposure
        uniform["bloom"], uniform["vignette"] = grade.bloom, grade.vignette
        uniform["grain"], uniform["flash"] = grade.grain * GRAIN, grade.flash

    def _record_bloom(self, encoder: Any, down: Any) -> None:
        first, second = (texture.create_view() for texture in self.glow)
        full_screen(encoder, first, self.down, down)
        for pipeline, source, target in (
            (self.blurs[0], first, second),
            (self.blurs[1], second, first),
        ):
            full_screen(encoder, target, pipeline, self.gpu.bind(pipeline, source, self.sampler))

    @staticmethod
    def _dispatch(compute: Any, pipeline: Any, bound: Any, columns: int, rows: int) -> None:
        compute.set_pipeline(pipeline)
        compute.set_bind_group(0, bound)
        compute.dispatch_workgroups(-(-columns // 8), -(-rows // 8))

    @property
    def full(self) -> bool:
        """Whether every buffer of the ring waits to be read: `collect` before the next frame."""
        return len(self.waiting) == RING

    def collect(self) -> tuple[int, np.ndarray]:
        """The oldest submitted frame: its index and `uint8[height * 3 / 2, width]` planes Y, U, V,
        a fresh array."""
        index, slot = self.waiting.popleft()
        slot.map_sync("READ")
        try:
            planes = np.frombuffer(slot.read_mapped(copy=False), np.uint8)
            return index, unpad(planes, self.canvas, self.stride)
        finally:
            slot.unmap()


def unpad(planes: np.ndarray, canvas: Canvas, stride: int) -> np.ndarray:
    """Copies I420 planes of rows of `stride` bytes into `uint8[height * 3 / 2, width]`."""
    width, height = canvas.width, canvas.height
    out = np.empty((height * 3 // 2, width), np.uint8)
    split = stride * height
    if stride == width:
        out[:] = planes[: split * 3 // 2].reshape(out.shape)
        return out
    out[:height] = planes[:split].reshape(height, stride)[:, :width]
    chroma = planes[split : split * 3 // 2].reshape(height, stride // 2)[:, : width // 2]
    out[height:].reshape(-1)[:] = chroma.reshape(-1)
    return out


def full_screen(encoder: Any, view: Any, pipeline: Any, bound: Any) -> None:
    """Records one pass that overwrites all of `view`."""
    attachment = {
        "view": view,
        "load_op": "clear",
        "store_op": "store",
        "clear_value": (0, 0, 0, 1),
    }
    render = encoder.begin_render_pass(color_attachments=[attachment])
    render.set_pipeline(pipeline)
    render.set_bind_group(0, bound)
    render.draw(3)
    render.end()


def offered_transitions() -> tuple[str, ...]:
    """The kinds of `types.film.TRANSITIONS` but the cut, each a function in `transition.wgsl`."""
    return tuple(kind for kind in TRANSITIONS if kind != "cut")
