"""Chance that repeats: a generator of random numbers for every question, never a running one."""

import zlib

import numpy as np


def rng(seed: int, *keys: int | str) -> np.random.Generator:
    """Random numbers that depend on `seed` and the keys alone."""
    numbers = [zlib.crc32(key.encode()) if isinstance(key, str) else key for key in keys]
    return np.random.default_rng([seed, *numbers])
