"""The grid that everything is cut to: beats after the user's corrections, sections on downbeats,
named cues, captions.

In: what analysis heard, `Overrides`, lyrics. Out: the same nouns, corrected. All in seconds.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from clavilux.types.curve import Curve
from clavilux.types.errors import UsageError
from clavilux.types.features import SILENCE, Beats, Section
from clavilux.types.lyrics import Line, Lyrics
from clavilux.types.plan import Caption

TEMPO_FACTORS = (0.25, 1 / 3, 0.5, 1.0, 2.0, 3.0, 4.0)
CAPTION_LEAD_S = 0.15  # words enter with the voice: the eye gets this much warning
CAPTION_HOLD_S = 0.9  # a line stays this long after its last word
CAPTION_JOIN_S = 0.7  # a shorter gap between two lines is bridged: an empty flicker says nothing


@dataclass(frozen=True)
class SectionMark:
    """Where a section begins, as a person says it."""

    start: float
    label: str


@dataclass(frozen=True)
class Overrides:
    """What a person corrects in the analysis without running it again.

    `tempo` multiplies the tempo (2 puts a beat between beats, 0.5 keeps every second); `offset_s`
    moves all beats; `metre` is beats in a bar, 0 as heard; `sections` replace those heard;
    `lyrics_offset_s` moves all lyrics, positive = later.
    """

    tempo: float = 1.0
    offset_s: float = 0.0
    metre: int = 0
    sections: tuple[SectionMark, ...] = ()
    lyrics_offset_s: float = 0.0

    def __post_init__(self) -> None:
        if not any(abs(self.tempo - factor) < 0.01 for factor in TEMPO_FACTORS):
            raise UsageError(
                f"a tempo override is 1/4, 1/3, 1/2, 1, 2, 3 or 4 times, not {self.tempo:g}"
            )
        if not 0 <= self.metre <= 16:
            raise UsageError(f"a metre is 1 to 16 beats in a bar (0 = as heard), not {self.metre}")
        if list(self.sections) != sorted(self.sections, key=lambda mark: mark.start):
            raise UsageError("the section overrides must stand in order of time")


def correct_beats(beats: Beats, overrides: Overrides, duration: float) -> Beats:
    """The beats after tempo, metre and offset overrides; those that fall outside the sound are
    dropped.
    """
    metre = overrides.metre or metre_of(beats)
    if overrides.tempo > 1.01:
        beats = _insert(beats, round(overrides.tempo), metre)
    elif overrides.tempo < 0.99:
        beats = _keep_every(beats, round(1 / overrides.tempo), metre)
    elif overrides.metre and overrides.metre != metre_of(beats):
        beats = _count(beats.times, beats.confidence, _downbeat_evidence(beats), metre)
    times = beats.times + overrides.offset_s
    inside = (times >= 0) & (times < duration)
    return Beats(times[inside], beats.positions[inside], beats.confidence[inside])


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
        raise UsageError(f"all section overrides start after the sound's end at {duration:.1f} s")
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
