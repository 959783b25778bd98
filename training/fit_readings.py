"""Fits how readings are judged and doubted: the weights of `clavilux.analysis.readings`.

    python training/fit_readings.py           composes unmet pieces, prints the weights

Among the readings of a piece, those whose beats are right (F at least 0.8) should be chosen. Signs
are held to what they mean; the worth of the weights is measured on styles that they did not see.
Then, over the best readings, the logistic regression of being right on what doubt is made of.
"""

import json
from pathlib import Path

import choice
import numpy as np
import unmet  # puts the package on the path
from score_beats import RIGHT, scores

from clavilux.analysis import readings

# Not fitted but set: the composer draws tempi more widely than the world does, where few songs are
# tapped slower than 60 or faster than 180 beats a minute: a deviation of 0.7 octaves.
PRIOR = {"octaves_squared": -1.0}
FOLDS = 5
RIDGE = 1.0  # of the regression of being right


def gathered(path: Path) -> list[dict]:
    """All readings of a piece: what speaks for each, and its beat F."""
    piece = unmet.heard(path)
    judged = readings.judge(piece.network, piece.found, piece.gram, piece.tracked, piece.span)
    return [
        {
            "reasons": reading.reasons,
            "scores": scores(piece.truth, reading.times, reading.times[reading.positions == 1]),
            "bpm": reading.bpm,
            "weight": reading.weight,
            "style": piece.truth.style,
        }
        for reading in judged
    ]


def songs_of(pieces: list[list[dict]], names: list[str]) -> list[choice.Song]:
    return [
        (
            np.array([[row["reasons"][name] for name in names] for row in rows]),
            np.array([row["scores"][0] >= RIGHT for row in rows]),
        )
        for rows in pieces
    ]


def bound(name: str) -> tuple[float | None, float | None]:
    """The sign that a reason's weight may have, or what it is set to."""
    if name in PRIOR:
        return PRIOR[name], PRIOR[name]
    return 0.0, None


def main() -> None:
    parser = unmet.options(__doc__)
    parser.add_argument("--json", type=Path, help="keep all readings here")
    given = parser.parse_args()
    pieces = [rows for rows in unmet.each(gathered, given) if rows]
    if given.json:
        given.json.write_text(json.dumps(pieces))
    report(pieces)


def report(pieces: list[list[dict]]) -> None:
    """Weights, and how often the best reading is right by them."""
    names = list(readings.WEIGHTS)
    songs, bounds = songs_of(pieces, names), [bound(name) for name in names]
    shipped = np.array([readings.WEIGHTS[name] for name in names])
    folds = np.unique([rows[0]["style"] for rows in pieces], return_inverse=True)[1] % FOLDS
    weights = choice.fitted(songs, bounds)
    print(f"some reading is right: {np.mean([right.any() for _, right in songs]):.3f}")
    print(f"the best one, as shipped: {choice.accuracy(songs, shipped):.3f}")
    print(f"by weights from other styles: {choice.elsewhere(songs, bounds, folds):.3f}")
    print("WEIGHTS = {")
    for name, value in zip(names, weights, strict=True):
        print(f'    "{name}": {value:.2f},')
    print("}")
    report_doubt(pieces)


def report_doubt(pieces: list[list[dict]]) -> None:
    """What makes the first reading right, by the weights as shipped."""
    best = [rows[0] for rows in pieces]
    reasons = np.array([readings.grounds(row["weight"], row["reasons"]) for row in best])
    right = np.array([row["scores"][0] >= RIGHT for row in best])
    weights = choice.likely(reasons, right, RIDGE)
    sure = np.argsort(-(reasons @ weights[:-1]))
    half = len(sure) // 2
    print(f"right: {right[sure[:half]].mean():.2f} of the surer half,", end=" ")
    print(f"{right[sure[half:]].mean():.2f} of the rest, {right.mean():.2f} of all")
    print("SURE = (" + ", ".join(f"{value:.2f}" for value in weights) + ")")


if __name__ == "__main__":
    main()
