"""What only single pixels show: clipped light and banded gradients, on the luma codes of one frame.

8-bit luma uint8[height, width] goes in, shares of the picture 0..1 come out.
"""

import numpy as np
from scipy.ndimage import uniform_filter1d

FLAT = 6  # pixels without a change on both sides of a band's edge
EDGE = 8  # pixels along which the edge runs on
TILE, TILES = 256, 4
STEP = 2  # codes: a larger step is drawn, not banded


def clipped(codes: np.ndarray, full_range: bool) -> tuple[float, float]:
    """Shares of the pixels at nominal white or above, and at nominal black or below."""
    white, black = (255, 0) if full_range else (235, 16)
    return float((codes >= white).mean()), float((codes <= black).mean())


def tiles(codes: np.ndarray, turn: int) -> list[np.ndarray]:
    """Square cut-outs for measurements too dear for all pixels; another `turn`, another few
    places.
    """
    height, width = codes.shape
    side = min(TILE, height, width)
    where = np.random.default_rng([turn]).random((TILES, 2)) * (height - side + 1, width - side + 1)
    return [codes[top : top + side, left : left + side] for top, left in where.astype(int).tolist()]


def banded(codes: np.ndarray) -> float:
    """The share of the picture that lies at the edges of bands: steps of one or two codes between
    flat stretches, running on along the edge. Dithered or grainy gradients have none.
    """
    across = _edges(codes)
    down = _edges(np.ascontiguousarray(codes.T)).T
    return float(min(across.mean() + down.mean(), 1.0))


def _edges(codes: np.ndarray) -> np.ndarray:
    """Pixels within `FLAT` of an upright band edge: bool[height, width - 1]."""
    difference = np.diff(codes.astype(np.int16), axis=1)
    changes = (difference != 0).astype(np.float32)
    width = 2 * FLAT + 1
    alone = uniform_filter1d(changes, width, axis=1, mode="nearest") * width < 1.5
    steps = (np.abs(difference) <= STEP) & (difference != 0) & alone
    if not steps.any():
        return steps
    up, down = steps, steps
    for _ in range(EDGE // 2):
        up, down = steps & _beside(up, 1), steps & _beside(down, -1)
    edges = (up & down).astype(np.float32)
    return uniform_filter1d(edges, width, axis=1) > 1e-6


def _beside(mask: np.ndarray, way: int) -> np.ndarray:
    """Whether the row above (`way` 1) or below (-1) is set here or one column to a side, as where
    an edge leans.
    """
    wide = mask.copy()
    wide[:, 1:] |= mask[:, :-1]
    wide[:, :-1] |= mask[:, 1:]
    out = np.zeros_like(mask)
    if way > 0:
        out[1:] = wide[:-1]
    else:
        out[:-1] = wide[1:]
    return out
