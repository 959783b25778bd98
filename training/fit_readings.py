"""Fits how readings are judged: the weights of `clavilux.analysis.readings`, and of its doubt.

    python training/fit_readings.py           composes unmet pieces, prints the weights

Conditional logistic regression (McFadden 1974): among the readings of a piece, those whose beats
are right (F at least 0.8) should be chosen. Signs are held to what they mean. Then, over the best
readings, the logistic regression of being right on what confidence is made of.
"""

import argparse
import json
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import corpus  # puts the package on the path
import numpy as np
from scipy.optimize import minimize
from score_beats import scores, sound_of

from clavilux import analysis
from clavilux.analysis import (
    activations,
    curves,
    evidence,
    harmony,
    measures,
    onsets,
    readings,
    tempo,
    tracker,
)
from clavilux.types.audio import Audio

FIRST, PIECES = 500_000, 80
RIGHT = 0.8
RIDGE = 0.01
# Not fitted but set: the composer draws tempi more widely than the world does, where few songs are
# tapped slower than 60 or faster than 180 beats a minute.
PRIOR = {"octaves_squared": -1.0}


def gathered(path: Path) -> list[dict]:
    """All readings of a piece: what speaks for each, and its beat F."""
    truth = corpus.read(path)
    heard = measures.measure([Audio(sound_of(path)[None], analysis.RATE)])
    classes = harmony.pitch_classes(heard)
    rises, change = onsets.rises_and_change(heard)
    sounding = curves.sounding(curves.curves(heard, classes, rises, change))
    found = evidence.gather(rises, classes)
    gram = tempo.tempogram(found.pulse, measures.FRAME_RATE)
    tracked = tracker.readings(found, gram)
    network = activations.activations(heard.mel_cdb)
    span = tuple(round(edge * network.rate) for edge in sounding)
    rows = []
    for reading in readings.judge(network, found, gram, tracked, span):  # type: ignore[arg-type]
        f = scores(truth, reading.times, reading.times[reading.positions == 1])
        rows.append(
            {"reasons": reading.reasons, "scores": f, "bpm": reading.bpm, "style": truth.style}
        )
    return rows


def fitted(pieces: list[list[dict]], names: list[str]) -> dict[str, float]:
    """The weights that make right readings likeliest."""
    tables = []
    for rows in pieces:
        right = np.array([row["scores"][0] >= RIGHT for row in rows])
        if right.any() and not right.all():
            tables.append((np.array([[row["reasons"][n] for n in names] for row in rows]), right))
    scale = np.array(
        [np.concatenate([t for t, _ in tables])[:, k].std() for k in range(len(names))]
    )

    fixed = np.array([PRIOR.get(name, np.nan) for name in names]) * scale

    def loss(weights: np.ndarray) -> float:
        total = RIDGE * len(tables) * float(weights @ weights)
        for table, right in tables:
            logits = (table / scale) @ weights
            total -= np.logaddexp.reduce(logits[right]) - np.logaddexp.reduce(logits)
        return total

    bounds = [(None, None) if name == "free" else (0.0, None) for name in names]
    bounds = [
        bound if np.isnan(value) else (value, value)
        for bound, value in zip(bounds, fixed, strict=True)
    ]
    found = minimize(loss, np.zeros(len(names)), bounds=bounds, method="L-BFGS-B")
    return dict(zip(names, found.x / scale, strict=True))


def accuracy(pieces: list[list[dict]], weights: dict[str, float]) -> tuple[float, float]:
    """How often the best reading is right, and how often any is."""
    best = []
    for rows in pieces:
        values = [sum(weights[n] * row["reasons"][n] for n in weights) for row in rows]
        best.append(rows[int(np.argmax(values))]["scores"][0] >= RIGHT)
    possible = [max(row["scores"][0] for row in rows) >= RIGHT for rows in pieces]
    return float(np.mean(best)), float(np.mean(possible))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=corpus.ROOT / "out/beats-fit")
    parser.add_argument("--pieces", type=int, default=PIECES)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", type=Path, help="keep all readings here")
    given = parser.parse_args()
    seeds = range(FIRST, FIRST + given.pieces)
    corpus.build(seeds, given.corpus, corpus.FONTS / "FluidR3_GM.sf2", True, given.workers)
    with ProcessPoolExecutor(given.workers) as pool:
        paths = [given.corpus / f"{seed:07d}.npz" for seed in seeds]
        pieces = [rows for rows in pool.map(gathered, paths) if rows]
    if given.json:
        given.json.write_text(json.dumps(pieces))
    names = list(readings.WEIGHTS)
    weights = fitted(pieces, names)
    print("as shipped:", accuracy(pieces, readings.WEIGHTS))
    print("as fitted:", accuracy(pieces, weights))
    print("WEIGHTS = {")
    for name, value in weights.items():
        print(f'    "{name}": {value:.2f},')
    print("}")


if __name__ == "__main__":
    main()
