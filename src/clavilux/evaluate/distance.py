"""How far one folder of films lies from another: the Fréchet distance between their clips, as
Gaussians in a feature space.

d² = |m1 - m2|² + tr(C1 + C2 - 2 (C1 C2)^½) (D. Dowson, B. Landau, 1982). With the features of a
video network (`backends.open_backend("video_net", ...)`) this is the Fréchet video distance
(T. Unterthiner et al., 2018), FVD. Without one, `plain_features` stand in, and the answer is named
"plain Fréchet distance" and is not comparable with any FVD.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from clavilux.evaluate.video import VideoReader
from clavilux.types.errors import InputError, UsageError

CLIP = 16  # frames
STEP_S = 2.0  # from one clip to the next
RATE = 25.0  # frames a second at which clips are taken
HEIGHT = 224  # pixels that clips are reduced to
FILMS = (".mp4", ".mkv", ".mov", ".webm", ".avi", ".m4v", ".mpg", ".ts")
FVD, PLAIN = "FVD", "plain Fréchet distance"

Features = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Distance:
    """`value` is d², as FVD is reported. `name` says which distance it is; `clips` and `films`
    count both sides; `advice` warns where clips are too few for the covariances of `dimensions`.
    """

    name: str
    value: float
    films: tuple[int, int]
    clips: tuple[int, int]
    dimensions: int
    advice: str


def distance(
    one: Path, other: Path, net: Features | None = None, progress: Callable = lambda *_: None
) -> Distance:
    """Between the films directly in two folders. `net` maps uint8[n, h, w, 3] to float32[d].

    Raises UsageError for what is no folder, InputError for one without enough films.
    """
    films = [folder_films(Path(folder)) for folder in (one, other)]
    points, done, total = [], 0, sum(map(len, films))
    for folder, paths in zip((one, other), films, strict=True):
        rows = []
        for path in paths:
            rows += [(net or plain_features)(clip) for clip in clips(path)]
            done += 1
            progress("watching", done, total)
        if len(rows) < 2:
            raise InputError(f"{folder} has {len(rows)} clips of {CLIP} frames; 2 are the least.")
        points.append(np.array(rows, np.float64))
    few, dimensions = min(len(rows) for rows in points), points[0].shape[1]
    advice = (
        f"{few} clips are few for {dimensions} dimensions: the figure is too large; compare only "
        "folders of as many clips."
    )
    return Distance(
        FVD if net else PLAIN,
        frechet(*gaussian(points[0]), *gaussian(points[1])),
        (len(films[0]), len(films[1])),
        (len(points[0]), len(points[1])),
        dimensions,
        advice if few <= 2 * dimensions else "",
    )


def folder_films(folder: Path) -> list[Path]:
    """The films of a folder, by name. Raises UsageError, or InputError where there are none."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder; give two folders of films.")
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() in FILMS)
    if not found:
        raise InputError(f"{folder} has no films in it ({', '.join(FILMS)}).")
    return found


def clips(path: Path) -> Iterator[np.ndarray]:
    """Clips of a film, uint8[CLIP, height, width, 3], one every `STEP_S`; none of a film that is
    shorter than one.
    """
    frames: list[np.ndarray] = []
    start = 0.0
    with VideoReader(path) as reader:
        for picture in reader:
            if picture.time + 1e-6 < start + len(frames) / RATE:
                continue
            frames.append(picture.thumbnail(min(HEIGHT, reader.info.height)))
            if len(frames) == CLIP:
                yield np.stack(frames)
                frames, start = [], start + STEP_S


def gaussian(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean float64[d] and covariance float64[d, d] of float64[n, d]."""
    return points.mean(0), np.cov(points, rowvar=False).reshape(points.shape[1], -1)


def frechet(mean1: np.ndarray, cov1: np.ndarray, mean2: np.ndarray, cov2: np.ndarray) -> float:
    """The squared Fréchet distance of two Gaussians; covariances may be singular."""
    values, vectors = np.linalg.eigh(cov1)
    root = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    between = np.sqrt(np.maximum(np.linalg.eigvalsh(root @ cov2 @ root), 0)).sum()
    apart = float(((mean1 - mean2) ** 2).sum())
    return max(apart + float(np.trace(cov1) + np.trace(cov2) - 2 * between), 0.0)


def plain_features(clip: np.ndarray) -> np.ndarray:
    """A clip as 37 plain numbers, float32: for each of luma and two colour differences the mean,
    spread, and energies of three scales of detail; a histogram of luma; and mean, spread and peak
    of what changes from frame to frame, in light, in detail and along the clip.
    """
    rgb = clip.astype(np.float32) / 255
    luma = rgb @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    planes = [luma, rgb[..., 2] - luma, rgb[..., 0] - luma]
    parts: list[float] = []
    for plane in planes:
        parts += [float(plane.mean()), float(plane.std()), *_scales(plane)]
    shares, _ = np.histogram(luma, bins=8, range=(0, 1))
    parts += (shares / luma.size).tolist()
    steps = np.abs(np.diff(luma, axis=0)).mean((1, 2))
    light = np.diff(luma.mean((1, 2)))
    tint = np.abs(np.diff(planes[1], axis=0)).mean((1, 2))
    for change in (steps, np.abs(light), tint):
        parts += [float(change.mean()), float(change.std()), float(change.max())]
    whole = luma[-1] - luma[0]
    parts += [float(np.abs(whole).mean()), float(whole.mean()), *_scales(whole[None])]
    return np.array(parts, np.float32)


def _scales(planes: np.ndarray) -> list[float]:
    """Mean absolute differences of neighbours 1, 4 and 16 pixels apart."""
    found = []
    for step in (1, 4, 16):
        across = (
            np.abs(planes[:, :, step:] - planes[:, :, :-step]).mean()
            if planes.shape[2] > step
            else 0
        )
        down = np.abs(planes[:, step:] - planes[:, :-step]).mean() if planes.shape[1] > step else 0
        found.append(float(across + down))
    return found
