"""The weights of `words/belief.py`: a logistic regression on songs whose words' times are known.

    python training/sung.py /tmp/fit --songs 7
    python training/sung.py /tmp/fit --first 1000 --songs 6
    python training/fit_belief.py /tmp/fit

prints the weights to paste (offset first), and by level how well confidence predicts what is right
with weights that were fitted without the song in question.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "benchmarks")]

from alignment import another_text, auroc  # noqa: E402

from clavilux.backends.pocketsphinx import acoustic_model  # noqa: E402
from clavilux.media.lyrics import parse_lyrics  # noqa: E402
from clavilux.media.read import read  # noqa: E402
from clavilux.words import by_phones  # noqa: E402
from clavilux.words.belief import (  # noqa: E402
    NEAR_S,
    Evidence,
    evidence,
    of_words,
    text_chance,
    word_chances,
)
from clavilux.words.placed import FAILED  # noqa: E402
from clavilux.words.search import LAG_S, STEP_S, search  # noqa: E402

PENALTY = 2.0  # on the weights of standardised values
WRONG = 0.02  # weight of a word of another text: it counts, but must not rule


@dataclass(frozen=True)
class Heard:
    """One text on one song: what speaks for it, which words are right (none of another
    text), the song's number and its level."""

    said: Evidence
    right: np.ndarray
    own: bool
    song: int
    level: str


def heard(file: Path, own: bool) -> Heard:
    """A song of `sung.py` with its own text or another."""
    model, sound = acoustic_model(), file.with_suffix(".wav")
    text = file.with_suffix(".txt").read_text() if own else another_text(file)
    words = [spoken for _, spoken in by_phones.spoken_words(parse_lyrics(text), model, "en")]
    passes = search(read(sound, 16_000, mono=True).samples[0], words, model)
    assert passes is not None
    found = by_phones.found_by(*passes, words, model)
    right = np.zeros(len(words), bool)
    if own:
        starts = found.starts * STEP_S + LAG_S
        right = np.abs(starts - json.loads(file.read_text())["starts"]) < NEAR_S
    print(f"{file.stem}: {right.mean():.0%} right", file=sys.stderr, flush=True)
    song, _, level = file.stem.partition("_")
    return Heard(evidence(found, words, model), right, own, int(song), level)


def fitted(x: np.ndarray, y: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Offset and weights, by Newton's method."""
    mean, spread = np.average(x, axis=0, weights=w), x.std(axis=0) + 1e-9
    z = np.concatenate([np.ones((len(x), 1)), (x - mean) / spread], axis=1)
    beta, keep = np.zeros(z.shape[1]), np.diag([0.0] + [PENALTY] * x.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-z @ beta))
        slope = z.T @ (w * (y - chance)) - keep @ beta
        beta = beta + np.linalg.solve((z.T * (w * chance * (1 - chance))) @ z + keep, slope)
    return np.concatenate([[beta[0] - (beta[1:] * mean / spread).sum()], beta[1:] / spread])


def weighed(heards: Sequence[Heard]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What is weighed, right or wrong, weight, of all words."""
    weights = [np.full(len(h.right), 1.0 if h.own else WRONG) for h in heards]
    said, right = [of_words(h.said) for h in heards], [h.right for h in heards]
    return np.concatenate(said), np.concatenate(right), np.concatenate(weights)


def left_out(heards: Sequence[Heard]) -> list[np.ndarray]:
    """The words' chances, song by song, by weights that were fitted without that song."""
    chances = []
    for one in heards:
        beta = fitted(*weighed([h for h in heards if h.song != one.song]))
        chances.append(word_chances(one.said, tuple(beta)))
    return chances


def report(level: str, heards: Sequence[Heard], chances: Sequence[np.ndarray]) -> None:
    """One level's line."""
    own = [k for k, h in enumerate(heards) if h.own and level in h.level]
    wrong = [k for k, h in enumerate(heards) if not h.own and level in h.level]
    right = np.concatenate([heards[k].right for k in own])
    sure = np.concatenate([chances[k] for k in own])
    refused = [sum(text_chance(heards[k].said) < FAILED for k in some) for some in (own, wrong)]
    print(
        f"{level or 'all':>6}: {len(right)} words, {right.mean():.1%} right, {sure.mean():.1%} "
        f"sure, AUROC {auroc(sure, right):.3f}, Brier {np.mean((sure - right) ** 2):.3f}, refused "
        f"{refused[0]} of {len(own)} own texts and {refused[1]} of {len(wrong)} others"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    files = sorted(parser.parse_args().folder.glob("*.json"))
    heards = [heard(file, own) for file in files for own in (True, False)]
    chances = left_out(heards)
    for level in ("", *sorted({h.level for h in heards})):
        report(level, heards, chances)
    print(f"WORD_WEIGHTS = ({', '.join(f'{b:.3f}' for b in fitted(*weighed(heards)))})")


if __name__ == "__main__":
    main()
