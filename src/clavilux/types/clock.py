"""Frames and seconds. The only place in Clavilux that rounds time.

Time is float64 seconds from the first sample of the audio. Frame `i` shows the sound at `i / fps`;
`fps` is a `Fraction`, so that 30000/1001 does not drift. An event belongs to the frame nearest to
it, and never to a frame by truncation.
"""

import math
from fractions import Fraction

import numpy as np


def parse_fps(text: str) -> Fraction:
    """Reads `30`, `29.97`, `30000/1001`; the NTSC decimals (23.976, 29.97, 59.94) mean their exact
    fractions."""
    ntsc = {
        "23.976": Fraction(24000, 1001),
        "23.98": Fraction(24000, 1001),
        "29.97": Fraction(30000, 1001),
    }
    ntsc["59.94"] = Fraction(60000, 1001)
    fps = ntsc.get(text.strip()) or Fraction(text.strip())
    if not 1 <= fps <= 240:
        raise ValueError(f"{text} frames a second is outside 1 to 240")
    return fps


def frame_count(duration_s: float, fps: Fraction) -> int:
    """Number of frames that cover `duration_s`: its ceiling, forgiving 1e-6 of a frame of float
    error."""
    return max(1, math.ceil(duration_s * fps.numerator / fps.denominator - 1e-6))


def frame_time(index: int, fps: Fraction) -> float:
    """Seconds at which frame `index` is shown."""
    return index * fps.denominator / fps.numerator


def frame_at(time_s: float, fps: Fraction) -> int:
    """The frame nearest to `time_s` (ties go up): where an event at that time is seen."""
    return math.floor(time_s * fps.numerator / fps.denominator + 0.5)


def frames_at(times_s: np.ndarray, fps: Fraction) -> np.ndarray:
    """`frame_at` for `float64[n]` seconds, as `int64[n]`: the seed's beat grid, f_k = round(b_k *
    fps)."""
    return np.floor(np.asarray(times_s, np.float64) * fps.numerator / fps.denominator + 0.5).astype(
        np.int64
    )


def half_frame(fps: Fraction) -> float:
    """Half a frame in seconds: an event up to this much later than a frame's time already shows in
    that frame."""
    return 0.5 * fps.denominator / fps.numerator
