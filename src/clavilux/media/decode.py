"""The decoding loop: any file with sound -> `float32` chunks without gaps, from a player's 0 on.

Damaged packets do not end the decoding: what is lost becomes silence of the same length, by the
timestamps, so that everything after it stays in its place. Time 0 is the first sample of a sound
file (encoder priming is already cut by the container's edit list or gapless tag) and the start of
the picture in a film.
"""

import math
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TypeVar, cast

import av
import numpy as np
from av.audio.fifo import AudioFifo
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.stream import Discard, Disposition, Stream

from clavilux.types.errors import InputError

CHUNK = 1 << 16  # samples handed over at once, a channel: 1.5 s at 44.1 kHz
JITTER_S = 0.04  # timestamps of sound containers may be this far off before samples move
ROUNDING_S = 0.002  # the same where samples are known to be missing: containers round to 1 ms
OVERLAP_S = 0.5  # timestamps that jump back further than this have restarted
FAILURES = 1000  # reads that fail before the rest of a file is given up
SCALES: dict[str, tuple[type[np.generic], float, float]] = {  # (raw + offset) * factor = -1..1
    "u8": (np.uint8, -128.0, 1 / 128),
    "s16": (np.int16, 0.0, 2.0**-15),
    "s32": (np.int32, 0.0, 2.0**-31),
    "s64": (np.int64, 0.0, 2.0**-63),
    "flt": (np.float32, 0.0, 1.0),
    "dbl": (np.float64, 0.0, 1.0),
}


Time = TypeVar("Time", float, Fraction)


@dataclass(frozen=True)
class Chunk:
    """Consecutive sound: finite `float32[channels, n]`; `speakers` names the channels: "FL", ..."""

    samples: np.ndarray
    rate: int
    speakers: tuple[str, ...]


def open_container(path: Path) -> InputContainer:
    """Opens a media file, or raises `InputError` with the reason. Close it after use."""
    _check_file(path)
    try:
        return av.open(
            f"file:{path}",  # the prefix, since "a:b.mp3" would name a protocol
            metadata_errors="surrogateescape",
            container_options={"protocol_whitelist": "file"},
        )
    except (av.FFmpegError, UnicodeError) as error:
        raise InputError(f"{path} is not a sound or film file that can be decoded.") from error


def sound_stream(container: InputContainer, path: Path) -> AudioStream:
    """The file's main audio stream; the other streams are no longer read."""
    stream = cast(AudioStream | None, container.streams.best("audio"))
    if stream is None:
        raise InputError(f"{path} has no sound in it.")
    if stream.codec_context is None:
        raise InputError(f"{path} holds sound in a format that cannot be decoded here.")
    for other in container.streams:
        if other is not stream:
            other.discard = Discard.all
    return stream


def decode(path: Path) -> Iterator[Chunk]:
    """All sound of the file, chunk after chunk; raises `InputError` where there is none."""
    with open_container(path) as container:
        stream = sound_stream(container, path)
        gatherer = None
        for frame in _frames(container, stream):
            if frame is None:
                if gatherer:
                    gatherer.damaged = True
                continue
            gatherer = gatherer or _Gatherer(container, stream, frame)
            yield from gatherer.add(frame)
        if gatherer is None:
            raise InputError(f"{path} has no sound that can be decoded: it is empty or damaged.")
        yield from gatherer.flush()


def start_time(container: InputContainer, first: Time) -> Time:
    """The timestamp (seconds) that a player calls 0, given that of the first decoded sample."""
    pictures = [s for s in container.streams.video if not is_cover(s)]
    return type(first)(container.start_time or 0) / av.time_base if pictures else first


def is_cover(stream: Stream) -> bool:
    """Whether a video stream is a picture on the sleeve, not a film."""
    return bool(stream.disposition & Disposition.attached_pic)


def _check_file(path: Path) -> None:
    try:
        status = os.stat(path)
    except FileNotFoundError:
        raise InputError(f"There is no file {path}.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None
    if stat.S_ISDIR(status.st_mode):
        raise InputError(f"{path} is a folder; give one sound file.")
    if not stat.S_ISREG(status.st_mode):
        raise InputError(f"{path} is not a regular file; save the sound to a file first.")
    if status.st_size == 0:
        raise InputError(f"{path} is empty (0 bytes).")
    if not os.access(path, os.R_OK):
        raise InputError(f"{path} cannot be read: permission denied.")


def packets(container: InputContainer, stream: Stream) -> Iterator[Packet]:
    """Demuxes past read errors. Drops empty packets: to a decoder they mean that the file ends."""
    for _ in range(FAILURES):
        try:
            for packet in container.demux(stream):
                if packet.size:
                    yield packet
            return
        except av.FFmpegError:
            continue


def _frames(container: InputContainer, stream: AudioStream) -> Iterator[AudioFrame | None]:
    """Decoded frames; None where a packet could not be decoded."""
    for packet in packets(container, stream):
        try:
            yield from cast(list[AudioFrame], packet.decode())
        except av.FFmpegError:
            yield None
    try:
        yield from stream.codec_context.decode(None)
    except av.FFmpegError:
        return


class _Gatherer:
    """Puts frames in their place in time and hands them over in chunks."""

    def __init__(self, container: InputContainer, stream: AudioStream, frame: AudioFrame):
        self.zero = start_time(container, _time(frame) or 0.0)
        claimed = (container.duration or 10 * av.time_base) / av.time_base
        self.longest = claimed + 1.0  # seconds that timestamps may reach without being nonsense
        self.speakers = tuple(channel.name for channel in frame.layout.channels)
        self.damaged = True  # the first frame is placed as strictly as one after damage
        self.kind = _kind(frame)
        self.fifo = AudioFifo()  # collects small frames at a fifth of the cost of doing it in NumPy
        self.base = 0.0  # seconds before the run of frames of this kind
        self.count = 0  # samples in this run so far

    def add(self, frame: AudioFrame) -> list[Chunk]:
        """Takes the next frame; returns what is full."""
        out = []
        if _kind(frame) != self.kind:  # the FIFO would read past the end of fewer channels
            out += self.flush()
            self.base += self.count / self.rate
            self.kind, self.count, self.fifo = _kind(frame), 0, AudioFifo()
        lost = self._lost(frame)
        if lost:
            out += self.flush()
            out += self._silence(lost)
        if lost < 0:
            return out + self._tail(frame, -lost)
        frame.pts = None  # the FIFO insists on continuous timestamps
        self.fifo.write(frame)
        self.count += frame.samples
        return out + self.flush() if self.fifo.samples >= CHUNK else out

    def flush(self) -> list[Chunk]:
        """What is gathered, if anything."""
        frame = self.fifo.read()
        return [self._chunk(_floats(frame))] if frame else []

    @property
    def rate(self) -> int:
        return self.kind[1]

    def _chunk(self, samples: np.ndarray) -> Chunk:
        """Channels that vanish midway repeat the first one, those that appear are dropped."""
        missing = len(self.speakers) - len(samples)
        if missing > 0:
            samples = np.concatenate([samples, np.repeat(samples[:1], missing, axis=0)])
        return Chunk(samples[: len(self.speakers)], self.rate, self.speakers)

    def _silence(self, count: int) -> list[Chunk]:
        """`count` samples of it (none where negative), in chunks, since a loss may be long."""
        self.count += max(count, 0)
        sizes = [min(CHUNK, count - k) for k in range(0, count, CHUNK)]
        return [self._chunk(np.zeros((len(self.speakers), n), np.float32)) for n in sizes]

    def _tail(self, frame: AudioFrame, skip: int) -> list[Chunk]:
        """The frame without its first `skip` samples, which have been heard already."""
        samples = _floats(frame)[:, skip:]
        self.count += samples.shape[1]
        return [self._chunk(samples)] if samples.shape[1] else []

    def _lost(self, frame: AudioFrame) -> int:
        """Samples missing before `frame` (negative: there already), if its time can be believed."""
        time = _time(frame)
        if time is None:
            return 0
        position = self.base + self.count / self.rate
        late = time - self.zero - position
        tolerance = ROUNDING_S if self.damaged else JITTER_S
        self.damaged = False
        if abs(late) <= tolerance:
            return 0
        if late < -OVERLAP_S or position + late > self.longest:
            self.zero += late
            return 0
        return round(late * self.rate)


def _time(frame: AudioFrame) -> float | None:
    """The frame's timestamp in seconds; frames flushed at the end have none."""
    time = frame.time
    return None if time is None or math.isnan(time) else time


def _kind(frame: AudioFrame) -> tuple[str, int, int]:
    return frame.format.name, frame.sample_rate, frame.layout.nb_channels


def _floats(frame: AudioFrame) -> np.ndarray:
    """The frame as finite `float32[channels, n]`, -1..1."""
    dtype, offset, factor = SCALES[frame.format.name.removesuffix("p")]
    channels = frame.layout.nb_channels
    if frame.format.is_planar:
        planes = frame.planes[:channels]  # of 8 channels PyAV counts 9 planes
        raw = np.stack([np.frombuffer(memoryview(p), dtype, frame.samples) for p in planes])
    else:
        count = frame.samples * channels
        raw = np.frombuffer(memoryview(frame.planes[0]), dtype, count).reshape(-1, channels).T
    with np.errstate(over="ignore", invalid="ignore"):
        samples = raw.astype(np.float32, order="C", copy=False)
    if offset:
        samples = samples + np.float32(offset)
    if factor != 1.0:
        samples = samples * np.float32(factor)
    if not np.isfinite(samples).all():
        samples = np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)
    return np.ascontiguousarray(samples)
