"""Fits what signal processing takes for a beat and for a downbeat: `evidence.READING_WEIGHTS` by
conditional logistic regression over the tracker's readings, `bars.WEIGHTS` by logistic regression
over true beats, signs of the former held to what music theory says.

    python training/fit_evidence.py           composes unmet pieces, prints weights and their worth

The worth is measured on styles whose weights came from the other styles.
"""

from pathlib import Path

import choice
import numpy as np
import unmet  # puts the package on the path
from score_beats import RIGHT, scores

from clavilux.analysis import bars, beats, evidence, readings, tempo
from clavilux.analysis.bar_pointer import odds
from clavilux.analysis.measures import FRAME_RATE

FOLDS = 5
RIDGE = 3.0  # of the downbeats' regression
NAMES = tuple(evidence.READING_WEIGHTS)
Rows = dict[str, np.ndarray]


def gathered(path: Path) -> Rows:
    """One piece: its readings `float[n, 13]` and whether they are right, what its true beats look
    like `float[m, 25]`, and which of them are downbeats.
    """
    piece = unmet.heard(path)
    table, right = [], []
    for times in tracks(piece):
        described = evidence.describe(piece.found, piece.gram, times)
        table.append([described[name] for name in NAMES])
        right.append(scores(piece.truth, times, times[::4])[0] >= RIGHT)
    return {
        "style": np.array(piece.truth.style),
        "table": np.array(table),
        "right": np.array(right),
        "looks": looks(piece),
        "first": piece.truth.positions == 1,
        "metre": np.array(piece.truth.metre),
    }


def tracks(piece: unmet.Heard) -> list[np.ndarray]:
    """All the tracker's beat tracks of a piece, on the beat and off it."""
    found = []
    for bpm in tempo.candidates(piece.gram):
        path = tempo.path(piece.gram, bpm)
        on = beats.track(piece.found.pulse, FRAME_RATE, path, piece.gram.step) / FRAME_RATE
        if len(on) >= 8:
            found += [on, (on[1:] + on[:-1]) / 2]
    return found


def looks(piece: unmet.Heard) -> np.ndarray:
    """Each true beat by `bars`: its columns, those of its neighbours, of those two away, and the
    network's log odds.
    """
    times = piece.truth.beats
    at_beats = evidence.at_beats(piece.found, times)
    believed = odds(readings.near(piece.network.downbeat, times, piece.network.rate))
    return np.column_stack([bars.standardised(at_beats), believed])


def downbeats(rows: list[Rows]) -> np.ndarray:
    """What makes a beat a downbeat: `float64[25]`."""
    looks = np.concatenate([row["looks"] for row in rows])
    return choice.likely(looks, np.concatenate([row["first"] for row in rows]), RIDGE)[:-1]


def counted_right(rows: list[Rows], weights: np.ndarray) -> float:
    """The mean share of true downbeats and of found ones that agree (F), in threes and fours."""
    found = []
    for row in rows:
        places = bars.counted(row["looks"] @ weights)
        first, true = places == 1, row["first"]
        both = (first & true).sum()
        found.append(2 * both / max(1, first.sum() + true.sum()))
    return float(np.mean(found))


def main() -> None:
    rows = unmet.each(gathered, unmet.options(__doc__).parse_args())
    styles = np.array([str(row["style"]) for row in rows])
    folds = np.unique(styles, return_inverse=True)[1] % FOLDS
    report_readings(rows, folds)
    report_downbeats(rows, folds)


def report_readings(rows: list[Rows], folds: np.ndarray) -> None:
    songs = [(row["table"], row["right"]) for row in rows if len(row["table"])]
    signs = [(0.0, None) if v > 0 else (None, 0.0) for v in evidence.READING_WEIGHTS.values()]
    shipped = np.array([evidence.READING_WEIGHTS[name] for name in NAMES])
    weights = choice.fitted(songs, signs)
    print(f"the tracker's best reading is right: shipped {choice.accuracy(songs, shipped):.3f},")
    print(f"  fitted elsewhere {choice.elsewhere(songs, signs, folds):.3f}")
    print("READING_WEIGHTS = {")
    for name, value in zip(NAMES, weights, strict=True):
        print(f'    "{name}": {value:.2f},')
    print("}")


def report_downbeats(rows: list[Rows], folds: np.ndarray) -> None:
    shipped = bars.flat_weights()
    elsewhere = np.zeros(len(rows))
    for fold in np.unique(folds):
        weights = downbeats([row for row, of in zip(rows, folds, strict=True) if of != fold])
        for k in np.flatnonzero(folds == fold):
            elsewhere[k] = counted_right([rows[k]], weights)
    print(f"downbeats on true beats: shipped {counted_right(rows, shipped):.3f},")
    print(f"  fitted elsewhere {elsewhere.mean():.3f}")
    weights = downbeats(rows)
    print("WEIGHTS = {")
    for name, triple in zip(evidence.BEAT_COLUMNS, weights[:-1].reshape(3, -1).T, strict=True):
        print(f'    "{name}": ({", ".join(f"{value:.2f}" for value in triple)}),')
    print("}")
    print(f"NETWORK_WEIGHT = {weights[-1]:.2f}")


if __name__ == "__main__":
    main()
