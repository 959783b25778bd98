"""The bank: thousands of stems as log-mel spectra, which training mixes anew for every step.

One stem is `uint8[FRAMES, 128]`, half decibels over -120 dB, in the very log-mel of the running
program (`clavilux.analysis.mel`), and what it may be called. Files: `mel.npy`, `truth.npy`
(`int8[n, names]`), `kinds.json` (source and kind of each).
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from clavilux.analysis import mel, stft
from clavilux.analysis.measures import HOP, RATE, SHORT
from sounds.stems import Stem

FRAMES = 512  # 5.94 s
STEP_DB = 0.5


@dataclass(frozen=True)
class Bank:
    """`kinds[k]` = (source, kind) of stem k."""

    mel: np.ndarray
    truth: np.ndarray
    kinds: list[tuple[str, str]]

    def of(self, *kinds: str) -> np.ndarray:
        """Which stems are of these kinds."""
        return np.array([k for k, (_, kind) in enumerate(self.kinds) if kind in kinds], np.int64)

    def rows(self, which: np.ndarray) -> "Bank":
        """A bank of these stems."""
        return Bank(self.mel[which], self.truth[which], [self.kinds[k] for k in which])


def log_mel(sound: np.ndarray) -> np.ndarray:
    """`uint8[FRAMES, 128]` of at least FRAMES * HOP samples."""
    padded = np.pad(sound[: FRAMES * HOP], (SHORT // 2, SHORT)).astype(np.float32)
    power = stft.power_spectra(padded, SHORT // 2, FRAMES, SHORT, HOP)
    db = mel.log_mel(power, SHORT, RATE)
    return np.clip(np.rint((db - mel.FLOOR_DB) / STEP_DB), 0, 255).astype(np.uint8)


def decibels(stored: np.ndarray) -> np.ndarray:
    return stored.astype(np.float32) * np.float32(STEP_DB) + np.float32(mel.FLOOR_DB)


def keep(stems: Iterable[Stem], folder: Path) -> None:
    """Writes a bank."""
    mels, truths, kinds = [], [], []
    for stem in stems:
        mels.append(log_mel(stem.sound))
        truths.append(stem.truth)
        kinds.append((stem.source, stem.kind))
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "mel.npy", np.stack(mels))
    np.save(folder / "truth.npy", np.array(truths, np.int8))
    (folder / "kinds.json").write_text(json.dumps(kinds))


def opened(folder: Path) -> Bank:
    kinds = [tuple(k) for k in json.loads((folder / "kinds.json").read_text())]
    return Bank(np.load(folder / "mel.npy"), np.load(folder / "truth.npy"), kinds)


def joined(banks: list[Bank]) -> Bank:
    return Bank(
        np.concatenate([b.mel for b in banks]),
        np.concatenate([b.truth for b in banks]),
        [k for b in banks for k in b.kinds],
    )
