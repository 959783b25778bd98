"""Films at a glance: contact sheets and strips of frames as PNG files, the time on each picture.

`python -m clavilux.media.sheet VIDEO OUT.png [--count N] [--strip START] [--grey]`
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from clavilux.media.film import FilmInfo, Picture, film_info, frame_stream, frames
from clavilux.media.png import label, write_png
from clavilux.types.errors import ClaviluxError

__all__ = ["Picture", "contact_sheet", "film_info", "frame_stream", "frames", "strip"]

GAP = 4  # pixels between pictures
LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)  # of BT.709


def contact_sheet(
    video: Path | str, out_png: Path | str, count: int = 12, columns: int = 4, width: int = 480
) -> None:
    """`count` pictures, `width` pixels wide, from the middles of as many parts of the film."""
    info = film_info(video)
    times = [(k + 0.5) * info.duration / count for k in range(count)]
    _write(video, info, times, Path(out_png), (columns, width, False))


def strip(
    video: Path | str,
    start: float,
    count: int,
    out_png: Path | str,
    columns: int = 6,
    width: int = 480,
    grey: bool = False,
) -> None:
    """`count` consecutive frames from `start` on, in reading order; `grey` shows luma only."""
    info = film_info(video)
    first = round(start * info.fps)
    times = [float((first + k) / info.fps) for k in range(count)]
    _write(video, info, times, Path(out_png), (columns, width, grey))


def arrange(pictures: Sequence[np.ndarray], columns: int) -> np.ndarray:
    """Pictures of one size, `uint8[height, width, 3]`, row by row on a dark ground."""
    height, width = pictures[0].shape[:2]
    columns = min(columns, len(pictures))
    rows = -(-len(pictures) // columns)
    ground = np.full((rows * (height + GAP) - GAP, columns * (width + GAP) - GAP, 3), 24, np.uint8)
    for k, picture in enumerate(pictures):
        top, left = k // columns * (height + GAP), k % columns * (width + GAP)
        ground[top : top + height, left : left + width] = picture
    return ground


def _write(
    video: Path | str, info: FilmInfo, times: list[float], out: Path, look: tuple[int, int, bool]
) -> None:
    columns, width, grey = look
    width = min(width, info.width)
    pictures = frames(video, times, (width, max(1, round(width * info.height / info.width))))
    for k, time in enumerate(times):
        if grey:
            pictures[k] = np.repeat((pictures[k] @ LUMA)[..., None], 3, axis=2).astype(np.uint8)
        pictures[k] = pictures[k].copy()
        label(pictures[k], clock(time))
    write_png(arrange(pictures, columns), out)


def clock(time: float) -> str:
    """Seconds as `m:ss.mmm`."""
    milliseconds = round(time * 1000)
    minutes, rest = divmod(milliseconds, 60000)
    return f"{minutes}:{rest // 1000:02d}.{rest % 1000:03d}"


def main(arguments: Sequence[str] | None = None) -> int:
    """The developer's command."""
    parser = argparse.ArgumentParser(prog="clavilux.media.sheet", description=__doc__)
    parser.add_argument("video", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=12)
    parser.add_argument("--strip", type=float, metavar="START", help="consecutive frames from here")
    parser.add_argument("--grey", action="store_true", help="luma only, with --strip")
    given = parser.parse_args(arguments)
    try:
        if given.strip is None:
            contact_sheet(given.video, given.out, given.count)
        else:
            strip(given.video, given.strip, given.count, given.out, grey=given.grey)
    except ClaviluxError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
