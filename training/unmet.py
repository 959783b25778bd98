"""Pieces that the network never met, as the analysis hears them: what weights are fitted on.

They are in the styles that it was trained on, from other seeds. The held-out styles are not among
them: those are for the scores alone.
"""

import argparse
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import corpus  # puts the package on the path
from score_beats import sound_of

from clavilux import analysis
from clavilux.analysis import (
    activations,
    curves,
    evidence,
    harmony,
    measures,
    onsets,
    tempo,
    tracker,
)
from clavilux.types.audio import Audio

T = TypeVar("T")
FIRST, PIECES = 500_000, 240
MORE_FIRST, MORE = 280_000, 90  # and so many in the styles of `compose/more.py`
FONT = corpus.FONTS / "FluidR3_GM.sf2"


@dataclass(frozen=True)
class Heard:
    """A piece: its truth, and all that beats are judged by; `span` in frames of the network."""

    truth: corpus.Example
    network: activations.Activations
    found: evidence.Evidence
    gram: tempo.Tempogram
    tracked: list[tracker.Reading]
    span: tuple[int, int]


def built(folder: Path, pieces: int, more: int, workers: int) -> list[Path]:
    """The files of all pieces, composed unless they are there."""
    firsts = ((FIRST, pieces), (MORE_FIRST, more))
    seeds = [seed for first, count in firsts for seed in range(first, first + count)]
    corpus.build(seeds, folder, FONT, True, workers)
    return [folder / f"{seed:07d}.npz" for seed in seeds]


def options(about: str) -> argparse.ArgumentParser:
    """Of the scripts that fit on these pieces."""
    parser = argparse.ArgumentParser(description=about.splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=corpus.ROOT / "out/beats-fit")
    parser.add_argument("--pieces", type=int, default=PIECES)
    parser.add_argument("--more", type=int, default=MORE)
    parser.add_argument("--workers", type=int, default=2)
    return parser


def each(gathered: Callable[[Path], T], given: argparse.Namespace) -> list[T]:
    """What `gathered` makes of every piece that `options` names, in parallel."""
    paths = built(given.corpus, given.pieces, given.more, given.workers)
    with ProcessPoolExecutor(given.workers) as pool:
        return list(pool.map(gathered, paths))


def heard(path: Path) -> Heard:
    """What the analysis makes of one piece, before it chooses."""
    measured = measures.measure([Audio(sound_of(path)[None], analysis.RATE)])
    classes = harmony.pitch_classes(measured)
    rises, change = onsets.rises_and_change(measured)
    first, last = curves.sounding(curves.curves(measured, classes, rises, change))
    found = evidence.gather(rises, classes)
    gram = tempo.tempogram(found.pulse, measures.FRAME_RATE)
    network = activations.activations(measured.mel_cdb)
    span = (round(first * network.rate), round(last * network.rate) + 1)
    return Heard(corpus.read(path), network, found, gram, tracker.readings(found, gram), span)
