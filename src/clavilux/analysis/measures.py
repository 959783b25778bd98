"""A sound file measured in one pass, in bounded memory: the only code of the analysis that meets
samples.

In: a stream of mono blocks of any sizes at RATE. Out: `Measures`, raw curves of about 340 bytes a
frame, no judgement and no scaling yet. The stream is cut again into chunks on a fixed grid, each
with its surroundings, and every chunk is measured alone: so the result does not depend on the
blocks' sizes to the last bit, chunks run on two cores, and a live driver may measure chunks of one
frame with the same function.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np

from clavilux.analysis import RATE, mel, pitch, spectrum, stft
from clavilux.types.audio import Audio
from clavilux.types.curve import Curve
from clavilux.types.errors import InputError

HOP = 512  # samples between frames; RATE is 44100 because treble reaches up to 16 kHz
FRAME_RATE = RATE / HOP  # 86.13 Hz, the rate of every curve
SHORT, LONG = 2048, 8192  # windows: 46 ms for timbre and level, 186 ms for pitch
PITCH_EVERY = 4  # frames between pitch profiles
FINE = 64  # samples summed into one fine energy: 1.45 ms, for the timing of attacks
FINE_RATE = RATE / FINE
PREVIEW = 4  # the waveform that is kept for drawing has a quarter of the rate
CHUNK = 128 * HOP
MARGIN = LONG // 2


@dataclass(frozen=True)
class Measures:
    """Raw curves at FRAME_RATE unless said otherwise; frame k is centred on sample `k * HOP`."""

    samples: int
    mel_cdb: np.ndarray  # int16[n, 128]: log-mel in hundredths of dB re full scale
    bands: np.ndarray  # float32[n, 3]: power of bass, mid, treble
    centroid_hz: np.ndarray  # float32[n]
    rolloff_hz: np.ndarray  # float32[n]
    k_energy: np.ndarray  # float32[n]: K-weighted mean square
    energies: (
        np.ndarray
    )  # float32[m, 3] at FINE_RATE: energy of the samples and their 1st, 2nd difference
    pitches: np.ndarray  # float32[n // 4 + 1, 2, 36] at FRAME_RATE / 4
    waveform: np.ndarray  # int16 at RATE / 4

    @property
    def duration(self) -> float:
        return self.samples / RATE

    @property
    def frames(self) -> int:
        return len(self.mel_cdb)


def measure(blocks: Iterable[Audio]) -> Measures:
    """Measures a stream of mono blocks at RATE; raises InputError if it holds no sample at all."""
    counter = _Counter(blocks)
    columns: list[list[np.ndarray]] = [[] for _ in fields(Measures)[1:]]
    with ThreadPoolExecutor(2) as pool:
        for part in _in_order(pool, _chunks(counter)):
            for column, values in zip(columns, part, strict=True):
                _append(column, values)
    if counter.samples == 0:
        raise InputError("The file holds no sound at all, so there is nothing to analyse.")
    lengths = _lengths(counter.samples)
    return Measures(
        counter.samples, *(_joined(c, n) for c, n in zip(columns, lengths, strict=True))
    )


def _append(column: list[np.ndarray], values: np.ndarray, together: int = 64) -> None:
    """Appends, and joins every 64 small arrays into one, which leaves no holes in memory."""
    column.append(values)
    small = next((k for k, part in enumerate(column) if len(part) == len(values)), 0)
    if len(column) - small == together:
        column[small:] = [np.concatenate(column[small:])]


def _joined(parts: list[np.ndarray], length: int) -> np.ndarray:
    """The first `length` rows of all parts in one array; each part is let go as it is copied."""
    whole = np.empty((length, *parts[0].shape[1:]), parts[0].dtype)
    parts.reverse()
    at = 0
    while parts:
        part = parts.pop()[: length - at]
        whole[at : at + len(part)] = part
        at += len(part)
    return whole


def waveform(measures: Measures) -> Curve:
    """The sound for drawing, a quarter of the rate: `int16[n]`, full scale 32767."""
    return Curve(measures.waveform, RATE / PREVIEW)


def _lengths(samples: int) -> tuple[int, ...]:
    """How many values each curve of `samples` has: as many frames as have their centre within the
    sound.
    """
    frames = 1 + samples // HOP
    fine, pitches = -(-samples // FINE), 1 + (frames - 1) // PITCH_EVERY
    return (frames,) * 5 + (fine, pitches, -(-samples // PREVIEW))


def measure_chunk(padded: np.ndarray) -> tuple[np.ndarray, ...]:
    """The raw curves of one chunk of `float32[MARGIN + k * PITCH_EVERY * HOP + MARGIN]` samples,
    without the margins.
    """
    count = (len(padded) - 2 * MARGIN) // HOP
    hz = stft.bin_hz(SHORT, RATE)
    power = stft.power_spectra(padded, MARGIN, count, SHORT, HOP)
    long_power = stft.power_spectra(padded, MARGIN, count // PITCH_EVERY, LONG, HOP * PITCH_EVERY)
    return (
        np.rint(100 * mel.log_mel(power, SHORT, RATE)).astype(np.int16),
        spectrum.band_energies(power, hz),
        spectrum.centroid(power, hz),
        spectrum.rolloff(power, hz),
        spectrum.k_energy(power, hz),
        _fine_energies(padded),
        pitch.pitch_profile(long_power, LONG, RATE),
        _preview(padded),
    )


def _fine_energies(padded: np.ndarray) -> np.ndarray:
    """Energy of the samples, their difference and its difference in steps of FINE: three tilts from
    low to high.

    Differences tilt the spectrum by 6 dB an octave without the delay or ringing of a filter.
    """
    first = np.diff(padded)
    columns = []
    for signal, lost in ((padded, 0), (first, 1), (np.diff(first), 2)):
        inner = signal[MARGIN - lost : len(padded) - MARGIN - lost].reshape(-1, FINE)
        columns.append(np.einsum("ij,ij->i", inner, inner))
    return np.stack(columns, axis=1)


def _preview(padded: np.ndarray) -> np.ndarray:
    """The sound at a quarter of the rate behind a symmetric low pass of 8 * PREVIEW + 1 taps, as
    int16.
    """
    taps = _low_pass(8 * PREVIEW + 1)
    inner = padded[MARGIN - 4 * PREVIEW : len(padded) - MARGIN + 5 * PREVIEW].reshape(-1, PREVIEW)
    count = len(inner) - 9
    low = sum(np.einsum("ij,j->i", inner[k : k + count], taps[k]) for k in range(9))
    return np.rint(np.clip(low, -1, 1) * 32767).astype(np.int16)


@lru_cache
def _low_pass(taps: int) -> np.ndarray:
    """A Hann-windowed sinc that passes 80 % of the preview's band, as `float32[9, PREVIEW]` rows,
    zeros at the end.
    """
    time = np.arange(taps) - taps // 2
    kernel = np.sinc(0.8 * time / PREVIEW) * np.hanning(taps + 2)[1:-1]
    padded = np.append(kernel / kernel.sum(), np.zeros(PREVIEW - 1))
    return padded.reshape(-1, PREVIEW).astype(np.float32)


class _Counter:
    """Checks blocks as they pass and counts their samples."""

    def __init__(self, blocks: Iterable[Audio]) -> None:
        self.blocks, self.samples = blocks, 0

    def __iter__(self) -> Iterator[np.ndarray]:
        for block in self.blocks:
            if block.rate != RATE or len(block.samples) != 1:
                given = f"{len(block.samples)} channels at {block.rate} Hz"
                raise ValueError(f"analysis wants mono at {RATE} Hz, not {given}")
            self.samples += block.samples.shape[1]
            yield np.nan_to_num(block.samples[0], nan=0.0, posinf=1.0, neginf=-1.0)


def _chunks(stream: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
    """Cuts the stream into chunks of CHUNK samples with MARGIN more on both sides, silence beyond
    the ends.
    """
    whole = CHUNK + 2 * MARGIN
    buffer, any_sample = np.zeros(MARGIN, np.float32), False
    for samples in stream:
        any_sample = any_sample or len(samples) > 0
        buffer = np.concatenate([buffer, samples])
        while len(buffer) >= whole:
            yield buffer[:whole]
            buffer = buffer[CHUNK:]
    # What is left holds the margin before, so a frame on the very end of the sound still gets its
    # chunk.
    while any_sample and len(buffer) >= MARGIN:
        yield np.pad(buffer[:whole], (0, max(0, whole - len(buffer))))
        buffer = buffer[CHUNK:]


def _in_order(
    pool: ThreadPoolExecutor, chunks: Iterator[np.ndarray], ahead: int = 4
) -> Iterator[tuple[np.ndarray, ...]]:
    """Measures chunks on the pool, a few ahead, and yields them in order."""
    waiting = []
    for chunk in chunks:
        waiting.append(pool.submit(measure_chunk, chunk))
        if len(waiting) > ahead:
            yield waiting.pop(0).result()
    for future in waiting:
        yield future.result()
