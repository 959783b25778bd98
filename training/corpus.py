"""The corpus that the beat network learns from: composed, rendered, worn, heard by the analysis.

    python training/corpus.py FOLDER --pieces 900 --font FluidR3_GM.sf2

writes one file a piece: the network's input `uint8[n, 64]` (200 = the loudest), the truth, and
(with `--sound`) the sound itself. Seeds from 0 train, those from MORE_FIRST on in the styles of
`more.py`; those from HELD on, in the styles of `HELD` and with another font, are for the scores.
"""

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "training")]

from compose import compose, effects, fluid, more, render, styles  # noqa: E402
from compose.piece import Piece  # noqa: E402

from clavilux.analysis import activations, mel, stft  # noqa: E402
from clavilux.analysis.measures import HOP, MARGIN, RATE, SHORT  # noqa: E402

FONTS = Path("/usr/share/sounds/sf2")
MORE_FIRST, MORE_END = 200_000, 300_000  # seeds in the styles of `more.py`
HELD = 1_000_000  # seeds from here on are in held-out styles
CLICKS = 2_000_000  # and from here on are plain metronomes
SCALE = 200
assert fluid.RATE == RATE


@dataclass(frozen=True)
class Example:
    """`bands` `uint8[n, 64]`; `beats` seconds, `positions` in the bar, `metre`, `style`."""

    bands: np.ndarray
    beats: np.ndarray
    positions: np.ndarray
    metre: int
    style: str


def example(seed: int, font: Path) -> tuple[Example, np.ndarray]:
    """The piece of a seed as the network meets it, and its sound `float32[samples]`."""
    piece = _composed(seed)
    sound = render.render(piece, font)
    rng = np.random.default_rng([seed, 3])
    if rng.random() < 0.85:
        sound = effects.worn(sound, rng)
    sound = (sound * (rng.uniform(0.2, 0.95) / (np.abs(sound).max() + 1e-9))).astype(np.float32)
    bands = np.rint(SCALE * activations.hear_bands(log_mel(sound))).astype(np.uint8)
    return Example(bands, piece.beats, piece.positions, piece.metre, piece.style), sound


def _composed(seed: int) -> Piece:
    if seed >= CLICKS:
        return compose.metronome(seed)
    if MORE_FIRST <= seed < MORE_END:
        return compose.piece(seed, more.MORE)
    return compose.piece(seed, styles.HELD if seed >= HELD else styles.STYLES)


def log_mel(sound: np.ndarray) -> np.ndarray:
    """The log-mel of `Measures` at its frames: `int16[n, 128]`; frames that the network skips are
    copies of those before.
    """
    hop = HOP * activations.EVERY
    count = 1 + len(sound) // hop
    padded = np.pad(sound, (MARGIN, MARGIN + hop))
    power = stft.power_spectra(padded, MARGIN, count, SHORT, hop)
    level = np.rint(100 * mel.log_mel(power, SHORT, RATE)).astype(np.int16)
    return np.repeat(level, activations.EVERY, axis=0)


def write(seed: int, folder: Path, font: Path, sound: bool) -> None:
    """One file of the corpus, unless it is there."""
    path = folder / f"{seed:07d}.npz"
    if path.exists():
        return
    found, samples = example(seed, font)
    arrays = {"bands": found.bands, "beats": found.beats, "positions": found.positions}
    if sound:
        arrays["sound"] = np.rint(32767 * samples).astype(np.int16)
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.savez(file, metre=found.metre, style=found.style, **arrays)
    part.replace(path)


def read(path: Path) -> Example:
    with np.load(path) as file:
        names = ("bands", "beats", "positions")
        return Example(*(file[n] for n in names), int(file["metre"]), str(file["style"]))


def build(
    seeds: Sequence[int], folder: Path, font: Path, sound: bool = False, workers: int = 2
) -> None:
    """All pieces of `seeds`, in parallel."""
    folder.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(workers) as pool:
        task = partial(write, folder=folder, font=font, sound=sound)
        for done, _ in enumerate(pool.map(task, seeds, chunksize=8), 1):
            if done % 100 == 0:
                print(f"{done} of {len(seeds)} pieces", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pieces", type=int, default=900)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--font", type=Path, default=FONTS / "FluidR3_GM.sf2")
    parser.add_argument("--sound", action="store_true")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    seeds = range(given.first, given.first + given.pieces)
    build(seeds, given.folder, given.font, given.sound, given.workers)


if __name__ == "__main__":
    main()
