"""Segments out. Tolerances: times exact; luma of an even grey 2 levels after lossy encoding."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from clavilux.media.codecs import (
    CODECS,
    Encoding,
    container_format,
    encoder_name,
    encoder_options,
    encoder_states,
    identity,
)
from clavilux.media.film import frame_stream
from clavilux.media.write import SegmentWriter
from clavilux.types.canvas import Canvas
from clavilux.types.errors import MissingError, OutputError, UsageError
from test_media_kit import grey_frame, level, write_segments

CANVAS = Canvas(96, 64, Fraction(30000, 1001))
LOSSY_LEVELS = 2


def stream_of(path: Path) -> av.VideoStream:
    return av.open(str(path)).streams.video[0]


@pytest.mark.parametrize("codec", CODECS)
def test_every_codec_keeps_frames_times_and_colour_tags(codec: str, tmp_path: Path) -> None:
    (path,) = write_segments(tmp_path, CANVAS, Encoding(codec), (13,))
    pictures = list(frame_stream(path))
    assert len(pictures) == 13
    for k, picture in enumerate(pictures):
        assert picture.time == pytest.approx(k * 1001 / 30000, abs=1e-9)
        assert picture.y.shape == (64, 96) and picture.u.shape == picture.v.shape == (32, 48)
        assert abs(picture.y.astype(int) - level(k)).max() <= LOSSY_LEVELS
        assert abs(picture.u.astype(int) - 128).max() <= LOSSY_LEVELS
    context = stream_of(path).codec_context
    tags = (context.color_primaries, context.color_trc, context.colorspace, context.color_range)
    assert tags == (1, 1, 1, 1)


@pytest.mark.parametrize("codec", CODECS)
def test_same_frames_same_bytes(codec: str, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_segments(tmp_path / name, CANVAS, Encoding(codec), (40,))
    first, second = (next((tmp_path / name).iterdir()).read_bytes() for name in ("a", "b"))
    assert first == second


@pytest.mark.parametrize("fps", ["24", "30000/1001", "30", "60", "25/2", "240"])
def test_times_are_exact_at_any_rate(fps: str, tmp_path: Path) -> None:
    canvas = Canvas(32, 32, Fraction(fps))
    (path,) = write_segments(tmp_path, canvas, Encoding(), (25,))
    stream = stream_of(path)
    times = sorted(p.pts * p.time_base for p in stream.container.demux(stream) if p.size)
    assert times == [k / canvas.fps for k in range(25)]
    assert stream.duration * stream.time_base == 25 / canvas.fps


def test_a_segment_starts_with_a_key_frame_and_has_one_every_two_seconds(tmp_path: Path) -> None:
    (path,) = write_segments(tmp_path, Canvas(32, 32, Fraction(10)), Encoding(), (45,))
    stream = stream_of(path)
    keys = [p.pts * p.time_base for p in stream.container.demux(stream) if p.size and p.is_keyframe]
    assert keys[0] == 0
    assert max(b - a for a, b in zip(keys, [*keys[1:], Fraction(45, 10)], strict=True)) <= 2


@pytest.mark.parametrize("size", [(64, 54), (54, 96), (62, 50), (16, 18)])
def test_planes_stay_whole_at_awkward_sizes(size: tuple[int, int], tmp_path: Path) -> None:
    width, height = size
    canvas = Canvas(width, height, Fraction(30))
    frame = np.concatenate(
        [
            np.repeat(np.linspace(30, 200, height).astype(np.uint8), width),
            np.full(width * height // 4, 90, np.uint8),
            np.full(width * height // 4, 160, np.uint8),
        ]
    ).reshape(height * 3 // 2, width)
    with SegmentWriter(tmp_path / "s", canvas, Encoding(quality=1)) as writer:
        for _ in range(3):
            writer.write(frame)
    for picture in frame_stream(tmp_path / "s"):
        assert abs(picture.y.astype(int) - frame[:height].astype(int)).max() <= LOSSY_LEVELS
        assert abs(picture.u.astype(int) - 90).max() <= LOSSY_LEVELS
        assert abs(picture.v.astype(int) - 160).max() <= LOSSY_LEVELS


@pytest.mark.parametrize("codec", CODECS)
def test_a_frame_may_be_reused_and_may_be_a_view(codec: str, tmp_path: Path) -> None:
    (plain,) = write_segments(tmp_path, CANVAS, Encoding(codec), (30,))
    padded = np.zeros((CANVAS.height * 3 // 2, 128), np.uint8)
    with SegmentWriter(tmp_path / "reused", CANVAS, Encoding(codec)) as writer:
        for k in range(30):
            padded[:, : CANVAS.width] = grey_frame(CANVAS, level(k))
            writer.write(padded[:, : CANVAS.width])
            padded[:] = 255
    reused = np.empty((CANVAS.height * 3 // 2, CANVAS.width), np.uint8)
    with SegmentWriter(tmp_path / "one", CANVAS, Encoding(codec)) as writer:
        for k in range(30):
            reused[:] = grey_frame(CANVAS, level(k))
            writer.write(reused)
            reused[:] = 255
    assert plain.read_bytes() == (tmp_path / "reused").read_bytes()
    assert plain.read_bytes() == (tmp_path / "one").read_bytes()


def test_frames_of_another_shape_are_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(ValueError, match="uint8\\[96, 96\\]"),
        SegmentWriter(tmp_path / "s", CANVAS, Encoding()) as writer,
    ):
        writer.write(np.zeros((64, 96), np.uint8))
    assert list(tmp_path.iterdir()) == []


def test_a_segment_exists_only_when_whole(tmp_path: Path) -> None:
    path = tmp_path / "s.mp4"
    writer = SegmentWriter(path, CANVAS, Encoding())
    writer.write(grey_frame(CANVAS, 50))
    assert not path.exists()
    writer.abort()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(KeyboardInterrupt), SegmentWriter(path, CANVAS, Encoding()) as writer:
        writer.write(grey_frame(CANVAS, 50))
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_a_segment_of_no_frames_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one frame"):
        SegmentWriter(tmp_path / "s", CANVAS, Encoding()).close()
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_written_is_said_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="no folder"):
        SegmentWriter(tmp_path / "none" / "s", CANVAS, Encoding())
    with pytest.raises(OutputError, match="a folder has this name"):
        SegmentWriter(tmp_path, CANVAS, Encoding())


def test_wishes_that_contradict_the_tables(tmp_path: Path) -> None:
    wrong = {
        Encoding("theora"): "no codec",
        Encoding("h264", "libx265"): "does not encode h264",
        Encoding("h264", preset="swift"): "has no preset",
        Encoding("h264", quality=99): "lies between",
        Encoding("prores", quality=5): "takes no quality",
        Encoding(audio="loud"): "audio is one of",
    }
    for encoding, sentence in wrong.items():
        with pytest.raises(UsageError, match=sentence):
            encoder_options(encoding)


def test_codecs_and_containers_that_do_not_fit() -> None:
    assert container_format(Encoding(), Path("a.MP4")) == "mp4"
    assert container_format(Encoding("vp9"), Path("a.webm")) == "webm"
    for encoding, name in ((Encoding("prores"), "a.mp4"), (Encoding("h264"), "a.webm")):
        with pytest.raises(OutputError, match="cannot hold"):
            container_format(encoding, Path(name))
    for name in ("film", "film.avi", "film.mp3"):
        with pytest.raises(OutputError, match="no known suffix"):
            container_format(Encoding(), Path(name))


def test_the_identity_of_an_encoding_follows_what_changes_its_bytes() -> None:
    texts = {identity(Encoding()), identity(Encoding(quality=20)), identity(Encoding("hevc"))}
    texts |= {identity(Encoding(preset="fast"))}
    assert len(texts) == 4
    assert identity(Encoding()) == identity(Encoding(preset="veryfast", quality=18))
    assert identity(Encoding()) == identity(Encoding(audio="none"))


def test_encoders_that_work_here_are_told_from_those_that_do_not(tmp_path: Path) -> None:
    states = {state.name: state for state in encoder_states()}
    for codec in CODECS:
        state = states[encoder_name(Encoding(codec))]
        assert state.works and not state.hardware and not state.reason
    for state in states.values():
        assert state.works or state.reason
        if state.name not in av.codecs_available:
            with pytest.raises(MissingError, match="not part of this FFmpeg"):
                SegmentWriter(tmp_path / "s", CANVAS, Encoding(state.codec, state.name))
        elif not state.works:
            with pytest.raises(MissingError, match="does not open"):
                SegmentWriter(tmp_path / "s", CANVAS, Encoding(state.codec, state.name))
    assert list(tmp_path.iterdir()) == []
