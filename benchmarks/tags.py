"""What the tagger hears in real recordings that nobody taught it: `docs/models/tags.md` has the
table.

    python benchmarks/tags.py ../shared/audio

For every song, how many of its seconds have each instrument at half and more of confidence, and a
voice; of songs with timed words beside them, how many seconds with sung words are told as voice,
and how many without; of speech, how many as speech. With and without Silero's detector. Last, of
the noises of a folder `events`, what they are taken for.
"""

import argparse
import csv
from collections import Counter
from pathlib import Path

import numpy as np

from clavilux import analysis
from clavilux.analysis import seconds
from clavilux.backends import silero
from clavilux.media.read import blocks
from clavilux.types.features import Features

SURE = 0.5
FEW_S, MOST_S = 0.15, 0.6  # sung for less of a second counts as not, for more as sung


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="with songs, speech and lyrics in it")
    folder = parser.parse_args().folder
    detector = silero.speech
    if detector(np.zeros(44100, np.float32), 44100) is None:
        print("Silero is not installed: both rows are the tagger's")
    for path in sorted([*folder.glob("songs/*"), *folder.glob("speech/*.[fow][lga]*")]):
        silero.speech = lambda values, rate: None
        alone = _heard(path)
        silero.speech = detector
        report(path, alone, _heard(path), sung(folder, path.stem, len(alone.voice.values)))
    silero.speech = lambda values, rate: None
    noises(sorted(folder.glob("events/*/*.ogg")))


def _heard(path: Path) -> Features:
    return analysis.hear(blocks(path, analysis.RATE))


def report(path: Path, alone: Features, both: Features, words: np.ndarray | None) -> None:
    """One recording: instruments, then voices without and with Silero's detector."""
    told = ", ".join(f"{name} {share:.0%}" for name, share in seconds.shares(alone.tags))
    print(f"{path.stem}\n  {told}")
    for name, features in (("tagger alone", alone), ("with Silero", both)):
        voice = features.voice
        there = voice.column("singing") + voice.column("speech") >= SURE
        parts = [
            f"voice {there.mean():.0%}",
            f"speech {(voice.column('speech') >= SURE).mean():.0%}",
        ]
        if words is not None:
            parts.append(f"of the seconds with words {there[words > MOST_S].mean():.0%}")
            parts.append(f"without {there[words < FEW_S].mean():.0%}")
        print(f"  {name}: {', '.join(parts)}")


def noises(paths: list[Path]) -> None:
    """What sounds that are no music are surely taken for, by folders and as voices."""
    taken: dict[str, Counter[str]] = {}
    voiced: Counter[str] = Counter()
    for path in paths:
        features = _heard(path)
        sure = [n for n in features.tags.names if features.tags.column(n).max(initial=0) >= SURE]
        taken.setdefault(path.parent.name, Counter()).update(sure)
        voice = features.voice.column("singing") + features.voice.column("speech")
        voiced[path.parent.name] += bool((voice >= SURE).any())
    print(f"{len(paths)} noises, {voiced.total()} of them with a voice: {dict(+voiced)}")
    for kind, names in taken.items():
        print(f"  {kind}: {', '.join(f'{name} {n}' for name, n in names.most_common(4))}")


def sung(folder: Path, stem: str, count: int) -> np.ndarray | None:
    """The share of each second that has words, `float64[count]`; None without timed words."""
    lines = _lines(folder, stem)
    if not lines:
        return None
    grid = np.zeros(count * 100)
    for start, end in lines:
        grid[round(start * 100) : round(end * 100)] = 1
    return grid.reshape(count, 100).mean(axis=1)


def _lines(folder: Path, stem: str) -> list[tuple[float, float]]:
    for path in folder.glob(f"lyrics/*/{stem}.lines.*"):
        with path.open(newline="") as file:
            rows = list(csv.reader(file, delimiter="\t" if path.suffix == ".tsv" else ","))
        timed = rows if path.suffix == ".tsv" else rows[1:]
        return [(float(start), float(end)) for start, end, *_ in timed]
    return []


if __name__ == "__main__":
    main()
