"""The Fréchet distance against SciPy's matrix root, its laws, and folders of films."""

import json

import numpy as np
import pytest
from scipy.linalg import sqrtm

from clavilux.cli import main
from clavilux.evaluate.distance import (
    FVD,
    PLAIN,
    clips,
    distance,
    frechet,
    gaussian,
    plain_features,
)
from clavilux.types.errors import InputError, UsageError
from films import texture, write_film


def drawn(seed, n, d):
    chance = np.random.default_rng([seed])
    return chance.normal(size=(n, d)) @ chance.normal(size=(d, d)) + chance.normal(size=d)


@pytest.mark.parametrize("d", [1, 3, 20])
def test_the_formula_is_that_of_a_direct_transcription(d):
    one, other = gaussian(drawn(1, 200, d)), gaussian(drawn(2, 150, d))
    root = np.real(sqrtm(one[1] @ other[1]))
    plain = ((one[0] - other[0]) ** 2).sum() + np.trace(one[1] + other[1] - 2 * root)
    assert frechet(*one, *other) == pytest.approx(plain, rel=1e-7)
    assert frechet(*other, *one) == pytest.approx(plain, rel=1e-7)


def test_known_gaussians():
    unit, zero = np.eye(4), np.zeros(4)
    assert frechet(zero, unit, zero, unit) == pytest.approx(0, abs=1e-12)
    assert frechet(zero, unit, zero + 3, unit) == pytest.approx(36)
    assert frechet(zero, 4 * unit, zero, unit) == pytest.approx(4)  # d (2 - 1)^2
    flat = np.diag([1.0, 0, 0, 0])  # singular
    assert frechet(zero, flat, zero, 9 * flat) == pytest.approx(4)


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Two folders of slow pans, and one of quick flicker."""
    root = tmp_path_factory.mktemp("films")
    for name, speed, light in (("a", 1, 0.0), ("b", 1, 0.0), ("c", 9, 0.3)):
        (root / name).mkdir()
        for k in range(2):
            picture = texture(10 * k + ord(name)) * 0.6
            write_film(
                root / name / f"{k}.mp4",
                lambda i, p=picture, s=speed, g=light: np.roll(p, s * i, 1) + g * (i % 2),
                90,
            )
    return root


def test_like_folders_are_near_and_unlike_ones_far(folders):
    same = distance(folders / "a", folders / "a")
    near = distance(folders / "a", folders / "b")
    far = distance(folders / "a", folders / "c")
    assert same.value == pytest.approx(0, abs=1e-6)
    assert near.value < 0.2 * far.value
    assert (far.name, far.films, far.clips) == (PLAIN, (2, 2), (4, 4))
    assert "few" in far.advice


def test_only_a_video_network_makes_it_fvd(folders):
    def net(frames):
        assert frames.dtype == np.uint8 and frames.shape == (16, 180, 320, 3)
        return frames.reshape(16, -1).mean(0)[:5].astype(np.float32)

    found = distance(folders / "a", folders / "c", net)
    assert (found.name, found.dimensions) == (FVD, 5)


def test_clips_are_taken_at_their_own_rate(folders):
    found = list(clips(folders / "a" / "0.mp4"))
    assert [clip.shape for clip in found] == [(16, 180, 320, 3)] * 2
    assert plain_features(found[0]).shape == (37,)
    assert np.isfinite(plain_features(found[0][:, :3, :3])).all()


def test_bad_folders_get_one_sentence(folders, tmp_path):
    with pytest.raises(UsageError, match="not a folder"):
        distance(folders / "a", tmp_path / "nowhere")
    with pytest.raises(InputError, match="no films"):
        distance(folders / "a", tmp_path)


def test_the_command(folders, capsys):
    line = ["distance", str(folders / "a"), str(folders / "c"), "--net", "none"]
    assert main([*line, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["name"] == PLAIN
    assert main(line) == 0 and PLAIN in capsys.readouterr().out
    assert main([*line[:3], "--net", "nonsense"]) == 2
