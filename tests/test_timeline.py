"""Laws of the timeline on songs whose beats and sections are known exactly. Tolerances: 1e-9 unless
said.
"""

from fractions import Fraction

import numpy as np
import pytest

from clavilux.nearby import NEVER
from clavilux.timeline import Timeline
from clavilux.types.clock import frame_at, frame_count, frame_time, half_frame
from clavilux.types.corrections import Overrides, SectionMark
from clavilux.types.errors import UsageError
from clavilux.types.features import Beats, Section
from clavilux.types.lyrics import Line, Lyrics, Word
from clavilux.types.plan import Drive, Shot
from made_features import FORM, silence, song

RATES = [Fraction(24), Fraction(30000, 1001), Fraction(30), Fraction(60)]
SHOT = Shot(10.0, 20.0, intensity=0.7, drives={"lift": Drive("bass"), "pulse": Drive("beat")})


@pytest.fixture(scope="module")
def timeline() -> Timeline:
    return Timeline(song())


# -- the beat grid ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hour() -> Timeline:
    return Timeline(song(bpm=140.0, duration=3600.0, sections=()))


@pytest.mark.parametrize("fps", RATES)
def test_beats_do_not_drift_from_frames_in_an_hour(hour: Timeline, fps: Fraction) -> None:
    frames = hour.beat_frames(fps)
    for k in (0, 1, 1000, 8259, len(frames) - 1):
        exact = (Fraction(60 * k, 140) * fps + Fraction(1, 2)).__floor__()
        assert frames[k] == exact
    assert hour.beats.times[8260] > 59 * 60 - 1


@pytest.mark.parametrize("fps", RATES)
def test_a_beat_begins_on_the_frame_nearest_to_it(fps: Fraction) -> None:
    timeline = Timeline(song(bpm=113.7, first_beat=0.21))
    value = [
        timeline.value(Drive("beat"), frame_time(i, fps), half_frame(fps))
        for i in range(frame_count(30.0, fps))
    ]
    jumps = [i for i in range(1, len(value)) if value[i] > value[i - 1]]
    begun = [frame_at(time, fps) for time in timeline.beats.times if time < 29.9]
    assert jumps == begun


def test_twice_the_tempo_puts_beats_between_and_keeps_downbeats() -> None:
    base, fast = Timeline(song()), Timeline(song(), Overrides(tempo=2.0))
    np.testing.assert_allclose(fast.beats.times[::2], base.beats.times)
    np.testing.assert_allclose(fast.beats.times[1::2], base.beats.times[:-1] + 0.25)
    assert fast.beats.positions[:9].tolist() == [1, 2, 3, 4, 1, 2, 3, 4, 1]
    assert set(base.downbeats) <= set(fast.downbeats)
    assert fast.bpm == pytest.approx(240)


def test_half_the_tempo_keeps_the_stronger_beats() -> None:
    slow = Timeline(song(), Overrides(tempo=0.5))
    np.testing.assert_allclose(np.diff(slow.beats.times), 1.0)
    assert set(slow.downbeats) <= set(Timeline(song()).downbeats)
    late = song(first_beat=0.5)
    shifted = Beats(late.beats.times, np.roll(late.beats.positions, 1), late.beats.confidence)
    object.__setattr__(late, "beats", shifted)
    assert set(Timeline(late, Overrides(tempo=0.5)).downbeats) <= set(shifted.downbeats)


def test_offset_and_metre_are_applied() -> None:
    moved = Timeline(song(), Overrides(offset_s=-0.1))
    assert moved.beats.times[0] == pytest.approx(0.4)
    assert len(moved.beats.times) == len(song().beats.times) - 1
    waltz = Timeline(song(), Overrides(metre=3))
    assert waltz.beats.positions.max() == 3
    np.testing.assert_allclose(np.diff(waltz.downbeats), 1.5)


@pytest.mark.parametrize("wrong", [{"tempo": 1.3}, {"tempo": 0.0}, {"metre": -1}, {"metre": 99}])
def test_overrides_that_make_no_sense_are_refused(wrong: dict) -> None:
    with pytest.raises(UsageError):
        Overrides(**wrong)


# -- sections, cues, captions ----------------------------------------------------------------------


def test_section_borders_snap_to_downbeats_and_leave_no_gap() -> None:
    crooked = tuple(
        Section(max(0.0, s.start + 0.37 * (-1) ** k), s.end, s.label, s.energy)
        for k, s in enumerate(FORM)
    )
    timeline = Timeline(song(sections=crooked))
    assert [s.start for s in timeline.sections] == [s.start for s in FORM]
    assert [s.end for s in timeline.sections] == [s.end for s in FORM]


def test_sections_can_be_replaced_and_are_ranked_by_loudness() -> None:
    marks = (SectionMark(0, "intro"), SectionMark(47.9, "chorus"), SectionMark(143, "out"))
    timeline = Timeline(song(), Overrides(sections=marks))
    assert [s.label for s in timeline.sections] == ["intro", "chorus", "out"]
    assert timeline.sections[1].start == 48.0
    assert timeline.sections[1].energy > timeline.sections[0].energy


def test_cues_have_names(timeline: Timeline) -> None:
    assert timeline.cue("bar 17") == pytest.approx(32.0)
    assert timeline.cue("section B2") == pytest.approx(80.0)
    assert timeline.section_names == ("A1", "B1", "C1", "B2", "C2", "A2")
    with pytest.raises(UsageError, match="bar, section"):
        timeline.cue("chorus 9")


def _lyrics(*spans: tuple[float, float], voices: tuple[str, ...] = ()) -> Lyrics:
    voices = voices or ("",) * len(spans)
    lines = [
        Line((Word("la", a, (a + b) / 2), Word("li", (a + b) / 2, b)), a, b, voice=voice)
        for (a, b), voice in zip(spans, voices, strict=True)
    ]
    return Lyrics(tuple(lines))


def test_captions_come_with_the_voice_and_leave_after_it() -> None:
    lyrics = _lyrics((10, 13), (13.5, 16), (30, 32))
    captions = Timeline(song(), lyrics=lyrics).captions
    assert [c.words[0].start - c.start for c in captions] == pytest.approx([0.15] * 3)
    assert captions[0].end == captions[1].start
    assert 16.5 < captions[1].end < 18
    assert all(c.end > c.words[-1].end for c in captions)


def test_two_voices_may_stand_together() -> None:
    lyrics = _lyrics((10, 14), (11, 15), voices=("she", "he"))
    captions = Timeline(song(), lyrics=lyrics).captions
    assert captions[0].end > 14 > captions[1].start


def test_the_lyrics_offset_moves_captions_and_cues() -> None:
    lyrics = _lyrics((10, 13))
    late = Timeline(song(), Overrides(lyrics_offset_s=0.5), lyrics)
    assert late.captions[0].words[0].start == pytest.approx(10.5)
    assert late.cue("line 1") == pytest.approx(10.5)
    assert Timeline(song(), lyrics=Lyrics(lyrics.lines, timed=False)).captions == ()


# -- moments ---------------------------------------------------------------------------------------


def test_a_moment_is_pure_in_its_time(timeline: Timeline) -> None:
    times = np.random.default_rng(3).uniform(0, 160, 40)
    forward = {t: timeline.moment(t, SHOT, 1 / 60) for t in times}
    other = Timeline(song())
    for t in times[::-1]:
        again, first = other.moment(t, SHOT, 1 / 60), forward[t]
        assert again.drives == first.drives
        assert again.levels == first.levels
        np.testing.assert_array_equal(again.history, first.history)
        np.testing.assert_array_equal(again.waveform, first.waveform)


def test_a_moment_knows_where_in_the_song_it_is(timeline: Timeline) -> None:
    moment = timeline.moment(14.25, SHOT, 1 / 60)
    assert (moment.beat_index, moment.bar_index, moment.section_index) == (29, 8, 0)
    ahead = 1 / 60  # half a frame, as all that moves
    assert moment.beat_phase == pytest.approx(0.5 + ahead / 0.5)
    assert moment.beat_age == pytest.approx(0.25)
    assert moment.bar_phase == pytest.approx(0.125 + ahead / 2)
    assert moment.section_progress == pytest.approx(14.25 / 16)
    assert moment.shot_progress == pytest.approx(0.425)
    assert timeline.moment(9.5, SHOT).shot_t == pytest.approx(-0.5)


def test_shapes_and_types_are_as_documented(timeline: Timeline) -> None:
    for t in (0.0, 80.0, 159.999, 200.0):
        moment = timeline.moment(t, SHOT, 1 / 60)
        assert moment.spectrum.shape == (64,) and moment.spectrum.dtype == np.float32
        assert moment.history.shape == (64, 64) and moment.history.dtype == np.float32
        assert moment.chroma.shape == (12,) and moment.chroma.dtype == np.float32
        assert moment.waveform.shape == (512,) and moment.waveform.dtype == np.float32
        assert set(moment.levels) == {"bass", "mid", "treble", "loudness", "onset", "centroid"}
        for values in (moment.spectrum, moment.history, moment.chroma, np.abs(moment.waveform)):
            assert np.all((values >= 0) & (values <= 1))


def test_history_runs_away_with_the_sound_and_nothing_is_before_the_start(
    timeline: Timeline,
) -> None:
    """Row 0 is now; a second of rows is about a second; between beats the rows hardly move."""
    moment = timeline.moment(48.5, SHOT)
    np.testing.assert_allclose(moment.history[0], moment.spectrum, atol=1e-6)
    ages = [_age(timeline, 48.5, row) for row in (0, 15, 30, 45, 60)]
    assert np.all(np.diff(ages) > 0)
    assert ages[2] == pytest.approx(1.0, abs=0.3)
    early = timeline.moment(0.5, SHOT).history
    assert early[0].any() and not early[-1].any()


def _age(timeline: Timeline, t: float, row: int) -> float:
    """How long before `t` the clock of the phases was `row` thirtieths lower."""
    pace = Drive("loudness", gain=0.0, base=1.0, kind="phase")
    then = np.arange(0.0, 3.0, 0.001)
    clock = np.array([timeline.value(pace, t - x) for x in then])
    return float(then[np.argmin(np.abs(clock[0] - clock - row / 30))])


def test_the_waveform_is_centred(timeline: Timeline) -> None:
    moment = timeline.moment(1.0, SHOT)
    first = 11025 - 256
    values = timeline.features.waveform.values[first : first + 512] / 32767
    np.testing.assert_allclose(moment.waveform, values, atol=1e-6)
    assert not timeline.moment(0.0, SHOT).waveform[:256].any()


def test_before_the_first_beat_there_is_none() -> None:
    moment = Timeline(song(first_beat=2.0)).moment(1.0, SHOT, 1 / 60)
    assert (moment.beat_index, moment.beat_phase, moment.beat_age) == (0, 0.0, NEVER)
    assert moment.drives["pulse"] == 0.0


def test_silence_without_beats_is_a_timeline_too() -> None:
    timeline = Timeline(silence())
    moment = timeline.moment(5.0, SHOT, 1 / 60)
    assert timeline.bpm == 0 and len(timeline.sections) == 1
    assert moment.drives == {"lift": 0.0, "pulse": 0.0}
    assert not moment.spectrum.any() and not moment.waveform.any()
