"""Files to test media with: sound and films made here, each with its truth; tested at the end."""

from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext

from clavilux.media.codecs import Encoding
from clavilux.media.write import SegmentWriter
from clavilux.types.canvas import Canvas

LAYOUTS = {1: "mono", 2: "stereo", 3: "3.0", 4: "quad", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}
LOSSY = {  # name: (codec, suffix, rate, options)
    "mp3": ("libmp3lame", ".mp3", 44100, {}),
    "aac": ("aac", ".m4a", 44100, {}),
    "opus": ("libopus", ".opus", 48000, {}),
    "vorbis": ("vorbis", ".ogg", 44100, {"strict": "-2"}),
}
LOSSLESS = {
    "flac": ("flac", ".flac", 44100, {}),
    "alac": ("alac", ".m4a", 44100, {}),
    "wav": ("pcm_s16le", ".wav", 44100, {}),
    "aiff": ("pcm_s16be", ".aiff", 44100, {}),
}


def noise(rate: int, seconds: float, channels: int = 1, seed: int = 0) -> np.ndarray:
    """Noise up to a quarter of the rate, `float32[channels, n]`, unmistakable in its place."""
    n = round(rate * seconds)
    raw = np.random.default_rng(seed).standard_normal((channels, n)) * 0.2
    spectrum = np.fft.rfft(raw)
    spectrum[:, n // 4 :] = 0
    return np.clip(np.fft.irfft(spectrum, n), -0.99, 0.99).astype(np.float32)


def picture_file(codec: str = "png", colour: tuple[int, int, int] = (30, 70, 160)) -> bytes:
    """A picture of 64 x 48 pixels in one colour, with a yellow corner, as the bytes of a file."""
    context = cast(VideoCodecContext, av.CodecContext.create(codec, "w"))
    context.width, context.height, context.time_base = 64, 48, Fraction(1)
    context.pix_fmt = "rgb24" if codec == "png" else "yuvj420p"
    pixels = np.full((48, 64, 3), colour, np.uint8)
    pixels[:16, :16] = 240, 190, 40
    frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
    frame.pts = 0
    return b"".join(bytes(packet) for each in (frame, None) for packet in context.encode(each))


def click(rate: int, seconds: float, at: int) -> np.ndarray:
    """Silence with one sample of 0.9 at index `at`: `float32[1, n]`."""
    samples = np.zeros((1, round(rate * seconds)), np.float32)
    samples[0, at] = 0.9
    return samples


def write_sound(
    path: Path,
    samples: np.ndarray,
    rate: int,
    codec: str = "pcm_s16le",
    options: dict[str, str] | None = None,
    tags: dict[str, str] | None = None,
    muxer: dict[str, str] | None = None,
) -> Path:
    """Writes `float32[channels, n]` with any of FFmpeg's codecs, in the suffix's container."""
    layout = LAYOUTS[len(samples)]
    with av.open(str(path), "w", container_options=muxer or {}) as container:
        container.metadata.update(tags or {})
        stream = container.add_stream(codec, rate, layout=layout, options=options or {})
        stream.bit_rate = 192_000
        stream.time_base = Fraction(1, rate)
        for k in range(0, samples.shape[1], 4096):
            part = np.ascontiguousarray(samples[:, k : k + 4096].T).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(part, "flt", layout)
            frame.sample_rate, frame.time_base = rate, Fraction(1, rate)
            frame.pts = k
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def offset_s(heard: np.ndarray, meant: np.ndarray, rate: int) -> float:
    """Seconds by which `heard` is later than `meant` (`float32[n]`), to a fraction of a sample."""
    n = 1 << (len(heard) + len(meant)).bit_length()
    product = np.fft.rfft(heard, n) * np.conj(np.fft.rfft(meant, n))
    correlation = np.fft.irfft(product, n)
    k = int(np.argmax(correlation))
    before, peak, after = correlation[[k - 1, k, (k + 1) % n]]
    lag = k - n if k > n // 2 else k
    return (lag + 0.5 * (before - after) / (before - 2 * peak + after)) / rate


def grey_frame(canvas: Canvas, level: int) -> np.ndarray:
    """One even picture of this luma, `uint8[height * 3 // 2, width]`."""
    frame = np.full((canvas.height * 3 // 2, canvas.width), 128, np.uint8)
    frame[: canvas.height] = level
    return frame


def level(k: int) -> int:
    """The luma of frame `k` of a counting film: neighbours differ by 37 of 210 levels."""
    return 20 + k * 37 % 210


def write_segments(
    folder: Path, canvas: Canvas, encoding: Encoding, counts: tuple[int, ...]
) -> list[Path]:
    """A counting film in segments of `counts` frames."""
    paths, k = [], 0
    for index, count in enumerate(counts):
        paths.append(folder / f"{encoding.codec}-{index}.seg")
        with SegmentWriter(paths[-1], canvas, encoding) as writer:
            for _ in range(count):
                writer.write(grey_frame(canvas, level(k)))
                k += 1
    return paths


def test_offset_is_found_to_a_fraction_of_a_sample() -> None:
    sound = noise(8000, 1.0)[0]
    assert abs(offset_s(np.concatenate([np.zeros(123), sound]), sound, 8000) - 123 / 8000) < 1e-6
    assert abs(offset_s(sound[77:], sound, 8000) + 77 / 8000) < 1e-6


def test_counting_film_has_distinct_neighbours() -> None:
    assert min(abs(level(k) - level(k + 1)) for k in range(300)) >= 37
