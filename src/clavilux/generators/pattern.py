"""The `pattern` generator: a look (one WGSL function of place, sound and palette) drawn anew for
every frame.

In: a shot with `options = {"look": NAME}`; out: a painter, pure in (shot, moment). Uniforms as in
`prelude.wgsl`.
"""

import functools
import math
import re
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

import numpy as np

from clavilux.compose import light
from clavilux.compose.camera import view_at
from clavilux.compose.device import Gpu
from clavilux.compose.glow import full_screen
from clavilux.compose.still import hoist
from clavilux.generators import looks, neural
from clavilux.generators.tones import Tones
from clavilux.types.errors import InputError
from clavilux.types.look import Focus
from clavilux.types.moment import Moment
from clavilux.types.plan import Option, Palette, Shot

WEIGHTS = {"neural": neural.weights}  # (shot, moment) -> float32[n], for looks that declare it
WEIGHTS_SIZE = {"neural": neural.SIZE}
FIELD_SCALE = 6  # a look's coarse `field(p)` is drawn this many times smaller
SCALARS = [
    "t",
    "shot_t",
    "progress",
    "intensity",
    "beat_phase",
    "beat_age",
    "bar_phase",
    "section_progress",
    "beat",
    "bar",
    "section",
    "pixel",
    "bass",
    "mid",
    "treble",
    "loudness",
    "onset",
    "centroid",
    "zoom",
    "rotate",
]
FRAME = np.dtype(
    [
        *((name, "<f4", 2) for name in ("size", "extent")),
        *((name, "<f4") for name in SCALARS),
        *((name, "<f4", 2) for name in ("pan", "spare")),
        *((name, "<f4", count) for name, count in (("lens", 4), ("seeds", 8), ("drives", 16))),
        *((name, "<f4", (rows, 4)) for name, rows in (("palette", 5), ("ramp", 65))),
        *(
            (name, "<f4", count)
            for name, count in (("chroma", 12), ("spectrum", 68), ("wave", 516))
        ),
        ("history", "<f4", (65, 64)),
    ]
)  # as `Frame` in prelude.wgsl

LIGHT = """
fn light_at(at: vec2f) -> vec3f {
  here = at / frame.size;
  return look(place(at, frame.size));
}
"""
FRAGMENT = """
@fragment fn fs(@builtin(position) pixel: vec4f) -> @location(0) vec4f {
  return vec4f(light_at(pixel.xy), 1.0);
}
"""
FIELD_FRAGMENT = """
@fragment fn fs(@builtin(position) pixel: vec4f) -> @location(0) vec4f {
  return field(place(pixel.xy, ceil(frame.size / FIELD_SCALE)));
}
"""
FIELD_LOOKUP = """
@group(0) @binding(1) var field_texture: texture_2d<f32>;
@group(0) @binding(2) var field_sampler: sampler;
// The coarse field at this pixel, and at an offset in p units.
fn field_here() -> vec4f { return textureSampleLevel(field_texture, field_sampler, here, 0.0); }
fn field_at(offset: vec2f) -> vec4f {
  let uv = here + offset * vec2f(0.5, -0.5) / frame.extent * frame.zoom;
  return textureSampleLevel(field_texture, field_sampler, uv, 0.0);
}
"""


@dataclass(frozen=True)
class Options:
    """Options of a pattern shot: the look's name."""

    look: str = "curtains"


class Pattern:
    """Makes painters; pipelines are compiled once per look and kept."""

    Options = Options

    def __init__(self, gpu: Gpu):
        self.gpu = gpu
        self.pipeline = functools.cache(self._pipeline)

    @staticmethod
    def check(options: dict[str, Option], where: str) -> None:
        """Raises InputError for options that no pattern shot has."""
        for key in options.keys() - {"look"}:
            raise InputError(f"{where}.{key}: is not a known key; a pattern shot has: look.")
        name = options.get("look", Options.look)
        if name not in looks.LOOKS:
            known = ", ".join(looks.LOOKS)
            raise InputError(f"{where}.look: there is no look named {name!r}; there are: {known}.")

    def prepare(self, shot: Shot, palette: Palette, size: tuple[int, int]) -> "LookPainter":
        """A painter of `shot` for targets of `size` = (width, height) pixels."""
        return LookPainter(self, shot, palette, size)

    def _pipeline(self, look: str, part: str) -> Any:
        format = "rgba16float" if part in ("look", "field") else light.format_of(part)
        return self.gpu.draw_pipeline(assemble(look, part), [format])


class LookPainter:
    """Draws one shot of a look."""

    order: Literal["any", "forward"] = "any"

    def __init__(self, pattern: Pattern, shot: Shot, palette: Palette, size: tuple[int, int]):
        look = str(shot.options.get("look", Options.look))
        self.shot, self.gpu = shot, pattern.gpu
        self.names = tuple(looks.card(look).drives)
        self.net = looks.weights(look)
        self.frame = np.zeros((), FRAME)
        self._fill_constants(looks.card(look).focus, palette, size)
        self.uniform = self.gpu.buffer(FRAME.itemsize, "UNIFORM", "COPY_DST")
        self.pipeline = functools.partial(pattern.pipeline, look)
        self.resources = [self.uniform]
        self.groups: dict[str, Any] = {}
        self.field: Any = None
        if has_field(look):
            self._prepare_field(pattern.pipeline(look, "field"), size)

    def _prepare_field(self, pipeline: Any, size: tuple[int, int]) -> None:
        coarse = (-(-size[0] // FIELD_SCALE), -(-size[1] // FIELD_SCALE))
        self.field = self.gpu.texture(coarse).create_view()
        self.field_pipeline = pipeline
        self.weights: Any = None
        if self.net:
            self.weights = self.gpu.buffer(4 * WEIGHTS_SIZE[self.net], "UNIFORM", "COPY_DST")
        self.field_bound = self.gpu.bind(pipeline, self.uniform, None, None, self.weights)
        sampler = self.gpu.device.create_sampler(mag_filter="linear", min_filter="linear")
        self.resources += [self.field, sampler]

    def _fill_constants(
        self, focus: tuple[Focus, Focus], palette: Palette, size: tuple[int, int]
    ) -> None:
        shorter = min(size)
        frame = self.frame
        frame["size"] = size
        frame["extent"] = np.array(size) / shorter
        frame["seeds"] = np.random.default_rng([self.shot.seed, 0]).random(8)
        self.subject = [
            place(axis, frame["seeds"], float(extent))
            for axis, extent in zip(focus, frame["extent"], strict=True)
        ]
        self.tones = Tones(palette)

    def paint(self, moment: Moment, encoder: Any, target: Any) -> None:
        """Records the drawing of `moment` into the texture `target`."""
        self.light(moment, encoder)
        full_screen(encoder, target.create_view(), self.pipeline("look"), self.bound("look"))

    def bound(self, part: str) -> Any:
        """The bind group 0 of the pipeline of a part."""
        if part not in self.groups:
            self.groups[part] = self.gpu.bind(self.pipeline(part), *self.resources)
        return self.groups[part]

    def light(self, moment: Moment, encoder: Any) -> "LookPainter":
        """Readies `moment` and returns its light (itself), to be shown before the next moment."""
        self._fill(moment)
        self.gpu.queue.write_buffer(self.uniform, 0, self.frame.tobytes())
        if self.net:
            weights = WEIGHTS[self.net](self.shot, moment)
            self.gpu.queue.write_buffer(self.weights, 0, weights.tobytes())
        if self.field is not None:
            full_screen(encoder, self.field, self.field_pipeline, self.field_bound)
        return self

    def _fill(self, moment: Moment) -> None:
        frame, view = self.frame, view_at(self.shot, moment)
        frame["ramp"][:, :3], frame["palette"][:, :3] = self.tones.at(
            moment.drives.get("warmth", 0.0)
        )
        frame["t"], frame["shot_t"], frame["progress"] = (
            moment.t,
            moment.shot_t,
            moment.shot_progress,
        )
        frame["intensity"] = moment.intensity
        frame["beat_phase"], frame["beat_age"] = moment.beat_phase, min(moment.beat_age, 60.0)
        frame["bar_phase"], frame["section_progress"] = moment.bar_phase, moment.section_progress
        frame["beat"], frame["bar"] = moment.beat_index, moment.bar_index
        frame["section"] = moment.section_index
        for name in ("bass", "mid", "treble", "loudness", "onset", "centroid"):
            frame[name] = moment.levels.get(name, 0.0)
        frame["zoom"], frame["rotate"] = view.zoom, view.rotate
        frame["pixel"] = 2 / min(frame["size"]) / view.zoom
        near = 1 - 1 / view.zoom
        frame["pan"] = view.pan_x + near * self.subject[0], view.pan_y + near * self.subject[1]
        cos, sin = math.cos(view.rotate) / view.zoom, math.sin(view.rotate) / view.zoom
        frame["lens"] = cos, sin, -sin, cos
        for k, name in enumerate(self.names):
            frame["drives"][k] = moment.drives.get(name, 0.0)
        frame["chroma"] = moment.chroma
        frame["spectrum"][:64] = moment.spectrum
        frame["wave"][:512] = moment.waveform
        frame["history"][:64] = moment.history


def place(focus: Focus, seeds: np.ndarray, extent: float) -> float:
    """Where the subject of a shot with these `seeds` lies along one axis, in halves of the shorter
    side."""
    if focus.seed is None:
        return focus.rest + focus.grow * (extent - 1)
    return float(seeds[focus.seed] - 0.5) * focus.times * (extent - focus.less)


@functools.cache
def has_field(look: str) -> bool:
    """Whether a look has a coarse `field(p)` of its own."""
    return re.search(r"\bfn field\(", looks.source(look)) is not None


def assemble(look: str, part: str) -> str:
    """The whole WGSL of a look's `part`: "field", "look" (linear light), or a part of
    `compose.light`."""
    prelude = (resources.files("clavilux.generators") / "prelude.wgsl").read_text("utf-8")
    drives = "\n".join(
        f"fn {name}() -> f32 {{ return frame.drives[{k // 4}].{'xyzw'[k % 4]}; }}"
        for k, name in enumerate(looks.card(look).drives)
    )
    private = f"var<private> here: vec2f;\nconst FIELD_SCALE = {float(FIELD_SCALE)};\n"
    body = looks.source(look)
    if part == "field":
        return "\n".join([prelude, private, drives, _without(body, "look"), FIELD_FRAGMENT])
    lookup = FIELD_LOOKUP if has_field(look) else ""
    code = "\n".join([prelude, private, drives, lookup, body, LIGHT])
    return hoist(code + FRAGMENT) if part == "look" else light.assemble(code, part)


def _without(body: str, function: str) -> str:
    """`body` without one function, which may use what the other part does not bind."""
    start = re.search(rf"\bfn {function}\(", body)
    if start is None:
        return body
    at = body.index("{", start.start())
    depth = 0
    for end in range(at, len(body)):
        depth += {"{": 1, "}": -1}.get(body[end], 0)
        if depth == 0:
            return body[: start.start()] + body[end + 1 :]
    raise ValueError(f"function {function} is not closed")
