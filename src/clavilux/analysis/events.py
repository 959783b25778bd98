"""What editors cut to: build-ups, drops, breaks, the ending.

In: curves, the grid, sections, onsets. Out: `Event`s in order of time. Judged bar by bar, two bars
after against two before: a drop is a rise of level and bass to a big part, a break a fall of level,
bass and onsets, both far surer on a border of the form than elsewhere; a build-up is a steady rise
of treble, onsets and brightness over four to eight bars towards a bigger part. The ending is where
a fade-out begins, else the last onset.
"""

from itertools import pairwise

import numpy as np

from clavilux.analysis.cells import Cells, pooled
from clavilux.types.curve import Curve
from clavilux.types.features import SILENCE, Event, Section

NEAR = 2  # bars compared on each side
JUMP_DB, ELSEWHERE_DB = 3.5, 7.0  # least change of level on a border of the form, and elsewhere
FULL_DB = 12.0  # a change of so much has strength 1
BASS_DB = 10.0  # a whole range of bass counts like so many dB of level
BIG = 0.55  # energy of the part that a drop leads to
TENSE = ("treble", "onset", "centroid")
LESS = 0.15  # by so much the part that a build-up leads to may be smaller than the build-up
BUILD_BARS = (8, 6, 4)
BUILD_RISE, BUILD_STEADY = 0.22, 0.75  # of the curves' range; correlation with time
FADE_S, FADE_DB, FADE_STEADY = (5.0, 30.0), 12.0, 0.985
LAST_S, CLEAR = 15.0, 0.25  # before the end, where the last onset of such strength is looked for


def events(
    curves: dict[str, Curve],
    grid: Cells,
    sections: tuple[Section, ...],
    onsets: np.ndarray,
) -> tuple[Event, ...]:
    """All events of the song."""
    music = [section for section in sections if section.label != SILENCE]
    bars = grid.bars
    if len(bars) < 2 * NEAR + 2 or not music or not curves["loudness"].values.any():
        return ()
    inside = (bars[:-1] >= music[0].start - 0.1) & (bars[:-1] < music[-1].end - 0.5)
    jump = np.where(inside, _jumps(curves, bars), 0.0)
    ending = _ending(curves, music[-1].end, onsets)
    last = ending[0].time - 1.0 if ending else music[-1].end  # what dies away there is no break
    found = [*_drops_and_breaks(jump, bars, sections, music), *_build_ups(curves, bars, music)]
    found = [event for event in found if event.time < last]
    return tuple(sorted([*found, *ending], key=lambda event: event.time))


def _jumps(curves: dict[str, Curve], bars: np.ndarray) -> np.ndarray:
    """How much level and bass rise at the start of each bar, in dB: `float64[bars]`."""
    level = np.maximum(pooled(curves["loudness_db"], bars), curves["loudness_db"].values.max() - 40)
    total = level + BASS_DB * pooled(curves["bass"], bars) + BASS_DB * pooled(curves["onset"], bars)
    jump = np.zeros(len(total))
    for bar in range(1, len(total)):
        before, after = total[max(0, bar - NEAR) : bar], total[bar : bar + NEAR]
        jump[bar] = after.mean() - before.mean()
    return jump


def _drops_and_breaks(
    jump: np.ndarray, bars: np.ndarray, sections: tuple[Section, ...], music: list[Section]
) -> list[Event]:
    starts = {round(section.start, 3): section for section in music[1:]}
    found = []
    for bar in range(1, len(jump)):
        near = np.abs(jump[max(0, bar - NEAR) : bar + NEAR + 1])
        border = starts.get(round(float(bars[bar]), 3))
        least = JUMP_DB if border else ELSEWHERE_DB
        if abs(jump[bar]) < max(least, near.max() - 1e-9 if not border else 0):
            continue
        here = next(s for s in sections if s.start <= bars[bar] < s.end)
        strength = float(np.clip(abs(jump[bar]) / FULL_DB, 0, 1))
        if jump[bar] < 0:
            found.append(Event(float(bars[bar]), "break", strength))
        elif here.energy >= BIG:
            found.append(Event(float(bars[bar]), "drop", strength))
    return found


def _build_ups(curves: dict[str, Curve], bars: np.ndarray, music: list[Section]) -> list[Event]:
    """The longest steady rise before each border that leads to a bigger part."""
    tension = np.mean([pooled(curves[name], bars) for name in TENSE], axis=0)
    found = []
    for before, after in pairwise(music):
        if after.energy <= before.energy - LESS:
            continue
        border = int(np.abs(bars - after.start).argmin())
        for length in BUILD_BARS:
            rise = tension[border - length : border]
            if border < length or np.ptp(rise) < 1e-6:
                continue
            height = float(np.polyfit(np.arange(length), rise, 1)[0]) * length
            if _steadiness(rise) >= BUILD_STEADY and height >= BUILD_RISE:
                strength = float(np.clip(height / (3 * BUILD_RISE), 0, 1))
                found.append(Event(float(bars[border - length]), "build-up", strength))
                break
    return found


def _steadiness(values: np.ndarray) -> float:
    """The correlation with time: 1 for a straight rise."""
    return float(np.corrcoef(np.arange(len(values)), values)[0, 1])


def _ending(curves: dict[str, Curve], end: float, onsets: np.ndarray) -> list[Event]:
    """Where the fade-out begins, else the last clear onset of the music."""
    from scipy.ndimage import uniform_filter1d

    loudness = curves["loudness_db"]
    smooth = uniform_filter1d(loudness.values.astype(np.float64), round(2 * loudness.rate))
    last = min(int(end * loudness.rate), len(smooth) - 1)
    for start in range(
        max(0, last - round(FADE_S[1] * loudness.rate)), last, round(loudness.rate / 4)
    ):
        falling = smooth[start:last]
        seconds = len(falling) / loudness.rate
        if seconds < FADE_S[0]:
            break
        if falling[0] - falling[-1] >= FADE_DB and _steadiness(-falling) >= FADE_STEADY:
            return [Event(start / loudness.rate, "ending", float(np.clip(seconds / 20, 0.2, 1)))]
    late = onsets[(onsets > end - LAST_S) & (onsets < end - 0.05)]
    clear = [t for t in late if curves["onset"].slice(t - 0.03, t + 0.05).max() >= CLEAR]
    return [Event(float(clear[-1]), "ending", 0.5)] if clear else []
