"""Pictures reduced to a grid of cells, for measurements that ask about areas and not about pixels.

A cell is a square of `CELL` pixels of the picture as seen on WCAG's reference screen of 1024 x 768,
so that a grid says the same of a film in 720p and in 4K. Upright, square and wide pictures are
fitted into that screen, never stretched.
"""

from functools import lru_cache

import numpy as np

SCREEN = (1024, 768)
CELL = 8


def grid_shape(width: int, height: int, cell: float = CELL) -> tuple[int, int]:
    """(rows, columns) of the cells of a picture of `width` x `height` pixels; at most one cell a
    pixel.
    """
    scale = min(SCREEN[0] / width, SCREEN[1] / height)
    rows = min(max(round(height * scale / cell), 1), height)
    columns = min(max(round(width * scale / cell), 1), width)
    return rows, columns


@lru_cache(maxsize=64)
def _taps(size: int, cells: int, most: int) -> tuple[np.ndarray | slice, int]:
    """Which of `size` lines to read so that each cell gets `taps` evenly spread ones, as one flat
    index; and `taps`.
    """
    taps = max(min(most, size // cells), 1)
    if taps * cells == size:
        return slice(None), taps
    at = (np.arange(cells * taps) + 0.5) * size / (cells * taps)
    return at.astype(np.intp), taps


def shrink(plane: np.ndarray, rows: int, columns: int, taps: int = 4) -> np.ndarray:
    """Mean of a uint8[height, width] plane over each cell, float32[rows, columns] in code values.

    `taps` rows of each cell are read, and (nearly) all columns of these: enough for an average, at
    a fraction of the traffic.
    """
    at, down = _taps(plane.shape[0], rows, taps)
    sums = np.add.reduce(plane[at].reshape(rows, down, -1), axis=1, dtype=np.uint16)
    at, across = _taps(plane.shape[1], columns, plane.shape[1])
    picked = sums if isinstance(at, slice) else np.take(sums, at, axis=1)
    mean = np.full(across, 1.0 / (down * across), np.float32)
    return (picked.astype(np.float32).reshape(-1, across) @ mean).reshape(rows, columns)


def fitted(plane: np.ndarray, rows: int, columns: int, taps: int = 4) -> np.ndarray:
    """`shrink`, and where the plane has fewer pixels than that, each of them repeated."""
    inner = min(rows, plane.shape[0]), min(columns, plane.shape[1])
    cells = shrink(plane, *inner, taps)
    if inner == (rows, columns):
        return cells
    return cells[np.arange(rows) * inner[0] // rows][:, np.arange(columns) * inner[1] // columns]


def planes(i420: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Views of Y, U and V in one uint8[height * 3 // 2, width] picture, as the renderer hands to
    the encoder.
    """
    height, width = i420.shape[0] * 2 // 3, i420.shape[1]
    flat = np.ascontiguousarray(i420).reshape(-1)
    luma, chroma = height * width, (height // 2) * (width // 2)
    u = flat[luma : luma + chroma].reshape(height // 2, width // 2)
    v = flat[luma + chroma : luma + 2 * chroma].reshape(height // 2, width // 2)
    return flat[:luma].reshape(height, width), u, v
