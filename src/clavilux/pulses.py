"""What a song offers to drives beyond its curves: events with strengths, and the arc of its
sections.

In: features, corrected beats and sections. Out: `Events` for "beat", "bar" and "hit", as heard and
thinned for flash safety; "energy" and "tension" as `float64[n]` for given times.
"""

from itertools import pairwise

import numpy as np

from clavilux.drives import FLASH_GAP_S, Events, smoothstep, thin
from clavilux.types.features import Beats, Features, Section
from clavilux.types.heard import Tags

SNAP_S = 0.06  # a strong onset this near to a beat is that beat
BUILD_UP_S = 16.0  # tension rises over at most this long
_AROUND_S = np.arange(-3, 7) / 100  # an event's onset strength is the greatest of these moments


def onset_near(features: Features, times: np.ndarray) -> np.ndarray:
    """`float64[n]`: the greatest onset strength from 30 ms before to 60 ms after each time."""
    around = (np.asarray(times)[:, None] + _AROUND_S).ravel()
    return features.curves["onset"].sample(around).reshape(-1, len(_AROUND_S)).max(1)


def audible(features: Features, times: np.ndarray) -> np.ndarray:
    """`float64[n]` 0..1: fades what is 25 to 45 dB under the loud parts, and silence."""
    level = features.curves["rms_db"]
    loud = float(np.percentile(level.values, 95))
    heard = np.maximum(level.sample(times), level.sample(np.asarray(times) + 0.06))
    return smoothstep(loud - 45, loud - 25, heard) * smoothstep(-80, -65, heard)


def share(values: np.ndarray, percentile: float) -> np.ndarray:
    """Each value as a share of a high percentile of them all, at most 1; zeros where all are
    silent.
    """
    top = float(np.percentile(values, percentile)) if len(values) else 0.0
    return np.clip(values / top, 0.0, 1.0) if top > 1e-3 else np.zeros(len(values))


def heard_events(features: Features, beats: Beats) -> dict[str, Events]:
    """Beats, downbeats and strong onsets; the louder and the sharper, the stronger, silence not at
    all.
    """
    accents = share(onset_near(features, beats.times), 90)
    pulses = Events(beats.times, audible(features, beats.times) * (0.25 + 0.75 * accents))
    onsets = np.asarray(features.onsets, np.float64)
    force = onset_near(features, onsets)
    strengths = audible(features, onsets) * (0.4 + 0.6 * share(force, 95))
    strong = force >= max(0.3, float(np.percentile(force, 70)) if len(force) else 0.0)
    return {
        "beat": pulses,
        "bar": pulses.select(beats.positions == 1),
        "hit": Events(onsets, strengths).select(strong),
    }


def safe_events(heard: dict[str, Events], beats: Beats) -> dict[str, Events]:
    """The same thinned so that even all three together leave `FLASH_GAP_S` between two pulses.

    Downbeats outweigh other beats; a tempo too fast for every beat keeps the odd ones of the bar.
    """
    pulses, first = heard["beat"], beats.positions == 1
    weights = np.where(pulses.strengths > 0.02, pulses.strengths + 4.0 * first, 0.0)
    if len(weights) > 1 and np.percentile(np.diff(beats.times), 10) < FLASH_GAP_S:
        weights = np.where(beats.positions % 2 == 1, weights, 0.0)
    kept_times = thin(Events(beats.times, weights).select(weights > 0)).times
    kept = np.isin(beats.times, kept_times)
    return {
        "beat": pulses.select(kept),
        "bar": pulses.select(kept & first),
        "hit": _beside(heard["hit"], kept_times),
    }


def _beside(hits: Events, pulses: np.ndarray) -> Events:
    """Hits on a pulse take its time, those far from any stay; those between would be one flash too
    many.
    """
    edges = np.concatenate([[-np.inf], pulses, [np.inf]])
    right = np.searchsorted(pulses, hits.times)
    before, after = hits.times - edges[right], edges[right + 1] - hits.times
    distance = np.minimum(before, after)
    snapped = np.where(before < after, edges[right], edges[right + 1])
    times = np.where(distance <= SNAP_S, snapped, hits.times)
    free = (distance <= SNAP_S) | (distance >= FLASH_GAP_S)
    times, unique = np.unique(times[free], return_index=True)
    return thin(Events(times, hits.strengths[free][unique]))


def energy_arc(sections: tuple[Section, ...], t: np.ndarray) -> np.ndarray:
    """Section energy at each time, eased over the last half second before a border."""
    energy = np.full(len(t), sections[0].energy)
    for before, after in pairwise(sections):
        ease = smoothstep(after.start - 0.5, after.start + 0.1, t)
        energy += (after.energy - before.energy) * ease
    return energy


def voice_arc(voice: Tags, t: np.ndarray) -> np.ndarray:
    """How surely there is a voice at each time: straight lines between the middles of seconds."""
    there = voice.column("singing") + voice.column("speech")
    if not len(there):
        return np.zeros(len(t))
    return np.interp(t, (np.arange(len(there)) + 0.5) / voice.rate, there)


def tension_arc(sections: tuple[Section, ...], t: np.ndarray) -> np.ndarray:
    """0..1: towards a bigger section it rises with the square of the way, and falls within a second
    after.
    """
    tension = np.zeros(len(t))
    for before, after in pairwise(sections):
        height = float(smoothstep(0.05, 0.5, after.energy - before.energy))
        begin = max(before.start, after.start - BUILD_UP_S)
        way = np.clip((t - begin) / (after.start - begin), 0.0, 1.0) ** 2
        fall = np.exp(-np.maximum(t - after.start, 0.0) / 0.4)
        tension = np.maximum(tension, height * way * fall)
    return tension
