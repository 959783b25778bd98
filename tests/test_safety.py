"""Flash safety as a loop: what was drawn too wildly is calmed until the film passes, and nothing
else is touched."""

from dataclasses import replace

import pytest

import made_features
from clavilux.evaluate.flashes import check_flashes
from clavilux.media.codecs import Encoding
from clavilux.media.write import join
from clavilux.safety import HELD, ROUNDS, Take, calmed, calmed_plan, render_safely
from clavilux.segments import segments
from clavilux.timeline import Timeline
from clavilux.types.canvas import Canvas
from clavilux.types.plan import Camera, Drive, Finish, Palette, Plan, Shot

CANVAS = Canvas(160, 96)
PALETTE = Palette("#000000", "#101010", "#808080", "#ffffff", "#ff0000")
TAKE = Take(CANVAS, Encoding(), (0.0, 6.0))


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("CLAVILUX_CACHE", str(tmp_path / "cache"))


def wild(**changes):
    """Two shots at 300 beats a minute: a dark one that rests, and one that flashes on every beat by
    the film's flash and by its exposure."""
    timeline = Timeline(made_features.song(bpm=300.0, duration=6.0), limit_flashes=False)
    dark = {"exposure": Drive("loudness", gain=0.0, base=-8.0)}
    pulse = Drive("beat", gain=5.0, base=-4.0, release_s=0.05)
    bright = {"flash": Drive("beat", release_s=0.05), "exposure": pulse}
    shots = (Shot(0.0, 2.0, drives=dark), Shot(2.0, 6.0, drives=bright))
    finish = Finish(bloom=0, vignette=0, grain=0, flash=1.0, fade_in_s=0, fade_out_s=0)
    plan = Plan("music", 6.0, 0, {"main": PALETTE}, shots, finish=finish)
    return replace(plan, **changes), timeline


def test_a_wild_film_is_calmed_until_it_passes(tmp_path):
    plan, timeline = wild()
    stages = []

    def tell(stage, done, of):
        stages.append(stage)

    parts, report = render_safely(plan, timeline, TAKE, "film.mp4", tell)
    assert report is not None and report.passed
    assert list(dict.fromkeys(stages))[:2] == ["drawing film.mp4", "calming shot 2 of film.mp4"]
    join(parts, tmp_path / "film.mp4", None, Encoding(), 0.0, 6.0, CANVAS.fps)
    found = check_flashes(tmp_path / "film.mp4")
    assert found.passed and found.flashes_per_second == pytest.approx(
        report.flashes_per_second, abs=0.5
    )
    untouched = segments(plan, timeline, CANVAS, Encoding(), (0.0, 6.0))[0]
    assert parts[0].stem == untouched.key


def test_who_allows_flashes_gets_them(tmp_path):
    plan, timeline = wild(limit_flashes=False)
    parts, report = render_safely(plan, timeline, TAKE, "film.mp4", lambda *told: None)
    assert report is None
    join(parts, tmp_path / "film.mp4", None, Encoding(), 0.0, 6.0, CANVAS.fps)
    assert check_flashes(tmp_path / "film.mp4").flashes_per_second > 4


def test_each_round_is_calmer_than_the_last():
    shot = replace(wild()[0].shots[1], camera=Camera(shake=0.5), intensity=0.8)
    light = []
    for number in range(ROUNDS):
        shot = calmed(shot, number)
        flash = shot.drives.get("flash")
        assert (flash.gain == pytest.approx(HELD)) if number == 0 else flash is None
        assert shot.camera.shake == 0
        exposure = shot.drives["exposure"]
        light.append(exposure.base + exposure.gain)
    assert light[-1] < light[2] < light[1] and shot.intensity == pytest.approx(0.4)
    assert light[-1] == pytest.approx(light[1] - (ROUNDS - 2))
    assert calmed_plan(wild()[0], _report(2.5), 0)[1] == "shot 2"


def _report(time):
    """A report that fails around `time`."""
    from clavilux.evaluate.flashes import FlashReport, FlashSpan

    span = FlashSpan(time - 0.2, time, "general", 4.0, 0.5, (0, 0, 1, 1))
    return FlashReport(False, 4.0, 0.0, 0.5, (span,), 60, 2.0)
