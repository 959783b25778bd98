"""The worst moments, each with three frames of the film."""

import base64
from dataclasses import dataclass
from fractions import Fraction
from html import escape

import av
import numpy as np

from clavilux.evaluate.film import Evaluation
from clavilux.evaluate.sync import REACH_S, distances
from clavilux.evaluate.video import stills
from clavilux.types.errors import InputError
from clavilux.types.features import Features

MOST = 6
OF_EACH = 3
TALL = 144  # pixels


@dataclass(frozen=True)
class Moment:
    """Something to look at: its time, what is wrong, and how far apart the frames shown lie."""

    time: float
    text: str
    step_s: float


def moments(evaluation: Evaluation, features: Features | None) -> str:
    """The section as HTML; says so where there is nothing to show."""
    found = worst(evaluation, features)
    if not found:
        return "<h2>Worst moments</h2><p class='dim'>None: nothing stands out as wrong.</p>"
    try:
        shown = [_figure(evaluation, moment) for moment in found]
    except InputError:
        shown = [_caption(moment) for moment in found]
    return f"<h2>Worst moments</h2><div class='moments'>{''.join(shown)}</div>"


def worst(evaluation: Evaluation, features: Features | None) -> list[Moment]:
    """At most `MOST` moments: danger first, then holes in the picture, then what misses the
    music.
    """
    frame = evaluation.series.frame_s
    found = [
        Moment(
            s.start, f"{s.kind} flashes, {s.flashes_per_second:g} in the worst second", frame * 2
        )
        for s in evaluation.flashes.spans[:OF_EACH]
    ]
    holes = [("black", span) for span in evaluation.health.black]
    holes += [("frozen", span) for span in evaluation.health.frozen]
    holes.sort(key=lambda hole: hole[1].start - hole[1].end)
    found += [
        Moment(s.start, f"{name} for {s.end - s.start:.1f} s", (s.end - s.start) / 2)
        for name, s in holes[:OF_EACH]
    ]
    if features is not None and len(features.beats.times):
        found += _missed(evaluation, features, frame) + _astray(evaluation, features, frame)
    return found[:MOST]


def _missed(evaluation: Evaluation, features: Features, frame: float) -> list[Moment]:
    """The strongest beats at which nothing happens."""
    times = features.beats.times
    times = times[(times > frame) & (times < evaluation.health.duration_s - frame)]
    seen = np.array([each.time for each in evaluation.transitions])
    late = np.abs(distances(times, seen))
    missed = times[late > REACH_S]
    if not len(missed):
        return []
    strength = features.curves["onset"].sample(missed)
    chosen = missed[np.argsort(-strength, kind="stable")[:OF_EACH]]
    return [Moment(float(t), "a beat, and nothing happens", 2 * frame) for t in chosen]


def _astray(evaluation: Evaluation, features: Features, frame: float) -> list[Moment]:
    """The strongest transitions far from any beat or onset."""
    events = np.union1d(features.beats.times, features.onsets)
    stray = [
        (each, float(distances(np.array([each.time]), features.beats.times)[0]))
        for each in evaluation.transitions
        if abs(distances(np.array([each.time]), events)[0]) > REACH_S
    ]
    stray.sort(key=lambda pair: -pair[0].strength)
    return [
        Moment(each.time, f"{each.kind} {abs(late) * 1e3:.0f} ms {_side(late)} the beat", frame)
        for each, late in stray[:OF_EACH]
    ]


def _side(late: float) -> str:
    return "after" if late > 0 else "before"


def _figure(evaluation: Evaluation, moment: Moment) -> str:
    times = [max(moment.time + k * moment.step_s, 0.0) for k in (-1, 0, 1)]
    images = "".join(
        f"<img src='{address(picture)}' alt='at {time:.2f} s'>"
        for time, picture in zip(times, stills(evaluation.video.path, times, TALL), strict=True)
    )
    return f"<figure><div>{images}</div>{_caption(moment)}</figure>"


def _caption(moment: Moment) -> str:
    clock = f"{int(moment.time // 60)}:{moment.time % 60:05.2f}"
    return f"<figcaption><b>{clock}</b>{escape(moment.text)}</figcaption>"


def address(picture: np.ndarray) -> str:
    """A uint8[height, width, 3] picture as the data address of a JPEG."""
    height, width = (picture.shape[0] // 2 * 2, picture.shape[1] // 2 * 2)
    even = np.ascontiguousarray(picture[:height, :width])
    context = av.CodecContext.create("mjpeg", "w")
    context.width, context.height, context.pix_fmt = width, height, "yuvj420p"
    context.time_base, context.options = Fraction(1, 25), {"qmin": "3", "qmax": "3"}
    frame = av.VideoFrame.from_ndarray(even, format="rgb24").reformat(format="yuvj420p")
    data = b"".join(bytes(packet) for packet in [*context.encode(frame), *context.encode(None)])
    return f"data:image/jpeg;base64,{base64.b64encode(data).decode()}"
