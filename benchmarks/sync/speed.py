"""How fast is measuring? Flash check and evaluation of a 1080p film over its duration, beside
decoding the same file alone, in one run; and the flash meter for one picture as the renderer holds
it.

    python benchmarks/sync/speed.py [FILM] [--seconds 20] [--json FILE]

Without FILM one is made: a textured picture that zooms and lights up on each beat, x264 veryfast.
"3 x real time" means that a minute of film takes 20 s. Times are the best of two; the machine
should be idle.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from clavilux.evaluate import FlashMeter, check_flashes, evaluate

SIZE, FPS, BEAT_S = (1920, 1080), 30, 0.5
ROUNDS = 2


def made(path: Path, seconds: int) -> Path:
    """A film with grain-free texture, steady motion and a pulse of light on each beat."""
    width, height = SIZE
    noise = np.random.default_rng([1]).normal(size=(height // 4, width // 4))
    spectrum = np.fft.rfft2(noise)
    fy, fx = np.fft.fftfreq(height // 4)[:, None], np.fft.rfftfreq(width // 4)[None, :]
    soft = np.fft.irfft2(spectrum * np.exp(-400 * (fx**2 + fy**2)), noise.shape)
    picture = np.kron(90 + 35 * soft / soft.std(), np.ones((4, 4)))
    chroma = np.full((height // 4, width), 128, np.uint8)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS, options={"preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for k in range(seconds * FPS):
            light = 50 * np.exp(-(k / FPS % BEAT_S) / 0.1)
            y = np.clip(np.roll(picture, (3 * k, 5 * k), (0, 1)) + light, 16, 235).astype(np.uint8)
            frame = av.VideoFrame.from_ndarray(np.concatenate([y, chroma, chroma]), "yuv420p")
            frame.pts, frame.time_base = k, Fraction(1, FPS)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def decode(path: Path) -> int:
    """Frames of the film, decoded with all cores and thrown away."""
    with av.open(str(path)) as container:
        container.streams.video[0].thread_type = "AUTO"
        return sum(1 for _ in container.decode(video=0))


def best(work: Callable[[], object]) -> float:
    """Wall time of the faster of `ROUNDS` runs, seconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def meter_ms(cell: float) -> float:
    """The flash meter's best time for one 1080p I420 picture whose light changes, milliseconds."""
    y = np.tile(np.linspace(30, 200, SIZE[0]).astype(np.uint8), (SIZE[1], 1))
    chroma = np.full((SIZE[1] // 2, SIZE[0]), 120, np.uint8)
    frames = [np.concatenate([y // (1 + k), chroma]) for k in range(2)]
    meter, times = FlashMeter(*SIZE, FPS, cell=cell), []
    for k in range(60):
        start = time.perf_counter()
        meter.push(frames[k // 10 % 2])
        times.append(time.perf_counter() - start)
    return float(np.median(times)) * 1e3


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("film", nargs="?", type=Path)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.film or made(Path(folder) / "film.mp4", options.seconds)
        duration = evaluate(path).health.duration_s
        times = {
            "decoding alone": best(lambda: decode(path)),
            "flash check": best(lambda: check_flashes(path)),
            "evaluation": best(lambda: evaluate(path)),
        }
    answer = {
        name: {"real_time": duration / t, "over_decoding": t / times["decoding alone"]}
        for name, t in times.items()
    }
    for name, row in answer.items():
        against = f"{row['over_decoding']:5.2f} x decoding"
        print(f"{name:<16} {row['real_time']:6.1f} x real time   {against}")
    meters = {f"cells of {cell:g}": meter_ms(cell) for cell in (8, 16)}
    for name, value in meters.items():
        print(f"flash meter, {name:<12} {value:6.2f} ms a 1080p picture")
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"{os.cpu_count()} cores{load}")
    if options.json:
        options.json.write_text(
            json.dumps({"speed": answer, "meter_ms": meters}, indent=1), "utf-8"
        )


if __name__ == "__main__":
    main()
