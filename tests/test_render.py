"""The file driver: segments, resuming, sameness, and sync measured on decoded frames.

Tolerance: a flash for a beat lies on the frame nearest the beat, that is within half a frame, at
every rate and anywhere in an hour. Films that should be the same are the same byte for byte.
"""

import multiprocessing
import os
import signal
import time
from dataclasses import replace
from fractions import Fraction

import av
import numpy as np
import pytest

import made_features
from clavilux import cache
from clavilux.generators.looks import cards
from clavilux.media.codecs import Encoding
from clavilux.media.write import join
from clavilux.modes.brief import Brief
from clavilux.modes.music import Music
from clavilux.renderer import Renderer, render_segments
from clavilux.segments import segments
from clavilux.timeline import Timeline
from clavilux.types.canvas import Canvas
from clavilux.types.clock import frame_at
from clavilux.types.features import VOICES, Chord, Key
from clavilux.types.heard import Tags
from clavilux.types.plan import Drive, Finish, Palette, Plan, Shot, Transition

DEFAULT = Encoding()
SMALL = Canvas(160, 96, Fraction(30))  # libx264 is not deterministic for frames as small as 64 x 36
PALETTE = Palette("#000000", "#101010", "#808080", "#ffffff", "#ff0000")


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("CLAVILUX_CACHE", str(tmp_path / "cache"))


def flashing_plan(duration, source="beat"):
    """Darkness, and a flash on every beat."""
    flash = {"flash": Drive(source, release_s=0.08)}
    shot = Shot(0.0, duration, options={"look": "curtains"}, drives=flash | still("curtains"))
    finish = Finish(bloom=0, vignette=0, grain=0, flash=1.0, fade_in_s=0, fade_out_s=0)
    return Plan("music", duration, 0, {"main": PALETTE}, (shot,), finish=finish)


def still(look):
    card = next(card for card in cards() if card.name == look)
    return {name: Drive("loudness", gain=0.0) for name in card.drives}


def decode(path):
    with av.open(str(path)) as container:
        return [frame.to_ndarray() for frame in container.decode(video=0)]


def lumas(frames, height):
    return np.array([frame[:height].mean() for frame in frames])


@pytest.mark.parametrize("fps", ["24", "30000/1001", "30", "60"])
@pytest.mark.parametrize("begin", [0.0, 3541.3])
def test_flashes_lie_on_the_frame_nearest_the_beat(fps, begin, tmp_path):
    canvas = Canvas(64, 36, Fraction(fps))
    duration = begin + 8.0
    features = made_features.song(bpm=97.3, duration=duration, sections=made_features.FORM[2:3])
    timeline = Timeline(features)
    parts = render_segments(
        flashing_plan(duration), timeline, canvas, Encoding(), (begin, duration)
    )
    join(parts, tmp_path / "film.mp4", None, Encoding(), begin, duration, canvas.fps)
    light = lumas(decode(tmp_path / "film.mp4"), 36)
    rises = np.flatnonzero(np.diff(light) > 25) + 1 + frame_at(begin, canvas.fps)
    beats = timeline.beat_frames(canvas.fps)
    wanted = beats[(beats > frame_at(begin, canvas.fps)) & (beats < frame_at(duration, canvas.fps))]
    assert len(wanted) > 8
    assert rises.tolist() == wanted.tolist()
    shown = rises / float(canvas.fps)
    nearest = np.abs(features.beats.times[:, None] - shown).min(axis=0)
    assert nearest.max() <= 0.5 / float(canvas.fps) + 1e-9


def film(seed=3, duration=30.0):
    features = made_features.song(duration=duration, sections=made_features.FORM[:2])
    timeline = Timeline(features)
    return Music().direct(timeline, Brief(seed=seed, max_shot_s=6), cards()), timeline


def read(paths):
    return [path.read_bytes() for path in paths]


def test_the_same_plan_gives_the_same_bytes(tmp_path, monkeypatch):
    plan, timeline = film()
    first = read(render_segments(plan, timeline, SMALL, Encoding(), (0, 8)))
    monkeypatch.setenv("CLAVILUX_CACHE", str(tmp_path / "other"))
    assert read(render_segments(plan, timeline, SMALL, Encoding(), (0, 8))) == first


def test_frames_may_be_drawn_in_any_order():
    plan, timeline = film()
    wanted = [5, 170, 171, 90, 400, 6]
    forward = dict(Renderer(plan, timeline, SMALL).frames(sorted(wanted)))
    mixed = dict(Renderer(plan, timeline, SMALL).frames(wanted))
    for index in wanted:
        assert np.array_equal(forward[index], mixed[index])


def test_an_edited_shot_redraws_only_what_it_touches():
    plan, timeline = film()
    keys = [s.key for s in segments(plan, timeline, SMALL, Encoding(), (0, 30))]
    number = len(plan.shots) // 2
    shots = list(plan.shots)
    shots[number] = replace(shots[number], seed=99, transition=Transition())
    edited = segments(replace(plan, shots=tuple(shots)), timeline, SMALL, Encoding(), (0, 30))
    assert len(edited) == len(keys)
    changed = [s for s, key in zip(edited, keys, strict=True) if s.key != key]
    assert changed
    for segment in changed:
        assert (
            segment.last / 30 > shots[number].start - 2
            and segment.first / 30 < shots[number].end + 2
        )
    assert len(changed) < len(keys)


def test_everything_seen_is_in_the_key():
    plan, timeline = film()

    def keys(plan, timeline=timeline, canvas=SMALL, encoding=DEFAULT):
        return [s.key for s in segments(plan, timeline, canvas, encoding, (0, 8))]

    base = keys(plan)
    assert keys(plan) == base
    finish = replace(plan.finish, grain=0.9)
    assert not set(keys(replace(plan, finish=finish))) & set(base)
    assert not set(keys(plan, canvas=Canvas(64, 64))) & set(base)
    assert not set(keys(plan, encoding=Encoding(quality=30))) & set(base)
    assert not set(keys(plan, timeline=film(duration=31.0)[1])) & set(base)
    heard = timeline.features
    others = (
        {"chords": (Chord(0.0, heard.duration, "Fm", 0.9),)},
        {"key": Key("F#", "minor", 0.5)},
        {"voice": Tags(VOICES, np.full((30, 3), 0.3, np.float32), 1.0)},
        {"onsets": heard.onsets + 0.01},
    )
    for changed in others:
        other = replace(timeline, features=replace(heard, **changed))
        assert not set(keys(plan, timeline=other)) & set(base), changed


def _draw_forever(folder):
    os.environ["CLAVILUX_CACHE"] = folder
    plan, timeline = film()
    render_segments(plan, timeline, SMALL, Encoding(), (0, 30))


def test_a_killed_run_resumes_and_ends_the_same(tmp_path, monkeypatch):
    plan, timeline = film()
    folder = tmp_path / "killed"
    child = multiprocessing.get_context("spawn").Process(target=_draw_forever, args=(str(folder),))
    child.start()
    deadline = time.monotonic() + 120
    while not list(folder.glob("segments/*.seg")) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    finished = {path.name: path.stat().st_mtime_ns for path in folder.glob("segments/*.seg")}
    monkeypatch.setenv("CLAVILUX_CACHE", str(folder))
    drawn = []
    paths = render_segments(
        plan, timeline, SMALL, Encoding(), (0, 30), lambda done, total: drawn.append(done)
    )
    assert finished and drawn[0] > 0, "nothing was kept of the killed run"
    monkeypatch.setenv("CLAVILUX_CACHE", str(tmp_path / "whole"))
    assert read(render_segments(plan, timeline, SMALL, Encoding(), (0, 30))) == read(paths)


def test_an_interrupt_keeps_finished_segments_and_no_others():
    plan, timeline = film()

    def interrupt(done, total):
        if done > total // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        render_segments(plan, timeline, SMALL, Encoding(), (0, 30), interrupt)
    names = {path.suffix for path in cache.root().rglob("*") if path.is_file()}
    assert names == {".seg", ".npz"}


def test_an_encoder_that_fails_stops_the_film(monkeypatch):
    plan, timeline = film()

    def broken(self, frame):
        raise OSError("no room")

    monkeypatch.setattr("clavilux.media.write.SegmentWriter.write", broken)
    with pytest.raises(OSError, match="no room"):
        render_segments(plan, timeline, SMALL, Encoding(), (0, 30))
    assert not list(cache.root().rglob("*.seg"))
