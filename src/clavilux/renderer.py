"""The file driver: Plan + Timeline -> frames -> segments. Its clock is the frame's number.

A film is made in segments of one shot or a part of one. Each is kept in the cache under the digest
of all that it shows, so a killed run resumes at the last finished segment and an edited plan draws
only what changed. The GPU draws ahead of the encoder, which runs in a thread of its own.
"""

import functools
import io
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from importlib import resources
from pathlib import Path
from typing import Any

import av
import numpy as np

from clavilux import cache
from clavilux.compose.device import Gpu, gpu
from clavilux.compose.film import Film, Grade
from clavilux.compose.fonts import catalogue, coloured_faces
from clavilux.compose.i420 import packed, views
from clavilux.compose.light import Light
from clavilux.compose.themes import theme as named_theme
from clavilux.compose.type import TypeLayer
from clavilux.compose.type_sound import Sound
from clavilux.compose.type_text import dictionary
from clavilux.evaluate.flashes import FlashMeter, FlashReport
from clavilux.evaluate.grid import CELL
from clavilux.generators import GENERATORS, LightPainter, Painter
from clavilux.media.codecs import Encoding, identity
from clavilux.media.encoding import EncoderThread
from clavilux.media.output import write_whole
from clavilux.table import load
from clavilux.timeline import Timeline
from clavilux.types.canvas import Canvas
from clavilux.types.clock import frame_at, frame_count, frame_time, half_frame
from clavilux.types.colour import linear_from_srgb, srgb_from_hex
from clavilux.types.plan import Drive, Palette, Plan, Shot

DRAWING = (  # all code that a frame depends on
    *("types", "compose", "generators"),
    *("drives.py", "pulses.py", "grid.py", "tonality.py", "timeline.py", "renderer.py"),
)
LONGEST_SEGMENT_S = 8.0
KEPT_PAINTERS = 4
VOICE = Drive("loudness", attack_s=0.03, release_s=0.25)  # what words grow with
BEAT = Drive("beat", release_s=0.15)  # and what they jump on

Progress = Callable[[int, int], None]  # frames done, frames in all


@dataclass(frozen=True)
class Segment:
    """Frames `[first, last)` of the film and the digest of all that they show."""

    first: int
    last: int
    key: str


class Cut:
    """A plan on a frame grid: which shots a frame shows and how far one has given way to the
    next."""

    def __init__(self, plan: Plan, fps: Fraction):
        self.plan, self.fps = plan, fps
        self.starts = [frame_at(shot.start, fps) for shot in plan.shots]

    def shot_at(self, frame: int) -> int:
        """The number of the shot that `frame` belongs to: it begins on the frame nearest its
        start."""
        number = int(np.searchsorted(self.starts, frame, side="right")) - 1
        return max(number, 0)

    def shown(self, frame: int) -> tuple[int, int, float]:
        """(old, new, x): at x = 0 only shot `old` is seen, at 1 only `new`; old == new outside
        transitions."""
        number, t = self.shot_at(frame), frame_time(frame, self.fps)
        for new in (number, number + 1):
            if 0 < new < len(self.plan.shots):
                begin, end = self.window(new)
                if begin < t < end:
                    return new - 1, new, (t - begin) / (end - begin)
        return number, number, 1.0

    def window(self, number: int) -> tuple[float, float]:
        """When the transition into shot `number` runs, at most to the middles of the shots that it
        joins."""
        shots = self.plan.shots
        shot, before = shots[number], shots[number - 1]
        if shot.transition.kind == "cut":
            return shot.start, shot.start
        half = shot.transition.duration_s / 2
        earliest = (before.start + before.end) / 2
        return max(shot.start - half, earliest), min(shot.start + half, (shot.start + shot.end) / 2)


def segments(
    plan: Plan, timeline: Timeline, canvas: Canvas, encoding: Encoding, span: tuple[float, float]
) -> list[Segment]:
    """The film's segments between `span` seconds, each with its key."""
    cut, fps = Cut(plan, canvas.fps), canvas.fps
    first, last = film_frames(plan.duration, fps, span)
    borders = {first, last}
    for number, start in enumerate(cut.starts):
        stop = cut.starts[number + 1] if number + 1 < len(cut.starts) else last
        parts = max(1, round((stop - start) / fps / Fraction(LONGEST_SEGMENT_S)))
        borders |= {start + (stop - start) * k // parts for k in range(parts)}
    marks = sorted(border for border in borders if first <= border <= last)
    heard = cache.digest(*_heard(timeline))
    common = (drawing_version(), canvas, identity(encoding), heard, gpu().name)
    pairs = itertools.pairwise(marks)
    return [Segment(a, b, cache.digest(common, a, b, _seen(cut, a, b))) for a, b in pairs]


@functools.cache
def drawing_version() -> str:
    """The digest of all code that draws: a changed shader makes old segments stale without
    anybody's doing."""
    package = resources.files("clavilux")
    return cache.digest([_contents(package / name) for name in DRAWING])


def _contents(part: Any) -> Any:
    if part.is_file():
        return part.read_bytes() if part.name.endswith((".py", ".wgsl", ".toml")) else b""
    return {inner.name: _contents(inner) for inner in part.iterdir() if inner.name != "__pycache__"}


def film_frames(duration: float, fps: Fraction, span: tuple[float, float]) -> tuple[int, int]:
    """First and one past the last frame of `span` within a sound of `duration` seconds."""
    first = frame_at(span[0], fps)
    last = first + frame_count(min(span[1], duration) - frame_time(first, fps), fps)
    return first, max(last, first + 1)


def _heard(timeline: Timeline) -> tuple[Any, ...]:
    features = timeline.features
    curves = {name: curve.values for name, curve in features.curves.items()}
    beats = features.beats
    sound = (curves, features.waveform.values, beats, features.onsets, features.duration)
    form = (features.sections, features.chords, features.key, features.voice.values)
    return (*sound, *form, timeline.overrides, timeline.limit_flashes)


def _seen(cut: Cut, first: int, last: int) -> tuple[Any, ...]:
    """All of the plan that frames `[first, last)` show."""
    plan, fps = cut.plan, cut.fps
    begin, end = frame_time(first, fps) - half_frame(fps), frame_time(last, fps) + half_frame(fps)
    numbers = range(cut.shot_at(first), cut.shot_at(last - 1) + 1)
    shown = {n for k in (first, last - 1) for n in cut.shown(k)[:2]} | set(numbers)
    shots = [plan.shots[n] for n in sorted(shown)]
    captions = [c for c in plan.captions if c.start < end and c.end > begin]
    title = plan.title if plan.title and plan.title.start < end and plan.title.end > begin else None
    palettes = {shot.palette: plan.palettes[shot.palette] for shot in shots}
    finish = plan.finish
    fades = (begin < finish.fade_in_s, end > plan.duration - finish.fade_out_s and plan.duration)
    type_look = (_lettering(plan.theme) if captions or title else "", type_palette(plan))
    return shots, captions, title, palettes, type_look, finish, fades


@functools.cache
def _lettering(name: str) -> tuple[Any, ...]:
    """What a theme says, which typefaces there are, and whose words are known."""
    paths = [*(f.path for f in catalogue()), *(f.path for f in coloured_faces())]
    faces = [(path.name, path.stat().st_size) for path in paths]
    return repr(named_theme(name)), faces, dictionary()


def type_palette(plan: Plan) -> Palette:
    """The colours of type: one set for the whole film."""
    return plan.palettes.get("main") or plan.palettes[plan.shots[0].palette]


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
        begins = {segment.first: path for segment, path in missing}
        ends = {segment.last - 1: segment for segment, _ in missing}
        meter, cells = FlashMeter(canvas.width, canvas.height), []
        wanted_frames = (k for segment, _ in missing for k in range(segment.first, segment.last))
        for index, frame in renderer.pictures(wanted_frames):
            if index in begins:
                thread.put(begins[index])
            cells.append(meter.cells(views(frame)))
            thread.put(frame)
            if index in ends:
                _keep_cells(np.stack(cells), ends[index])
                cells.clear()
            done += 1
            progress(done, total)
        thread.finish()
    except BaseException:
        thread.abort()
        raise
    return paths


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
