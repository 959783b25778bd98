"""Is the film whole: black and frozen stretches, lost and repeated frames, flicker, clipping,
banding, colour tags.

Per-frame measurements (`Series`) and samples of single frames go in, a `Health` comes out.
Thresholds are stated beside their names; `notes` says in words what a person should look at.
"""

from dataclasses import dataclass

import numpy as np

from clavilux.evaluate.series import Series
from clavilux.evaluate.video import ColourTags, VideoInfo

BLACK, BLACK_PEAK, BLACK_S = 0.03, 0.08, 0.5  # mean and brightest luma, shortest stretch
STILL, STILL_S = 2e-4, 2.0  # mean change of luma of a frozen picture, shortest stretch
MOVING = 4e-3  # mean change on both sides of a repeated frame
GAP = 1.6  # times the usual interval: a frame is missing
UNEVEN = 0.05  # share of odd intervals from which the frame rate counts as variable
FLICKER = 0.004  # change of mean luma, up and down in turn
BANDED, CLIPPED, FLICKERING = 0.10, 0.10, 0.02  # shares that deserve a note
LENGTH_MS = 100.0  # difference of sound and picture that deserves a note
NAMES = {1: "BT.709", 2: "unspecified", 5: "BT.601 (625)", 6: "BT.601 (525)", 9: "BT.2020"}


@dataclass(frozen=True)
class Span:
    """A stretch of the film, seconds."""

    start: float
    end: float


@dataclass(frozen=True)
class Health:
    """The state of the picture. Shares are 0..1; `clipped`, `crushed` and `banded` are means over
    frames.

    `flicker` is the share of frames in which the light alternates; `repeated` frames stand still
    within motion, `missing` ones leave a gap in the timestamps. `sound_s` is None without sound.
    """

    frames: int
    duration_s: float
    sound_s: float | None
    variable_rate: bool
    repeated: int
    missing: int
    damaged: int
    black: tuple[Span, ...]
    frozen: tuple[Span, ...]
    clipped: float
    crushed: float
    banded: float
    flicker: float
    colour: ColourTags
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Sample:
    """Pixel measurements of one frame (pixels.py), shares of the picture."""

    time: float
    clipped: float
    crushed: float
    banded: float


def stretches(mask: np.ndarray, times: np.ndarray, least_s: float, frame_s: float) -> list[Span]:
    """Runs of True that last `least_s` or longer; each frame lasts until the next one."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    ends = np.append(times, times[-1] + frame_s) if len(times) else times
    spans = [Span(float(times[a]), float(ends[b])) for a, b in edges.reshape(-1, 2).tolist()]
    return [span for span in spans if span.end - span.start >= least_s - 1e-6]


def is_variable(times: np.ndarray) -> bool:
    """Whether more than `UNEVEN` of the frame intervals differ from the usual one by a fifth."""
    if len(times) < 3:
        return False
    steps = np.diff(times)
    usual = float(np.median(steps))
    return bool((np.abs(steps - usual) > 0.2 * usual).mean() > UNEVEN)


def missing_frames(times: np.ndarray) -> int:
    """Frames that an even rate would have had in the gaps between timestamps."""
    if len(times) < 3 or is_variable(times):
        return 0
    steps = np.diff(times)
    usual = float(np.median(steps))
    return int(np.round(steps[steps > GAP * usual] / usual - 1).sum())


def repeated_frames(change: np.ndarray) -> int:
    """Frames equal to the one before while the picture moves on both sides."""
    if len(change) < 3:
        return 0
    still = change[1:-1] < STILL
    return int((still & (change[:-2] > MOVING) & (change[2:] > MOVING)).sum())


def flicker(light: np.ndarray) -> float:
    """Share of frames in a run of four or more changes of mean luma, up and down in turn."""
    if len(light) < 5:
        return 0.0
    step = np.diff(light)
    turns = (step[1:] * step[:-1] < 0) & (np.minimum(np.abs(step[1:]), np.abs(step[:-1])) > FLICKER)
    runs = np.convolve(turns, np.ones(3), "same") >= 3
    return float(runs.mean())


def judge(
    series: Series, samples: list[Sample], info: VideoInfo, damaged: int, sound_s: float | None
) -> Health:
    """All of it, from the measurements of one film."""
    times, frame_s = series.times, series.frame_s
    dark = (series.light < BLACK) & (series.peak < BLACK_PEAK)
    still = series.change < STILL
    still[0] = False
    frozen = stretches(still, times, STILL_S, frame_s)
    black = stretches(dark, times, BLACK_S, frame_s)
    mean = {
        name: float(np.mean([getattr(sample, name) for sample in samples])) if samples else 0.0
        for name in ("clipped", "crushed", "banded")
    }
    health = Health(
        frames=len(times),
        duration_s=float(times[-1] - times[0]) + frame_s,
        sound_s=sound_s,
        variable_rate=is_variable(times),
        repeated=repeated_frames(series.change),
        missing=missing_frames(times),
        damaged=damaged,
        black=tuple(black),
        frozen=tuple(frozen),
        flicker=flicker(series.light),
        colour=info.colour,
        notes=(),
        **mean,
    )
    return _noted(health)


def _noted(health: Health) -> Health:
    """The same with its notes."""
    notes = [text for text, applies in _findings(health) if applies]
    return Health(**{**vars(health), "notes": tuple(notes)})


def _findings(health: Health) -> list[tuple[str, bool]]:
    """Every possible note, and whether it applies."""
    apart = 0.0 if health.sound_s is None else (health.duration_s - health.sound_s) * 1e3
    colour = health.colour
    plain = (colour.primaries, colour.transfer, colour.matrix) == (1, 1, 1)
    return [
        (f"{health.damaged} packets or frames are damaged", health.damaged > 0),
        (f"{health.missing} frames are missing", health.missing > 0),
        (f"{health.repeated} frames repeat the one before", health.repeated > 0),
        ("the frame rate varies", health.variable_rate),
        (f"picture {_seconds(health.black)} black", bool(health.black)),
        (f"picture {_seconds(health.frozen)} frozen", bool(health.frozen)),
        (f"{health.clipped:.0%} of the picture is clipped white", health.clipped > CLIPPED),
        (f"{health.banded:.0%} of the picture shows banding", health.banded > BANDED),
        (f"the light flickers in {health.flicker:.0%} of the frames", health.flicker > FLICKERING),
        (f"sound and picture differ by {apart:+.0f} ms in length", abs(apart) > LENGTH_MS),
        (f"colours are tagged {_tags(colour)}, not BT.709", not plain),
        ("the colour range is not tagged", colour.range == 0),
        ("the sound is missing", health.sound_s is None),
    ]


def _seconds(spans: tuple[Span, ...]) -> str:
    return f"{sum(span.end - span.start for span in spans):.1f} s"


def _tags(colour: ColourTags) -> str:
    codes = (colour.primaries, colour.transfer, colour.matrix)
    names = [NAMES.get(code, str(code)) for code in codes]
    return names[0] if len(set(names)) == 1 else "/".join(names)
