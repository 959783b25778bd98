"""Features -> Timeline: everything that was heard, merged, corrected, snapped to the beat, and
asked by time.

In: `Features`, the user's `Overrides`, `Lyrics`. Out: the beat grid, sections, named cues and
captions; and for any t, in any order and twice the same, the value of a `Drive` and the `Moment`
that painters see. Seconds, float64; nothing is rounded to frames here but in `beat_frames`.
`half_frame` is half a frame's length: an event counts as begun in the frame nearest to it.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import numpy as np

from clavilux.drives import (
    CURVE_SOURCES,
    DERIVED_SOURCES,
    EVENT_SOURCES,
    LIMITED_RELEASE_S,
    PHASE_RATE,
    SOURCES,
    Events,
    Signal,
    close_valleys,
    event_curve,
    event_signal,
    follow,
    level_signal,
    phase_signal,
    surge,
)
from clavilux.grid import (
    Overrides,
    correct_beats,
    correct_sections,
    make_captions,
    metre_of,
    move_lyrics,
    name_cues,
    section_names,
    snap_sections,
)
from clavilux.nearby import Nearby, place, progress
from clavilux.pulses import (
    energy_arc,
    heard_events,
    onset_near,
    safe_events,
    tension_arc,
    voice_arc,
)
from clavilux.tonality import harmony_arc
from clavilux.types.clock import frames_at
from clavilux.types.curve import Curve
from clavilux.types.errors import UsageError
from clavilux.types.features import Beats, Features, Section
from clavilux.types.lyrics import Lyrics
from clavilux.types.moment import Moment
from clavilux.types.plan import Caption, Drive, Shot

LEVELS = ("bass", "mid", "treble", "loudness", "onset", "centroid")


@dataclass(frozen=True, eq=False)
class Timeline:
    """What was heard, as a film needs it. With `limit_flashes` no drive can pulse more than three
    times a second.
    """

    features: Features
    overrides: Overrides = field(default_factory=Overrides)
    lyrics: Lyrics | None = None
    limit_flashes: bool = True
    _signals: dict[tuple, Signal] = field(default_factory=dict, init=False, repr=False)

    @property
    def duration(self) -> float:
        return self.features.duration

    @property
    def rate(self) -> float:
        """Hz of all curves."""
        return self.features.curves["onset"].rate

    @cached_property
    def beats(self) -> Beats:
        """The beats after the overrides."""
        return correct_beats(self.features.beats, self.overrides, self.duration)

    @cached_property
    def downbeats(self) -> np.ndarray:
        """`float64[m]`: the first beat of each bar."""
        return self.beats.downbeats

    @cached_property
    def beat_s(self) -> float:
        """Seconds from beat to beat (median); 0.5 where there are none."""
        return float(np.median(np.diff(self.beats.times))) if len(self.beats.times) > 1 else 0.5

    @cached_property
    def bar_s(self) -> float:
        """Seconds of a bar of the commonest metre."""
        return self.beat_s * metre_of(self.beats)

    @property
    def bpm(self) -> float:
        """The tempo of the beats in force; 0 where there are none."""
        return 60 / self.beat_s if len(self.beats.times) > 1 else 0.0

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Gapless over the sound, borders on downbeats where there are any near."""
        loudness = self.features.curves["loudness"]
        heard = correct_sections(self.features.sections, self.overrides, loudness, self.duration)
        return snap_sections(heard, self.beats, self.duration)

    @cached_property
    def section_names(self) -> tuple[str, ...]:
        """Label and occurrence of each section: ("A1", "B1", "A2", ...)."""
        return section_names(self.sections)

    @cached_property
    def words(self) -> Lyrics | None:
        """The lyrics after the offset override."""
        return move_lyrics(self.lyrics, self.overrides.lyrics_offset_s)

    @cached_property
    def captions(self) -> tuple[Caption, ...]:
        """One for each timed lyric line."""
        return make_captions(self.words, self.duration)

    @cached_property
    def cues(self) -> dict[str, float]:
        """Seconds by name: "bar 17", "section B2", "line 5"."""
        return name_cues(self.beats, self.sections, self.words)

    def cue(self, name: str) -> float:
        """Seconds of a named cue. Raises UsageError for a name that this song does not have."""
        if name not in self.cues:
            kinds = sorted({known.split()[0] for known in self.cues})
            raise UsageError(
                f"This song has no cue {name!r}; cues are named by {', '.join(kinds)}."
            )
        return self.cues[name]

    def beat_frames(self, fps: Fraction) -> np.ndarray:
        """`int64[n]`: the frame on which each beat is seen, f_k = round(b_k * fps)."""
        return frames_at(self.beats.times, fps)

    def section_index(self, t: float) -> int:
        """Which section holds at `t`."""
        return max(bisect_right(self._section_starts, t) - 1, 0)

    def value(self, drive: Drive, t: float, half_frame: float = 0.0) -> float:
        """The drive's value at `t`: its level, or for a phase the integral of its level from 0.

        Raises UsageError for a source that does not exist.
        """
        key = (drive.source, drive.attack_s, drive.release_s, drive.kind)
        signal = self._signals.get(key)
        if signal is None:
            signal = self._signals.setdefault(key, self._compile(*key))
        if drive.kind == "level":
            return drive.base + drive.gain * signal(t, half_frame)
        seen = t + half_frame  # as much ahead as events are: else what moves comes a frame late
        base = drive.base * self._pace(seen) if drive.base else 0.0
        return base + drive.gain * signal(seen, 0.0)

    def _compile(self, source: str, attack_s: float, release_s: float, kind: str) -> Signal:
        if source not in SOURCES:
            raise UsageError(f"A drive's source is one of {', '.join(SOURCES)}, not {source!r}.")
        if kind == "phase":
            return self._compile_phase(source, attack_s, release_s)
        if source in EVENT_SOURCES:
            return event_signal(self.events(source), release_s)
        slowest = LIMITED_RELEASE_S.get(source, 0.0) if self.limit_flashes else 0.0
        values = follow(self.curve(source), self.rate, attack_s, max(release_s, slowest))
        return level_signal(values, self.rate)

    def _compile_phase(self, source: str, attack_s: float, release_s: float) -> Signal:
        """Phases cannot flash: they take their source as it is, and surge with the onsets. Events
        and onsets are surges themselves.
        """
        if source in EVENT_SOURCES:
            decay = event_curve(self._heard[source], release_s, self.duration)
            return phase_signal(decay, PHASE_RATE)
        values = follow(self._raw(source), self.rate, attack_s, release_s)
        return phase_signal(values if source == "onset" else values * self._surge, self.rate)

    @cached_property
    def _surge(self) -> np.ndarray:
        """`float64[n]` at `rate`: how fast phases run."""
        return surge(self._raw("onset"), self.rate)

    def _pace(self, t: float) -> float:
        """The integral of the surge: how far a phase of speed 1 has come."""
        signal = self._signals.get(("pace",))
        if signal is None:
            signal = self._signals.setdefault(("pace",), phase_signal(self._surge, self.rate))
        return signal(t, 0.0)

    def curve(self, source: str) -> np.ndarray:
        """`float[n]` at `rate`: a level source before smoothing, without flicker where flashes are
        limited.
        """
        raw = self._raw(source)
        if self.limit_flashes and source not in DERIVED_SOURCES:
            return close_valleys(raw, self.rate)
        return raw

    def _raw(self, source: str) -> np.ndarray:
        if source in CURVE_SOURCES:
            return self.features.curves[source].values
        return self._arcs[source]

    @cached_property
    def _arcs(self) -> dict[str, np.ndarray]:
        t = np.arange(len(self.features.curves["onset"].values)) / self.rate
        return {
            "energy": energy_arc(self.sections, t),
            "tension": tension_arc(self.sections, t),
            "harmony": harmony_arc(self.features.chords, self.features.key, t),
            "voice": voice_arc(self.features.voice, t),
        }

    # -- events ----------------------------------------------------------------------------------

    def events(self, source: str) -> Events:
        """What "beat", "bar" and "hit" drives pulse on; where flashes are limited, all of them
        together are sparse.
        """
        return self._safe[source] if self.limit_flashes else self._heard[source]

    @cached_property
    def accents(self) -> np.ndarray:
        """`float64[beats]`: the onset strength at each beat."""
        return onset_near(self.features, self.beats.times)

    @cached_property
    def _heard(self) -> dict[str, Events]:
        return heard_events(self.features, self.beats)

    @cached_property
    def _safe(self) -> dict[str, Events]:
        return safe_events(self._heard, self.beats)

    # -- moments ---------------------------------------------------------------------------------

    def moment(self, t: float, shot: Shot, half_frame: float = 0.0) -> Moment:
        """All that a painter may know about the instant `t` of a shot. `beat_age` counts from the
        last pulse shown.
        """
        section = self.section_index(t)
        span = self.sections[section]
        beat_index, beat_phase, _ = place(self._beat_times, t, half_frame)
        bar_index, bar_phase, _ = place(self._downbeat_times, t, half_frame)
        return Moment(
            t=t,
            shot_t=t - shot.start,
            shot_progress=progress(t, shot.start, shot.end),
            beat_index=beat_index,
            beat_phase=beat_phase,
            beat_age=place(self._pulse_times, t, half_frame)[2],
            bar_index=bar_index,
            bar_phase=bar_phase,
            section_index=section,
            section_progress=progress(t, span.start, span.end),
            intensity=shot.intensity,
            levels=dict(zip(LEVELS, self._levels.at(t).tolist(), strict=True)),
            drives={name: self.value(drive, t, half_frame) for name, drive in shot.drives.items()},
            spectrum=self._nearby.spectrum.at(t),
            history=self._nearby.history(t, half_frame),
            chroma=np.asarray(self._nearby.chroma.at(t), np.float32),
            waveform=self._nearby.waveform(t),
        )

    @cached_property
    def _beat_times(self) -> list[float]:
        return self.beats.times.tolist()

    @cached_property
    def _downbeat_times(self) -> list[float]:
        return self.downbeats.tolist()

    @cached_property
    def _pulse_times(self) -> list[float]:
        return self.events("beat").times.tolist()

    @cached_property
    def _section_starts(self) -> list[float]:
        return [section.start for section in self.sections]

    @cached_property
    def _levels(self) -> Curve:
        """`float32[n, 6]`: `LEVELS` side by side."""
        return Curve(np.stack([self.curve(name) for name in LEVELS], 1), self.rate)

    @cached_property
    def _nearby(self) -> Nearby:
        return Nearby(self.features, self._pace)
