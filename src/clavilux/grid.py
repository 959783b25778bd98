"""The grid that everything is cut to: beats after the user's corrections, sections on downbeats,
named cues, captions.

In: what analysis heard, `Overrides`, lyrics. Out: the same nouns, corrected. All in seconds.
"""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from clavilux.types.corrections import LEAST_GAP_S, Overrides, Tap
from clavilux.types.curve import Curve
from clavilux.types.errors import UsageError
from clavilux.types.features import SILENCE, Beats, Section
from clavilux.types.lyrics import Line, Lyrics
from clavilux.types.plan import Caption

NEAR_S = 0.25  # a single beat is meant by a time at most so far away
CAPTION_LEAD_S = 0.15  # words enter with the voice: the eye gets this much warning
CAPTION_HOLD_S = 0.9  # a line stays this long after its last word
CAPTION_JOIN_S = 0.7  # a shorter gap between two lines is bridged: an empty flicker says nothing


def correct_beats(beats: Beats, overrides: Overrides, duration: float) -> Beats:
    """The beats after all overrides; those that fall outside the sound are dropped. Raises
    UsageError for an offset that leaves none.
    """
    if overrides.taps:
        beats = _tapped(beats, overrides.taps)
    metre = overrides.metre or metre_of(beats)
    factor = overrides.tempo_factor
    if factor.numerator > 1:
        beats = _insert(beats, factor.numerator, metre)
    if factor.denominator > 1:
        beats = _keep_every(beats, factor.denominator, metre)
    if factor == 1 and overrides.metre and overrides.metre != metre_of(beats):
        beats = _count(beats.times, beats.confidence, _downbeat_evidence(beats), metre)
    times = beats.times + overrides.offset_s
    inside = (times >= 0) & (times < duration)
    if overrides.offset_s and len(times) and not inside.any():
        raise UsageError(
            f"offset {overrides.offset_s:g}: moves every beat out of {duration:.0f} s of sound; "
            "it is in seconds, mostly within one beat."
        )
    beats = Beats(times[inside], beats.positions[inside], beats.confidence[inside])
    return _edited(beats, overrides, duration)


def _tapped(beats: Beats, taps: tuple[Tap, ...]) -> Beats:
    """Taps in place of the beats heard while the person tapped, counted by the person's ones, else
    so that heard downbeats remain.
    """
    times = np.array([tap.time for tap in taps])
    gap = _median_gap(times, 0.5)
    outside = (beats.times < times[0] - gap / 2) | (beats.times > times[-1] + gap / 2)
    joined = np.concatenate([times, beats.times[outside]])
    order = np.argsort(joined, kind="stable")
    said = np.array([tap.position == 1 for tap in taps])
    if not said.any():
        said = _is_near(times, beats.downbeats, gap / 2)
    evidence = np.concatenate([said * 1.0, (beats.positions[outside] == 1) * 0.2])[order]
    confidence = np.concatenate([np.ones(len(taps)), beats.confidence[outside]])[order]
    ones = times[[tap.position == 1 for tap in taps]]
    metre = _bar_length(times, ones) if len(ones) > 1 else metre_of(beats)
    return _count(joined[order], confidence, evidence, metre)


def _bar_length(times: np.ndarray, ones: np.ndarray) -> int:
    """The commonest number of taps from one "one" to the next."""
    return int(np.bincount(np.diff(np.searchsorted(times, ones))).argmax())


def _is_near(times: np.ndarray, others: np.ndarray, reach: float) -> np.ndarray:
    if not len(others):
        return np.zeros(len(times), bool)
    return np.abs(times[:, None] - others).min(axis=1) <= reach


def _edited(beats: Beats, overrides: Overrides, duration: float) -> Beats:
    """Single beats removed, moved and added; the count in the bar goes on from the last beat that
    keeps its place. What a person set is certain.
    """
    rows = dict(
        zip(beats.times.tolist(), zip(beats.positions, beats.confidence, strict=True), strict=True)
    )
    for time in overrides.remove_beats:
        del rows[_meant(rows, time, "remove_beats")]
    for move in overrides.move_beats:
        position, _ = rows.pop(_meant(rows, move.time, "move_beats"))
        rows[move.to] = (position, 1.0)
    metre = metre_of(beats)
    for time in overrides.add_beats:
        before = max((t for t in rows if t < time), default=None)
        position = 1 if before is None else int(rows[before][0]) % metre + 1
        rows[time] = (position, 1.0)
    times = np.array(sorted(time for time in rows if 0 <= time < duration))
    if np.any(np.diff(times) < LEAST_GAP_S):
        raise UsageError(f"Two beats would lie within {LEAST_GAP_S:g} s of each other.")
    positions = np.array([rows[time][0] for time in times.tolist()], np.int64)
    return Beats(times, positions, np.array([rows[time][1] for time in times.tolist()], np.float64))


def _meant(rows: dict[float, tuple[int, float]], time: float, what: str) -> float:
    """The beat that a person means by a time."""
    nearest = min(rows, key=lambda other: abs(other - time), default=np.inf)
    if abs(nearest - time) > NEAR_S:
        raise UsageError(f"overrides.{what}: there is no beat within {NEAR_S:g} s of {time:g} s.")
    return nearest


def metre_of(beats: Beats) -> int:
    """The commonest number of beats from one downbeat to the next; 4 where there are not two."""
    lengths = np.diff(np.flatnonzero(beats.positions == 1))
    return int(np.bincount(lengths).argmax()) if len(lengths) else 4


def _downbeat_evidence(beats: Beats) -> np.ndarray:
    return np.where(beats.positions == 1, 0.5 + beats.confidence, 0.0)


def _count(times: np.ndarray, confidence: np.ndarray, evidence: np.ndarray, metre: int) -> Beats:
    """Counts bars of `metre` from the offset that meets the most downbeat evidence."""
    offset = max(range(metre), key=lambda first: float(evidence[first::metre].sum()))
    return Beats(times, (np.arange(len(times)) - offset) % metre + 1, confidence)


def _insert(beats: Beats, factor: int, metre: int) -> Beats:
    """`factor` beats for each one, evenly between; heard downbeats remain downbeats."""
    n = len(beats.times)
    if n < 2:
        return beats
    where = np.arange((n - 1) * factor + 1) / factor
    whole = where.astype(int)
    part = np.arange(len(where)) % factor
    times = np.interp(where, np.arange(n), beats.times)
    confidence = np.interp(where, np.arange(n), beats.confidence)
    positions = ((beats.positions[whole] - 1) * factor + part) % metre + 1
    return Beats(times, positions, confidence)


def _keep_every(beats: Beats, factor: int, metre: int) -> Beats:
    """Every `factor`-th beat, from the phase with the most confidence and downbeats."""
    evidence = _downbeat_evidence(beats)
    strength = beats.confidence + evidence
    phase = max(range(factor), key=lambda first: float(strength[first::factor].sum()))
    kept = slice(phase, None, factor)
    return _count(beats.times[kept], beats.confidence[kept], evidence[kept], metre)


def correct_sections(
    sections: tuple[Section, ...], overrides: Overrides, loudness: Curve, duration: float
) -> tuple[Section, ...]:
    """The user's sections in place of those heard, ranked by loudness; without any, one section of
    middle energy.
    """
    if not overrides.sections:
        return sections or (Section(0.0, duration, "A", 0.5),)
    marks = [mark for mark in overrides.sections if mark.start < duration]
    if not marks:
        raise UsageError(f"All section overrides start after the sound's end at {duration:.1f} s.")
    starts = [0.0, *(mark.start for mark in marks[1:]), duration]
    means = np.array([loudness.slice(a, b).mean() for a, b in pairwise(starts)])
    low, span = means.min(), np.ptp(means)
    energies = (means - low) / span if span > 1e-6 else np.full(len(means), 0.5)
    spans = zip(pairwise(starts), marks, energies, strict=True)
    return tuple(Section(a, b, mark.label, float(energy)) for (a, b), mark, energy in spans)


def snap_sections(
    sections: tuple[Section, ...], beats: Beats, duration: float
) -> tuple[Section, ...]:
    """Borders moved to the downbeat within half a bar, else to the beat within half a beat; gapless
    over the sound.
    """
    bar, beat = _median_gap(beats.downbeats, 2.0), _median_gap(beats.times, 0.5)
    kept = [sections[0]]
    starts = [0.0]
    for before, section in pairwise(sections):
        start = section.start
        if SILENCE not in (before.label, section.label):  # music ends where it ends
            start = _nearest(beats.times, start, beat / 2)
            start = _nearest(beats.downbeats, start, bar / 2)
        if starts[-1] + 0.5 * beat < start < duration - 0.5 * beat:
            kept.append(section)
            starts.append(start)
    ends = [*starts[1:], duration]
    return tuple(
        replace(section, start=start, end=end)
        for section, start, end in zip(kept, starts, ends, strict=True)
    )


def _median_gap(times: np.ndarray, default: float) -> float:
    return float(np.median(np.diff(times))) if len(times) > 1 else default


def _nearest(times: np.ndarray, time: float, reach: float) -> float:
    """The nearest of `times` within `reach`, or `time` itself."""
    if not len(times):
        return time
    nearest = float(times[np.abs(times - time).argmin()])
    return nearest if abs(nearest - time) <= reach + 1e-9 else time


def name_cues(
    beats: Beats, sections: tuple[Section, ...], lyrics: Lyrics | None
) -> dict[str, float]:
    """Seconds by name: "bar 17" from 1, "section B2" (the second B), "line 5" from 1."""
    cues = {f"bar {k}": float(time) for k, time in enumerate(beats.downbeats, 1)}
    for name, section in zip(section_names(sections), sections, strict=True):
        cues[f"section {name}"] = section.start
    if lyrics and lyrics.timed:
        cues |= {f"line {k}": line.start for k, line in enumerate(lyrics.lines, 1)}
    return cues


def section_names(sections: tuple[Section, ...]) -> tuple[str, ...]:
    """Label and occurrence of each: ("A1", "B1", "A2", ...)."""
    seen: dict[str, int] = {}
    names = []
    for section in sections:
        seen[section.label] = seen.get(section.label, 0) + 1
        names.append(f"{section.label}{seen[section.label]}")
    return tuple(names)


def move_lyrics(lyrics: Lyrics | None, offset_s: float) -> Lyrics | None:
    """Every time of the lyrics, `offset_s` later."""
    if lyrics is None or offset_s == 0:
        return lyrics
    return replace(lyrics, lines=tuple(_move_line(line, offset_s) for line in lyrics.lines))


def _move_line(line: Line, offset_s: float) -> Line:
    def moved(part):  # type: ignore[no-untyped-def]
        return replace(part, start=part.start + offset_s, end=part.end + offset_s)

    words = tuple(
        replace(
            moved(word),
            syllables=tuple(map(moved, word.syllables)),
            phones=tuple(map(moved, word.phones)),
        )
        for word in line.words
    )
    return replace(moved(line), words=words)


def make_captions(lyrics: Lyrics | None, duration: float) -> tuple[Caption, ...]:
    """One caption for each timed line: shortly before its first word until shortly after its last,
    or the next line.

    Lines of another voice, or of the background, may stand beside the one before; others replace
    it.
    """
    lines = [line for line in lyrics.lines if line.words] if lyrics and lyrics.timed else []
    starts = [max(0.0, line.words[0].start - CAPTION_LEAD_S) for line in lines]
    captions = []
    for k, line in enumerate(lines):
        end = line.words[-1].end + CAPTION_HOLD_S
        follower = next((j for j in range(k + 1, len(lines)) if _replaces(lines[j], line)), None)
        if follower is not None and starts[follower] < end + CAPTION_JOIN_S:
            end = starts[follower]
        end = min(end, duration)
        if starts[k] < end:
            words = tuple(replace(word, phones=()) for word in line.words)
            captions.append(Caption(starts[k], end, words, line.separator, line.voice))
    return tuple(captions)


def _replaces(following: Line, line: Line) -> bool:
    return following.voice == line.voice and following.background == line.background
