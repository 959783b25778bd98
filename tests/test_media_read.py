"""Sound in. Tolerances: place in time 2 microseconds where the codec is exact, 0.1 ms where it is
lossy; values to one step of the sample format."""

import os
import tracemalloc
from pathlib import Path

import av
import numpy as np
import pytest

from clavilux.media.read import blocks, probe, read
from clavilux.types.audio import Audio
from clavilux.types.errors import InputError, UsageError
from test_media_kit import LAYOUTS, LOSSLESS, LOSSY, click, noise, offset_s, write_sound

EXACT_S = 2e-6
LOSSY_S = 1e-4
SHARED = Path(os.environ.get("CLAVILUX_AUDIO", Path(__file__).parents[2] / "shared" / "audio"))
PCM = {
    "pcm_u8": 2**-7,
    "pcm_s16le": 2**-15,
    "pcm_s24le": 2**-23,
    "pcm_s32le": 2**-23,  # float32 itself has no more
    "pcm_f32le": 1e-9,
    "pcm_f64le": 1e-9,
}


def gathered(parts: list[Audio]) -> np.ndarray:
    return np.concatenate([part.samples for part in parts], axis=1)


def peak_time(sound: np.ndarray, rate: int) -> float:
    """Where the energy of a click lies, in seconds."""
    energy = sound.astype(np.float64) ** 2
    return float(np.sum(np.arange(len(energy)) * energy) / np.sum(energy) / rate)


@pytest.mark.parametrize("codec", PCM)
def test_wav_of_every_width_keeps_its_values(codec: str, tmp_path: Path) -> None:
    sound = noise(44100, 0.3, 2)
    heard = read(write_sound(tmp_path / "a.wav", sound, 44100, codec))
    assert heard.samples.dtype == np.float32 and heard.rate == 44100
    assert np.abs(heard.samples - sound).max() <= PCM[codec]


@pytest.mark.parametrize("name", LOSSLESS)
def test_lossless_files_are_exact(name: str, tmp_path: Path) -> None:
    codec, suffix, rate, options = LOSSLESS[name]
    sound = noise(rate, 0.5, 2)
    heard = read(write_sound(tmp_path / f"a{suffix}", sound, rate, codec, options))
    assert heard.samples.shape == sound.shape
    assert np.abs(heard.samples - sound).max() <= 2**-15


@pytest.mark.parametrize("name", LOSSY)
def test_lossy_files_start_where_players_start_them(name: str, tmp_path: Path) -> None:
    codec, suffix, rate, options = LOSSY[name]
    sound = noise(rate, 3.0, 2)
    heard = read(write_sound(tmp_path / f"a{suffix}", sound, rate, codec, options), mono=True)
    assert abs(offset_s(heard.samples[0], sound.mean(axis=0), rate)) < LOSSY_S
    assert 3.0 - 1e-6 <= heard.duration < 3.0 + 1152 / rate  # the last packet may be padded


@pytest.mark.parametrize("channels", LAYOUTS)
def test_one_to_eight_channels_in_order(channels: int, tmp_path: Path) -> None:
    sound = np.repeat(np.arange(1, channels + 1, dtype=np.float32)[:, None] / 10, 1000, axis=1)
    path = write_sound(tmp_path / "a.wav", sound, 48000)
    heard = read(path)
    assert np.abs(heard.samples - sound).max() <= 2**-15
    assert probe(path).channels == channels
    others = [
        k for k in range(channels) if channels < 6 or k != 3
    ]  # 3 is the low-frequency channel
    assert np.allclose(read(path, mono=True).samples, sound[others].mean(), atol=1e-4)


@pytest.mark.parametrize("own", [8000, 11025, 44100, 48000, 96000, 192000])
@pytest.mark.parametrize("rate", [8000, 22050, 44100, 48000])
def test_a_click_stays_in_its_place_at_any_rate(own: int, rate: int, tmp_path: Path) -> None:
    at = round(own * 0.7) + 13
    sound = click(own, 1.5, at)
    path = write_sound(tmp_path / "a.wav", sound, own)
    for block_s in (0.0137, 0.5, 10.0):
        parts = list(blocks(path, rate, block_s=block_s))
        sizes = {part.samples.shape[1] for part in parts[:-1]}
        assert sizes <= {round(block_s * rate)}
        heard = gathered(parts)[0]
        assert abs(peak_time(heard, rate) - at / own) < EXACT_S
        assert abs(len(heard) - sound.shape[1] / own * rate) <= 1


def test_blocks_of_any_size_are_the_same_sound(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.flac", noise(44100, 4.0, 2), 44100, "flac")
    whole = read(path, 22050, mono=True).samples
    for block_s in (0.01, 0.3, 1.0, 100.0):
        assert np.array_equal(gathered(list(blocks(path, 22050, block_s=block_s))), whole)


@pytest.mark.parametrize("span", [(0.0, 1.0), (0.123, 0.457), (2.5, 4.0), (3.999, None)])
def test_a_span_is_that_part_of_the_whole(span: tuple[float, float | None], tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.flac", noise(44100, 4.5, 2), 44100, "flac")
    for rate in (44100, 22050, 48000):
        whole = read(path, rate).samples
        first, last = round(span[0] * rate), None if span[1] is None else round(span[1] * rate)
        part = read(path, rate, start=span[0], end=span[1]).samples
        assert part.shape == whole[:, first:last].shape
        assert np.abs(part - whole[:, first:last]).max() < 1e-6


def test_spans_that_hold_nothing_are_refused(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.wav", noise(8000, 1.0), 8000)
    with pytest.raises(InputError, match="shorter than 2 s"):
        read(path, start=2.0)
    for span in ((-1.0, 1.0), (0.5, 0.5)):
        with pytest.raises(UsageError, match="empty"):
            read(path, start=span[0], end=span[1])


def test_sound_that_starts_late_in_a_film_is_preceded_by_silence(tmp_path: Path) -> None:
    sound = noise(48000, 1.0)
    path = tmp_path / "late.mkv"
    with av.open(str(path), "w") as film:
        picture = film.add_stream("mpeg4", 25, width=64, height=64)
        track = film.add_stream("flac", 48000, layout="mono")
        for k in range(25):
            frame = av.VideoFrame(64, 64, "yuv420p")
            frame.pts = k
            film.mux(picture.encode(frame))
        frame = av.AudioFrame.from_ndarray((sound * 32767).astype(np.int16), "s16p", "mono")
        frame.sample_rate, frame.pts = 48000, 24000
        film.mux([*track.encode(frame), *track.encode(None), *picture.encode(None)])
    heard = read(path)
    assert not heard.samples[0, :23990].any()
    assert abs(offset_s(heard.samples[0], sound[0], 48000) - 0.5) < EXACT_S


@pytest.mark.parametrize("name", ["flac", "aac", "opus", "alac"])
def test_damage_does_not_end_the_decoding_nor_move_what_follows(name: str, tmp_path: Path) -> None:
    codec, suffix, rate, options = (LOSSY | LOSSLESS)[name]
    sound = noise(rate, 6.0, 1)
    path = write_sound(tmp_path / f"a{suffix}", sound, rate, codec, options)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 3000] = np.random.default_rng(1).bytes(3000)
    path.write_bytes(data)
    heard = read(path).samples[0]
    assert abs(len(heard) / rate - 6.0) < 0.1
    tail = slice(round(4.5 * rate), round(5.5 * rate))
    assert abs(offset_s(heard[tail], sound[0, tail], rate)) < LOSSY_S


def test_damage_in_an_mp3_costs_no_more_than_is_damaged(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.mp3", noise(44100, 6.0), 44100, "libmp3lame")
    data = bytearray(path.read_bytes())
    data[70000:73000] = np.random.default_rng(1).bytes(3000)  # MP3 has no timestamps to go by
    path.write_bytes(data)
    assert 5.8 < read(path).duration <= 6.0


@pytest.mark.parametrize("name", ["wav", "flac", "mp3", "opus", "vorbis", "aiff"])
def test_a_truncated_file_gives_what_is_there(name: str, tmp_path: Path) -> None:
    codec, suffix, rate, options = (LOSSY | LOSSLESS)[name]
    sound = noise(rate, 4.0, 2)
    path = write_sound(tmp_path / f"a{suffix}", sound, rate, codec, options)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    heard = read(path)
    assert 0.9 < heard.duration < 3.0
    assert abs(offset_s(heard.samples[0], sound[0], rate)) < LOSSY_S


def test_a_rate_that_changes_midway_is_followed(tmp_path: Path) -> None:
    parts = [
        write_sound(
            tmp_path / f"{rate}.mp3",
            noise(rate, 1.0, seed=rate),
            rate,
            "libmp3lame",
            muxer={"write_xing": "0"},
        )
        for rate in (44100, 48000)
    ]
    both = tmp_path / "both.mp3"
    both.write_bytes(b"".join(part.read_bytes() for part in parts))
    first, second = (read(part, 44100) for part in parts)
    heard = read(both, 44100)
    assert (
        abs(heard.duration - first.duration - second.duration) < 0.06
    )  # a frame is lost at the seam
    place = offset_s(heard.samples[0], second.samples[0], 44100)
    assert abs(place - first.duration) < 0.06


def test_what_is_not_finite_becomes_silence(tmp_path: Path) -> None:
    sound = noise(8000, 1.0)
    sound[0, [5, 6, 7]] = [np.nan, np.inf, -np.inf]
    for codec in ("pcm_f32le", "pcm_f64le"):
        heard = read(write_sound(tmp_path / "a.wav", sound, 8000, codec)).samples
        assert np.isfinite(heard).all() and not heard[0, 5:8].any()
        assert np.array_equal(heard[0, 8:], sound[0, 8:])


def test_a_long_file_streams_in_bounded_memory(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "long.wav", np.zeros((1, 8000 * 200), np.float32), 8000)
    tracemalloc.start()
    total = sum(block.samples.shape[1] for block in blocks(path, 22050, block_s=1.0))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert total == 22050 * 200
    assert peak < 4 << 20  # the whole would be 18 MB


def test_what_cannot_be_read_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty.mp3").touch()
    (tmp_path / "text.mp3").write_text("just words\n" * 500)
    (tmp_path / "zeros.wav").write_bytes(bytes(5000))
    header = write_sound(tmp_path / "none.wav", np.zeros((1, 8000), np.float32), 8000).read_bytes()
    (tmp_path / "none.wav").write_bytes(header[:44])
    with av.open(str(tmp_path / "silent.mp4"), "w") as film:
        stream = film.add_stream("mpeg4", 25, width=64, height=64)
        film.mux([*stream.encode(av.VideoFrame(64, 64, "yuv420p")), *stream.encode(None)])
    sentences = {
        "missing.wav": "There is no file",
        ".": "is a folder",
        "empty.mp3": "is empty",
        "text.mp3": "is not a sound or film file",
        "zeros.wav": "is not a sound or film file",
        "none.wav": "is not a sound or film file",
        "silent.mp4": "has no sound in it",
    }
    for name, sentence in sentences.items():
        for verb in (read, probe, lambda path: list(blocks(path, 22050))):
            with pytest.raises(InputError, match=sentence) as caught:
                verb(tmp_path / name)
            assert str(caught.value).count(".") >= 1 and "\n" not in str(caught.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_refused_rather_than_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    with pytest.raises(InputError, match="not a regular file"):
        read(tmp_path / "pipe.wav")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.wav", noise(8000, 0.1), 8000)
    path.chmod(0)
    with pytest.raises(InputError, match="permission"):
        read(path)


def test_a_colon_in_the_name_is_no_protocol(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "plain.wav", noise(8000, 0.1), 8000)
    odd = path.rename(tmp_path / "http:name.wav") if os.name != "nt" else path
    assert read(odd).duration == pytest.approx(0.1)


def test_tags_and_cover_and_lyrics(tmp_path: Path) -> None:
    tags = {"title": "Wéltschmerz 歌", "artist": "Somebody", "album": "Records"}
    sound = noise(44100, 0.5, 2)
    for name in ("mp3", "flac", "vorbis", "opus", "aac"):
        codec, suffix, rate, options = (LOSSY | LOSSLESS)[name]
        path = write_sound(
            tmp_path / f"{name}{suffix}", sound, rate, codec, options, tags | {"lyrics": "one\ntwo"}
        )
        info = probe(path)
        assert (info.tags.title, info.tags.artist, info.tags.album) == tuple(tags.values())
        assert info.tags.lyrics == "one\ntwo", name
        assert info.codec == name and info.rate == rate and info.channels == 2
        assert info.duration == pytest.approx(len(sound[0]) / rate, abs=0.06)


@pytest.mark.parametrize(
    ("title", "artist", "said"),
    [
        ("Somebody - Somewhere", "", ("Somewhere", "Somebody")),
        ("SOMEBODY - Somewhere", "Somebody", ("Somewhere", "Somebody")),
        ("Somewhere - Live", "Somebody", ("Somewhere - Live", "Somebody")),
        ("Somewhere-else -", "", ("Somewhere-else -", "")),
    ],
)
def test_a_title_that_names_the_artist_is_taken_apart(tmp_path: Path, title, artist, said) -> None:
    tags = {"title": title, "artist": artist}
    path = write_sound(tmp_path / "a.flac", noise(8000, 0.1), 8000, "flac", {}, tags)
    assert (probe(path).tags.title, probe(path).tags.artist) == said


def test_tags_that_are_not_utf8_do_not_crash(tmp_path: Path) -> None:
    path = write_sound(
        tmp_path / "a.mp3",
        noise(44100, 0.5),
        44100,
        "libmp3lame",
        muxer={"id3v2_version": "0"},
    )
    old = b"TAG" + "Ça va déjà".encode("latin-1").ljust(30, b"\0") + b"\x81\xff".ljust(94, b"\0")
    path.write_bytes(path.read_bytes() + old + b"\x0c")
    assert probe(path).tags.title == "Ça va déjà"
    assert read(path).duration > 0.4


def test_a_cover_is_found_and_disturbs_no_time(tmp_path: Path) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(100)
    body = b"\0" + b"image/png\0" + b"\x03" + b"\0" + picture
    frame = b"APIC" + len(body).to_bytes(4, "big") + b"\0\0" + body
    size = len(frame)
    header = b"ID3\x03\0\0" + bytes(
        [size >> 21 & 127, size >> 14 & 127, size >> 7 & 127, size & 127]
    )
    sound = noise(44100, 1.0)
    plain = write_sound(
        tmp_path / "a.mp3", sound, 44100, "libmp3lame", muxer={"id3v2_version": "0"}
    )
    path = tmp_path / "cover.mp3"
    path.write_bytes(header + frame + plain.read_bytes())
    assert probe(path).tags.cover == picture
    assert abs(offset_s(read(path).samples[0], sound[0], 44100)) < LOSSY_S


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"no real audio at {SHARED} (CLAVILUX_AUDIO)")
def test_every_real_file_reads_or_says_why() -> None:
    folders = [SHARED / name for name in ("nasty", "speech", "songs")]
    files = [
        path
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".wav", ".flac", ".ogg", ".mp3"}
    ]
    assert len(files) > 30
    refused = []
    for path in files:
        try:
            info, first = probe(path), next(blocks(path, 22050, block_s=1.0))
        except InputError as error:
            refused.append(path.name)
            assert "\n" not in str(error)
            continue
        assert info.channels >= 1 and first.samples.shape[0] == 1
        assert np.isfinite(first.samples).all()
    assert sorted(name[:2] for name in refused) == ["07", "09"], refused
