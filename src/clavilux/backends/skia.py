"""Skia, with its list of the system's fonts read once and in silence: we open fonts by their paths,
and its reader warns about any part of the system's configuration that is newer than itself.
"""

import os
from contextlib import suppress

import skia

__all__ = ["skia"]


def _read_list() -> None:
    """Makes Skia read the list with standard error turned away, for some 20 ms."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        skia.FontMgr()
    finally:
        os.dup2(kept, 2)
        os.close(nowhere)
        os.close(kept)


with suppress(OSError):  # no standard error, nothing to turn away
    _read_list()
