"""How well the picture keeps time with the music: beat alignment, its chance level, errors and
drift.

Beats b_k and visual transitions v_j go in as `float64[n]` ascending seconds. The Beat Alignment
Score is the seed's: BAS = 1/K sum_k max_j exp(-(b_k - v_j)^2 / (2 tau^2)). Cutting all the time
earns a high BAS, so beside it stands `chance`, the score of the same transitions against the same
beats moved by random offsets, and `corrected`, what is above chance: (BAS - chance) / (1 - chance
of a film that marks the beats). The usual 1 - chance below the line would make 1 of a film that
cuts in every frame.

Signed errors are v - b: positive means that the picture is late.
"""

from dataclasses import dataclass

import numpy as np

TAU_S = 0.07  # of the seed's 50 to 100 ms: two frames at 30 a second
REACH_S = 0.1  # a transition further than this from a beat does not belong to it
DRAWS = 200
WINDOW_S = 15.0  # in which one offset is found


@dataclass(frozen=True)
class TimingError:
    """Errors of the transitions that belong to beats, in milliseconds.

    `quantisation_ms` is what no film of this frame rate can avoid: the mean distance of the beats
    from their nearest frames; `beyond_ms` the mean distance of the transitions from those frames.
    """

    count: int
    mean_ms: float
    mean_abs_ms: float
    worst_ms: float
    frame_ms: float
    quantisation_ms: float
    beyond_ms: float


@dataclass(frozen=True)
class SyncScore:
    """Beat alignment of a film. `precision` is the share of transitions within `tau_s` of a beat.

    `on_onsets` is that share for beats and onsets together; `precision_chance` the precision
    against beats moved at random. `offset_ms` is how late the whole picture is by its best
    alignment, within half a beat; `drift_ms_per_min` how that grows over the film, None under four
    windows of `WINDOW_S`. `error` is None where no transition belongs to a beat.
    """

    bas: float
    tau_s: float
    chance: float
    corrected: float
    precision: float
    precision_chance: float
    on_onsets: float
    beats: int
    transitions: int
    offset_ms: float
    drift_ms_per_min: float | None
    error: TimingError | None


def nearest(values: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """For each value the index of the nearest of the ascending `targets` (at least one)."""
    after = np.clip(np.searchsorted(targets, values), 1, max(len(targets) - 1, 1))
    after = np.minimum(after, len(targets) - 1)
    before = np.maximum(after - 1, 0)
    return np.where(values - targets[before] <= targets[after] - values, before, after)


def distances(values: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Signed distance of each value from its nearest target, value - target; inf without
    targets.
    """
    if not len(targets):
        return np.full(len(values), np.inf)
    return values - targets[nearest(values, targets)]


def beat_alignment(beats: np.ndarray, transitions: np.ndarray, tau_s: float = TAU_S) -> float:
    """The seed's BAS, 0..1; 0 where there are no beats or no transitions."""
    if not len(beats):
        return 0.0
    return float(np.exp(-(distances(beats, transitions) ** 2) / (2 * tau_s**2)).mean())


def precision(beats: np.ndarray, transitions: np.ndarray, tau_s: float = TAU_S) -> float:
    """Share of the transitions that lie within `tau_s` of a beat; 0 where there are none."""
    if not len(transitions):
        return 0.0
    return float((np.abs(distances(transitions, beats)) <= tau_s).mean())


def shifted(beats: np.ndarray, duration: float, seed: int, draw: int) -> np.ndarray:
    """The same beats moved by a random offset, those past the end of `[0, duration)` to its
    start.
    """
    offset = np.random.default_rng([seed, draw]).uniform(0, duration)
    return np.sort((beats + offset) % duration)


def chance_level(
    beats: np.ndarray, transitions: np.ndarray, duration: float, seed: int, tau_s: float = TAU_S
) -> float:
    """The mean BAS of the transitions against the beats at `DRAWS` random offsets."""
    moved = (shifted(beats, duration, seed, draw) for draw in range(DRAWS))
    return float(np.mean([beat_alignment(each, transitions, tau_s) for each in moved]))


def corrected(bas: float, chance: float, chance_of_beats: float) -> float:
    """BAS above chance, as a share of what a film that marks every beat and nothing else has above
    it: that film has 1, chance 0. `chance_of_beats` is the chance level of transitions on the
    beats.
    """
    return (bas - chance) / (1 - chance_of_beats) if chance_of_beats < 1 - 1e-9 else 0.0


def timing_error(
    beats: np.ndarray, transitions: np.ndarray, frames: np.ndarray
) -> TimingError | None:
    """Errors of the beats' nearest transitions within `REACH_S`; `frames` are the times of all
    frames.
    """
    if not len(beats) or not len(transitions):
        return None
    errors = -distances(beats, transitions)
    near = np.abs(errors) <= REACH_S
    if not near.any():
        return None
    errors, beats = errors[near], beats[near]
    ideal = -distances(beats, frames)  # from the beat to its frame
    return TimingError(
        count=len(errors),
        mean_ms=float(errors.mean()) * 1e3,
        mean_abs_ms=float(np.abs(errors).mean()) * 1e3,
        worst_ms=float(np.abs(errors).max()) * 1e3,
        frame_ms=float(np.median(np.diff(frames))) * 1e3 if len(frames) > 1 else 0.0,
        quantisation_ms=float(np.abs(ideal).mean()) * 1e3,
        beyond_ms=float(np.abs(errors - ideal).mean()) * 1e3,
    )


def best_offset(
    beats: np.ndarray, transitions: np.ndarray, tau_s: float, around: float, reach: float
) -> float:
    """How much later than the beats the transitions fit best, seconds: within `reach` of `around`.

    To 0.001 s; among equals the one nearest to `around`.
    """
    steps = np.arange(-round(reach * 1e3), round(reach * 1e3) + 1) / 1e3
    lags = around + steps[np.argsort(np.abs(steps), kind="stable")]
    late = distances((beats[None, :] + lags[:, None]).ravel(), transitions)
    fits = np.exp(-(late**2) / (2 * tau_s**2)).reshape(len(lags), -1).sum(1)
    return float(lags[int(np.argmax(np.round(fits, 9)))])


def offset(beats: np.ndarray, transitions: np.ndarray, tau_s: float = TAU_S) -> float:
    """How late the picture is as a whole, seconds, within half a beat; 0 without transitions."""
    if len(beats) < 2 or not len(transitions):
        return 0.0
    return best_offset(beats, transitions, tau_s, 0.0, float(np.median(np.diff(beats))) / 2)


def drift(beats: np.ndarray, transitions: np.ndarray, tau_s: float = TAU_S) -> float | None:
    """How fast that lateness grows: seconds a second, by the best offsets of successive windows.

    Each window is searched near the last one's offset, so that a drift over many beats is followed.
    """
    if not len(transitions):
        return None
    centres: list[float] = []
    found: list[float] = []
    for inside in _windows(beats):
        if found:
            late = best_offset(inside, transitions, tau_s, found[-1], REACH_S)
        else:
            late = offset(inside, transitions, tau_s)
        centres.append(float(inside.mean()))
        found.append(late)
    return slope(np.array(centres), np.array(found)) if len(found) >= 4 else None


def _windows(beats: np.ndarray) -> list[np.ndarray]:
    """The beats in spans of `WINDOW_S`, without those less than half filled or under four beats."""
    if not len(beats):
        return []
    which = ((beats - beats[0]) // WINDOW_S).astype(np.int64)
    spans = np.split(beats, np.flatnonzero(np.diff(which)) + 1)
    return [s for s in spans if len(s) >= 4 and s[-1] - s[0] >= WINDOW_S / 2]


def slope(times: np.ndarray, values: np.ndarray) -> float:
    """Least-squares slope of values over times; 0 where times do not vary."""
    centred = times - times.mean()
    power = float((centred**2).sum())
    return float((centred * (values - values.mean())).sum() / power) if power > 0 else 0.0


def score(
    beats: np.ndarray,
    onsets: np.ndarray,
    transitions: np.ndarray,
    frames: np.ndarray,
    seed: int = 0,
    tau_s: float = TAU_S,
) -> SyncScore:
    """All of it, on the beats within the film but its first frame, which nothing leads up to;
    `frames` are all frames' times.
    """
    frame_s = float(np.median(np.diff(frames))) if len(frames) > 1 else 0.04
    duration = float(frames[-1]) + frame_s
    beats = beats[(beats >= frames[0] + frame_s / 2) & (beats < duration)]
    moved = [shifted(beats, duration, seed, draw) for draw in range(DRAWS)]
    bas = beat_alignment(beats, transitions, tau_s)
    chance = chance_level(beats, transitions, duration, seed, tau_s)
    of_beats = chance_level(beats, beats, duration, seed, tau_s)
    events = np.union1d(beats, onsets)
    lateness = drift(beats, transitions, tau_s)
    return SyncScore(
        bas=bas,
        tau_s=tau_s,
        chance=chance,
        corrected=corrected(bas, chance, of_beats),
        precision=precision(beats, transitions, tau_s),
        precision_chance=float(np.mean([precision(each, transitions, tau_s) for each in moved])),
        on_onsets=precision(events, transitions, tau_s),
        beats=len(beats),
        transitions=len(transitions),
        offset_ms=offset(beats, transitions, tau_s) * 1e3,
        drift_ms_per_min=None if lateness is None else lateness * 60e3,
        error=timing_error(beats, transitions, frames),
    )
