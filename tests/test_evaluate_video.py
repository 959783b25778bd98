"""Reading films for measurement: any kind in, cells and true times out, or one clear sentence.

Tolerances: times 1 ms (container clocks); luma of cells 0.02 (lossy coding).
"""

from fractions import Fraction

import av
import numpy as np
import pytest

from clavilux.evaluate.video import VideoReader
from clavilux.types.errors import InputError
from films import texture, write_film


def ramp(size):
    return np.tile(np.linspace(0.1, 0.9, size[0]), (size[1], 1))


def read(path):
    with VideoReader(path) as reader:
        grids = [(p.time, p.luma.copy(), p.rgb.copy()) for p in reader]
        return reader.info, grids, reader.damaged


@pytest.mark.parametrize("size", [(320, 180), (180, 320), (64, 64), (1920, 1080), (16, 16)])
def test_sizes(tmp_path, size):
    path = write_film(tmp_path / "a.mp4", lambda k: ramp(size), 3)
    info, grids, damaged = read(path)
    assert (info.width, info.height, info.fps, damaged) == (*size, 30, 0)
    assert info.colour.matrix == 1 and info.colour.range == 1 and not info.has_sound
    time, luma, rgb = grids[2]
    assert time == pytest.approx(2 / 30, abs=1e-3)
    assert rgb.shape == (3, *luma.shape)
    assert luma.shape[0] <= 96 and luma.shape[1] <= 128
    expected = 0.1 + 0.8 * (np.arange(luma.shape[1]) + 0.5) / luma.shape[1]
    assert np.abs(luma - expected).max() < 0.04
    assert np.abs(rgb - luma).max() < 0.02  # grey


@pytest.mark.parametrize("fps", [Fraction(24), Fraction(30000, 1001), Fraction(60)])
def test_times(tmp_path, fps):
    path = write_film(tmp_path / "a.mp4", lambda k: ramp((64, 64)), 20, fps=fps)
    info, grids, _ = read(path)
    assert info.fps == fps
    assert [time for time, _, _ in grids] == pytest.approx([k / fps for k in range(20)], abs=1e-3)


def test_variable_rate(tmp_path):
    times = [0.0, 0.1, 0.15, 0.4, 0.41, 0.9]
    path = write_film(tmp_path / "a.mp4", lambda k: ramp((64, 64)), 6, times=times)
    assert [time for time, _, _ in read(path)[1]] == pytest.approx(times, abs=1e-3)


def test_colours_by_their_matrix(tmp_path):
    """The same red through BT.709 and, as players guess for small untagged films, BT.601."""
    picture = np.full((64, 64, 3), (200, 30, 40), np.uint8)
    _, grids, _ = read(write_film(tmp_path / "a.mp4", lambda k: picture, 2))
    assert grids[0][2].mean((1, 2)) * 255 == pytest.approx([200, 30, 40], abs=4)
    with av.open(str(tmp_path / "b.mkv"), "w") as container:
        stream = container.add_stream("mpeg4", rate=25, options={"qscale": "2"})
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(
            format="yuv420p", dst_colorspace="ITU601", dst_color_range="MPEG"
        )
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert read(tmp_path / "b.mkv")[1][0][2].mean((1, 2)) * 255 == pytest.approx(
        [200, 30, 40], abs=6
    )


@pytest.mark.parametrize(
    "codec, layout", [("png", "rgb24"), ("ffv1", "yuv422p10le"), ("mjpeg", "yuvj420p")]
)
def test_other_pixel_formats(tmp_path, codec, layout):
    picture = np.full((48, 64, 3), (60, 120, 180), np.uint8)
    path = tmp_path / ("a.mov" if codec == "png" else "a.mkv")
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, layout
        full = layout.startswith("yuvj")
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(
            format=layout,
            dst_colorspace="ITU601",
            dst_color_range="JPEG" if full or layout == "rgb24" else "MPEG",
        )
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    _, grids, _ = read(path)
    assert grids[0][2].mean((1, 2)) * 255 == pytest.approx([60, 120, 180], abs=8)
    with VideoReader(path) as reader:
        codes = next(iter(reader)).codes
    assert codes.shape == (48, 64) and codes.dtype == np.uint8


def test_turned_film(tmp_path):
    """A telephone's film: stored lying, shown upright."""
    path = tmp_path / "a.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        stream.set_display_rotation(90)
        grey = np.concatenate([np.round(ramp((320, 180)) * 200), np.full((90, 320), 128)])
        frame = av.VideoFrame.from_ndarray(grey.astype(np.uint8), format="yuv420p")
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    info, grids, _ = read(path)
    assert (info.width, info.height, info.rotation) == (180, 320, 90)
    luma = grids[0][1]
    assert luma.shape[0] > luma.shape[1]
    assert np.ptp(luma.mean(1)) > 0.5 and np.ptp(luma.mean(0)) < 0.1
    with VideoReader(path) as reader:
        still = next(iter(reader)).thumbnail(32)
    assert still.shape[0] > still.shape[1] and still.shape[2] == 3


def test_damage_is_counted_and_passed(tmp_path):
    path = write_film(tmp_path / "a.mp4", lambda k: texture(k % 3, (320, 180)), 60)
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 3 : len(raw) // 3 + 400] = bytes(400)
    path.write_bytes(raw)
    _, grids, damaged = read(path)
    assert len(grids) > 30 and damaged > 0


def test_truncated(tmp_path):
    path = write_film(tmp_path / "a.mkv", lambda k: texture(k % 3, (320, 180)), 60)
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 2])
    assert 10 < len(read(path)[1]) < 60
    path.write_bytes(raw[:300])
    with pytest.raises(InputError):
        read(path)


def test_what_is_no_film(tmp_path):
    (tmp_path / "text.mp4").write_text("words")
    (tmp_path / "empty.mp4").write_bytes(b"")
    with av.open(str(tmp_path / "sound.m4a"), "w") as container:
        stream = container.add_stream("aac", rate=48000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 2048), np.float32), "fltp", "mono")
        frame.sample_rate = 48000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    for name in ("text.mp4", "empty.mp4", "sound.m4a", "none.mp4", "."):
        with pytest.raises(InputError) as caught:
            VideoReader(tmp_path / name)
        assert str(caught.value).endswith(".") and "\n" not in str(caught.value)


def test_thumbnail(tmp_path):
    picture = np.full((180, 320, 3), (200, 30, 40), np.uint8)
    path = write_film(tmp_path / "a.mp4", lambda k: picture, 1)
    with VideoReader(path) as reader:
        small = next(iter(reader)).thumbnail(90)
    assert small.shape == (90, 160, 3)
    assert small.mean((0, 1)) == pytest.approx([200, 30, 40], abs=5)
