"""Small films made for tests: pictures from a function, sound from an array, written by PyAV."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

SIZE = (320, 180)


def write_film(
    path: Path,
    picture: Callable[[int], np.ndarray],
    frames: int,
    fps: Fraction = Fraction(30),
    sound: np.ndarray | None = None,
    times: list[float] | None = None,
    rate: int = 48000,
) -> Path:
    """A film of `picture(k)`: float[height, width] 0..1 (grey) or uint8[height, width, 3] (sRGB).

    `sound` is float32 mono; `times` in seconds, where given, make the frame rate variable.
    """
    with av.open(str(path), "w") as container:
        first = _frame(picture(0))
        video = container.add_stream(
            "libx264", rate=fps, options={"preset": "ultrafast", "crf": "16"}
        )
        video.width, video.height, video.pix_fmt = first.width, first.height, "yuv420p"
        context = video.codec_context
        context.color_primaries = context.color_trc = context.colorspace = context.color_range = 1
        clock = Fraction(1, 90000) if times else 1 / fps
        context.time_base = clock
        voice = container.add_stream("aac", rate=rate) if sound is not None else None
        for k in range(frames):
            frame = _frame(picture(k))
            frame.pts = round(times[k] * 90000) if times else k
            frame.time_base = clock
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        if voice is not None:
            _voice(container, voice, sound, rate)
    return path


def _voice(container, voice, sound, rate) -> None:
    for k in range(0, len(sound), 1024):
        part = np.ascontiguousarray(sound[None, k : k + 1024], np.float32)
        frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = rate, k, Fraction(1, rate)
        container.mux(voice.encode(frame))
    container.mux(voice.encode(None))


def _frame(picture: np.ndarray) -> av.VideoFrame:
    if picture.ndim == 3:
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
        frame = frame.reformat(format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG")
    else:
        height, width = picture.shape
        y = np.round(16 + 219 * np.clip(picture, 0, 1)).astype(np.uint8)
        grey = np.full((height // 2, width), 128, np.uint8)
        frame = av.VideoFrame.from_ndarray(np.concatenate([y, grey]), format="yuv420p")
    frame.colorspace = frame.color_range = frame.color_trc = frame.color_primaries = 1
    return frame


def texture(seed: int, size: tuple[int, int] = SIZE) -> np.ndarray:
    """A smooth random picture, float[height, width], 0..1, that tiles in both directions."""
    width, height = size
    noise = np.fft.rfft2(np.random.default_rng([99, seed]).normal(size=(height, width)))
    fy, fx = np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None, :]
    smooth = np.fft.irfft2(noise * np.exp(-((fx**2 + fy**2) * 600)), (height, width))
    return np.clip(0.5 + 0.16 * smooth / smooth.std(), 0, 1)


def clicks(times: np.ndarray, duration: float, rate: int = 48000) -> np.ndarray:
    """Short bursts of noise that begin at `times`, float32 mono."""
    out = np.zeros(round(duration * rate), np.float32)
    burst = np.random.default_rng([99]).normal(size=rate // 50) * np.exp(
        -np.arange(rate // 50) / 200
    )
    for at in np.round(np.asarray(times) * rate).astype(int):
        part = out[at : at + len(burst)]
        part += 0.3 * burst[: len(part)].astype(np.float32)
    return out
