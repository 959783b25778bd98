"""FFmpeg's I420 frames as arrays."""

import av
import numpy as np


def views(frame: av.VideoFrame) -> list[np.ndarray]:
    """Its planes Y, U, V as `uint8[h, w]` over the frame's own memory."""
    found = []
    for plane in frame.planes:
        held = np.frombuffer(memoryview(plane), np.uint8)
        rows = held[: plane.line_size * plane.height].reshape(plane.height, plane.line_size)
        found.append(rows[:, : plane.width])
    return found


def packed(frame: av.VideoFrame) -> np.ndarray:
    """Its planes one after the other: a fresh `uint8[height * 3 / 2, width]`."""
    out = np.concatenate([plane.reshape(-1) for plane in views(frame)])
    return out.reshape(frame.height * 3 // 2, frame.width)
