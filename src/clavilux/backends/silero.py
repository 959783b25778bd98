"""Speech over time by Silero's voice detector (MIT), the ONNX file inside faster-whisper.

In: a wave. Out: probability of speech at 31.25 Hz, or None where the extra is not installed. It was
made for speech: sung words pass it by, so nobody may take its no for a no.
"""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from clavilux.backends.onnx import session
from clavilux.types.curve import Curve

RATE, HOP, BEFORE = 16000, 512, 64  # Hz; samples of a step, and of the sound before it


@lru_cache
def model() -> Path | None:
    """The newest detector inside faster-whisper; found without importing that."""
    found = find_spec("faster_whisper")
    if found is None or not found.submodule_search_locations:
        return None
    files = sorted(Path(found.submodule_search_locations[0], "assets").glob("silero_vad_v*.onnx"))
    return files[-1] if files else None


def speech(wave: np.ndarray, rate: float) -> Curve | None:
    """Probability of speech of a mono wave, `float32[n]` or `int16[n]`; None without detector."""
    import soxr

    path = model()
    if path is None or not len(wave):
        return None
    heard = soxr.resample(wave.astype(np.float32), rate, RATE).astype(np.float32)
    heard /= 32767 if wave.dtype == np.int16 else 1
    rows = np.pad(heard, (0, -len(heard) % HOP)).reshape(-1, HOP)
    before = np.zeros((len(rows), BEFORE), np.float32)
    before[1:] = rows[:-1, -BEFORE:]
    return Curve(_run(path, np.concatenate([before, rows], 1)), RATE / HOP)


def _run(path: Path, rows: np.ndarray, together: int = 4096) -> np.ndarray:
    """The detector over `float32[n, BEFORE + HOP]`, its state carried from part to part."""
    h = c = np.zeros((1, 1, 128), np.float32)
    found = []
    for first in range(0, len(rows), together):
        given = {"input": rows[first : first + together], "h": h, "c": c}
        values, h, c = session(path).run(None, given)
        found.append(np.asarray(values, np.float32).reshape(-1))
    return np.concatenate(found)
