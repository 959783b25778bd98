"""Trains the audio-visual correspondence classifier that ships as `evaluate/avc.npz`.

    make train-avc            or: python training/avc.py [--clips 30] [--folder out/avc]

1. `film`: sketches of songs (avc_songs.py), one for each clip, are directed by mode `music` with
   one look each and drawn small; what is heard and seen is kept as curves. Clips that exist stay.
2. `learn`: matched and mismatched stretches, five folds with three looks each held out (every clip
   has its own song, so songs are held out too), then all together for the file that ships.

Nothing but numpy and scipy; the same clips give the same weights. Drawing 30 clips of 16 s takes
about 4 CPU minutes, learning under one.
"""

import argparse
import json
import time
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
from avc_songs import sketch
from scipy.optimize import minimize

from clavilux import analysis
from clavilux.evaluate.correspondence import Net, stretches
from clavilux.evaluate.pairs import FEATURES, RATE, SPAN, clock, compared, hearing, seeing
from clavilux.evaluate.series import watch
from clavilux.generators.looks import LOOKS, cards
from clavilux.modes.brief import Brief
from clavilux.modes.music import Music
from clavilux.renderer import Renderer
from clavilux.timeline import Timeline
from clavilux.types.canvas import Canvas

CANVAS, SECONDS, FPS = Canvas(160, 90), 16.0, Fraction(30)
HIDDEN = (24, 8)
DECAY = 3e-3  # of the weights, relative to the mean loss
FALSE = 3  # mismatched pairs drawn for each matched one: two of other songs, one displaced
CLOUD = 1.5  # of the picture's own spread
FOLDS = 5
DECOYS, DECOY_SEED = 40, 90_000
OUT = Path(__file__).parents[1] / "src" / "clavilux" / "evaluate" / "avc.npz"


def film(number: int, path: Path) -> None:
    """Clip `number`: a song of its own, looks in turn."""
    look = list(LOOKS)[number % len(LOOKS)]
    features = analysis.hear([sketch(number, SECONDS)])
    timeline = Timeline(features)
    plan = Music().direct(timeline, Brief(look=look, seed=number), cards())
    renderer = Renderer(plan, timeline, CANVAS)
    frames = range(int(SECONDS * FPS))
    series = watch((planes for _, planes in renderer.frames(frames)), FPS)
    times = clock(0.5, SECONDS)  # without the fade from black
    np.savez(path, look=look, heard=hearing(features, times), seen=seeing(series, times))


def pairs(clips: list[dict[str, np.ndarray]], seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows float32[n, FEATURES] and labels float64[n] (1 matched) of all stretches of the clips."""
    chance = np.random.default_rng([seed, 11])
    rows, labels = [], []
    for own, clip in enumerate(clips):
        seen, heard = clip["seen"], clip["heard"]
        for start in stretches(len(seen)):
            picture = _clouded(seen[start : start + SPAN], clips, own, chance)
            sounds = [heard[start : start + SPAN], _displaced(heard, start, chance)]
            sounds += [_elsewhere(clips, own, chance) for _ in range(FALSE - 1)]
            rows += [compared(sound, picture) for sound in sounds]
            labels += [1.0] + [0.0] * FALSE
    return np.stack(rows), np.array(labels)


def _clouded(
    picture: np.ndarray, clips: list[dict[str, np.ndarray]], own: int, chance: np.random.Generator
) -> np.ndarray:
    """The picture's curves, in two of three cases under those of another clip, up to as strong: not
    every film follows its sound as closely as ours.
    """
    if chance.random() < 1 / 3:
        return picture
    other = clips[(own + int(chance.integers(1, len(clips)))) % len(clips)]["seen"]
    k = int(chance.integers(len(other) - SPAN))
    veil = other[k : k + SPAN]
    veil = (veil - veil.mean(0)) / (veil.std(0) + 1e-9) * picture.std(0)
    return picture + chance.uniform(0, CLOUD) * veil


def _displaced(heard: np.ndarray, start: int, chance: np.random.Generator) -> np.ndarray:
    """The same song at another time, at least two seconds away."""
    places = [k for k in range(len(heard) - SPAN) if abs(k - start) >= 2 * RATE]
    k = int(chance.choice(places))
    return heard[k : k + SPAN]


def _elsewhere(clips: list[dict[str, np.ndarray]], own: int, chance: np.random.Generator):
    other = (own + int(chance.integers(1, len(clips)))) % len(clips)
    heard = clips[other]["heard"]
    k = int(chance.integers(len(heard) - SPAN))
    return heard[k : k + SPAN]


def learn(rows: np.ndarray, labels: np.ndarray, seed: int = 0) -> Net:
    """The classifier of least balanced log loss, by L-BFGS from a fixed draw."""
    mean, scale = rows.mean(0), rows.std(0) + 0.05
    x = ((rows - mean) / scale).astype(np.float64)
    weight = np.where(labels > 0, 0.5 / labels.mean(), 0.5 / (1 - labels.mean())) / len(labels)
    sizes = (FEATURES, *HIDDEN, 1)
    shapes = [shape for pair in pairwise(sizes) for shape in (pair, pair[1:])]
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
    chance = np.random.default_rng([seed, 13])
    start = np.concatenate(
        [
            (chance.normal(size=shape) / np.sqrt(shape[0]) * (len(shape) == 2)).ravel()
            for shape in shapes
        ]
    )

    def split(flat: np.ndarray) -> list[np.ndarray]:
        parts = np.split(flat, ends[:-1])
        return [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        w0, b0, w1, b1, w2, b2 = split(flat)
        h0 = np.tanh(x @ w0 + b0)
        h1 = np.tanh(h0 @ w1 + b1)
        odds = (h1 @ w2 + b2)[:, 0]
        value = float(weight @ np.logaddexp(0, np.where(labels > 0, -odds, odds)))
        d2 = (weight * (1 / (1 + np.exp(-odds)) - labels))[:, None]
        d1 = (d2 @ w2.T) * (1 - h1**2)
        d0 = (d1 @ w1.T) * (1 - h0**2)
        parts = [x.T @ d0, d0.sum(0), h0.T @ d1, d1.sum(0), h1.T @ d2, d2.sum(0)]
        for k, w in ((0, w0), (2, w1), (4, w2)):
            value += 0.5 * DECAY * float((w**2).sum())
            parts[k] += DECAY * w
        return value, np.concatenate([part.ravel() for part in parts])

    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    kept = [part.astype(np.float32) for part in split(best)]
    return Net(mean, scale, tuple(kept[0::2]), tuple(kept[1::2]))


def balanced(net: Net, rows: np.ndarray, labels: np.ndarray) -> float:
    """Mean of the shares of matched and of mismatched pairs told right."""
    right = (net(rows) > 0) == (labels > 0)
    return float((right[labels > 0].mean() + right[labels == 0].mean()) / 2)


def folds(clips: list[dict[str, np.ndarray]]) -> dict[str, float]:
    """Accuracy on each look when neither it nor its songs were learnt from."""
    names, scores = list(LOOKS), {}
    for fold in range(FOLDS):
        held = set(names[fold::FOLDS])
        inside = [clip for clip in clips if str(clip["look"]) not in held]
        net = learn(*pairs(inside, fold))
        for name in sorted(held):
            own = [clip for clip in clips if str(clip["look"]) == name]
            if len(own) > 1:
                scores[name] = balanced(net, *pairs(own, 100 + fold))
    return scores


def decoys() -> np.ndarray:
    """Stretches of songs that no clip has, end to end: float16[DECOYS * SPAN, len(HEARD)]."""
    parts = []
    for k in range(DECOYS):
        features = analysis.hear([sketch(DECOY_SEED + k, 10.0)])
        parts.append(hearing(features, clock(2.0, 9.0))[:SPAN])
    return np.concatenate(parts).astype(np.float16)


def main() -> None:
    """Draws what is missing, learns, writes the weights and the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--clips", type=int, default=30)
    parser.add_argument("--folder", type=Path, default=Path("out/avc"))
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    paths = [options.folder / f"{k:03}.npz" for k in range(options.clips)]
    begun = time.process_time()
    for number, path in enumerate(paths):
        if not path.exists():
            film(number, path)
            print(f"{path}  {time.process_time() - begun:.0f} s", flush=True)
    clips = [dict(np.load(path, allow_pickle=False)) for path in paths]
    scores = folds(clips)
    for name, score in scores.items():
        print(f"{name:<12} {score:.3f}")
    print(f"held-out looks and songs: {np.mean(list(scores.values())):.3f}")
    net = learn(*pairs(clips, 0))
    kept = {"mean": net.mean, "scale": net.scale.astype(np.float32), "decoys": decoys()}
    kept |= {f"weight{k}": w for k, w in enumerate(net.weights)}
    kept |= {f"bias{k}": b for k, b in enumerate(net.biases)}
    np.savez_compressed(OUT, **kept)
    print(json.dumps({"file": OUT.name, "bytes": OUT.stat().st_size}))


if __name__ == "__main__":
    main()
