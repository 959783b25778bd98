"""Flash measurement (WCAG 2.2, 2.3.1): laws on pictures made here, then through a real file.

Tolerances: rates are exact in halves of a flash; areas within one cell's edge (0.06 of a field).
"""

from fractions import Fraction

import av
import numpy as np
import pytest

from clavilux.evaluate.colour import chromaticity, linear, luminance, rgb_from_yuv
from clavilux.evaluate.flashes import FlashMeter, check_flashes
from clavilux.evaluate.grid import planes, shrink
from clavilux.types.errors import InputError

SIZE = (1024, 768)  # the reference screen: a cell is 8 x 8 of its pixels
DARK, LIGHT = 0.05, 0.75


def encoded(level: float) -> float:
    """The sRGB value 0..1 of a relative luminance."""
    return level * 12.92 if level <= 0.0031308 else 1.055 * level ** (1 / 2.4) - 0.055


def square(rate: float, seconds: float, fps: float = 30) -> np.ndarray:
    """On or off in each frame of a square wave of `rate` flashes a second: bool[frames]."""
    return np.floor(np.arange(round(seconds * fps)) * 2 * rate / fps + 1e-9) % 2 == 1


def measured(on: np.ndarray, mask=None, off=(DARK,) * 3, lit=(LIGHT,) * 3, fps: float = 30):
    """A report on pictures that show the linear RGB `lit` within `mask` while `on`, else `off`."""
    meter = FlashMeter(*SIZE, fps=fps)
    mask = np.ones(meter.shape, bool) if mask is None else mask
    colours = [np.array([encoded(c) for c in colour], np.float32) for colour in (off, lit)]
    for lit_now in on:
        rgb = np.repeat(colours[0], mask.size).reshape(3, *mask.shape)
        if lit_now:
            rgb[:, mask] = colours[1][:, None]
        meter.push_rgb(rgb)
    return meter.report()


def block(rows: int, columns: int, top: int = 0, left: int = 0) -> np.ndarray:
    """Cells lit in a rectangle."""
    mask = np.zeros((96, 128), bool)
    mask[top : top + rows, left : left + columns] = True
    return mask


@pytest.mark.parametrize("rate, passes", [(1, True), (2, True), (3, True), (4, False), (5, False)])
@pytest.mark.parametrize("fps", [24, 30000 / 1001, 30, 60])
def test_rate(rate, passes, fps):
    report = measured(square(rate, 2.5, fps), fps=fps)
    assert report.passed is passes
    assert report.general_per_second == rate
    assert report.red_per_second == 0


def test_four_single_flashes_fail_and_three_pass():
    flash = [True] + [False] * 6
    rest = [False] * 40
    assert measured(rest + flash * 3 + rest).passed
    report = measured(rest + flash * 4 + rest)
    assert not report.passed
    span = report.spans[0]
    assert span.kind == "general" and span.start == pytest.approx(40 / 30)
    assert 40 / 30 < span.end <= 68 / 30 and span.flashes_per_second == 4


def test_seventh_transition_counts_only_within_the_second():
    third = [True] * 5 + [False] * 5
    assert measured(
        [False] + third * 3 + [True] * 5
    ).passed  # the 7th lies one second after the 1st
    early = [False, *third, *third, *third[:-1], True]
    assert not measured(early).passed


def test_spans_name_time_and_place():
    quiet, rapid = np.zeros(60, bool), square(6, 2)
    report = measured(np.concatenate([quiet, rapid, quiet]), block(40, 40, 50, 80))
    (span,) = report.spans
    assert 2.0 <= span.start <= 2.1 and 3.8 <= span.end <= 4.05
    left, top, width, height = span.field
    assert left <= 80 / 128 + 0.2 and left + width > 80 / 128 + 0.05
    assert top <= 50 / 96 + 0.2 and top + height > 50 / 96 + 0.05


def test_small_area_passes_and_threshold_is_a_quarter_of_a_field():
    quarter = 0.25 * 341 * 256 / 64  # cells
    assert measured(square(5, 1.5), block(5, 5, 40, 60)).passed
    side = int(np.sqrt(quarter))
    small = measured(square(5, 1.5), block(side, side, 20, 20))
    assert small.passed and small.general_per_second == 0
    large = measured(square(5, 1.5), block(side + 1, side + 1, 20, 20))
    assert not large.passed and large.area == pytest.approx(0.25, abs=0.06)


def test_area_is_summed_within_a_field_only():
    near = block(12, 12, 4, 4) | block(12, 12, 4, 30) | block(12, 12, 20, 17)
    far = block(12, 12, 4, 4) | block(12, 12, 4, 110) | block(12, 12, 80, 50)
    assert not measured(square(5, 1.5), near).passed
    assert measured(square(5, 1.5), far).passed


@pytest.mark.parametrize("low, high, passes", [(0.1, 0.15, True), (0.1, 0.22, False)])
def test_least_change(low, high, passes):
    assert measured(square(5, 1.5), off=(low,) * 3, lit=(high,) * 3).passed is passes


def test_bright_flicker_above_four_fifths_passes():
    assert measured(square(5, 1.5), off=(0.85,) * 3, lit=(1.0,) * 3).passed
    assert not measured(square(5, 1.5), off=(0.75,) * 3, lit=(1.0,) * 3).passed


@pytest.mark.parametrize("period_s, passes", [(4.0, True), (1.0, True), (0.2, False)])
def test_fades_count_from_valley_to_peak(period_s, passes):
    meter = FlashMeter(*SIZE)
    for frame in range(135):
        level = 0.4 - 0.4 * np.cos(2 * np.pi * frame / 30 / period_s)
        meter.push_rgb(np.full((3, *meter.shape), encoded(level), np.float32))
    report = meter.report()
    assert report.passed is passes
    assert report.general_per_second == pytest.approx(max(1 / period_s, 0.5), abs=0.5)


def test_red_at_equal_luminance_fails_as_red_only():
    grey = (0.2126,) * 3
    report = measured(square(5, 1.5), off=grey, lit=(1.0, 0.0, 0.0))
    assert not report.passed
    assert report.general_per_second == 0 and report.red_per_second == 5
    assert {span.kind for span in report.spans} == {"red"}
    assert measured(square(3, 3), off=grey, lit=(1.0, 0.0, 0.0)).passed


@pytest.mark.parametrize(
    "off, lit, passes",
    [
        ((0.0, 0.20, 0.0), (0.0, 0.0, 1.0), True),  # green and blue: no red, little luminance
        ((0.06, 0.0, 0.0), (0.0, 0.0, 0.0), True),  # too dark a red
        ((0.25, 0.0, 0.0), (0.0, 0.0, 0.0), False),  # dark red on black
        ((0.25, 0.02, 0.02), (0.30, 0.01, 0.0), True),  # red to red
        ((0.40, 0.12, 0.12), (0.15, 0.15, 0.15), True),  # pink is not saturated
    ],
)
def test_what_is_a_red_flash(off, lit, passes):
    assert measured(square(5, 1.5), off=off, lit=lit).passed is passes


def test_flashes_side_by_side_count_together_and_reversals_do_not_double():
    left, right = block(96, 64), block(96, 64, 0, 64)
    apart = _in_turn([left, None, right, None] * 6)  # 3.75 flashes a second, each half of that
    assert not apart.passed
    swap = _in_turn([left, right] * 12)  # 7.5 changes a second: 3.75 flashes, at every place
    assert not swap.passed and swap.general_per_second == 4
    slow = _in_turn([left, left, right, right] * 6)
    assert slow.passed and slow.general_per_second == 2


def _in_turn(masks):
    """Each mask (None is dark) lit for four frames at 30 a second."""
    meter = FlashMeter(*SIZE)
    for mask in masks:
        rgb = np.full((3, *meter.shape), encoded(DARK), np.float32)
        if mask is not None:
            rgb[:, mask] = encoded(LIGHT)
        for _ in range(4):
            meter.push_rgb(rgb)
    return meter.report()


def test_fine_balanced_pattern_passes():
    checks = (np.indices((768, 1024)).sum(0) // 2 % 2).astype(np.uint8)
    meter = FlashMeter(*SIZE)
    for frame in range(60):
        meter.push(_i420((checks ^ (frame // 3 % 2)) * 180 + 30))
    assert meter.report().passed


def _i420(y: np.ndarray, u: int = 128, v: int = 128) -> np.ndarray:
    height, width = y.shape
    half = np.full((height // 4, width), u, np.uint8), np.full((height // 4, width), v, np.uint8)
    return np.concatenate([y.astype(np.uint8), *half])


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (1080, 1080), (640, 360), (64, 36)])
def test_same_verdict_at_any_size(size):
    """The upper left ninth of the picture flashes: far more than a quarter of some field."""
    meter, tiny = FlashMeter(*size), FlashMeter(*size)
    for frame in range(40):
        y = np.full((size[1], size[0]), 30, np.uint8)
        small = y.copy()
        if frame // 3 % 2:
            y[: size[1] // 3, : size[0] // 3] = 220
            small[: size[1] // 20, : size[0] // 20] = 220
        meter.push(_i420(y))
        tiny.push(_i420(small))
    assert not meter.report().passed and meter.report().general_per_second == 5
    assert tiny.report().passed


def test_coarse_meter_agrees():
    for rate, passes in ((2, True), (5, False)):
        meter = FlashMeter(1920, 1080, cell=16)
        frames = [_i420(np.full((1080, 1920), level)) for level in (40, 200)]
        for lit in square(rate, 2):
            meter.push(frames[int(lit)])
        assert meter.report().passed is passes
        assert meter.report().general_per_second == rate


def test_no_frames_pass():
    report = FlashMeter(*SIZE).report()
    assert report.passed and report.frames == 0 and report.duration == 0


def test_luminance_is_of_light_not_of_luma():
    """Red, green and blue of BT.709, limited range: WCAG's weights, the primaries' chromaticity."""
    codes = {"red": (63, 102, 240), "green": (173, 42, 26), "blue": (32, 240, 118)}
    expected = {"red": 0.2126, "green": 0.7152, "blue": 0.0722}
    for name, yuv in codes.items():
        light = linear(rgb_from_yuv(*(np.array([float(code)]) for code in yuv)))
        assert luminance(light)[0] == pytest.approx(expected[name], abs=0.006)
    red = np.array([[1.0], [0.0], [0.0]], np.float32)
    assert chromaticity(red)[:, 0] == pytest.approx([0.4507, 0.5229], abs=1e-3)
    white = np.ones((3, 1), np.float32)
    assert chromaticity(white)[:, 0] == pytest.approx([0.1978, 0.4683], abs=1e-3)
    assert np.allclose(chromaticity(white * 0), chromaticity(white), atol=1e-3)  # black is neutral


def test_shrink_is_the_mean():
    plane = np.random.default_rng([7, 1]).integers(0, 256, (72, 96), dtype=np.uint8)
    expected = plane.reshape(18, 4, 24, 4).mean((1, 3))
    assert np.allclose(shrink(plane, 18, 24), expected, atol=1e-4)
    ramp = np.tile(np.arange(250, dtype=np.uint8), (100, 1))
    assert np.allclose(shrink(ramp, 7, 9)[0], (np.arange(9) + 0.5) * 250 / 9 - 0.5, atol=0.6)
    y, u, v = planes(_i420(np.full((8, 12), 50), 60, 70))
    assert (y.shape, u.shape, v.shape) == ((8, 12), (4, 6), (4, 6))
    assert (y[0, 0], u[0, 0], v[0, 0]) == (50, 60, 70)


def film(path, lit_frames, fps=Fraction(30), size=(256, 144), lit=(235, 128, 128)):
    """A real H.264 file: black, or all of the YUV colour `lit`."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=fps, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for on in lit_frames:
            y = np.full((size[1], size[0]), lit[0] if on else 16)
            frame = av.VideoFrame.from_ndarray(
                _i420(y, *(lit[1:] if on else (128, 128))), format="yuv420p"
            )
            frame.colorspace, frame.color_range = 1, 1
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


@pytest.mark.parametrize("rate, passes", [(2, True), (5, False)])
def test_finished_file(tmp_path, rate, passes):
    film(tmp_path / "a.mp4", square(rate, 4))
    report = check_flashes(tmp_path / "a.mp4")
    assert report.passed is passes
    assert report.general_per_second == rate
    assert report.frames == 120 and report.duration == pytest.approx(4, abs=1e-3)


def test_finished_file_in_red(tmp_path):
    film(tmp_path / "r.mp4", square(5, 1.5), lit=(40, 115, 185))  # a dark red: luminance under 0.1
    report = check_flashes(tmp_path / "r.mp4")
    assert report.general_per_second == 0 and report.red_per_second == 5


@pytest.mark.parametrize("content", [b"", b"not a film at all", None])
def test_not_a_film(tmp_path, content):
    path = tmp_path / "x.mp4"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        check_flashes(path)
    assert str(caught.value).endswith(".") and "x.mp4" in str(caught.value)
