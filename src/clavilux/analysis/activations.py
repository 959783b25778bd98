"""Where a trained network hears beats and downbeats, and what tempo and metre it takes the music
for.

In: the log-mel of `Measures`. Out: `Activations`. The network is a small temporal convolutional one
(Böck and Davies 2020), trained by `training/beats.py` on music that is composed and rendered there;
`hear_bands` is the front end of both, so that what is learned and what is heard are the same.
"""

from dataclasses import dataclass

import numpy as np

from clavilux.analysis import network
from clavilux.analysis.measures import FRAME_RATE

EVERY = 2  # frames of the analysis for one of the network
RATE = FRAME_RATE / EVERY  # 43.07 Hz
BANDS = 64
RANGE_DB = 70.0
SPAN, MARGIN = 8192, 1024  # frames heard at once, and those around them: an hour stays small
TEMPI_BPM = 40.0 * 2 ** (np.arange(21) / 8)  # the classes of the network's guess at the tempo
METRES = (2, 3, 4, 5)  # the classes of its guess at the metre; the last is five or more


@dataclass(frozen=True)
class Activations:
    """`beat` and `downbeat` are `float32[n]` probabilities at `rate` Hz, value k at k / rate.
    `tempo` `float32[21]` over TEMPI_BPM and `metre` `float32[4]` over METRES sum to 1; both are
    flat where their source does not tell.
    """

    beat: np.ndarray
    downbeat: np.ndarray
    rate: float = RATE
    tempo: np.ndarray | None = None
    metre: np.ndarray | None = None


def hear_bands(mel_cdb: np.ndarray) -> np.ndarray:
    """The network's input, `float32[n, 64]` from the log-mel `int16[m, 128]`: every second frame,
    pairs of bands, 0 = 70 dB under the loudest, 1 = the loudest.
    """
    level = mel_cdb[::EVERY].astype(np.float32)
    level = (level[:, ::2] + level[:, 1::2]) / np.float32(200)
    top = np.percentile(level.max(axis=1), 95)
    return np.clip(1 + (level - top) / RANGE_DB, 0, 1.2).astype(np.float32)


def activations(mel_cdb: np.ndarray) -> Activations:
    """What the shipped network makes of a whole sound."""
    bands = hear_bands(mel_cdb)
    parts = [_heard(bands, start) for start in range(0, len(bands), SPAN)]
    curves = np.concatenate([part[0] for part in parts])
    tempo, metre = (np.sum([part[k] for part in parts], axis=0) for k in (1, 2))
    return Activations(curves[:, 0], curves[:, 1], RATE, tempo / tempo.sum(), metre / metre.sum())


def _heard(bands: np.ndarray, start: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The curves of one span, and its guesses summed over frames."""
    first = max(0, start - MARGIN)
    part = bands[first : start + SPAN + MARGIN]
    curves, tempo, metre = network.run("beats", bands=part[None])
    own = slice(start - first, min(start - first + SPAN, len(part)))
    return curves[0, own], tempo[0, own].sum(axis=0), metre[0, own].sum(axis=0)
