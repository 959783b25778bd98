"""Spoken lines to sing with: Festival's free `cmu_us_slt_arctic_hts` voice, taken apart by the
WORLD vocoder.

In: a line of text and the phones expected of it. Out: spectral envelope and aperiodicity every 2.5
ms, and when each phone was spoken. M. Morise et al., "WORLD: a vocoder-based high-quality speech
synthesis system", 2016.
"""

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyworld
from scipy.io import wavfile

FRAME_S = 0.0025
VOICELESS = frozenset(["p", "t", "k", "f", "th", "s", "sh", "ch", "hh"])
SCRIPT = """(voice_cmu_us_slt_arctic_hts)
(set! hts_engine_params (append hts_engine_params (list (list "-r" 0.62) (list "-b" 0.25))))
(set! u (SynthText "{text}"))
(utt.save.wave u "{wave}" 'riff)
(mapcar (lambda (s) (format t "%s %f\\n" (item.name s) (item.feat s 'end)))
        (utt.relation.items u 'Segment))
"""


@dataclass(frozen=True)
class Phone:
    """One spoken phone in seconds of the recording; `burst` ends a stop's closure, else starts."""

    name: str
    start: float
    end: float
    burst: float


@dataclass(frozen=True)
class Speech:
    """`envelope` (power) and `aperiodicity` are `float64[frames, bins]`, `voiced` is
    `bool[frames]`, at `rate` Hz.
    """

    phones: tuple[Phone, ...]
    envelope: np.ndarray
    aperiodicity: np.ndarray
    voiced: np.ndarray
    rate: int


def _speak(text: str) -> tuple[int, np.ndarray, list[tuple[str, float]]]:
    """Festival says `text`: rate, samples -1..1, and every phone with its end in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        wave, script = Path(folder) / "line.wav", Path(folder) / "line.scm"
        script.write_text(SCRIPT.format(text=text, wave=wave.as_posix()))
        run = subprocess.run(
            ["festival", "-b", str(script)], check=True, capture_output=True, text=True
        )
        rate, samples = wavfile.read(wave)
    pairs = [row.split() for row in run.stdout.splitlines()]
    return rate, samples / 32768.0, [(name, float(end)) for name, end in pairs]


def _burst(name: str, start: float, end: float, level: np.ndarray) -> float:
    """A stop is heard when its closure opens: the steepest rise of the level between `start` and
    just after `end`.
    """
    if name not in {"p", "t", "k", "b", "d", "g"}:
        return start
    first, last = int(start / FRAME_S), min(int((end + 0.015) / FRAME_S), len(level) - 1)
    return (first + int(np.argmax(np.diff(level[first : last + 1], n=1)))) * FRAME_S


def _phones(ends: list[tuple[str, float]], level: np.ndarray) -> tuple[Phone, ...]:
    found, start = [], 0.0
    for name, end in ends:
        if name != "pau":
            found.append(Phone(name, start, end, min(_burst(name, start, end, level), end)))
        start = end
    return tuple(found)


def _fill_unvoiced(values: np.ndarray, good: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Rows of `values` that are wanted but not good, replaced by the nearest good row."""
    index = np.flatnonzero(good)
    nearest = index[np.clip(np.searchsorted(index, np.arange(len(values))), 0, len(index) - 1)]
    filled = values.copy()
    filled[wanted & ~good] = values[nearest[wanted & ~good]]
    return filled


def speech(text: str, expected: tuple[str, ...]) -> Speech:
    """Speaks and analyses one line; the phones must be the ones that the melody was written for."""
    rate, samples, ends = _speak(text)
    f0, times = pyworld.harvest(
        samples, rate, f0_floor=90, f0_ceil=300, frame_period=FRAME_S * 1000
    )
    envelope = pyworld.cheaptrick(samples, f0, times, rate)
    aperiodicity = pyworld.d4c(samples, f0, times, rate)
    phones = _phones(ends, 10 * np.log10(envelope.sum(axis=1) + 1e-9))
    if tuple(p.name for p in phones) != expected:
        raise SystemExit(f"'{text}' is spoken {[p.name for p in phones]}, not {list(expected)}")
    voiced = np.zeros(len(times), bool)
    for p in phones:
        if p.name not in VOICELESS:
            voiced[round(p.start / FRAME_S) : round(p.end / FRAME_S)] = True
    return Speech(phones, envelope, _fill_unvoiced(aperiodicity, f0 > 0, voiced), voiced, rate)
