"""Measures the media layer against FFmpeg's own speed, in one run.

`python benchmarks/media.py SONG` prints: decoding with and without resampling as multiples of real
time; the peak memory of streaming an hour; encoding through `SegmentWriter` over encoding the same
frames with nothing but `av`; what Python costs a frame; how much of the encoding another thread
can use; joining a film of an hour.
"""

import argparse
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from clavilux.media.codecs import Encoding, configure
from clavilux.media.read import blocks
from clavilux.media.write import SegmentWriter
from clavilux.types.canvas import Canvas

CANVAS = Canvas(1920, 1080, Fraction(30))
ENCODING = Encoding()


def timed(work: Callable[[], object], repeat: int = 3) -> tuple[float, float]:
    """The best wall time and the best processor time of some runs, in seconds."""
    walls, cpus = [], []
    for _ in range(repeat):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return min(walls), min(cpus)


def bare_decode(path: Path) -> None:
    """Decoding and nothing else."""
    with av.open(str(path)) as container:
        for frame in container.decode(container.streams.audio[0]):
            frame.samples  # noqa: B018


def drain(path: Path, rate: int, mono: bool) -> float:
    return sum(block.duration for block in blocks(path, rate, mono))


def moving_frames(count: int) -> list[np.ndarray]:
    """A picture that encodes like one of ours: soft gradients, a drifting texture, some grain."""
    height, width = CANVAS.height, CANVAS.width
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    grain = np.random.default_rng(0).normal(0, 0.7, (height, width + 8 * count)).astype(np.float32)
    frames = []
    for k in range(count):
        frame = np.full((height * 3 // 2, width), 128, np.uint8)
        wave = np.sin(x / 90 + k * 0.1) * np.cos(y / 70 - k * 0.07)
        frame[:height] = np.clip(110 + 70 * wave + grain[:, 8 * k : 8 * k + width], 16, 235)
        frame[height:] = 128 + 20 * np.sin(y[: height // 2] / 200 + k * 0.05)
        frames.append(frame)
    return frames


def bare_encode(frames: list[np.ndarray]) -> None:
    """x264 with the same settings through `av` alone, packets dropped; pictures are made
    beforehand."""
    context = av.CodecContext.create("libx264", "w")
    configure(context, CANVAS, ENCODING)
    pictures = [av.VideoFrame.from_numpy_buffer(frame, format="yuv420p") for frame in frames]
    for k, picture in enumerate([*pictures, None]):
        if picture is not None:
            picture.pts, picture.time_base = k, 1 / CANVAS.fps
        context.encode(picture)


def our_encode(frames: list[np.ndarray], path: Path) -> None:
    with SegmentWriter(path, CANVAS, ENCODING) as writer:
        for frame in frames:
            writer.write(frame)


def python_per_frame(frames: list[np.ndarray], path: Path) -> float:
    """Seconds of `SegmentWriter.write` outside the encoder, a frame."""
    writer = SegmentWriter(path, CANVAS, ENCODING)
    writer._encode = lambda picture: None  # type: ignore[method-assign]
    start = time.perf_counter()
    for _ in range(20):
        for frame in frames:
            writer.write(frame)
    spent = (time.perf_counter() - start) / (20 * len(frames))
    writer.abort()
    return spent


def counting_while(work: Callable[[], object]) -> float:
    """How fast a Python loop runs beside `work`, over how fast it runs alone."""

    def count(stop: Callable[[], bool]) -> float:
        start, loops = time.perf_counter(), 0
        while not stop():
            loops += sum(range(2000)) > 0
        return loops / (time.perf_counter() - start)

    end = time.perf_counter() + 1.0
    alone = count(lambda: time.perf_counter() > end)
    thread = threading.Thread(target=work)
    thread.start()
    return count(lambda: not thread.is_alive()) / alone


def hour_of_sound(folder: Path) -> Path:
    """60 minutes of stereo FLAC, written block by block."""
    path = folder / "hour.flac"
    noise = np.random.default_rng(0).normal(0, 3000, (44100, 2)).astype(np.int16).reshape(1, -1)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("flac", 44100, layout="stereo")
        for k in range(3600):
            frame = av.AudioFrame.from_ndarray(noise, "s16", "stereo")
            frame.sample_rate, frame.pts = 44100, k * 44100
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def peak_in_child(code: str, *arguments: str) -> tuple[float, float]:
    """Peak resident megabytes and seconds of a Python snippet in a process of its own."""
    start = time.perf_counter()
    child = [sys.executable, "-c", code + PEAK, *arguments]
    printed = subprocess.run(child, capture_output=True, text=True, check=True).stdout
    return float(printed), time.perf_counter() - start


# A child's own count begins with its parent's, but for the one that Linux keeps of the memory map.
PEAK = """
import resource
try:
    lines = open("/proc/self/status").read().splitlines()
    print(next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")))
except OSError:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20)
"""
STREAM = """
import sys
from clavilux.media.read import blocks
assert abs(sum(b.duration for b in blocks(sys.argv[1], 22050)) - 3600) < 1
"""
JOIN = """
import sys
from fractions import Fraction
from pathlib import Path
from clavilux.media.codecs import Encoding
from clavilux.media.write import join
sound, segment, film = map(Path, sys.argv[1:])
join([segment] * 360, film, sound, Encoding(), 0.0, 3600.0, Fraction(30))
"""


def report_reading(song: Path) -> None:
    length = drain(song, 44100, True)
    for name, work in {
        "decoding alone (av)": lambda: bare_decode(song),
        "blocks, own rate, stereo": lambda: drain(song, 44100, False),
        "blocks, 22050 Hz, mono": lambda: drain(song, 22050, True),
        "blocks, 48000 Hz, stereo": lambda: drain(song, 48000, False),
    }.items():
        wall, cpu = timed(work)
        print(f"{name:28s} {length / wall:6.0f} x real time ({length / cpu:.0f} x of one core)")


def report_writing(folder: Path) -> None:
    frames = moving_frames(60)
    pairs = [
        (timed(lambda: bare_encode(frames), 1), timed(lambda: our_encode(frames, folder / "s"), 1))
        for _ in range(3)
    ]
    bare, ours = (min(pair[k][0] for pair in pairs) for k in range(2))
    bare_cpu, ours_cpu = (min(pair[k][1] for pair in pairs) for k in range(2))
    print(f"x264 alone                   {60 / bare:6.1f} frames a second at 1080p veryfast")
    ratios = f"wall {ours / bare:.3f}, cpu {ours_cpu / bare_cpu:.3f} of that"
    print(f"SegmentWriter                {60 / ours:6.1f} frames a second, {ratios}")
    print(f"Python a frame               {python_per_frame(frames, folder / 'p') * 1e6:6.1f} us")
    share = counting_while(lambda: our_encode(frames, folder / "g"))
    print(f"a Python loop beside it runs at {share:.2f} of its speed alone")


def report_hour(folder: Path) -> None:
    sound, film = hour_of_sound(folder), folder / "film.mp4"
    memory, seconds = peak_in_child(STREAM, str(sound))
    print(f"streaming an hour of FLAC    {memory:6.0f} MB peak, {3600 / seconds:.0f} x real time")
    with SegmentWriter(folder / "ten", CANVAS, ENCODING) as writer:
        for frame in moving_frames(30) * 10:
            writer.write(frame)
    memory, seconds = peak_in_child(JOIN, str(sound), str(folder / "ten"), str(film))
    size = film.stat().st_size / 2**20
    print(f"joining an hour of 1080p     {memory:6.0f} MB peak, {seconds:.0f} s for {size:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("song", type=Path)
    parser.add_argument(
        "--hour", action="store_true", help="also stream and join an hour (minutes)"
    )
    given = parser.parse_args()
    report_reading(given.song)
    with tempfile.TemporaryDirectory() as folder:
        report_writing(Path(folder))
        if given.hour:
            report_hour(Path(folder))


if __name__ == "__main__":
    main()
