"""How far a film's sound lies from its source, by cross-correlation; and how long the sound is.

Both files are read as mono blocks of `media.read` and compared block by block, so that a drift
shows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft

from clavilux.media.read import blocks

RATE = 16000
BLOCK_S = 10.0
REACH_S = 1.0  # offsets looked for
ALIKE = 0.3  # correlation from which two blocks are the same sound


@dataclass(frozen=True)
class SoundOffset:
    """`offset_ms` is how late the film's sound is, the median over blocks; `spread_ms` the largest
    distance of a block from it; `likeness` the median correlation at the offset, 0..1.
    """

    offset_ms: float
    spread_ms: float
    likeness: float
    blocks: int


def sound_length(path: Path | str) -> float:
    """Seconds of sound in the file, decoded."""
    return sum(block.duration for block in blocks(path, RATE, block_s=BLOCK_S))


def sound_offset(film: Path | str, source: Path | str) -> SoundOffset | None:
    """Compares the film's sound with its source's; None where they have nothing in common."""
    found = [lag for pair in _pairs(film, source) if (lag := best_lag(*pair, RATE)) is not None]
    if not found:
        return None
    lags, likeness = np.array(found).T
    middle = float(np.median(lags))
    return SoundOffset(
        offset_ms=middle * 1e3,
        spread_ms=float(np.abs(lags - middle).max()) * 1e3,
        likeness=float(np.median(likeness)),
        blocks=len(found),
    )


def best_lag(late: np.ndarray, early: np.ndarray, rate: int) -> tuple[float, float] | None:
    """How many seconds `late` lags behind `early`, to a fraction of a sample, and their correlation
    there; None where they are silent or not alike.
    """
    power = float(np.sqrt((late**2).sum() * (early**2).sum()))
    if power < 1e-6:
        return None
    size = next_fast_len(len(late) + len(early), real=True)
    match = irfft(rfft(late, size) * np.conj(rfft(early, size)), size)
    reach = min(round(REACH_S * rate), size // 2 - 2)
    around = np.concatenate([match[-reach - 1 :], match[: reach + 2]]) / power
    best = int(np.argmax(around[1:-1])) + 1
    if around[best] < ALIKE:
        return None
    left, middle, right = around[best - 1 : best + 2]
    bend = left - 2 * middle + right
    fraction = 0.5 * (left - right) / bend if bend else 0.0
    top = middle - 0.25 * (left - right) * fraction
    return (best - reach - 1 + float(fraction)) / rate, float(top)


def _pairs(film: Path | str, source: Path | str) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    for one, other in zip_longest(
        blocks(film, RATE, block_s=BLOCK_S), blocks(source, RATE, block_s=BLOCK_S)
    ):
        if one is None or other is None:
            return
        yield one.samples[0].astype(np.float64), other.samples[0].astype(np.float64)
