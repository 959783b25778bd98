"""Scores of the beats on pieces whose truth is known: by mir_eval, as the field reports them.

    python training/score_beats.py            composes the held-out pieces, prints the table

The pieces are in styles that the network was never trained on, rendered with another SoundFont
(TimGM6mb). "Right" is a beat F of 0.8 or more. The last line is what confidence is worth: how much
more often the more confident half is right.
"""

import argparse
import json
import warnings
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import corpus  # puts the package on the path
import mir_eval
import numpy as np
from compose.styles import NAMED

from clavilux import analysis
from clavilux.types.audio import Audio

FONT = corpus.FONTS / "TimGM6mb.sf2"
MEASURES = ("F", "CMLt", "AMLt", "tempo", "downbeat F")
RIGHT = 0.8


def scores(truth: corpus.Example, beats: np.ndarray, downbeats: np.ndarray) -> list[float]:
    """By MEASURES, all 0..1; `tempo` is whether the median interval is within 4 %."""
    warnings.filterwarnings("ignore")
    true = mir_eval.beat.trim_beats(truth.beats)
    found = mir_eval.beat.trim_beats(beats)
    f = mir_eval.beat.f_measure(true, found)
    _, cml, _, aml = mir_eval.beat.continuity(true, found)
    right = len(found) > 2 and abs(_interval(found) / _interval(true) - 1) < 0.04
    down = mir_eval.beat.f_measure(
        mir_eval.beat.trim_beats(truth.beats[truth.positions == 1]),
        mir_eval.beat.trim_beats(downbeats),
    )
    return [f, cml, aml, float(right), down]


def _interval(times: np.ndarray) -> float:
    span = min(8, len(times) - 1)
    return float(np.median(times[span:] - times[:-span])) / span


def sound_of(path: Path) -> np.ndarray:
    with np.load(path) as file:
        return file["sound"].astype(np.float32) / 32767


def judged(path: Path) -> dict[str, object]:
    """One piece: its style, its scores, and the confidence that the analysis states."""
    truth, sound = corpus.read(path), sound_of(path)
    features = analysis.hear([Audio(sound[None], analysis.RATE)])
    beats = features.beats
    return {
        "name": path.stem,
        "style": truth.style,
        "scores": scores(truth, beats.times, beats.downbeats),
        "confidence": float(beats.confidence.mean()) if len(beats.times) else 0.0,
        "bpm": features.bpm,
        "true_bpm": 60 / _interval(truth.beats),
    }


def table(rows: list[dict]) -> str:
    """Means by group of styles, and over all."""
    groups: dict[str, list[dict]] = {}
    for row in rows:
        groups.setdefault(NAMED[row["style"]].group, []).append(row)
    lines = [f"{'':14}{'n':>4}" + "".join(f"{name:>12}" for name in MEASURES)]
    for name, members in [*sorted(groups.items()), ("all", rows)]:
        means = np.mean([row["scores"] for row in members], axis=0)
        lines.append(f"{name:14}{len(members):4}" + "".join(f"{mean:12.3f}" for mean in means))
    return "\n".join(lines)


def worth_of_confidence(rows: list[dict]) -> tuple[float, float]:
    """The share that is right among the more confident half, and among the rest."""
    order = sorted(rows, key=lambda row: -row["confidence"])
    half = len(order) // 2
    right = [row["scores"][0] >= RIGHT for row in order]
    return float(np.mean(right[:half])), float(np.mean(right[half:]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=corpus.ROOT / "out/beats-held")
    parser.add_argument("--pieces", type=int, default=102)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", type=Path, help="write every piece's scores here")
    given = parser.parse_args()
    seeds = range(corpus.HELD, corpus.HELD + given.pieces)
    corpus.build(seeds, given.corpus, FONT, sound=True, workers=given.workers)
    with ProcessPoolExecutor(given.workers) as pool:
        paths = [given.corpus / f"{seed:07d}.npz" for seed in seeds]
        rows = list(pool.map(judged, paths))
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1))
    print(table(rows))
    sure, rest = worth_of_confidence(rows)
    print(f"right: {sure:.2f} of the more confident half, {rest:.2f} of the rest")


if __name__ == "__main__":
    main()
