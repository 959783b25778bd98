"""The command line as a user meets it: answers, exit codes, one sentence for bad input, nothing
left half done.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clavilux.cli import main
from clavilux.evaluate.flashes import FlashReport
from clavilux.media.codecs import Encoding
from clavilux.media.film import film_info
from clavilux.media.write import join
from clavilux.project import read_project
from clavilux.schemas import SCHEMAS
from clavilux.types.audio import Tags
from clavilux.types.canvas import Canvas
from clavilux.types.colour import oklch_from_hex
from clavilux.types.errors import ClaviluxError, InputError
from test_media_kit import picture_file, write_segments, write_sound

REAL = Path(os.environ.get("CLAVILUX_AUDIO", Path(__file__).parents[2] / "shared" / "audio"))
NASTY = sorted(path for path in REAL.glob("nasty/**/*") if path.is_file())
SMALL = ["--size", "64x36", "--fps", "12"]
RATE = 22050


@pytest.fixture(autouse=True, scope="module")
def own_cache(tmp_path_factory):
    before = os.environ.get("CLAVILUX_CACHE")
    os.environ["CLAVILUX_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    yield
    del os.environ["CLAVILUX_CACHE"]
    if before:
        os.environ["CLAVILUX_CACHE"] = before


@pytest.fixture(scope="module")
def song(tmp_path_factory):
    """Twelve seconds of clicks at 120 over a chord, with tags."""
    path = tmp_path_factory.mktemp("song") / "click song.flac"
    t = np.arange(12 * RATE) / RATE
    age = t % 0.5
    clicks = np.sin(2 * np.pi * 1000 * age) * np.exp(-age * 60)
    chord = sum(np.sin(2 * np.pi * f * t) for f in (220, 277.2, 329.6)) / 30
    samples = (np.clip(0.7 * clicks + chord, -1, 1) * 32767).astype(np.int16)
    with av.open(str(path), "w") as container:
        container.metadata.update({"title": "Ticks", "artist": "Nobody"})
        stream = container.add_stream("flac", rate=RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
        frame.rate = RATE
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    return path


def run(*arguments):
    return main([str(argument) for argument in arguments])


def test_make_leaves_one_film_of_the_right_length(song, tmp_path, capsys):
    out = tmp_path / "film.mp4"
    assert run("make", song, "-o", out, *SMALL, "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["films"] == [str(out)]
    info = film_info(out)
    assert (info.width, info.height) == (64, 36)
    assert abs(info.duration - 12) <= 1 / 12
    assert [path.name for path in tmp_path.iterdir()] == ["film.mp4"]


def test_a_film_that_cannot_be_calmed_is_written_and_said(song, tmp_path, capsys, monkeypatch):
    def fails(plan, timeline, canvas, encoding, span):
        return FlashReport(False, 4.5, 0.0, 0.5, (), 12, 1.0)

    monkeypatch.setattr("clavilux.safety.seen_flashes", fails)
    out = tmp_path / "film.mp4"
    arguments = ("make", song, "-o", out, *SMALL, "--end", "1", "--json")
    assert run(*arguments) == 6
    said = capsys.readouterr().err
    assert "4.5 in the worst second" in said and len(said.splitlines()) == 1
    assert film_info(out).width == 64
    assert run(*arguments, "--allow-flashes") == 0


def test_several_aspects_make_several_films(song, tmp_path):
    assert run("make", song, "-o", tmp_path / "f.mp4", "--aspect", "9:16,1:1", "--preview",
               "--fps", "5", "--start", "1", "--end", "2") == 0  # fmt: skip
    assert sorted(p.name for p in tmp_path.iterdir()) == ["f-360x360.mp4", "f-360x640.mp4"]


def test_analyze_answers_what_its_schema_says(song, tmp_path, capsys):
    assert run("analyze", song, "--json", "--plot", tmp_path / "p.png") == 0
    document = json.loads(capsys.readouterr().out)
    schema = SCHEMAS["analysis"]()
    assert set(schema["required"]) <= set(document)
    assert abs(document["duration_s"] - 12) < 0.01
    assert min(abs(document["tempo_bpm"] / f - 120) for f in (0.5, 1, 2)) < 2
    assert (
        document["beats"] and document["sections"] and document["key"]["mode"] in ("major", "minor")
    )
    assert (tmp_path / "p.png").stat().st_size > 10_000


def test_a_doubtful_beat_is_said_and_corrections_silence_it(tmp_path, capsys):
    rain, out = tmp_path / "rain.wav", tmp_path / "plan.json"
    noise = np.random.default_rng(1).normal(0, 0.1, (1, RATE * 12)).astype(np.float32)
    write_sound(rain, noise, RATE)
    assert run("plan", rain, "-o", out) == 0
    assert "no steady beat is heard" in capsys.readouterr().err
    assert any("no steady beat" in note for note in read_project(out).plan.notes)
    assert run("plan", rain, "-o", out, "--tempo", "x3/2") == 0
    assert "steady beat" not in capsys.readouterr().err
    assert read_project(out).overrides.tempo == 1.5
    assert run("analyze", rain) == 0
    assert re.search(r"^beats +\d+ \(\d+% sure\)$", capsys.readouterr().out, re.MULTILINE)


def test_plan_edit_render(song, tmp_path, capsys):
    project, out = tmp_path / "p.json", tmp_path / "film.mkv"
    assert run("plan", song, "-o", project, *SMALL, "--set", "plan.finish.grain=0") == 0
    document = json.loads(project.read_text())
    assert document["plan"]["finish"]["grain"] == 0
    assert document["brief"]["title"] == "Ticks"
    document["plan"]["shots"][0]["seed"] = 4
    project.write_text(json.dumps(document))
    assert run("render", project, "-o", out) == 0
    assert film_info(out).width == 64
    capsys.readouterr()
    assert run("check", out) == 0


def test_a_palette_from_the_sleeve_and_of_ones_own(song, tmp_path, capsys):
    film, out = tmp_path / "film.mp4", tmp_path / "plan.json"
    segment = write_segments(tmp_path, Canvas(64, 36), Encoding(), (30,))
    tags = Tags(cover=picture_file())
    join(segment, film, song, Encoding(), 0.0, 1.0, Canvas().fps, tags)
    assert run("plan", film, "-o", out, "--palette", "cover") == 0
    project = read_project(out)
    hue = oklch_from_hex(project.plan.palettes["main"].mid)[2]
    assert hue == pytest.approx(oklch_from_hex("#1e46a0")[2], abs=12)
    again = tmp_path / "again.json"
    assert run("plan", out, "-o", again) == 0
    assert read_project(again).plan.palettes == project.plan.palettes
    own = "#0d0605,#4a140d,#b83a1a,#f8b878,#3fd0c9"
    assert run("plan", song, "-o", out, "--palette", own) == 0
    assert read_project(out).plan.palettes["main"].accent == "#3fd0c9"
    capsys.readouterr()
    assert run("plan", song, "-o", tmp_path / "no.json", "--palette", "cover") == 3
    assert "no picture" in capsys.readouterr().err and not (tmp_path / "no.json").exists()


def test_a_corrected_project_is_planned_anew(song, tmp_path):
    first, second = tmp_path / "p.json", tmp_path / "q.json"
    assert run("plan", song, "-o", first, "--title", "Mine") == 0
    assert run("plan", first, "-o", second, "--set", "overrides.tempo=0.5") == 0
    before, after = read_project(first), read_project(second)
    assert after.overrides.tempo == 0.5 and after.brief.title == "Mine"
    assert len(after.plan.shots) <= len(before.plan.shots)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--mode", "opera"], 2, "opera"),
        (["--look", "nope"], 2, "nope"),
        (["--palette", "nope"], 2, "nope"),
        (["--size", "big"], 2, "--size"),
        (["--size", "63x36"], 2, "even"),
        (["--aspect", "3:7"], 2, "--aspect"),
        (["--fps", "0"], 2, "--fps"),
        (["--codec", "mjpeg"], 2, "mjpeg"),
        (["--set", "plan.nothing=1"], 2, "nothing"),
        (["--set", "nonsense"], 2, "KEY=VALUE"),
        (["--start", "20"], 2, "nothing of"),
        (["--tempo", "fast"], 2, "--tempo"),
        (["--lyrics", "missing.lrc"], 3, "missing.lrc"),
        (["-o", "film.gif"], 4, "gif"),
        (["-o", "no/such/folder/film.mp4"], 4, "no/such/folder"),
    ],
)
def test_bad_wishes_get_one_sentence(song, tmp_path, monkeypatch, capsys, arguments, code, words):
    monkeypatch.chdir(tmp_path)
    assert run("make", song, *SMALL, *arguments) == code
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert said.startswith("clavilux: ") and words in said
    assert not list(tmp_path.iterdir())


def test_a_film_takes_the_place_of_its_own_earlier_one_and_of_nothing_else(
    song, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    film = tmp_path / f"{song.stem}.mp4"
    film.write_bytes(b"a film of somebody's holidays")
    assert run("make", song, *SMALL) == 4
    assert "Clavilux did not make it" in capsys.readouterr().err
    assert film.read_bytes() == b"a film of somebody's holidays"
    film.unlink()
    assert run("make", song, *SMALL) == 0 and run("make", song, *SMALL, "--seed", "2") == 0


def test_files_that_are_no_sound(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.wav").touch()
    (tmp_path / "text.mp3").write_text("not a song\n" * 100)
    (tmp_path / "folder.wav").mkdir()
    for name in ("empty.wav", "text.mp3", "folder.wav", "missing.ogg"):
        assert run("make", name, "-o", "film.mp4") == 3
        said = capsys.readouterr().err.strip().splitlines()[-1]
        assert name in said and said.endswith(".")
    assert not (tmp_path / "film.mp4").exists()


@pytest.mark.skipif(not NASTY, reason="the real audio files are not here (CLAVILUX_AUDIO)")
@pytest.mark.parametrize("path", NASTY, ids=lambda path: path.name)
def test_awkward_files_give_a_film_or_a_sentence(path, tmp_path, capsys):
    code = run("make", path, "-o", tmp_path / "film.mp4", "--size", "32x32", "--fps", "4")
    said = capsys.readouterr().err
    assert code in (0, 3)
    if code == 0:
        assert film_info(tmp_path / "film.mp4").duration > 0
    else:
        assert said.strip().splitlines()[-1].startswith("clavilux: ")
    assert [p.name for p in tmp_path.iterdir()] == (["film.mp4"] if code == 0 else [])


def start(song, out, folder):
    environment = os.environ | {"CLAVILUX_CACHE": str(folder / "cache")}
    command = [sys.executable, "-m", "clavilux", "make", str(song), "-o", str(out)]
    command += ["--size", "640x360", "--fps", "60"]
    return subprocess.Popen(
        command, env=environment, stderr=subprocess.PIPE, text=True, preexec_fn=_hear_interrupts
    )


def _hear_interrupts():
    """A shell's background jobs ignore SIGINT, and so would all that they start."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_run_leaves_nothing_half_done(song, tmp_path, number, code):
    out = tmp_path / "film.mp4"
    child = start(song, out, tmp_path)
    deadline = time.monotonic() + 90
    while not list(tmp_path.glob("cache/segments/*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    child.send_signal(number)
    said = child.communicate(timeout=60)[1]
    assert child.returncode == code
    assert "Traceback" not in said and "Stopped" in said
    assert sorted(p.name for p in tmp_path.iterdir()) == ["cache"]
    leftovers = [
        p.name for p in tmp_path.rglob("*") if p.is_file() and p.suffix not in (".seg", ".npz")
    ]
    assert leftovers == []


INTERRUPTED_IN_A_CALLBACK = """
import signal, sys, time
import cffi
from clavilux.cli.stopping import hear_signals

hear_signals()
ffi = cffi.FFI()
space = {"__name__": "wgpu.backends.made_up", "signal": signal, "number": int(sys.argv[1])}
exec("def map_callback(_): signal.raise_signal(number); return 7", space)
called = ffi.callback("int(int)", space["map_callback"])
try:
    assert called(1) == 7, "the callback was interrupted"
    time.sleep(10)
except BaseException as asked:
    print(type(asked).__name__)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(
    ("number", "said"), [(signal.SIGINT, "KeyboardInterrupt"), (signal.SIGTERM, "Terminated")]
)
def test_a_signal_inside_a_callback_of_the_gpu_library_is_not_lost(number, said):
    command = [sys.executable, "-c", INTERRUPTED_IN_A_CALLBACK, str(int(number))]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=30, preexec_fn=_hear_interrupts
    )
    assert (done.stdout.strip(), done.stderr) == (said, "")


def test_help_and_version_say_something(capsys):
    for arguments in (["--help"], ["make", "--help"], ["--version"]):
        with pytest.raises(SystemExit) as left:
            run(*arguments)
        assert left.value.code == 0
        assert "clavilux" in capsys.readouterr().out


def test_published_schemas_are_what_the_code_says():
    folder = Path(__file__).parents[1] / "docs" / "schema"
    for name, make in SCHEMAS.items():
        published = json.loads((folder / f"{name}.json").read_text("utf-8"))
        assert published == make(), f"refresh: clavilux schema {name} > docs/schema/{name}.json"


@pytest.fixture(scope="module")
def project_text(song, tmp_path_factory):
    path = tmp_path_factory.mktemp("project") / "p.json"
    assert run("plan", song, "-o", path) == 0
    return path.read_text("utf-8")


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.just([]),
    st.just({}),
)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_project_file_crashes_the_reader(project_text, tmp_path, data):
    """Values replaced, keys lost and added, bytes cut and flipped."""
    path = tmp_path / "p.json"
    if data.draw(st.booleans()):
        document = json.loads(project_text)
        spot, key = document, None
        while isinstance(spot, dict | list) and spot and data.draw(st.integers(0, 3)) < 3:
            keys = list(spot) if isinstance(spot, dict) else list(range(len(spot)))
            key, holder = data.draw(st.sampled_from(keys)), spot
            spot = spot[key]
        if key is not None:
            holder[key] = data.draw(JUNK)
        path.write_text(json.dumps(document), "utf-8")
    else:
        raw = bytearray(project_text.encode())
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=4))
        path.write_bytes(bytes(raw))
    try:
        read_project(path)
    except ClaviluxError as error:
        assert str(path) in str(error)


def test_no_answer_takes_the_place_of_a_file_that_was_given(song, tmp_path, capsys):
    own, link = tmp_path / "own.wav", tmp_path / "link.mkv"
    own.write_bytes(song.read_bytes())
    link.symlink_to(own)
    before = own.read_bytes()
    for command in (
        ("make", own, "-o", link),
        ("make", own, "-o", tmp_path / "film.mp4", "--save", own),
        ("analyze", own, "--sonify", own),
    ):
        assert run(*command) == 2
        assert "is a file that was given" in capsys.readouterr().err
    assert run("plan", own, "-o", tmp_path / "film.txt") == 4
    assert own.read_bytes() == before and sorted(tmp_path.iterdir()) == [link, own]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"canvases": []}, "canvases is empty"),
        ({"mode": "film"}, "mode: there is no mode 'film'"),
        ({"plan.mode": "film"}, "plan.mode: there is no mode 'film'"),
        ({"canvases": [{"fps": "0"}]}, "1 to 240 frames a second"),
        ({"plan.finish": {"grain": 1e300}}, "finish.grain lies between 0 and 1"),
        ({"plan.shots.0.camera": {"zoom": [0, 1]}}, "camera.zoom lies between"),
        ({"plan.palettes.main.mid": "red"}, "plan.palettes.main.mid: A colour is written"),
    ],
)
def test_wrong_values_of_a_project_are_said(wrong, said, tmp_path):
    shot = {"start": 0.0, "end": 1.0, "options": {"look": "ink"}}
    palette = dict.fromkeys(("ground", "low", "mid", "high", "accent"), "#102030")
    plan = {"mode": "music", "duration": 1.0, "seed": 0, "shots": [shot]}
    data = {"audio": "song.wav", "plan": plan | {"palettes": {"main": palette}}}
    for key, value in wrong.items():
        *steps, last = key.split(".")
        place = data
        for step in steps:
            place = place[int(step)] if isinstance(place, list) else place[step]
        place[last] = value
    path = tmp_path / "film.json"
    path.write_text(json.dumps(data))
    with pytest.raises(InputError, match=re.escape(said)):
        read_project(path)
