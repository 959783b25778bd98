"""Everything about one finished film: the pictures read once, then each measurement on what was
kept.

The music comes as `Features` (of the film's own sound, or of the source that it was made from);
without them the scores that need sound are None. With the `Plan`, the cuts that it asked for are
looked up.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from clavilux.evaluate.changes import Transition, find_transitions
from clavilux.evaluate.correlation import MotionScore, motion_score, per_frame
from clavilux.evaluate.correspondence import Correspondence, correspondence
from clavilux.evaluate.flashes import FlashMeter, FlashReport
from clavilux.evaluate.health import Health, Sample, judge
from clavilux.evaluate.offset import SoundOffset, sound_length, sound_offset
from clavilux.evaluate.pixels import banded, clipped, tiles
from clavilux.evaluate.planned import PlanScore, plan_score
from clavilux.evaluate.sections import SectionScore, section_score, world_changes
from clavilux.evaluate.series import Collector, Series
from clavilux.evaluate.sync import SyncScore
from clavilux.evaluate.sync import score as sync_score
from clavilux.evaluate.video import Picture, VideoInfo, VideoReader, reduced
from clavilux.types.features import Features
from clavilux.types.plan import Plan

SAMPLE_S = 1.0  # from one frame measured pixel by pixel to the next


@dataclass(frozen=True)
class Evaluation:
    """All scores of one film. What needs music is None without it; `series` are the curves behind
    the scores, for plots, and stay out of the JSON.
    """

    video: VideoInfo
    sync: SyncScore | None
    motion: MotionScore | None
    correspondence: Correspondence | None
    sections: SectionScore | None
    planned: PlanScore | None
    sound: SoundOffset | None
    flashes: FlashReport
    health: Health
    transitions: tuple[Transition, ...]
    series: Series
    world: np.ndarray  # float64[frames]: how much the picture's world changes there


def evaluate(
    video: Path | str,
    features: Features | None = None,
    source: Path | str | None = None,
    plan: Plan | None = None,
    progress: Callable[[float], None] | None = None,
) -> Evaluation:
    """Measures a finished film. `features` are those of its music, `source` the sound file that it
    was made from (its offset is measured), `progress` hears the share done, 0..1.

    Raises `InputError` for what is not a film.
    """
    with VideoReader(video) as reader:
        series, flashes, samples = _watch(reader, progress)
        info, damaged = reader.info, reader.damaged
    length = sound_length(video) if info.has_sound else None
    health = judge(series, samples, info, damaged, length)
    transitions = find_transitions(series)
    world = world_changes(series.times, series.thumbs)
    compared = sound_offset(video, source) if source is not None and info.has_sound else None
    return Evaluation(
        video=info,
        sync=_sync(features, transitions, series),
        motion=_motion(features, series),
        correspondence=correspondence(features, series),
        sections=_sections(features, series, world),
        planned=plan_score(plan, transitions, series.times) if plan is not None else None,
        sound=compared,
        flashes=flashes,
        health=health,
        transitions=transitions,
        series=series,
        world=world,
    )


def to_json(evaluation: Evaluation) -> dict[str, Any]:
    """The scores as plain values for `json.dumps`, without the curves."""
    kept = {k: v for k, v in vars(evaluation).items() if k not in ("series", "world")}
    out: dict[str, Any] = {}
    for name, value in kept.items():
        if isinstance(value, tuple):
            out[name] = [asdict(each) for each in value]
        else:
            out[name] = None if value is None else asdict(value)
    out["video"]["fps"] = float(evaluation.video.fps)
    return out


def _watch(
    reader: VideoReader, progress: Callable[[float], None] | None
) -> tuple[Series, FlashReport, list[Sample]]:
    """One pass over the pictures."""
    info = reader.info
    meter = FlashMeter(info.width, info.height, info.fps or 25)
    collector = Collector()
    samples: list[Sample] = []
    with reduced(reader) as pictures:
        for picture in pictures:
            meter.push_rgb(picture.rgb, picture.time)
            collector.push(picture)
            if picture.time >= len(samples) * SAMPLE_S:
                samples.append(_sample(picture))
                if progress and info.duration:
                    progress(min(picture.time / info.duration, 1.0))
    return collector.series(), meter.report(), samples


def _sample(picture: Picture) -> Sample:
    codes = picture.codes
    white, black = clipped(codes, picture.full_range)
    bands = float(np.mean([banded(tile) for tile in tiles(codes, picture.index)]))
    return Sample(picture.time, white, black, bands)


def _sync(
    features: Features | None, transitions: tuple[Transition, ...], series: Series
) -> SyncScore | None:
    if features is None or not len(features.beats.times):
        return None
    seen = np.array([each.time for each in transitions])
    return sync_score(features.beats.times, features.onsets, seen, series.times)


def _motion(features: Features | None, series: Series) -> MotionScore | None:
    if features is None or len(series.times) < 3:
        return None
    times = np.arange(series.times[0], series.times[-1] + series.frame_s / 2, series.frame_s)
    moved = np.interp(times, series.times, series.steady_motion)
    return motion_score(per_frame(features.curves["onset"], times), moved, series.frame_s)


def _sections(features: Features | None, series: Series, world: np.ndarray) -> SectionScore | None:
    if features is None:
        return None
    borders = np.array([section.start for section in features.sections[1:]])
    return section_score(series.times, world, borders)
