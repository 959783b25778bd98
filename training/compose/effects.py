"""What recordings do to sound: rooms, tone, saturation, noise, codecs.

`worn(sound, rng)` applies a random few; none of them moves beats by more than a millisecond or two.
"""

import io

import numpy as np
from scipy.signal import fftconvolve, sosfilt

from .synth import RATE, _sos


def worn(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The sound after a random few effects: `float32[samples]` of the same length."""
    for effect, chance in ((room, 0.6), (saturated, 0.35), (compressed, 0.4), (noisy, 0.3)):
        if rng.random() < chance:
            sound = effect(sound, rng)
    if rng.random() < 0.12:
        sound = band_limited(sound, rng)
    if rng.random() < 0.15:
        sound = coded(sound, rng)
    return np.asarray(sound, np.float32)


def room(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Reverberation by decaying noise, of 0.2 to 2.5 s."""
    seconds = float(np.exp(rng.uniform(np.log(0.2), np.log(2.5))))
    t = np.arange(round(min(seconds, 1.5) * RATE)) / RATE
    tail = rng.standard_normal(len(t)) * np.exp(-6.9 * t / seconds)
    tail = sosfilt(_sos(round(rng.uniform(100, 300)), round(rng.uniform(3000, 12000))), tail)
    tail *= rng.uniform(0.1, 0.6) / np.sqrt((tail**2).sum())
    tail[0] += 1.0
    return fftconvolve(sound, tail)[: len(sound)]


def saturated(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    drive = rng.uniform(1.5, 6) / (np.abs(sound).max() + 1e-9)
    return np.tanh(drive * sound)


def compressed(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A compressor: the level of 10 to 100 ms, to a power."""
    size = round(rng.uniform(0.01, 0.1) * RATE)
    square = np.concatenate([[0.0], np.cumsum(np.asarray(sound, np.float64) ** 2)])
    level = np.sqrt(np.maximum(square[size:] - square[:-size], 0) / size)
    level = np.pad(level, (size // 2, size), mode="edge")[: len(sound)]
    return sound * (level + 0.05 * level.max() + 1e-9) ** -rng.uniform(0.2, 0.8)


def noisy(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    noise = rng.standard_normal(len(sound))
    if rng.random() < 0.6:
        noise = sosfilt(_sos(10, round(rng.uniform(800, 8000))), noise)
    level = np.std(sound) * 10 ** (-rng.uniform(15, 45) / 20)
    return sound + noise * level / (noise.std() + 1e-9)


def band_limited(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """An old radio, or a small loudspeaker."""
    low = rng.uniform(30, 300)
    return sosfilt(_sos(round(low), round(rng.uniform(2500, 9000))), sound)


def coded(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Through an AAC encoder at a low rate, and back, aligned by its own padding."""
    import av

    buffer = io.BytesIO()
    peak = np.abs(sound).max() + 1e-9
    with av.open(buffer, "w", format="mp4") as out:
        stream = out.add_stream("aac", rate=RATE, layout="mono")
        stream.bit_rate = int(rng.choice([24000, 32000, 48000, 64000]))
        frame = av.AudioFrame.from_ndarray(
            np.asarray(0.8 * sound / peak, np.float32)[None], format="fltp", layout="mono"
        )
        frame.sample_rate = RATE
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    buffer.seek(0)
    with av.open(buffer) as back:
        parts = [frame.to_ndarray()[0] for frame in back.decode(audio=0)]
    decoded = np.concatenate(parts)
    return np.pad(decoded, (0, max(0, len(sound) - len(decoded))))[: len(sound)]
