"""Finishing on a hardware GPU: a painted picture is graded and converted by one compute pass, and
type is laid over its planes by another; the planes are read back as they are."""

from typing import Any

import av
import numpy as np

from clavilux.compose.device import Gpu, shader
from clavilux.compose.grade import MAX_SHADES, Words, shade_code
from clavilux.compose.i420 import views
from clavilux.types.canvas import Canvas

PLANES = np.dtype(
    [("canvas", "<u4", 2), ("stride", "<u4"), ("chroma_at", "<u4"), ("chroma_words", "<u4"),
     ("spare", "<u4", 3)]
)  # fmt: skip
OVERLAY = np.dtype(
    [("origin", "<u4", 2), ("extent", "<u4", 2), ("stride", "<u4"), ("chroma_at", "<u4"),
     ("chroma_words", "<u4"), ("spare", "<u4")]
)  # fmt: skip


class HardwareFinish:
    """Pictures (at the film's size) to planes whose rows are `stride` bytes long."""

    def __init__(self, gpu: Gpu, canvas: Canvas, type_picture: Any, grade: Any, glow: Any):
        self.gpu, self.canvas = gpu, canvas
        self.stride = type_picture.size[0]
        plane = self.stride * canvas.height
        self.size = plane * 3 // 2
        self.planes = gpu.buffer(self.size, "STORAGE", "COPY_SRC")
        self.layout = np.zeros((), PLANES)
        self.layout["canvas"], self.layout["stride"] = (canvas.width, canvas.height), self.stride
        self.layout["chroma_at"], self.layout["chroma_words"] = plane // 4, plane // 16
        self.layout_buffer = gpu.buffer(PLANES.itemsize, "UNIFORM", "COPY_DST")
        gpu.queue.write_buffer(self.layout_buffer, 0, self.layout.tobytes())
        self._make_grades(grade, glow)
        self.overlay = gpu.buffer(OVERLAY.itemsize, "UNIFORM", "COPY_DST")
        self.over = gpu.compute_pipeline(shader("overlay.wgsl"))
        self.over_bound = gpu.bind(self.over, self.overlay, type_picture.create_view(), self.planes)

    def _make_grades(self, grade: Any, glow: Any) -> None:
        self.grades = {}
        for shaded in (False, True):
            head = shade_code(MAX_SHADES if shaded else 0)
            names = ("grade_uniform.wgsl", "grade.wgsl", "finish_full.wgsl")
            pipeline = self.gpu.compute_pipeline(head + "\n".join(map(shader, names)))
            bound = self.gpu.bind(pipeline, grade, glow.view, glow.sampler, group=1)
            self.grades[shaded] = (pipeline, bound)

    def record(self, encoder: Any, view: Any, words: Words | None, slot: Any) -> None:
        """Records everything from the picture `view` to the read-back buffer `slot`."""
        pipeline, bound = self.grades[bool(words and words.shades)]
        compute = encoder.begin_compute_pass()
        compute.set_pipeline(pipeline)
        compute.set_bind_group(0, self.gpu.bind(pipeline, view, self.planes, self.layout_buffer))
        compute.set_bind_group(1, bound)
        _dispatch(compute, -(-self.canvas.width // 8), self.canvas.height // 2)
        if words is not None:
            self._lay_over(compute, words)
        compute.end()
        encoder.copy_buffer_to_buffer(self.planes, 0, slot, 0, self.size)

    def _lay_over(self, compute: Any, words: Words) -> None:
        left, top = max(words.region[0] // 8 * 8, 0), max(words.region[1] // 2 * 2, 0)
        right = min(words.region[2], self.stride)
        bottom = min(words.region[3], self.canvas.height)
        if right <= left or bottom <= top:
            return
        uniform = np.zeros((), OVERLAY)
        uniform["origin"], uniform["extent"] = (left, top), (right - left, bottom - top)
        for name in ("stride", "chroma_at", "chroma_words"):
            uniform[name] = self.layout[name]
        self.gpu.queue.write_buffer(self.overlay, 0, uniform.tobytes())
        compute.set_pipeline(self.over)
        compute.set_bind_group(0, self.over_bound)
        _dispatch(compute, -(-(right - left) // 8), -(-(bottom - top) // 2))

    def frame_of(self, held: np.ndarray) -> av.VideoFrame:
        """The read-back bytes as a fresh I420 frame."""
        frame = av.VideoFrame(self.canvas.width, self.canvas.height, "yuv420p")
        at, stride = 0, self.stride
        for plane in views(frame):
            height, width = plane.shape
            plane[:] = held[at : at + height * stride].reshape(height, stride)[:, :width]
            at, stride = at + height * stride, self.stride // 2
        return frame


def _dispatch(compute: Any, columns: int, rows: int) -> None:
    compute.dispatch_workgroups(-(-columns // 8), -(-rows // 8))
