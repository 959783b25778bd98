"""Sound files of any kind, by FFmpeg."""

import subprocess
from pathlib import Path

import numpy as np

from sounds.tone import RATE


def read(path: Path) -> np.ndarray:
    """Any sound file as mono `float32[n]` at RATE; nothing where it is missing."""
    if not path.is_file():
        return np.zeros(0, np.float32)
    command = ["ffmpeg", "-nostdin", "-v", "error", "-i", str(path), "-ac", "1", "-ar", str(RATE)]
    raw = subprocess.run([*command, "-f", "f32le", "-"], check=True, capture_output=True).stdout
    return np.frombuffer(raw, np.float32)
