"""A film in segments: one shot or a part of one each, with the digest of all that it shows.

In: plan, timeline, canvas, encoding. Out: which frames belong together and under which key the
cache keeps them; which shots a frame shows (docs/decisions/0003-segments.md).
"""

import functools
import itertools
from dataclasses import dataclass
from fractions import Fraction
from importlib import resources
from typing import Any

import numpy as np

from clavilux import cache
from clavilux.compose.device import gpu
from clavilux.compose.fonts import catalogue, coloured_faces
from clavilux.compose.themes import theme as named_theme
from clavilux.compose.type_text import dictionary
from clavilux.media.codecs import Encoding, identity
from clavilux.timeline import Timeline
from clavilux.types.canvas import Canvas
from clavilux.types.clock import frame_at, frame_count, frame_time, half_frame
from clavilux.types.plan import Palette, Plan

DRAWING = (  # all code that a frame depends on
    *("types", "compose", "generators"),
    *("drives.py", "pulses.py", "grid.py", "tonality.py", "nearby.py"),
    *("timeline.py", "segments.py", "renderer.py"),
)
LONGEST_SEGMENT_S = 8.0


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
