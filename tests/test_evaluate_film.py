"""A whole film measured from its file: sync, motion, health, sound, JSON.

Tolerances: a picture event in its very frame; sound offset 1 ms; timing error half a frame plus 1
ms.
"""

import json
import wave
from fractions import Fraction

import numpy as np
import pytest

from clavilux.cli import main
from clavilux.evaluate import evaluate, to_json
from clavilux.types.errors import InputError
from clavilux.types.features import Section
from clavilux.types.plan import Palette, Plan, Shot, Transition
from films import clicks, texture, write_film
from made_features import song

SECONDS = 12
GREY = "#808080"
FEATURES = song(bpm=125.0, duration=SECONDS, sections=(Section(0, 4.8, "A"), Section(4.8, 12, "B")))
BEATS = FEATURES.beats.times


def pulsing(fps=30, late=0.0):
    """A still picture that lights up on each beat and fades; another one from 4.8 s on."""
    pictures = texture(1), texture(2)

    def picture(k):
        t = k / fps - late
        begun = np.flatnonzero(t + 0.5 / fps >= BEATS)
        age = max(t - BEATS[begun[-1]], 0) if len(begun) else 9.0
        shown = pictures[int(t + 0.5 / fps >= 4.8)]
        return 0.6 * shown + 0.3 * np.exp(-age / 0.1)

    return picture


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    folder = tmp_path_factory.mktemp("film")
    sound = clicks(BEATS, SECONDS)
    path = write_film(folder / "good.mp4", pulsing(), SECONDS * 30, sound=sound)
    soft = Transition("dissolve", 0.5)
    shots = Shot(0, 4.8), Shot(4.8, 8), Shot(8, 9.5), Shot(9.5, 12, transition=soft)
    palette = Palette(GREY, GREY, GREY, GREY, GREY)
    plan = Plan("music", SECONDS, 1, {"main": palette}, shots)
    steps = []
    result = evaluate(path, FEATURES, source=path, plan=plan, progress=steps.append)
    assert steps == sorted(steps) and 0 < len(steps) <= SECONDS + 1
    return result


def test_flashing_on_the_beat_scores_one(good):
    assert good.sync.bas > 0.95 and good.sync.corrected > 0.9 and good.sync.precision == 1
    assert good.sync.error.mean_abs_ms < 1000 / 60 and good.sync.error.beyond_ms < 1
    assert abs(good.sync.offset_ms) < 10


def test_the_section_is_seen(good):
    assert good.sections.found == 1 and good.sections.borders == 1
    assert any(t.kind == "cut" and abs(t.time - 4.8) < 1e-3 for t in good.transitions)


def test_the_plan_is_looked_up(good):
    """One planned cut is in the film, one is not; the dissolve is no cut."""
    assert (good.planned.cuts, good.planned.found) == (2, 1)


def test_sound_and_health(good):
    assert abs(good.sound.offset_ms) < 1e-6 and good.sound.likeness > 0.99
    assert good.health.frames == SECONDS * 30 and good.health.notes == ()
    assert good.flashes.passed and good.flashes.general_per_second >= 2


def test_json(good):
    values = json.loads(json.dumps(to_json(good), allow_nan=False))
    assert values["sync"]["bas"] == good.sync.bas
    assert values["video"]["fps"] == 30 and "series" not in values
    assert len(values["transitions"]) == len(good.transitions)


def test_half_a_beat_late_scores_nothing(tmp_path):
    path = write_film(tmp_path / "late.mp4", pulsing(late=0.24), 6 * 30)
    result = evaluate(path, FEATURES)
    assert result.sync.bas < 0.1 and result.sync.corrected < -0.2
    assert result.sound is None and result.health.sound_s is None


@pytest.mark.parametrize("fps", [Fraction(24), Fraction(60000, 1001)])
def test_other_rates(tmp_path, fps):
    count = int(6 * fps)
    path = write_film(tmp_path / "a.mp4", pulsing(float(fps)), count, fps=fps)
    result = evaluate(path, FEATURES)
    assert result.sync.bas > 0.95 and result.sync.error.beyond_ms < 1


def test_late_sound_is_measured(tmp_path):
    rate = 48000
    source = np.random.default_rng([5]).normal(size=rate * 4).astype(np.float32) * 0.1
    early = write_film(tmp_path / "a.mp4", pulsing(), 9, sound=source)
    moved = np.concatenate([np.zeros(rate // 50, np.float32), source])
    late = write_film(tmp_path / "b.mp4", pulsing(), 9, sound=moved)
    result = evaluate(late, None, source=early)
    assert result.sound.offset_ms == pytest.approx(20, abs=1)
    assert result.sync is None and result.motion is None and result.sections is None


def test_one_frame_no_sound(tmp_path):
    path = write_film(tmp_path / "one.mp4", pulsing(), 1)
    result = evaluate(path, FEATURES)
    assert result.health.frames == 1 and result.transitions == ()
    json.dumps(to_json(result), allow_nan=False)


def test_variable_rate(tmp_path):
    steps = np.where(np.arange(120) % 3 == 0, 1 / 15, 1 / 30)
    times = (np.cumsum(steps) - steps[0]).tolist()
    begun = np.searchsorted(BEATS, np.array(times) + 1e-6, side="right")
    still = 0.5 * texture(1)

    def picture(k):
        lit = k > 0 and begun[k] > begun[k - 1]
        return still + (0.4 if lit else 0.0)

    path = write_film(tmp_path / "v.mp4", picture, 120, times=times)
    result = evaluate(path, FEATURES)
    assert result.health.variable_rate and result.sync.bas > 0.7
    assert result.flashes.passed


@pytest.mark.parametrize(
    ("size", "frames", "sound"),
    [((3840, 2160), 3, False), ((108, 192), 30, False), ((64, 64), 1, True), ((64, 36), 30, True)],
)
def test_the_command_scores_any_film(tmp_path, capsys, size, frames, sound):
    """4K, vertical, one frame long, silent: an answer, with the scores that can be had."""
    width, height = size
    heard = np.zeros(48000, np.float32) if sound else None

    def picture(k):
        return np.linspace(0, 0.5, width)[None] + np.zeros((height, 1)) + 0.01 * k

    path = write_film(tmp_path / "any.mp4", picture, frames, sound=heard)
    assert main(["evaluate", str(path), "--json", "--report", str(tmp_path / "page.html")]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["video"]["width"], answer["health"]["frames"]) == (width, frames)
    assert answer["sync"] is None and answer["correspondence"] is None
    assert "</html>" in (tmp_path / "page.html").read_text("utf-8")


def test_the_command_tells_the_verdict_and_the_cards_in_words(tmp_path, capsys):
    path = write_film(tmp_path / "film.mp4", lambda k: texture(1), 10, sound=None)
    assert main(["evaluate", str(path)]) == 0
    first, *rows = capsys.readouterr().out.splitlines()
    assert first.startswith("There is no music to compare with")
    assert any(row.startswith("+ Flash safety") for row in rows)


@pytest.mark.parametrize("damage", ["empty", "cut off", "noise", "sound only"])
def test_the_command_says_what_is_wrong(tmp_path, capsys, damage):
    whole = write_film(tmp_path / "whole.mp4", lambda k: texture(1), 10, sound=clicks([0.1], 1))
    path, data = tmp_path / "bad.mp4", whole.read_bytes()
    path.write_bytes({"empty": b"", "cut off": data[:200]}.get(damage, bytes(range(256)) * 40))
    if damage == "sound only":
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, 8000, 0, "NONE", ""))
            file.writeframes(bytes(16000))
    assert main(["evaluate", str(path)]) == 3
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert said.startswith("clavilux: ") and said.endswith(".") and "bug" not in said


def test_not_a_film(tmp_path):
    (tmp_path / "a.mp4").write_text("no")
    with pytest.raises(InputError):
        evaluate(tmp_path / "a.mp4")
