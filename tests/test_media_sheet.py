"""Films read back. Tolerances: colours 2 of 255 levels (the film quantises), times to a frame."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from clavilux.media.codecs import Encoding
from clavilux.media.png import encode_png, label
from clavilux.media.sheet import (
    arrange,
    clock,
    contact_sheet,
    film_info,
    frame_stream,
    frames,
    main,
    strip,
)
from clavilux.media.write import SegmentWriter, join
from clavilux.types.canvas import Canvas
from clavilux.types.errors import InputError, OutputError
from test_media_kit import level, noise, write_segments, write_sound

FPS = Fraction(30000, 1001)
CANVAS = Canvas(96, 64, FPS)
LEVELS = 2


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """300 counting frames with a key frame every two seconds at most."""
    folder = tmp_path_factory.mktemp("film")
    out = folder / "film.mp4"
    parts = write_segments(folder, CANVAS, Encoding(), (150, 150))
    join(parts, out, None, Encoding(), 0.0, 10.0, FPS)
    return out


def grey_of(k: int) -> float:
    """The full-range grey of frame `k`."""
    return (level(k) - 16) * 255 / 219


def read_png(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        return next(container.decode(video=0)).to_ndarray(format="rgb24")


def bt709(red: int, green: int, blue: int) -> tuple[float, float, float]:
    """Y, U, V in limited range of an sRGB triple, straight from the standard."""
    r, g, b = red / 255, green / 255, blue / 255
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    return 16 + 219 * y, 128 + 224 * (b - y) / 1.8556, 128 + 224 * (r - y) / 1.5748


@pytest.mark.parametrize("rgb", [(255, 0, 0), (0, 255, 0), (0, 0, 255), (30, 200, 90), (255,) * 3])
@pytest.mark.parametrize("size", [(64, 64), (1280, 720)])
def test_colours_come_back_by_bt709(
    rgb: tuple[int, int, int], size: tuple[int, int], tmp_path: Path
) -> None:
    width, height = size
    y, u, v = (round(value) for value in bt709(*rgb))
    frame = np.full(width * height * 3 // 2, y, np.uint8)
    frame[width * height : width * height * 5 // 4] = u
    frame[width * height * 5 // 4 :] = v
    with SegmentWriter(tmp_path / "s", Canvas(width, height), Encoding(quality=1)) as writer:
        writer.write(frame.reshape(height * 3 // 2, width))
    (picture,) = frames(tmp_path / "s", [0.0])
    assert picture.shape == (height, width, 3)
    assert abs(picture.astype(int) - rgb).max() <= LEVELS


def test_pictures_at_given_times_in_any_order(film: Path) -> None:
    wanted = [0, 299, 150, 149, 7, 8, 9, 250, 61, 7]
    pictures = frames(film, [float(k / FPS) for k in wanted])
    for k, picture in zip(wanted, pictures, strict=True):
        assert abs(picture.astype(int) - grey_of(k)).max() <= LEVELS, k


def test_a_picture_is_shown_until_the_next(film: Path) -> None:
    step = float(1 / FPS)
    times = [40 * step + 0.9 * step, 41 * step - 2e-3, 41 * step + 1e-6, -1.0, 99.0]
    pictures = frames(film, times)
    for k, picture in zip([40, 40, 41, 0, 299], pictures, strict=True):
        assert abs(picture.astype(int) - grey_of(k)).max() <= LEVELS


def test_every_frame_once_in_order(film: Path) -> None:
    pictures = list(frame_stream(film))
    assert len(pictures) == 300
    assert [round(picture.time * FPS) for picture in pictures] == list(range(300))
    for k, picture in enumerate(pictures):
        assert abs(picture.y.astype(int) - level(k)).max() <= LEVELS


def test_shrinking_keeps_levels(film: Path) -> None:
    small = list(frame_stream(film, (24, 16)))
    assert len(small) == 300 and small[5].y.shape == (16, 24) and small[5].u.shape == (8, 12)
    assert abs(small[5].y.astype(int) - level(5)).max() <= LEVELS
    (picture,) = frames(film, [0.0], (24, 16))
    assert picture.shape == (16, 24, 3) and abs(picture - grey_of(0)).max() <= LEVELS


def test_what_a_film_says_of_itself(film: Path, tmp_path: Path) -> None:
    info = film_info(film)
    assert (info.width, info.height, info.fps, info.frames) == (96, 64, FPS, 300)
    assert info.duration == pytest.approx(float(300 / FPS), abs=1e-9)
    sound = write_sound(tmp_path / "a.wav", noise(8000, 0.2), 8000)
    for verb in (film_info, lambda path: list(frame_stream(path)), lambda path: frames(path, [0])):
        with pytest.raises(InputError, match="no moving picture"):
            verb(sound)


def test_png_is_lossless(tmp_path: Path) -> None:
    image = np.random.default_rng(0).integers(0, 256, (37, 53, 3), dtype=np.uint8)
    (tmp_path / "a.png").write_bytes(encode_png(image))
    assert np.array_equal(read_png(tmp_path / "a.png"), image)


def test_a_contact_sheet_shows_each_part_of_the_film(film: Path, tmp_path: Path) -> None:
    contact_sheet(film, tmp_path / "sheet.png", count=5, columns=3, width=48)
    sheet = read_png(tmp_path / "sheet.png")
    assert sheet.shape == (2 * 32 + 4, 3 * 48 + 8, 3)
    for k, (row, column) in enumerate([(0, 0), (0, 1), (0, 2), (1, 0), (1, 1)]):
        corner = sheet[row * 36 + 2, column * 52 + 46]
        frame = int((k + 0.5) * 300 / 5)
        assert abs(corner.astype(int) - grey_of(frame)).max() <= LEVELS
    assert [path.name for path in tmp_path.iterdir()] == ["sheet.png"]


def test_a_strip_shows_consecutive_frames(film: Path, tmp_path: Path) -> None:
    strip(film, float(70 / FPS), 4, tmp_path / "strip.png", columns=4, width=96, grey=True)
    shown = read_png(tmp_path / "strip.png")
    for k in range(4):
        assert abs(shown[2, k * 100 + 90].astype(int) - grey_of(70 + k)).max() <= LEVELS


def test_labels_are_legible_figures() -> None:
    image = np.full((100, 200, 3), 77, np.uint8)
    label(image, "1:02.345")
    box = image[93:, :33, 0]
    assert set(np.unique(box)) == {0, 255} and (image[:93] == 77).all()
    one = box[1:6, 1:4] // 255
    assert one.tolist() == [[0, 1, 0], [1, 1, 0], [0, 1, 0], [0, 1, 0], [1, 1, 1]]
    assert clock(62.3451) == "1:02.345" and clock(0) == "0:00.000" and clock(59.9996) == "1:00.000"


def test_pictures_are_laid_row_by_row() -> None:
    pictures = [np.full((2, 3, 3), 50 + k, np.uint8) for k in range(3)]
    sheet = arrange(pictures, 2)
    assert sheet.shape == (8, 10, 3)
    assert (
        (sheet[:2, 7:] == 51).all() and (sheet[6:, :3] == 52).all() and (sheet[6:, 7:] == 24).all()
    )


def test_the_developers_command(film: Path, tmp_path: Path, capsys) -> None:
    out = tmp_path / "out.png"
    assert main([str(film), str(out), "--count", "3"]) == 0 and out.exists()
    assert main([str(film), str(out), "--strip", "2", "--grey"]) == 0
    assert main([str(tmp_path / "none.mp4"), str(out)]) == InputError.exit_code
    assert "There is no file" in capsys.readouterr().err
    assert main([str(film), str(tmp_path / "no" / "out.png")]) == OutputError.exit_code
