"""Sound in: what a file is, all of it, or block after block in bounded memory.

Every sample stands where a player plays it: sample `k` of what is read sounds at `start + k / rate`
seconds, whatever the file's own rate (`soxr`, linear phase, no delay). Sound is `float32[channels,
samples]`, -1..1, always finite.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import cast

import av
import numpy as np
import soxr
from av.audio.stream import AudioStream
from av.container import InputContainer

from clavilux.media import mix
from clavilux.media.decode import Chunk, decode, open_container, sound_stream, start_time
from clavilux.media.tags import read_tags
from clavilux.types.audio import Audio, AudioInfo
from clavilux.types.errors import InputError, UsageError

QUALITY = "HQ"  # of soxr: 20 bits, flat to 0.91 of the lower Nyquist frequency
RUN_IN_S = 1  # seconds resampled before `start`, so that the filter has heard what came before

Mix = Callable[[np.ndarray, tuple[str, ...]], np.ndarray]


def probe(path: Path | str) -> AudioInfo:
    """A sound file at a glance, from its head; the duration is the file's own claim."""
    path = Path(path)
    first = next(decode(path))
    with open_container(path) as container:
        stream = sound_stream(container, path)
        return AudioInfo(
            path=str(path),
            codec=stream.codec_context.codec.canonical_name,
            rate=first.rate,
            channels=len(first.samples),
            duration=_duration(container, stream),
            tags=read_tags(container, stream),
        )


def read(
    path: Path | str,
    rate: int | None = None,
    mono: bool = False,
    start: float = 0.0,
    end: float | None = None,
) -> Audio:
    """The sound of `[start, end)` at `rate` Hz (default: the file's own), in memory at once."""
    parts = list(_cut(Path(path), rate, mix.mono if mono else mix.keep, 60.0, (start, end)))
    return Audio(np.concatenate([part.samples for part in parts], axis=1), parts[0].rate)


def blocks(
    path: Path | str,
    rate: int,
    mono: bool = True,
    block_s: float = 10.0,
    start: float = 0.0,
    end: float | None = None,
) -> Iterator[Audio]:
    """The same in consecutive blocks of `round(block_s * rate)` samples, the last one shorter."""
    return _cut(Path(path), rate, mix.mono if mono else mix.keep, block_s, (start, end))


def stereo_blocks(path: Path, rate: int, start: float, end: float) -> Iterator[Audio]:
    """`blocks` of one second with at most two channels, for encoders."""
    return _cut(path, rate, mix.stereo, 1.0, (start, end))


def _cut(
    path: Path, rate: int | None, mixer: Mix, block_s: float, span: tuple[float, float | None]
) -> Iterator[Audio]:
    """Cuts the resampled stream to the span and into blocks."""
    start, end = span
    if start < 0 or (end is not None and end <= start):
        raise UsageError(f"The span {start} to {end} s of {path} is empty; give 0 <= start < end.")
    chunks = decode(path)
    first = next(chunks)
    rate = rate or first.rate
    run_in = max(int(start) - RUN_IN_S, 0)
    stream = _resampled(_after(chain([first], chunks), run_in), rate, mixer)
    begin = round(start * rate) - run_in * rate
    stop = None if end is None else round(end * rate) - run_in * rate
    blocks = 0
    for samples in _sized(_window(stream, begin, stop), max(1, round(block_s * rate))):
        blocks += 1
        yield Audio(samples, rate)
    if not blocks:
        raise InputError(
            f"{path} is shorter than {start:g} s: there is no sound to read from there."
        )


def _after(chunks: Iterator[Chunk], skip_s: int) -> Iterator[Chunk]:
    """Drops whole seconds, so that the resampler's grid of samples stays the same."""
    left: float = skip_s
    for chunk in chunks:
        n = min(round(left * chunk.rate), chunk.samples.shape[1])
        left -= n / chunk.rate
        if n < chunk.samples.shape[1]:
            yield Chunk(chunk.samples[:, n:], chunk.rate, chunk.speakers)


def _resampled(chunks: Iterator[Chunk], rate: int, mixer: Mix) -> Iterator[np.ndarray]:
    """`float32[channels, n]` pieces at `rate`; a file whose own rate changes midway is followed."""
    resampler, own_rate = None, 0
    for chunk in chunks:
        samples = mixer(chunk.samples, chunk.speakers)
        if chunk.rate != own_rate:
            if resampler:
                yield _step(resampler, samples[:, :0], last=True)
            own_rate = chunk.rate
            resampler = None if own_rate == rate else _resampler(own_rate, rate, len(samples))
        yield _step(resampler, samples) if resampler else samples
    if resampler:
        yield _step(resampler, samples[:, :0], last=True)


def _resampler(own_rate: int, rate: int, channels: int) -> soxr.ResampleStream:
    return soxr.ResampleStream(own_rate, rate, channels, dtype="float32", quality=QUALITY)


def _step(resampler: soxr.ResampleStream, samples: np.ndarray, last: bool = False) -> np.ndarray:
    return resampler.resample_chunk(np.ascontiguousarray(samples.T), last=last).T


def _window(pieces: Iterator[np.ndarray], begin: int, stop: int | None) -> Iterator[np.ndarray]:
    """Samples `[begin, stop)` of the stream of pieces."""
    position = 0
    for piece in pieces:
        n = piece.shape[1]
        inside = piece[:, max(begin - position, 0) : None if stop is None else stop - position]
        if inside.shape[1]:
            yield inside
        position += n
        if stop is not None and position >= stop:
            return


def _sized(pieces: Iterator[np.ndarray], size: int) -> Iterator[np.ndarray]:
    """The same samples in contiguous arrays of `size`, the last one shorter."""
    held: list[np.ndarray] = []
    count = 0
    for piece in pieces:
        held.append(piece)
        count += piece.shape[1]
        while count >= size:
            whole = np.concatenate(held, axis=1)
            yield np.ascontiguousarray(whole[:, :size])
            held, count = [whole[:, size:]], count - size
    if count:
        yield np.ascontiguousarray(np.concatenate(held, axis=1))


def _duration(container: InputContainer, stream: AudioStream) -> float:
    """Seconds from a player's 0 to the end: what the container says, else its last packet."""
    unit = cast(Fraction, stream.time_base)
    first = float((stream.start_time or 0) * unit)
    zero = start_time(container, first)
    if stream.duration:
        return first + float(stream.duration * unit) - zero
    if container.duration:
        return container.duration / av.time_base
    last = first
    for packet in container.demux(stream):
        if packet.pts is not None:
            last = float((packet.pts + (packet.duration or 0)) * packet.time_base)
    return last - zero
