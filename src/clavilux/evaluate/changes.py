"""Visual transitions: the instants at which a viewer sees something happen, found in a finished
film.

Per-frame measurements go in (a `Series`, one value a frame, each about the step from the frame
before), `Transition`s come out, of three kinds: "cut" (another picture from this frame on), "light"
(the picture, or part of it, brightens at once), "motion" (movement peaks). An instant has one
transition, the plainest.
"""

from bisect import bisect
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import median_filter, percentile_filter

from clavilux.evaluate.series import CUT, Series, alike

CHANGE = 0.02  # mean change of luma that a cut makes at least
STANDS_OUT = 2.5  # times the change around it
FLASH_S = 0.3  # a picture that is back within this was hidden by a flash, not cut
BACK = 0.9  # similarity of thumbnails that counts as the same picture
APART_S = 0.1  # what happens nearer than this is one event
FLOORS = {"light": 0.006, "motion": 0.0012}  # mean rise of luma; mean flow in picture heights
CONTEXT_S = 4.0
STANDING = 0.35  # prominence of a peak, as a share of the usual swing around it


@dataclass(frozen=True)
class Transition:
    """Something seen to happen in the frame at `time` seconds. `strength` 0..1 within its kind."""

    time: float
    kind: str
    strength: float


def find_transitions(series: Series) -> tuple[Transition, ...]:
    """All transitions, ascending, none nearer than `APART_S` to the next."""
    if len(series.times) < 3:
        return ()
    cuts, flashes = find_cuts(series)
    found = [Transition(float(series.times[k]), "cut", _unit(series.change[k], 0.2)) for k in cuts]
    found += [
        Transition(float(series.times[k]), "light", _unit(series.rise[k], 0.2)) for k in flashes
    ]
    for kind, values, full in (("light", series.rise, 0.1), ("motion", series.steady_motion, 0.02)):
        for k in _peaks(values, series.frame_s, FLOORS[kind]):
            found.append(Transition(float(series.times[k]), kind, _unit(values[k], full)))
    return _merged(found)


def find_cuts(series: Series) -> tuple[np.ndarray, np.ndarray]:
    """Indices of the frames that begin a new shot, and of those where a flash hides the picture."""
    around = max(round(0.2 / series.frame_s), 3)
    usual = median_filter(series.change, 2 * around + 1, mode="nearest")
    candidates = np.flatnonzero(
        (series.likeness < CUT) & (series.change >= CHANGE) & (series.change >= STANDS_OUT * usual)
    )
    cuts, flashes, hidden = [], [], -1
    for k in candidates.tolist():
        if k <= hidden:
            continue
        back = _back(series, k)
        if back:
            flashes.append(k)
            hidden = back
        else:
            cuts.append(k)
    return np.array(cuts, np.intp), np.array(flashes, np.intp)


def _back(series: Series, k: int) -> int:
    """The frame by which the picture before frame `k` has come back, or 0."""
    last = np.searchsorted(series.times, series.times[k] + FLASH_S, side="right")
    for later in range(k + 1, min(last, len(series.times))):
        if alike(series.thumbs[k - 1], series.thumbs[later]) > BACK:
            return later
    return 0


def _peaks(values: np.ndarray, frame_s: float, floor: float) -> np.ndarray:
    """Indices of the maxima that stand out of their surroundings by a share of the usual swing
    there.
    """
    from scipy.signal import find_peaks, peak_prominences  # half a second to import

    context = 2 * round(CONTEXT_S / 2 / frame_s) + 1
    peaks, _ = find_peaks(values, height=floor, distance=max(round(APART_S / frame_s), 1))
    if not len(peaks):
        return peaks
    high = percentile_filter(values, 95, context, mode="nearest")
    swing = high - median_filter(values, context, mode="nearest")
    prominence = peak_prominences(values, peaks, wlen=context)[0]
    return peaks[prominence >= np.maximum(STANDING * swing[peaks], floor)]


def _merged(found: list[Transition]) -> tuple[Transition, ...]:
    """One transition an instant: a cut before light before motion, then the stronger one."""
    plain = {"cut": 0, "light": 1, "motion": 2}
    times: list[float] = []
    kept: list[Transition] = []
    for each in sorted(found, key=lambda one: (plain[one.kind], -one.strength)):
        at = bisect(times, each.time)
        if all(abs(each.time - other) > APART_S for other in times[max(at - 1, 0) : at + 1]):
            times.insert(at, each.time)
            kept.insert(at, each)
    return tuple(kept)


def _unit(value: float, full: float) -> float:
    return min(float(value) / full, 1.0)
