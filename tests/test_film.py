"""Laws of finishing: what the planes hold for pictures of known light.

Tolerances: planes 1/255 (the sRGB curve is approximated to 0.002) beside dithering by another 1;
half-size painting agrees with full-size painting of a smooth picture within 2/255 on average. The
way of hardware GPUs (`soft=False`) is drawn by the software rasteriser as well.
"""

import numpy as np
import pytest

from clavilux.compose.device import gpu, unroll
from clavilux.compose.film import Film, Grade, Shade, Words, offered_transitions
from clavilux.compose.i420 import packed
from clavilux.types.canvas import Canvas
from clavilux.types.film import TRANSITIONS

NEUTRAL = Grade(exposure=1.0, bloom=0.0, vignette=0.0, grain=0.0)
SIZES = [(64, 36), (66, 34), (202, 114), (90, 160)]
WAYS = {  # how a film may be finished
    "hardware": {"soft": False},
    "software": {"soft": True, "half": False},
    "software, half size": {"soft": True, "half": True},
}


def shoulder(x):
    return x * (1.25 + 0.15 * x) / (1 + x * (1.25 + 0.15 * x))


def encode(x):
    return np.where(x <= 0.0031308, 12.92 * x, 1.055 * np.maximum(x, 1e-9) ** (1 / 2.4) - 0.055)


def expected(rgb):
    """Y, Cb, Cr bytes (unrounded) of linear light after the grade, by BT.709's own numbers."""
    r, g, b = encode(shoulder(np.array(rgb, float)))
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    return 16 + 219 * y, 128 + 224 * (b - y) / 1.8556, 128 + 224 * (r - y) / 1.5748


def put(film, picture, light):
    """Writes `float[h, w, 3]` linear light into pictures[picture]."""
    width, height = film.work
    texels = np.ones((height, width, 4), np.float16)
    texels[..., :3] = light
    where = {"texture": film.pictures[picture], "mip_level": 0, "origin": (0, 0, 0)}
    layout = {"offset": 0, "bytes_per_row": width * 8, "rows_per_image": height}
    film.gpu.queue.write_texture(where, texels.tobytes(), layout, (width, height, 1))


def finish(film, grade=NEUTRAL, picture=0, index=7, overlay=None):
    encoder = film.gpu.device.create_command_encoder()
    film.finish_frame(index, picture, grade, encoder, overlay, 0.0)
    got, frame = film.collect()
    planes = packed(frame)
    assert got == index
    height, width = film.canvas.height, film.canvas.width
    chroma = planes[height:].reshape(-1).reshape(2, height // 2, width // 2)
    return planes[:height].astype(float), chroma[0].astype(float), chroma[1].astype(float)


@pytest.mark.parametrize("way", list(WAYS))
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("light", [(0, 0, 0), (0.18, 0.18, 0.18), (0.9, 0.1, 0.02), (0.05, 0.2, 3)])
def test_a_plain_picture_has_the_standards_values(size, way, light):
    film = Film(gpu(), Canvas(*size), **WAYS[way])
    put(film, 0, light)
    for plane, value in zip(finish(film), expected(light), strict=True):
        assert abs(plane.mean() - value) < 1.0
        assert np.abs(plane - value).max() < 2.0  # every pixel, edges included


def smooth(width, height):
    y, x = np.mgrid[0:height, 0:width]
    u, v = (x + 0.5) / width, (y + 0.5) / height
    return np.stack([u, 0.5 + 0.4 * np.sin(3 * v), u * v], axis=-1)


@pytest.mark.parametrize("size", [(480, 270), (404, 228), (270, 480)])
def test_all_ways_of_finishing_agree(size):
    planes = []
    for way in WAYS.values():
        film = Film(gpu(), Canvas(*size), **way)
        put(film, 0, smooth(*film.work))
        planes.append(finish(film, Grade(bloom=0.3, vignette=0.5, grain=0.0)))
    for full, *others in zip(*planes, strict=True):
        for other in others:
            assert np.abs(full - other).mean() < 2.0
            assert np.abs(full - other).max() < 9.0


@pytest.mark.parametrize("way", list(WAYS))
def test_chroma_is_sited_left(way):
    """Blue that grows to the right by 2 / 255 a pixel of luma: the chroma sample of a pair lies on
    its left pixel, so that it sees blue half a pixel less than a sample in the middle would."""
    film = Film(gpu(), Canvas(256, 32), **WAYS[way])
    width, height = film.work
    scale = 256 / width
    x = (np.arange(width) + 0.5) * scale  # middles of painted pixels, in pixels of the film
    light = np.zeros((height, width, 3))
    light[..., 2] = unfinished(0.1 + 0.7 * x / 256)
    put(film, 0, light)
    _, blue, _ = finish(film)
    at = 2 * np.arange(128) + 0.5  # the left pixel's middle
    wanted = 128 + 224 * (0.1 + 0.7 * at / 256) * (1 - 0.0722) / 1.8556
    off = (blue[4:12, 8:120] - wanted[8:120]).mean() / (224 * 0.7 / 256 * 0.5)
    assert abs(off) < 0.15  # pixels of luma; sited in the middle it would be 0.5


def unfinished(shown):
    """The linear light that is finished to `shown` (R'G'B')."""
    lights = np.linspace(0, 4, 20001)
    return np.interp(shown, encode(shoulder(lights)), lights)


def test_left_is_left_and_top_is_top():
    film = Film(gpu(), Canvas(64, 48), half=True)
    picture = np.zeros((24, 32, 3))
    picture[:6, :8] = 1.0  # a white corner
    put(film, 0, picture)
    luma = finish(film)[0]
    assert luma[:10, :14].min() > 150
    assert luma[16:, :].max() < 20 and luma[:, 20:].max() < 20


def test_grades_do_what_they_say():
    film = Film(gpu(), Canvas(64, 36), half=False)
    put(film, 0, (0.1, 0.1, 0.1))
    plain = finish(film)[0].mean()
    assert finish(film, Grade(2.0, 0, 0, 0))[0].mean() > plain + 10
    flashed = finish(film, Grade(1.0, 0, 0, 0, (1.0, 1.0, 1.0, 1.0)))[0]
    assert abs(flashed.mean() - expected((0.1 * 2.5 + 0.12,) * 3)[0]) < 1.5
    dark_corners = finish(film, Grade(1.0, 0, 1.0, 0))[0]
    assert dark_corners[18, 32] > dark_corners[0, 0] + 10
    grainy = finish(film, Grade(1.0, 0, 0, 1.0))[0]
    assert 0.5 < grainy.std() < 6 and abs(grainy.mean() - plain) < 1
    assert np.array_equal(grainy, finish(film, Grade(1.0, 0, 0, 1.0))[0])
    assert not np.array_equal(grainy, finish(film, Grade(1.0, 0, 0, 1.0), index=8)[0])


def test_bloom_spreads_light():
    film = Film(gpu(), Canvas(320, 192), half=False)
    picture = np.zeros((192, 320, 3))
    picture[80:112, 144:176] = 4.0
    put(film, 0, picture)
    dark = finish(film)[0]
    glowing = finish(film, Grade(1.0, 1.0, 0, 0))[0]
    assert dark[96, 200] < 18
    assert glowing[96, 200] > dark[96, 200] + 8
    assert glowing[4, 4] < 20


@pytest.mark.parametrize("kind", offered_transitions())
def test_transitions_begin_with_the_old_and_end_with_the_new(kind):
    film = Film(gpu(), Canvas(96, 54), half=False)
    old, new = smooth(96, 54) * 0.5, smooth(96, 54)[::-1, ::-1] * 0.8
    shown = []
    for x in (0.0, 0.5, 1.0):
        put(film, 0, old)
        put(film, 1, new)
        encoder = film.gpu.device.create_command_encoder()
        mixed = film.mix(kind, x, 0.3, encoder)
        film.finish_frame(0, mixed, NEUTRAL, encoder, None, 0.0)
        shown.append(packed(film.collect()[1])[:54].astype(float))
    alone = []
    for number, light in ((0, old), (1, new)):
        put(film, number, light)
        alone.append(finish(film, picture=number)[0])
    assert np.abs(shown[0] - alone[0]).mean() < 1.0
    assert np.abs(shown[2] - alone[1]).mean() < 1.0
    assert np.abs(shown[1] - alone[0]).mean() > 1 and np.abs(shown[1] - alone[1]).mean() > 1


def test_every_transition_that_plans_may_name_is_offered():
    assert set(offered_transitions()) == set(TRANSITIONS) - {"cut"}


class Block:
    """An overlay: a half-transparent white square on a shade."""

    def __init__(self, alpha):
        self.alpha = alpha

    def draw(self, t, encoder, film):
        texels = np.zeros((film.canvas.height, film.stride, 4), np.uint8)
        texels[20:40, 32:64] = round(self.alpha * 255)
        where = {"texture": film.type_picture, "mip_level": 0, "origin": (0, 0, 0)}
        layout = {"offset": 0, "bytes_per_row": film.stride * 4, "rows_per_image": len(texels)}
        size = (film.stride, film.canvas.height, 1)
        film.gpu.queue.write_texture(where, texels.tobytes(), layout, size)
        return Words((8, 8, 88, 52), (Shade((30, 18, 66, 42)),), 0.03, 10.0)


@pytest.mark.parametrize("way", list(WAYS))
@pytest.mark.parametrize("light", [(0.02, 0.02, 0.02), (5.0, 5.0, 5.0), (3.0, 0.1, 0.1)])
def test_type_lies_over_a_picture_held_dark(light, way):
    film = Film(gpu(), Canvas(96, 64), **WAYS[way])
    put(film, 0, light)
    before = finish(film)[0]
    luma, cb, cr = finish(film, overlay=Block(0.0))
    shaded = rgb_luminance(luma[24:36:2, 36:60:2], cb[12:18, 18:30], cr[12:18, 18:30])
    assert shaded.max() < 0.032
    assert np.array_equal(luma[58:], before[58:]) and np.array_equal(luma[:, 92:], before[:, 92:])
    typed = finish(film, overlay=Block(1.0))[0]
    assert np.abs(typed[21:39, 33:63] - 235).max() <= 1


def rgb_luminance(y, cb, cr):
    y, cb, cr = (y - 16) / 219, (cb - 128) / 224, (cr - 128) / 224
    rgb = np.stack([y + 1.5748 * cr, y - 0.1873 * cb - 0.4681 * cr, y + 1.8556 * cb])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((np.clip(rgb, 0, 1) + 0.055) / 1.055) ** 2.4)
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_repeat_unrolls_with_arithmetic():
    assert unroll("@repeat(i, 2) { a$i=$(2 * i + 1)u; }").split() == ["a0=1u;", "a1=3u;"]
    nested = unroll("@repeat(j, 2) { @repeat(i, 2) { c$(i)_$(j) } }")
    assert nested.split() == ["c0_0", "c1_0", "c0_1", "c1_1"]
