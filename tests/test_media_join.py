"""Films joined. Tolerances: times exact in MP4 and MOV, 0.5 ms in Matroska and WebM; sound 0.1 ms
against its source; lengths 1 ms; copied sound may decode to 50 ms more."""

import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from clavilux.media.codecs import CODECS, CONTAINERS, Encoding
from clavilux.media.film import frame_stream
from clavilux.media.join import is_ours
from clavilux.media.read import probe, read
from clavilux.media.sound import HOLDS, Span, choose
from clavilux.media.write import join
from clavilux.types.audio import Tags
from clavilux.types.canvas import Canvas
from clavilux.types.errors import InputError, OutputError, UsageError
from test_media_kit import (
    LOSSLESS,
    LOSSY,
    level,
    noise,
    offset_s,
    picture_file,
    write_segments,
    write_sound,
)

FPS = Fraction(30000, 1001)
CANVAS = Canvas(64, 48, FPS)
COUNTS = (31, 40, 19)  # 90 frames, 3.003 s
LENGTH = Fraction(90) / FPS
SYNC_S = 1e-4
SHARED = Path(os.environ.get("CLAVILUX_AUDIO", Path(__file__).parents[2] / "shared" / "audio"))
SONGS = SHARED / "songs"
PACKET_S = 0.05
SOUNDS = LOSSY | LOSSLESS
FILMS = [
    ("film.mp4", "h264"),
    ("film.mov", "h264"),
    ("film.mkv", "h264"),
    ("film.webm", "vp9"),
    ("master.mov", "prores"),
]


@pytest.fixture(scope="module")
def segments(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    folder = tmp_path_factory.mktemp("segments")
    return {codec: write_segments(folder, CANVAS, Encoding(codec), COUNTS) for codec in CODECS}


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """3 s of the same stereo noise in every format."""
    folder = tmp_path_factory.mktemp("sounds")
    made = {}
    for name, (codec, suffix, rate, options) in SOUNDS.items():
        path = folder / f"{name}{suffix}"
        made[name] = write_sound(path, noise(rate, 3.0, 2), rate, codec, options)
    return made


def picture_times(path: Path) -> list[Fraction]:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        return sorted(p.pts * p.time_base for p in container.demux(stream) if p.size)


def duration(path: Path) -> float:
    """Where the film ends, sound and all, by the container: where a player stops."""
    with av.open(str(path)) as container:
        return container.duration / av.time_base


def heard_offset(film: Path, source: Path, start: float = 0.0) -> float:
    """Seconds by which the film's sound is later than the source's from `start`."""
    heard = read(film, 48000, mono=True).samples[0]
    meant = read(source, 48000, mono=True, start=start).samples[0]
    return offset_s(heard, meant, 48000)


@pytest.mark.parametrize("suffix", CONTAINERS)
@pytest.mark.parametrize("codec", CODECS)
def test_times_and_pictures_survive_the_join(
    codec: str, suffix: str, segments: dict[str, list[Path]], tmp_path: Path
) -> None:
    out = tmp_path / f"film{suffix}"
    if suffix not in CODECS[codec].suffixes:
        with pytest.raises(OutputError, match="cannot hold"):
            join(segments[codec], out, None, Encoding(codec), 0.0, 3.0, FPS)
        assert list(tmp_path.iterdir()) == []
        return
    join(segments[codec], out, None, Encoding(codec), 0.0, 3.0, FPS)
    allowed = 0 if suffix in (".mp4", ".mov") else Fraction(5, 10000)
    times = picture_times(out)
    assert len(times) == 90
    assert max(abs(time - k / FPS) for k, time in enumerate(times)) <= allowed
    lumas = [int(picture.y[20, 20]) for picture in frame_stream(out)]
    assert max(abs(luma - level(k)) for k, luma in enumerate(lumas)) <= 2
    with av.open(str(out)) as container:
        context = container.streams.video[0].codec_context
        tags = (context.color_primaries, context.color_trc, context.colorspace)
        assert tags == (1, 1, 1) and context.color_range == 1
        assert container.duration / av.time_base == pytest.approx(float(LENGTH), abs=1e-3)
        if codec == "hevc" and suffix != ".mkv":
            assert context.codec_tag == "hvc1"


@pytest.mark.parametrize("fps", ["24", "30000/1001", "30", "60", "25/2"])
def test_frames_lie_at_their_exact_times(fps: str, tmp_path: Path) -> None:
    canvas = Canvas(32, 32, Fraction(fps))
    parts = write_segments(tmp_path, canvas, Encoding(), (7, 1, 2, 30))
    for suffix in (".mp4", ".mov"):
        out = tmp_path / f"film{suffix}"
        join(parts, out, None, Encoding(), 0.0, 1.0, canvas.fps)
        assert picture_times(out) == [k / canvas.fps for k in range(40)]
        with av.open(str(out)) as container:
            stream = container.streams.video[0]
            assert stream.duration * stream.time_base == 40 / canvas.fps
            assert stream.average_rate == canvas.fps


@pytest.mark.parametrize("name", SOUNDS)
@pytest.mark.parametrize("film", FILMS, ids=[f"{name}-{codec}" for name, codec in FILMS])
def test_sound_stays_in_sync_copied_or_encoded(
    name: str,
    film: tuple[str, str],
    segments: dict[str, list[Path]],
    sounds: dict[str, Path],
    tmp_path: Path,
) -> None:
    out, codec = tmp_path / film[0], film[1]
    for wish in ("copy", "encode") if name in ("flac", "mp3", "opus") else ("copy",):
        encoding = Encoding(codec, audio=wish)
        source = sounds[name]
        kind = CONTAINERS[out.suffix]
        if wish == "copy" and probe(source).codec not in HOLDS[kind]:
            with pytest.raises(UsageError, match="cannot be copied"):
                join(segments[codec], out, source, encoding, 0.0, 3.0, FPS)
            continue
        join(segments[codec], out, source, encoding, 0.0, 3.0, FPS)
        assert abs(heard_offset(out, source)) < SYNC_S
        copied = probe(out).codec == probe(source).codec
        assert copied or wish != "copy"
        assert duration(out) == pytest.approx(float(LENGTH), abs=1e-3)
        assert 2.9 < read(out).duration < float(LENGTH) + PACKET_S


def test_copied_sound_is_the_same_packets(
    segments: dict[str, list[Path]], sounds: dict[str, Path], tmp_path: Path
) -> None:
    def packets(path: Path) -> list[bytes]:
        with av.open(str(path)) as container:
            return [bytes(p) for p in container.demux(container.streams.audio[0]) if p.size]

    for name, out in (("aac", "film.mp4"), ("vorbis", "film.mkv"), ("opus", "film.mkv")):
        join(segments["h264"], tmp_path / out, sounds[name], Encoding(), 0.0, 3.003, FPS)
        assert packets(tmp_path / out) == packets(sounds[name])


def chosen(source: Path, start: float, end: float, kind: str, wish: str) -> str:
    return choose(probe(source), Span(source, start, end), kind, wish)


def test_what_auto_comes_to(sounds: dict[str, Path]) -> None:
    copies = {
        (kind, name)
        for kind in HOLDS
        for name in SOUNDS
        if chosen(sounds[name], 0.0, 3.01, kind, "auto") == "copy"
    }
    assert ("mp4", "aac") in copies and ("mov", "wav") in copies and ("webm", "opus") in copies
    assert ("mp4", "mp3") not in copies  # Apple's players stay silent
    assert ("matroska", "aac") not in copies and ("matroska", "mp3") not in copies  # 25 ms late
    assert chosen(sounds["aac"], 0.0, 2.0, "mp4", "auto") == "encode"
    assert chosen(sounds["aac"], 0.5, 3.01, "mp4", "auto") == "encode"
    with pytest.raises(UsageError, match="whole file"):
        chosen(sounds["aac"], 0.5, 3.01, "mp4", "copy")


@pytest.mark.parametrize("film", FILMS[:4], ids=[name for name, _ in FILMS[:4]])
def test_a_part_of_the_sound_starts_with_the_picture(
    film: tuple[str, str],
    segments: dict[str, list[Path]],
    sounds: dict[str, Path],
    tmp_path: Path,
) -> None:
    out, codec = tmp_path / film[0], film[1]
    for start in (0.1234567, 1.5):
        join(segments[codec], out, sounds["flac"], Encoding(codec), start, 2.75, FPS)
        heard = read(out, 48000, mono=True)
        meant = read(sounds["flac"], 48000, mono=True, start=start, end=2.75).samples[0]
        assert abs(offset_s(heard.samples[0], meant, 48000)) < SYNC_S
        assert heard.duration < 2.75 - start + 0.03


@pytest.mark.parametrize("rate", [8000, 22050, 96000])
def test_surround_at_any_rate_becomes_stereo(
    rate: int, segments: dict[str, list[Path]], tmp_path: Path
) -> None:
    sound = np.zeros((6, rate), np.float32)
    sound[0], sound[4] = noise(rate, 1.0, seed=1)[0], noise(rate, 1.0, seed=2)[0]  # left sides
    source = write_sound(tmp_path / "six.wav", sound, rate)
    for name in ("film.mp4", "film.mkv"):
        join(segments["h264"], tmp_path / name, source, Encoding(), 0.0, 3.0, FPS)
        if probe(tmp_path / name).channels == 6:
            assert name == "film.mkv"  # PCM is copied there
            continue
        heard = read(tmp_path / name, 48000)
        assert len(heard.samples) == 2 and np.abs(heard.samples[1]).max() < 0.01
        meant = read(source, 48000).samples
        assert abs(offset_s(heard.samples[0], meant[0] + 0.7 * meant[4], 48000)) < SYNC_S


def test_sound_longer_and_shorter_than_the_picture(
    segments: dict[str, list[Path]], tmp_path: Path
) -> None:
    for seconds in (0.5, 20.0):
        source = write_sound(tmp_path / "a.flac", noise(44100, seconds), 44100, "flac")
        for name, codec in FILMS:
            out = tmp_path / name
            join(segments[codec], out, source, Encoding(codec), 0.0, seconds, FPS)
            assert duration(out) == pytest.approx(float(LENGTH), abs=1e-3)
            heard = read(out).duration
            assert min(seconds, float(LENGTH)) - 0.03 < heard < float(LENGTH) + PACKET_S
            assert abs(heard_offset(out, source)) < SYNC_S


def test_tags_are_written_and_mp4_starts_at_once(
    segments: dict[str, list[Path]], sounds: dict[str, Path], tmp_path: Path
) -> None:
    tags = Tags(title="Träumerei", artist="A & B")
    for name in ("film.mp4", "film.mov", "film.mkv"):
        out = tmp_path / name
        join(segments["h264"], out, sounds["flac"], Encoding(), 0.0, 3.0, FPS, tags)
        assert probe(out).tags == tags
        data = out.read_bytes()
        if name != "film.mkv":
            assert data.index(b"moov") < data.index(b"mdat")
        join(segments["h264"], out, sounds["flac"], Encoding(), 0.0, 3.0, FPS, tags)
        assert out.read_bytes() == data
        assert is_ours(out)
    assert not is_ours(sounds["flac"]) and not is_ours(tmp_path / "nothing.mp4")


@pytest.mark.parametrize("codec", ["png", "mjpeg"])
def test_the_cover_goes_into_the_film(
    codec: str, segments: dict[str, list[Path]], sounds: dict[str, Path], tmp_path: Path
) -> None:
    tags = Tags(title="With a sleeve", cover=picture_file(codec))
    out = tmp_path / "film.mp4"
    join(segments["h264"], out, sounds["aac"], Encoding(), 0.0, 3.0, FPS, tags)
    assert probe(out).tags == tags
    assert picture_times(out) == [k / FPS for k in range(90)]
    assert duration(out) == pytest.approx(float(LENGTH), abs=1e-3)
    assert abs(heard_offset(out, sounds["aac"])) < SYNC_S
    broken = Tags(title="Broken", cover=tags.cover[:40])
    join(segments["h264"], out, sounds["aac"], Encoding(), 0.0, 3.0, FPS, broken)
    assert probe(out).tags.title == "Broken" and not probe(out).tags.cover


def test_segments_that_do_not_belong_together(
    segments: dict[str, list[Path]], tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    other = write_segments(tmp_path / "other", Canvas(32, 32, FPS), Encoding(), (5,))
    out = tmp_path / "film.mp4"
    with pytest.raises(InputError, match="render it again"):
        join([*segments["h264"], *other], out, None, Encoding(), 0.0, 3.0, FPS)
    prores = write_segments(tmp_path / "other", Canvas(32, 32, FPS), Encoding("prores"), (5,))
    with pytest.raises(InputError, match="render it again"):
        join(
            [*segments["prores"], *prores],
            tmp_path / "film.mov",
            None,
            Encoding("prores"),
            0.0,
            3.0,
            FPS,
        )
    sound = write_sound(tmp_path / "other" / "a.wav", noise(8000, 0.1), 8000)
    with pytest.raises(InputError, match="not a segment"):
        join([sound], out, None, Encoding(), 0.0, 3.0, FPS)
    with pytest.raises(InputError, match="no segments"):
        join([], out, None, Encoding(), 0.0, 3.0, FPS)
    with pytest.raises(InputError, match="no file"):
        join([tmp_path / "gone"], out, None, Encoding(), 0.0, 3.0, FPS)
    assert [path.name for path in tmp_path.iterdir()] == ["other"]


def test_a_source_that_fails_leaves_no_film(
    segments: dict[str, list[Path]], tmp_path: Path
) -> None:
    (tmp_path / "words.mp3").write_text("words " * 999)
    with pytest.raises(InputError, match="is not a sound"):
        join(segments["h264"], tmp_path / "f.mp4", tmp_path / "words.mp3", Encoding(), 0, 3, FPS)
    assert [path.name for path in tmp_path.iterdir()] == ["words.mp3"]


@pytest.mark.skipif(not SONGS.is_dir(), reason=f"no real songs at {SONGS} (CLAVILUX_AUDIO)")
def test_real_songs_stay_in_sync(segments: dict[str, list[Path]], tmp_path: Path) -> None:
    songs = [path for path in sorted(SONGS.iterdir()) if path.suffix in {".mp3", ".ogg"}]
    assert songs
    for song in songs:
        join(segments["h264"], tmp_path / "film.mp4", song, Encoding(), 7.3, 10.3, FPS)
        heard = read(tmp_path / "film.mp4", 48000, mono=True).samples[0]
        meant = read(song, 48000, mono=True, start=7.3, end=10.3).samples[0]
        assert abs(offset_s(heard, meant, 48000)) < SYNC_S, song.name


FULL_DISK = """
import resource, signal, sys
from fractions import Fraction
from pathlib import Path
from clavilux.media.codecs import Encoding
from clavilux.media.write import join
from clavilux.types.errors import OutputError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
try:
    join([Path(p) for p in sys.argv[4:]], Path(sys.argv[2]), Path(sys.argv[3]),
         Encoding(), 0.0, 3.0, Fraction(30000, 1001))
except OutputError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no file size limit to fill the disk with")
@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_a_full_disk_is_one_sentence_and_leaves_nothing(
    suffix: str, segments: dict[str, list[Path]], sounds: dict[str, Path], tmp_path: Path
) -> None:
    whole = tmp_path / f"whole{suffix}"
    join(segments["h264"], whole, sounds["flac"], Encoding(), 0.0, 3.0, FPS)
    size = whole.stat().st_size
    for limit in (100, size // 2, size - 10):
        out = tmp_path / f"film{suffix}"
        command = [sys.executable, "-c", FULL_DISK, str(limit), str(out), str(sounds["flac"])]
        done = subprocess.run(
            [*command, *map(str, segments["h264"])], capture_output=True, text=True, check=True
        )
        assert "cannot be written: File too large" in done.stdout, limit
        assert done.stdout.count("\n") == 1 and not done.stderr
        assert [path.name for path in tmp_path.iterdir()] == [whole.name]
