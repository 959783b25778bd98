"""Laws of the plans that modes direct, on songs whose form is known. Tolerance: 1e-6 s."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import clavilux
from clavilux.drives import EVENT_SOURCES, SOURCES
from clavilux.modes import MODES, cutting, rules
from clavilux.modes.brief import Brief
from clavilux.modes.cutting import Candidates, best_borders, target_s
from clavilux.modes.listening import Ear
from clavilux.modes.lyric import Lyric
from clavilux.modes.music import Music
from clavilux.table import load
from clavilux.timeline import Timeline
from clavilux.types.clock import frame_at
from clavilux.types.corrections import Overrides
from clavilux.types.errors import InputError, UsageError
from clavilux.types.features import Section
from clavilux.types.film import FILM_DRIVES, TRANSITIONS
from clavilux.types.look import LookCard
from clavilux.types.lyrics import Line, Lyrics, Word
from clavilux.types.palettes import PALETTES
from clavilux.types.plan import Drive, Plan
from made_features import FORM, silence, song

LOOKS = [
    LookCard(f"look{k}", "for the test", (low, low + 0.4), {"lift": Drive(source, 0.8, 0.1)})
    for k, (low, source) in enumerate(product((0.0, 0.3, 0.6), ("bass", "mid", "treble", "beat")))
]


def direct(features=None, overrides=None, **brief) -> tuple[Timeline, Plan]:
    timeline = Timeline(features or song(), overrides or Overrides())
    return timeline, Music().direct(timeline, Brief(**brief), LOOKS)


def _look(plan: Plan, time: float) -> object:
    return _shot(plan, time).options["look"]


def _shot(plan: Plan, time: float):
    return next(shot for shot in plan.shots if shot.start <= time < shot.end)


def _lines(*starts: float) -> Lyrics:
    lines = [Line((Word("one", s, s + 1), Word("two", s + 1, s + 3)), s, s + 3) for s in starts]
    return Lyrics(tuple(lines))


# -- where it cuts ---------------------------------------------------------------------------------


@pytest.mark.parametrize("bpm", [52.0, 87.3, 120.0, 174.0])
@pytest.mark.parametrize("metre", [3, 4])
def test_shots_cover_the_song_and_begin_on_beats(bpm: float, metre: int) -> None:
    timeline, plan = direct(song(bpm=bpm, metre=metre))
    assert plan.shots[0].start == 0 and plan.shots[-1].end == plan.duration == 160
    assert all(a.end == b.start for a, b in pairwise(plan.shots))
    beats = timeline.beats.times
    for shot in plan.shots[1:]:
        assert np.abs(beats - shot.start).min() < 1e-6
    on_downbeats = sum(np.abs(timeline.downbeats - s.start).min() < 1e-6 for s in plan.shots[1:])
    assert on_downbeats >= 0.9 * len(plan.shots[1:])


@pytest.mark.parametrize("fps", [Fraction(24), Fraction(30000, 1001), Fraction(30), Fraction(60)])
def test_every_cut_is_seen_on_the_frame_of_its_beat(fps: Fraction) -> None:
    timeline, plan = direct(song(bpm=113.7, first_beat=0.3))
    beats = set(timeline.beat_frames(fps).tolist())
    assert {frame_at(shot.start, fps) for shot in plan.shots[1:]} <= beats


def test_sections_begin_with_a_shot() -> None:
    timeline, plan = direct()
    starts = {shot.start for shot in plan.shots}
    assert {section.start for section in timeline.sections} <= starts


@pytest.mark.parametrize("longest", [2.0, 3.7, 6.0, 20.0])
def test_no_shot_is_over_the_longest(longest: float) -> None:
    for features in (song(), song(bpm=97.0), silence(60.0)):
        _, plan = direct(features, max_shot_s=longest)
        assert max(shot.end - shot.start for shot in plan.shots) <= longest + 1e-6


def test_louder_parts_cut_faster_and_most_beats_do_not_cut() -> None:
    timeline, plan = direct()
    lengths = {
        name: np.mean([s.end - s.start for s in plan.shots if f"section {name}" in s.cue])
        for name in timeline.section_names
    }
    assert lengths["A2"] > lengths["B1"] > lengths["C1"] >= 2 * timeline.bar_s
    assert len(plan.shots) < len(timeline.beats.times) / 8


def test_a_gentle_song_is_cut_slower_and_drawn_smaller_than_a_lively_one_of_the_same_form() -> None:
    gentle = song()
    for name in ("rms_db", "loudness_db"):
        gentle.curves[name].values[:] -= 15
    (_, calm), (_, lively) = direct(gentle), direct()
    assert len(calm.shots) < len(lively.shots)
    assert _shot(calm, 60.0).intensity < _shot(lively, 60.0).intensity - 0.1


def test_shots_tighten_towards_a_drop() -> None:
    _, plan = direct()
    lengths = [shot.end - shot.start for shot in plan.shots if "section B1" in shot.cue]
    assert lengths[-1] < lengths[0]


def test_a_wished_length_is_kept_near() -> None:
    for wish in (4.0, 16.0):
        _, plan = direct(song(sections=()), target_shot_s=wish)
        lengths = [shot.end - shot.start for shot in plan.shots[1:]]
        assert wish / 1.5 < np.median(lengths) < wish * 1.5


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.integers(3, 9))
def test_the_chain_of_borders_is_the_cheapest_of_all(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    times = np.cumsum(rng.uniform(0.5, 2.0, n))
    case = Candidates(times, np.concatenate([[0], rng.random(n - 2), [0]]), rng.uniform(1, 5, n))
    chosen = best_borders(case, longest=4.0, shortest=0.0)
    every = [
        [0, *(k for k, on in zip(range(1, n - 1), inner, strict=True) if on), n - 1]
        for inner in product((0, 1), repeat=n - 2)
    ]
    prices = [_price(case, chain, 4.0) for chain in every]
    index = {time: k for k, time in enumerate(times.tolist())}
    assert _price(case, [index[time] for time in chosen], 4.0) == pytest.approx(min(prices))


def _price(case: Candidates, chain: list[int], longest: float) -> float:
    total = 0.0
    for a, b in pairwise(chain):
        length = case.times[b] - case.times[a]
        if length > longest + 1e-9:
            return float("inf")
        total += abs(length - case.targets[a]) + case.costs[b]
    return total


# -- how the film coheres --------------------------------------------------------------------------


def test_a_section_that_returns_brings_its_look_and_palette_with_variation() -> None:
    _, plan = direct()
    for first, second in ((20.0, 84.0), (50.0, 114.0)):
        a, b = _shot(plan, first), _shot(plan, second)
        assert (a.options, a.palette) == (b.options, b.palette)
        assert a.seed != b.seed


def test_neighbours_differ_and_looks_are_few() -> None:
    for seed in range(8):
        _, plan = direct(seed=seed)
        looks = [_look(plan, section.start + 1) for section in FORM]
        assert all(a != b for a, b in pairwise(looks))
        assert 2 <= len(set(looks)) <= 4


def test_bigger_sections_look_bigger_and_silence_small() -> None:
    _, plan = direct()
    quiet, middle, loud, last = (_shot(plan, t).intensity for t in (4.0, 30.0, 60.0, 130.0))
    assert quiet < middle < loud and last > middle
    assert all(0 <= shot.intensity <= 1 for shot in plan.shots)
    _, still = direct(silence())
    assert max(shot.intensity for shot in still.shots) < 0.1


def test_a_look_by_name_is_in_every_shot_with_variations() -> None:
    _, plan = direct(look="look5")
    assert {shot.options["look"] for shot in plan.shots} == {"look5"}
    assert len({shot.seed for shot in plan.shots}) == len(plan.shots)


def test_a_very_long_section_alternates_between_its_look_and_companions() -> None:
    _, plan = direct(song(sections=(Section(0, 160, "A", 0.8),)))
    looks = [shot.options["look"] for shot in plan.shots]
    spans = [a for a, b in pairwise([*looks, None]) if a != b]
    assert len(spans) in (4, 5) and len(set(spans)) == 3
    assert len(set(spans[::2])) == 1  # the leading look comes back


def test_a_label_that_rules_the_film_changes_from_return_to_return() -> None:
    names = ("A", "A", "B", "A", "A", "B", "A", "A")
    form = tuple(Section(20.0 * k, 20.0 * k + 20, name, 0.6) for k, name in enumerate(names))
    for seed in range(4):
        _, plan = direct(song(sections=form), seed=seed)
        looks = [_look(plan, section.start + 1) for section in form]
        ruling = [look for look, name in zip(looks, names, strict=True) if name == "A"]
        assert all(a != b for a, b in pairwise(looks))
        assert len(set(ruling)) >= 2 and ruling[0] == ruling[2] == ruling[4]


def test_names_that_do_not_exist_are_refused() -> None:
    with pytest.raises(UsageError, match="look0, look1"):
        direct(look="nothing")
    with pytest.raises(UsageError, match="ember"):
        direct(palette="nothing")
    with pytest.raises(UsageError, match="no look"):
        Music().direct(Timeline(song()), Brief(), [])
    with pytest.raises(UsageError, match="max_shot_s"):
        Brief(max_shot_s=-3.0)


def test_the_same_brief_gives_the_same_plan_and_another_seed_another() -> None:
    assert direct(seed=3)[1] == direct(seed=3)[1]
    assert len({str(direct(seed=seed)[1].shots) for seed in range(4)}) == 4
    times = {tuple(s.start for s in direct(seed=seed)[1].shots) for seed in range(4)}
    assert len(times) == 1


def test_corrected_tempo_moves_the_cuts_with_the_beats() -> None:
    timeline, plan = direct(overrides=Overrides(offset_s=0.2))
    assert all(np.abs(timeline.beats.times - s.start).min() < 1e-6 for s in plan.shots[1:])


# -- how shots arrive and move ---------------------------------------------------------------------


def test_transitions_exist_fit_their_shots_and_cut_on_the_drop() -> None:
    for bpm in (60.0, 120.0, 174.0):
        _, plan = direct(song(bpm=bpm))
        assert plan.shots[0].transition.kind == "cut"
        for before, shot in pairwise(plan.shots):
            seconds = shot.transition.duration_s
            assert shot.transition.kind in TRANSITIONS
            assert (seconds == 0) == (shot.transition.kind == "cut")
            assert seconds <= 0.5 * min(before.end - before.start, shot.end - shot.start) + 1e-3
    _, plan = direct()
    assert _shot(plan, 48.0).start == 48.0 and _shot(plan, 48.0).transition.kind == "cut"
    assert _shot(plan, 144.0).transition.duration_s > 1.0


@pytest.mark.parametrize("rows", [rules.INSIDE, rules.INSIDE_SOFT, rules.BORDER])
def test_the_transition_tables_name_what_the_compositor_has(rows) -> None:
    leasts = [row.least for row in rows]
    assert leasts == sorted(leasts, reverse=True) and leasts[-1] <= 0
    assert {kind for row in rows for kind in row.kinds} <= set(TRANSITIONS)


def test_quiet_is_locked_off_and_rising_leans_in() -> None:
    form = (Section(0, 40, "A", 0.0), Section(40, 80, "B", 0.6), Section(80, 160, "C", 1.0))
    features = song(sections=form)
    rms = features.curves["rms_db"].values
    rms[:4000] = -45.0
    rms[4000:8000] = np.linspace(-20, -8, 4000)
    _, plan = direct(features)
    still, rising = _shot(plan, 10.0).camera, _shot(plan, 72.0).camera
    assert still.pan_x[0] == still.pan_x[1] == 0 and still.zoom == (1.0, 1.0) and still.shake == 0
    assert rising.zoom[1] > rising.zoom[0]


@pytest.mark.parametrize("seed", range(6))
def test_shots_in_a_row_of_one_look_are_seen_from_different_distances(seed: int) -> None:
    _, plan = direct(song(128.0, 200.0), seed=seed, look="look5" if seed % 2 else "auto")
    nearness = [float(np.mean(shot.camera.zoom)) for shot in plan.shots]
    looks = [shot.options["look"] for shot in plan.shots]
    pairs = list(zip(pairwise(looks), pairwise(nearness), strict=True))
    in_a_row = [sorted(near) for (one, other), near in pairs if one == other]
    assert len(in_a_row) > 5
    assert all(high / low > 1.1 for low, high in in_a_row)
    assert all(near < 1.2 for (one, other), (_, near) in pairs if one != other)


def test_a_lyric_film_comes_less_near_than_a_music_film() -> None:
    timeline = Timeline(song(128.0), lyrics=_lines(8.0, 20.0))
    music, lyric = (mode.direct(timeline, Brief(), LOOKS) for mode in (Music(), Lyric()))
    nearest = [max(max(shot.camera.zoom) for shot in plan.shots) for plan in (lyric, music)]
    assert 1.15 < nearest[0] < 0.85 * nearest[1]


def test_tempo_and_bars_have_less_say_in_the_cuts_where_they_are_in_doubt() -> None:
    heard = song(60.0)
    dim = replace(heard, beats=replace(heard.beats, confidence=heard.beats.confidence * 0.1))
    sure, unsure = Timeline(heard), Timeline(dim)
    energies = np.linspace(0, 1, 21)
    long, short = (
        np.array([target_s(each, energy, Brief(), rules.MUSIC) for energy in energies])
        for each in (sure, unsure)
    )
    assert (short <= long).all()
    assert (short < long).any()  # a slow tempo counts where it is believed
    inside = np.ones(len(heard.beats.times), bool)
    dear, cheap = (cutting._beat_costs(each, Ear(each), inside, 0.0) for each in (sure, unsure))
    off = heard.beats.positions != 1
    assert (cheap[off] < 0.5 * dear[off]).all()


def test_drives_name_sources_that_exist_and_grow_with_intensity() -> None:
    _, plan = direct()
    for shot in plan.shots:
        assert {drive.source for drive in shot.drives.values()} <= set(SOURCES)
        assert set(shot.drives) - set(FILM_DRIVES) == {"lift"}
    calm, loud = _shot(plan, 4.0), _shot(plan, 60.0)
    assert calm.drives["flash"].gain < loud.drives["flash"].gain <= 1
    assert calm.drives["lift"].gain < loud.drives["lift"].gain
    assert {row.name for row in rules.FILM} <= set(FILM_DRIVES)


def test_flashes_pulse_at_most_three_times_a_second_at_any_tempo() -> None:
    for bpm in (128.0, 178.0, 240.0):
        timeline, plan = direct(song(bpm=bpm))
        assert plan.limit_flashes
        sources = {s.drives["flash"].source for s in plan.shots}
        assert sources <= set(EVENT_SOURCES)
        begun = np.unique(np.concatenate([timeline.events(s).times for s in sources]))
        assert np.all(begun[3:] - begun[:-3] > 1.0)


# -- titles, words, silence ------------------------------------------------------------------------


def test_a_title_stands_from_downbeat_to_downbeat() -> None:
    timeline, plan = direct(title="Lumia", artist="T. W.")
    assert plan.title is not None and 3.0 <= plan.title.end - plan.title.start <= 8.0
    for time in (plan.title.start, plan.title.end):
        assert np.abs(timeline.downbeats - time).min() < 1e-6
    assert direct()[1].title is None
    assert direct(silence(0.9), title="Short")[1].title is None
    alone = direct(artist="Somebody")[1].title
    assert (alone.title, alone.artist) == ("Somebody", "")


def test_lyric_films_have_captions_longer_shots_and_no_hard_cut_in_a_section() -> None:
    timeline = Timeline(song(), lyrics=_lines(20, 24, 28, 52, 56))
    plan = Lyric().direct(timeline, Brief(title="T"), LOOKS)
    music = Music().direct(timeline, Brief(title="T"), LOOKS)
    assert [c.words for c in plan.captions] == [c.words for c in timeline.captions]
    assert len(plan.captions) == 5
    assert len(plan.shots) < len(music.shots)
    borders = {section.start for section in timeline.sections}
    kinds = {s.transition.kind for s in plan.shots[1:] if s.start not in borders}
    assert "cut" not in kinds
    assert max(s.intensity for s in plan.shots) < max(s.intensity for s in music.shots)


def test_a_title_leaves_before_the_first_line() -> None:
    for first, there in ((2.0, False), (5.0, True)):
        timeline = Timeline(song(), lyrics=_lines(first))
        title = Lyric().direct(timeline, Brief(title="T"), LOOKS).title
        assert (title is not None) == there
        assert title is None or title.end < timeline.captions[0].start


def test_a_lyric_film_without_timed_words_is_refused_in_one_sentence() -> None:
    for lyrics in (None, replace(_lines(4.0), timed=False)):
        with pytest.raises(InputError, match="--lyrics"):
            Lyric().direct(Timeline(song(), lyrics=lyrics), Brief(), LOOKS)


@pytest.mark.parametrize("duration", [0.04, 0.7, 5.0, 90.0])
def test_silence_makes_a_calm_valid_film(duration: float) -> None:
    _, plan = direct(silence(duration))
    assert plan.shots[0].start == 0 and plan.shots[-1].end == duration
    assert all(a.end == b.start and a.end > a.start for a, b in pairwise(plan.shots))
    assert all(shot.transition.kind != "cut" for shot in plan.shots[1:])
    assert all(shot.camera.shake == 0 for shot in plan.shots)


@pytest.mark.parametrize("name", list(MODES))
def test_every_mode_of_the_table_directs(name: str) -> None:
    mode = load(MODES, name, "mode")()
    plan = mode.direct(Timeline(song(), lyrics=_lines(20.0)), Brief(), LOOKS)
    assert plan.mode == name and plan.shots


def test_every_theme_and_palette_that_the_rules_choose_exists() -> None:
    folder = Path(clavilux.__file__).parent / "compose" / "type_themes"
    themes = {path.stem for path in folder.glob("*.toml")}
    assert themes and {rule.theme for rule in rules.THEMES} <= themes
    for seed in range(12):
        _, plan = direct(seed=seed)
        assert {shot.palette for shot in plan.shots} <= set(plan.palettes)
        assert plan.palettes["main"] in [card.colours for card in PALETTES.values()]


def test_a_long_section_between_others_still_alternates_when_looks_are_few() -> None:
    form = (Section(0, 30, "A", 0.2), Section(30, 130, "B", 0.9), Section(130, 160, "C", 0.4))
    plan = Music().direct(Timeline(song(sections=form)), Brief(), LOOKS[:3])
    inside = {shot.options["look"] for shot in plan.shots if "section B1" in shot.cue}
    assert len(inside) == 2
