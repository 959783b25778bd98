"""Where the light of a frame comes from, as finishing passes take it.

A `Light` is a source of shader code and its bindings (group 0): a look's own function, or a picture
that was painted before. A software rasteriser spends more on writing and reading a picture than on
grading it, so that it grades a look where it is made (docs/decisions/0002-gpu.md).

Code of a light has an entry point `vs` and `fn light_at(at: vec2f) -> vec3f`: linear light at the
pixel whose middle is `at`.
"""

from typing import Any, Protocol

from clavilux.compose.device import Gpu, shader
from clavilux.compose.grade import SHADED, shade_code
from clavilux.compose.still import hoist

FRAGMENT = "@fragment fn fs(@builtin(position) pixel: vec4f) -> @location(0) vec4f {"
SHOWN = f"{FRAGMENT}\n  return grade_shown(light_at(pixel.xy), pixel.xy);\n}}\n"
SPARSE = f"{FRAGMENT}\n  return sparse_glow(light_at(sparse_at(pixel.xy)));\n}}\n"
SHOWN_FORMAT = "rgb10a2unorm"


class Light(Protocol):
    """Light of one frame; whatever it needs is recorded before."""

    def pipeline(self, part: str) -> Any:
        """The pipeline of a part of `assemble`."""
        ...

    def bound(self, part: str) -> Any:
        """The bind group 0 of that pipeline."""
        ...


def assemble(code: str, part: str) -> str:
    """The whole WGSL that shows a light: `part` is one of `SHADED` (graded, under at most so many
    shades) or "sparse" (what of it glows, in a small picture)."""
    head = shader("grade_uniform.wgsl")
    if part == "sparse":
        return hoist("\n".join([head, code, shader("sparse.wgsl"), SPARSE]))
    return hoist(
        "\n".join(
            [
                head,
                code,
                shade_code(SHADED[part]),
                shader("grade.wgsl"),
                shader("shown.wgsl"),
                SHOWN,
            ]
        )
    )


def format_of(part: str) -> str:
    """The texture format that a part draws to."""
    return "rgba16float" if part == "sparse" else SHOWN_FORMAT


class Pictures:
    """The pipelines of painted pictures, and a `Light` for each."""

    def __init__(self, gpu: Gpu):
        self.gpu = gpu
        self.pipelines: dict[str, Any] = {}

    def pipeline(self, part: str) -> Any:
        """Compiled once."""
        if part not in self.pipelines:
            code = assemble(shader("picture.wgsl"), part)
            self.pipelines[part] = self.gpu.draw_pipeline(code, [format_of(part)])
        return self.pipelines[part]

    def light(self, texture: Any) -> "PictureLight":
        """The light of a painted texture."""
        return PictureLight(self, texture.create_view())


class PictureLight:
    """Light that was painted into a texture."""

    def __init__(self, pictures: Pictures, view: Any):
        self.pictures, self.view = pictures, view
        self.groups: dict[str, Any] = {}

    def pipeline(self, part: str) -> Any:
        return self.pictures.pipeline(part)

    def bound(self, part: str) -> Any:
        if part not in self.groups:
            self.groups[part] = self.pictures.gpu.bind(self.pipeline(part), self.view)
        return self.groups[part]
