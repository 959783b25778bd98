"""One contract for every look: a look is tested by being listed.

Drawn small. "Alive": with sound the picture changes more within two beats than in silence;
"tappable": more happens right after a beat than before it. Flash safety is measured by WCAG's own
definition with music at 174 beats a minute.
"""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

import made_features
from clavilux.compose.device import gpu
from clavilux.drives import SOURCES
from clavilux.evaluate.flashes import FlashMeter
from clavilux.generators import GENERATORS
from clavilux.generators.looks import LOOKS, card, cards, parse_drive, parse_focus
from clavilux.generators.pattern import Pattern
from clavilux.renderer import Renderer
from clavilux.table import load
from clavilux.timeline import Timeline
from clavilux.types.canvas import Canvas
from clavilux.types.errors import InputError
from clavilux.types.look import Focus
from clavilux.types.palettes import PALETTES
from clavilux.types.plan import Camera, Finish, Plan, Shot

LOUD = (made_features.Section(0.0, 24.0, "A", 0.9),)
SIZES = [(96, 54), (54, 96), (64, 64)]
NAMES = list(LOOKS)


def timeline(bpm=120.0, silent=False):
    features = made_features.silence(24.0) if silent else made_features.song(bpm, 24.0, LOUD)
    return Timeline(features)


def plan(look, palette="ember", seed=1, intensity=0.7, flash=0.0):
    shot = Shot(
        0.0,
        24.0,
        options={"look": look},
        drives=dict(card(look).drives),
        seed=seed,
        intensity=intensity,
    )
    finish = Finish(grain=0.0, flash=flash, fade_in_s=0.0, fade_out_s=0.0)
    return Plan("music", 24.0, 0, {"main": PALETTES[palette].colours}, (shot,), finish=finish)


def draw(look, indices, heard=None, size=(96, 54), **options):
    canvas = Canvas(*size)
    renderer = Renderer(plan(look, **options), heard or timeline(), canvas)
    return [planes.astype(float) for _, planes in renderer.frames(indices)]


def linear_light(look, t, size, seed=1, zoom=1.0):
    """What the painter itself makes, before any grade: `float[h, w, 3]`."""
    shot = replace(plan(look, seed=seed).shots[0], camera=Camera(zoom=(zoom, zoom)))
    painter = Pattern(gpu()).prepare(shot, PALETTES["ember"].colours, size)
    target = gpu().texture(size)
    encoder = gpu().device.create_command_encoder()
    painter.paint(timeline().moment(t, shot, 1 / 60), encoder, target)
    gpu().queue.submit([encoder.finish()])
    where = {"texture": target, "mip_level": 0, "origin": (0, 0, 0)}
    layout = {"offset": 0, "bytes_per_row": size[0] * 8, "rows_per_image": size[1]}
    raw = gpu().queue.read_texture(where, layout, (*size, 1))
    return np.frombuffer(raw, np.float16).reshape(size[1], size[0], 4)[..., :3].astype(float)


def test_there_are_enough_looks():
    assert len(LOOKS) >= 10
    assert len({c.about for c in cards()}) == len(LOOKS)


@pytest.mark.parametrize("name", NAMES)
def test_the_header_is_whole(name):
    described = card(name)
    low, high = described.energy
    assert described.about and 0 <= low < high <= 1
    assert 3 <= len(described.drives) <= 16
    assert all(drive.source in SOURCES for drive in described.drives.values())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", NAMES)
def test_light_is_finite_in_range_and_not_flat(name, size):
    for t in (0.0, 7.3, 23.9):
        light = linear_light(name, t, size)
        assert np.isfinite(light).all() and light.min() >= 0 and light.max() < 200
    assert light.std() > 0.004, "a flat picture"


@pytest.mark.parametrize("name", NAMES)
def test_the_same_twice_and_another_seed_differs(name):
    first, again = draw(name, [200]), draw(name, [90, 200])
    assert np.array_equal(first[0], again[1])
    other = draw(name, [200], seed=2)
    assert np.abs(first[0] - other[0])[:54].mean() > 0.5


@pytest.mark.parametrize("name", NAMES)
def test_it_lives_with_the_sound_and_rests_in_silence(name):
    def change(frames):
        return np.mean([np.abs(b - a)[:54].mean() for a, b in pairwise(frames)])

    loud = change(draw(name, range(240, 270), intensity=0.8))
    quiet = change(draw(name, range(240, 270), timeline(silent=True), intensity=0.0))
    assert loud > 0.15
    assert quiet < 0.5 * loud


@pytest.mark.parametrize("name", NAMES)
def test_a_viewer_can_tap_the_beat(name):
    """Beats every 15 frames: the change into a beat's first frames beats the change before it."""
    frames = draw(name, range(225, 300), intensity=0.8)
    change = np.array([np.abs(b - a)[:54].mean() for a, b in pairwise(frames)])
    by_phase = change[: len(change) // 15 * 15].reshape(-1, 15).mean(axis=0)
    # change[k] leads into frame 226 + k; beats lie on multiples of 15
    beat = by_phase[[14, 0, 1]].max()
    before = by_phase[8:13].mean()
    assert beat > 1.5 * before


@pytest.mark.parametrize("name", NAMES)
def test_fast_music_stays_within_three_flashes(name):
    canvas = Canvas(160, 90)
    renderer = Renderer(plan(name, "signal", intensity=1.0, flash=0.5), timeline(174.0), canvas)
    meter = FlashMeter(160, 90, 30)
    for _, planes in renderer.frames(range(150, 330)):
        meter.push(planes)
    report = meter.report()
    assert report.passed, f"{report.flashes_per_second} flashes a second"


@pytest.mark.parametrize("generator", list(GENERATORS))
def test_generators_refuse_options_that_they_do_not_know(generator):
    check = load(GENERATORS, generator, "generator").check
    with pytest.raises(InputError, match="nonsense"):
        check({"nonsense": 1}, "plan.shots.0.options")


def test_drives_of_headers_are_read_strictly():
    name, drive = parse_drive("sway = phase loudness base 0.06 gain 0.25 release 0.6")
    assert (name, drive.kind, drive.base, drive.release_s) == ("sway", "phase", 0.06, 0.6)
    for wrong in ("sway loudness", "sway = loudness gain", "sway = loudness speed 3"):
        with pytest.raises((ValueError, KeyError)):
            parse_drive(wrong)


def test_the_focus_of_headers_is_read_strictly():
    x, y = parse_focus("x = seed 1 times 1.1 less 0.8, y = 0.05 grow 0.6")
    assert (x, y) == (Focus(seed=1, times=1.1, less=0.8), Focus(0.05, grow=0.6))
    for wrong in ("x = 1", "x = seed 9 times 1, y = 0", "y = 0, x = 0"):
        with pytest.raises(ValueError, match="not a focus"):
            parse_focus(wrong)


@pytest.mark.parametrize("size", [(192, 108), (108, 192)], ids=["wide", "tall"])
@pytest.mark.parametrize(("look", "axes"), [("petals", [0, 1]), ("horizon", [0])])
def test_a_nearer_camera_keeps_the_subject_in_its_place(look, axes, size):
    """The subject is what is brightest: a flower's heart, a sun (cut off by the land below)."""
    for seed in (1, 2, 3):
        far, near = (_brightest(linear_light(look, 7.3, size, seed, zoom)) for zoom in (1.0, 1.5))
        assert np.abs(far - near)[axes].max() < 0.08


def _brightest(light):
    """The middle of the brightest twentieth of a picture, in shares of its shorter side."""
    bright = light.sum(axis=2)
    rows, columns = np.nonzero(bright >= np.quantile(bright, 0.95))
    return np.array([columns.mean(), rows.mean()]) / min(bright.shape)
