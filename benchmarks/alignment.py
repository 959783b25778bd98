"""How well are words placed, and does their confidence say so?

    python training/sung.py /tmp/sung --first 1000 --songs 6      # once, see there
    python benchmarks/alignment.py /tmp/sung

reads `NAME.wav`, `NAME.txt`, `NAME.json` (`{"starts": [...]}`, a start a word) and prints, by level
(what follows the `_` of NAME): mean absolute error, mean and median signed error, share of words
within 0.3 s, mean confidence, AUROC of confidence for being within 0.3 s, and how many songs are
refused with their own text and with another (lines of the folder's other texts).
"""

import argparse
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from clavilux.media.lyrics import parse_lyrics
from clavilux.media.read import read
from clavilux.words import Alignment, Asked, align

NEAR_S = 0.3


@dataclass(frozen=True)
class Score:
    """Per word: signed error in seconds, confidence. Whether the own text was refused, and the
    wrong one."""

    errors: np.ndarray
    confidence: np.ndarray
    refused: bool
    wrong_refused: bool


def score(file: Path, other: str, aligner: str) -> Score:
    """The alignment of one song, and of another text to it."""
    audio = read(file.with_suffix(".wav"), 16_000, mono=True)

    def found(text: str) -> Alignment:
        return align(audio, parse_lyrics(text), Asked(aligner))

    own, wrong = found(file.with_suffix(".txt").read_text()), found(other)
    words = [word for line in own.lyrics.lines for word in line.words]
    errors = np.array([word.start for word in words]) - json.loads(file.read_text())["starts"]
    confidence = np.array([word.confidence for word in words])
    print(
        f"{file.stem}: {np.mean(np.abs(errors) < NEAR_S):.0%} right, {confidence.mean():.0%} sure, "
        f"fit {own.fit:.2f}; wrong text {wrong.confidence:.0%} sure, fit {wrong.fit:.2f}",
        flush=True,
    )
    return Score(errors, confidence, own.failed, wrong.failed)


def another_text(file: Path) -> str:
    """As many lines as the song's own text has, of those in its folder that it has not."""
    own = file.with_suffix(".txt").read_text().splitlines()
    texts = sorted(file.parent.glob("*.txt"))
    lines = dict.fromkeys(line for text in texts for line in text.read_text().splitlines())
    return "\n".join([line for line in lines if line not in own][: len(own)])


def auroc(values: np.ndarray, right: np.ndarray) -> float:
    """The chance that a right word has the higher value; nan where all are right or all wrong."""
    if right.all() or not right.any():
        return float("nan")
    good, bad = values[right][:, None], values[~right][None]
    return float((good > bad).mean() + 0.5 * (good == bad).mean())


def main() -> None:
    """The table on stdout."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--aligner", default="pocketsphinx")
    options = parser.parse_args()
    files = sorted(options.folder.glob("*.json"))
    levels: dict[str, list[Score]] = defaultdict(list)
    for file in files:
        level = file.stem.partition("_")[2]
        levels[level].append(score(file, another_text(file), options.aligner))
    print(
        "level     MAE s  signed mean, median ms  within 0.3 s  confidence  AUROC  refused  wrong"
    )
    for level, scores in levels.items():
        errors = np.concatenate([s.errors for s in scores])
        sure = np.concatenate([s.confidence for s in scores])
        right = np.abs(errors) < NEAR_S
        near = 1000 * errors[right]
        print(
            f"{level or 'all':<8} {np.abs(errors).mean():6.3f}  {near.mean():8.0f} "
            f"{np.median(near):8.0f}      {right.mean():12.1%}  {sure.mean():10.1%}  "
            f"{auroc(sure, right):5.3f}  {sum(s.refused for s in scores):3d}/{len(scores)}   "
            f"{sum(s.wrong_refused for s in scores):3d}/{len(scores)}"
        )


if __name__ == "__main__":
    main()
