"""The file driver: Plan + Timeline -> frames -> segments. Its clock is the frame's number.

A film is made in segments of one shot or a part of one. Each is kept in the cache under the digest
of all that it shows, so a killed run resumes at the last finished segment and an edited plan draws
only what changed. The GPU draws ahead of the encoder, which runs in a thread of its own.
"""

import io
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np

from clavilux import cache
from clavilux.compose.device import Gpu, gpu
from clavilux.compose.film import Film, Grade
from clavilux.compose.i420 import packed, views
from clavilux.compose.light import Light
from clavilux.compose.type import TypeLayer
from clavilux.compose.type_sound import Sound
from clavilux.evaluate.flashes import FlashMeter, FlashReport
from clavilux.evaluate.grid import CELL
from clavilux.generators import GENERATORS, LightPainter, Painter
from clavilux.media.codecs import Encoding
from clavilux.media.encoding import EncoderThread
from clavilux.media.output import write_whole
from clavilux.segments import Cut, Segment, segments, type_palette
from clavilux.table import load
from clavilux.timeline import Timeline
from clavilux.types.canvas import Canvas
from clavilux.types.clock import frame_time, half_frame
from clavilux.types.colour import linear_from_srgb, srgb_from_hex
from clavilux.types.plan import Drive, Plan, Shot

KEPT_PAINTERS = 4
VOICE = Drive("loudness", attack_s=0.03, release_s=0.25)  # what words grow with
BEAT = Drive("beat", release_s=0.15)  # and what they jump on

Progress = Callable[[int, int], None]  # frames done, frames in all


class Renderer:
    """Draws frames of one plan on one canvas, in any order. `frames` yields them as the encoder
    takes them."""

    def __init__(self, plan: Plan, timeline: Timeline, canvas: Canvas, device: Gpu | None = None):
        self.plan, self.timeline, self.canvas = plan, timeline, canvas
        self.gpu = device or gpu()
        self.film = Film(self.gpu, canvas)
        self.cut = Cut(plan, canvas.fps)
        self.half_frame = half_frame(canvas.fps)
        self.generators: dict[str, Any] = {}
        self.painters: dict[int, Painter] = {}
        self.type = self.type_layer(plan.theme) if plan.captions or plan.title else None

    def type_layer(self, theme: str) -> TypeLayer:
        """The plan's words in a theme."""
        plan, timeline, half = self.plan, self.timeline, self.half_frame
        sound = Sound(
            lambda t: timeline.value(VOICE, t),
            lambda t: timeline.value(BEAT, t, half),
            timeline.beats.times,
        )
        return TypeLayer(
            self.gpu, self.canvas, plan.captions, theme, type_palette(plan), plan.title, sound
        )

    def frames(self, indices: Iterable[int]) -> Iterator[tuple[int, np.ndarray]]:
        """(index, `uint8[height * 3 / 2, width]` I420 planes) for each of `indices`, in their
        order."""
        for index, picture in self.pictures(indices):
            yield index, packed(picture)

    def pictures(self, indices: Iterable[int]) -> Iterator[tuple[int, av.VideoFrame]]:
        """The same as frames that an encoder takes without a copy."""
        for index in indices:
            if self.film.full:
                yield self.film.collect()
            self._submit(index)
        while self.film.waiting:
            yield self.film.collect()

    def _submit(self, index: int) -> None:
        t = frame_time(index, self.canvas.fps)
        encoder = self.gpu.device.create_command_encoder()
        old, new, x = self.cut.shown(index)
        if old == new:
            grade, picture = self._light(new, t, encoder)
        else:
            grades = self._paint(old, t, encoder, 0), self._paint(new, t, encoder, 1)
            shot = self.plan.shots[new]
            seed = float(np.random.default_rng([shot.seed, 1]).random())
            picture = self.film.mix(shot.transition.kind, x, seed, encoder)
            grade = between(*grades, x)
        self.film.finish_frame(index, picture, self._faded(grade, t), encoder, self.type, t)

    def _light(self, number: int, t: float, encoder: Any) -> tuple[Grade, int | Light]:
        """The light of shot `number`: its own where it can be graded at once, else a picture."""
        shot = self.plan.shots[number]
        painter = self._painter(number, shot)
        if not (self.film.soft and isinstance(painter, LightPainter)):
            return self._paint(number, t, encoder, 0), 0
        moment = self.timeline.moment(t, shot, self.half_frame)
        return self._grade(shot, moment.drives), painter.light(moment, encoder)

    def _paint(self, number: int, t: float, encoder: Any, picture: int) -> Grade:
        shot = self.plan.shots[number]
        moment = self.timeline.moment(t, shot, self.half_frame)
        self._painter(number, shot).paint(moment, encoder, self.film.pictures[picture])
        return self._grade(shot, moment.drives)

    def _painter(self, number: int, shot: Shot) -> Painter:
        if number not in self.painters:
            if len(self.painters) == KEPT_PAINTERS:
                del self.painters[min(self.painters, key=lambda kept: -abs(kept - number))]
            generator = self.generators.get(shot.generator)
            if generator is None:
                make = load(GENERATORS, shot.generator, "generator")
                generator = self.generators[shot.generator] = make(self.gpu)
            palette = self.plan.palettes[shot.palette]
            self.painters[number] = generator.prepare(shot, palette, self.film.work)
        return self.painters[number]

    def _grade(self, shot: Shot, drives: dict[str, float]) -> Grade:
        finish = self.plan.finish
        red, green, blue = linear_from_srgb(
            srgb_from_hex(self.plan.palettes[shot.palette].high)
        ).tolist()
        lift = min(max(finish.flash * drives.get("flash", 0.0), 0.0), 1.0)
        return Grade(
            exposure=2 ** drives.get("exposure", 0.0),
            bloom=max(finish.bloom + drives.get("bloom", 0.0), 0.0),
            vignette=finish.vignette,
            grain=finish.grain,
            flash=(red, green, blue, lift),
        )

    def _faded(self, grade: Grade, t: float) -> Grade:
        """Out of darkness at the start, back into it at the end."""
        finish, left = self.plan.finish, self.plan.duration - t
        x = 1.0
        for span, since in ((finish.fade_in_s, t), (finish.fade_out_s, left)):
            if span > 0:
                y = min(max(since / span, 0.0), 1.0)
                x *= y * y * (3 - 2 * y)
        flash = (*grade.flash[:3], grade.flash[3] * x)
        return Grade(grade.exposure * x, grade.bloom, grade.vignette, grade.grain, flash)


def between(one: Grade, other: Grade, x: float) -> Grade:
    """The grade `x` of the way from `one` to `other`."""

    def mix(a: float, b: float) -> float:
        return a + (b - a) * x

    red, green, blue, lift = (mix(a, b) for a, b in zip(one.flash, other.flash, strict=True))
    return Grade(
        mix(one.exposure, other.exposure),
        mix(one.bloom, other.bloom),
        mix(one.vignette, other.vignette),
        mix(one.grain, other.grain),
        (red, green, blue, lift),
    )


def render_segments(
    plan: Plan,
    timeline: Timeline,
    canvas: Canvas,
    encoding: Encoding,
    span: tuple[float, float],
    progress: Progress = lambda done, total: None,
) -> list[Path]:
    """Makes all segments of the film that the cache does not hold and returns their files in
    order. What is needed to measure their flashes (`seen_flashes`) is kept beside them."""
    wanted = segments(plan, timeline, canvas, encoding, span)
    paths = [cache.entry("segments", segment.key, ".seg") for segment in wanted]
    missing = [
        (segment, path)
        for segment, path in zip(wanted, paths, strict=True)
        if not (path.exists() and _cells_of(segment).exists())
    ]
    total = wanted[-1].last - wanted[0].first
    done = total - sum(segment.last - segment.first for segment, _ in missing)
    progress(done, total)
    if not missing:
        return paths
    renderer = Renderer(plan, timeline, canvas)
    thread = EncoderThread(canvas, encoding)
    try:
        _draw(renderer, missing, thread, lambda frames: progress(done + frames, total))
        thread.finish()
    except BaseException:
        thread.abort()
        raise
    return paths


def _draw(
    renderer: Renderer,
    missing: list[tuple[Segment, Path]],
    thread: EncoderThread,
    progress: Callable[[int], None],
) -> None:
    """Draws segments into their files and keeps their cells; `progress` takes the frames done."""
    begins = {segment.first: path for segment, path in missing}
    ends = {segment.last - 1: segment for segment, _ in missing}
    meter, cells = FlashMeter(renderer.canvas.width, renderer.canvas.height), []
    wanted = (k for segment, _ in missing for k in range(segment.first, segment.last))
    for done, (index, frame) in enumerate(renderer.pictures(wanted), 1):
        if index in begins:
            thread.put(begins[index])
        cells.append(meter.cells(views(frame)))
        thread.put(frame)
        if index in ends:
            _keep_cells(np.stack(cells), ends[index])
            cells.clear()
        progress(done)


def _cells_of(segment: Segment) -> Path:
    """Where the cells of a segment's frames are kept, by which its flashes are measured."""
    return cache.entry("cells", cache.digest(segment.key, CELL), ".npz")


def _keep_cells(cells: np.ndarray, segment: Segment) -> None:
    """`uint8[frames, 3, rows, columns]`."""
    file = io.BytesIO()
    np.savez_compressed(file, cells=cells)
    write_whole(_cells_of(segment), file.getvalue())


def seen_flashes(
    plan: Plan, timeline: Timeline, canvas: Canvas, encoding: Encoding, span: tuple[float, float]
) -> FlashReport:
    """The flashes of a film whose segments `render_segments` has made; times count from the start
    of the sound."""
    meter = FlashMeter(canvas.width, canvas.height, canvas.fps)
    for segment in segments(plan, timeline, canvas, encoding, span):
        with np.load(_cells_of(segment)) as file:
            cells = file["cells"]
        for index, frame in enumerate(cells, segment.first):
            meter.push_cells(frame, frame_time(index, canvas.fps))
    return meter.report()
