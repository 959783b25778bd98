"""The glow around lights: what is bright in a frame, a sixteenth as large, blurred. With it goes
all of the grade that is smooth (exposure, flash, vignette), worked out once for 256 pixels.

The light is looked at sparsely, two by two places a pixel of the glow: that suffices for a blur
over thirteen of them, and costs a look a fiftieth of its painting.
"""

from typing import Any

from clavilux.compose.device import Gpu, shader
from clavilux.compose.light import Light
from clavilux.types.canvas import Canvas

SCALE = 16  # of the film's size


class Glow:
    """The passes; `view` is the finished glow, `grade` the buffer of the frame's uniform."""

    def __init__(self, gpu: Gpu, canvas: Canvas, grade: Any):
        size = tuple(max(2, -(-n // SCALE)) for n in (canvas.width, canvas.height))
        self.sparse_size = (2 * size[0], 2 * size[1])
        self.gpu = gpu
        self.sampler = gpu.device.create_sampler(mag_filter="linear", min_filter="linear")
        self.sparse = gpu.texture(self.sparse_size).create_view()
        between = gpu.texture((size[0], size[1])).create_view()
        self.view = gpu.texture((size[0], size[1])).create_view()
        common = shader("grade_uniform.wgsl") + shader("glow.wgsl")
        common += f"const SIZE = vec2f({1 / size[0]}, {1 / size[1]});\n"
        self.blurs = []
        for name, source, target in (
            ("glow_across.wgsl", self.sparse, between),
            ("glow_down.wgsl", between, self.view),
        ):
            pipeline = gpu.draw_pipeline(common + shader(name), ["rgba16float"])
            groups = [gpu.bind(pipeline, source, self.sampler)]
            self.blurs.append((target, pipeline, groups))
        groups.append(gpu.bind(pipeline, grade, group=1))
        self.grade = grade
        self.groups: dict[Any, Any] = {}

    def record(self, encoder: Any, light: Light) -> None:
        """Records all passes."""
        pipeline = light.pipeline("sparse")
        if pipeline not in self.groups:
            self.groups[pipeline] = self.gpu.bind(pipeline, self.grade, group=1)
        bound = light.bound("sparse"), self.groups[pipeline]
        full_screen(encoder, self.sparse, pipeline, *bound)
        for target, blur, groups in self.blurs:
            full_screen(encoder, target, blur, *groups)


def full_screen(encoder: Any, view: Any, pipeline: Any, *groups: Any) -> None:
    """Records one pass that overwrites all of `view`."""
    attachment = {
        "view": view,
        "load_op": "clear",
        "store_op": "store",
        "clear_value": (0, 0, 0, 1),
    }
    render = encoder.begin_render_pass(color_attachments=[attachment])
    render.set_pipeline(pipeline)
    for number, bound in enumerate(groups):
        render.set_bind_group(number, bound)
    render.draw(3)
    render.end()
