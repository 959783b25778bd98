"""Film frames as video networks want them: so many, so large, so scaled. `uint8[n, h, w, 3]` in."""

import numpy as np


def pick(frames: np.ndarray, count: int) -> np.ndarray:
    """`count` frames, evenly spread; repeated where there are fewer."""
    places = (np.arange(count) + 0.5) * len(frames) / count
    return frames[places.astype(int)]


def square(frames: np.ndarray, size: int) -> np.ndarray:
    """`float32[n, size, size, 3]` 0..1: the middle square, made smaller by averaging areas and
    larger by repeating."""
    _, height, width, _ = frames.shape
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    middle = frames[:, top : top + side, left : left + side].astype(np.float32) / 255
    weights = _areas(side, size)
    rows = np.einsum("sh,nhwc->nswc", weights, middle, optimize=True)
    return np.einsum("tw,nswc->nstc", weights, rows, optimize=True).astype(np.float32)


def _areas(side: int, size: int) -> np.ndarray:
    """`float32[size, side]`: what share of each old pixel lies in each new one; rows sum to 1."""
    edges = np.arange(size + 1) * side / size
    old = np.arange(side)
    covered = np.minimum(edges[1:, None], old + 1) - np.maximum(edges[:-1, None], old)
    return (np.maximum(covered, 0) * size / side).astype(np.float32)
