"""A palette as looks get it: five colours and a ramp through four of them, warmed or cooled by the
harmony."""

import numpy as np

from clavilux.types.colour import (
    linear_from_oklab,
    linear_from_srgb,
    oklab_from_linear,
    srgb_from_hex,
)
from clavilux.types.plan import Palette

RAMP = 65  # steps from ground to high
WARM = np.array([0.0, 0.012, 0.035])  # OKLab, from white to the light of a warm white
STEPS = 32  # of warmth to either side; one is a thousandth of OKLab


class Tones:
    """The colours of one palette; those of a warmth are computed once."""

    def __init__(self, palette: Palette):
        colours = [palette.ground, palette.low, palette.mid, palette.high, palette.accent]
        five = oklab_from_linear(linear_from_srgb(np.array([srgb_from_hex(c) for c in colours])))
        x = np.arange(RAMP) / (RAMP - 1) * 3
        ramp = np.stack([np.interp(x, np.arange(4), five[:4, k]) for k in range(3)], axis=1)
        self.lab = np.concatenate([ramp, five])
        self.known: dict[int, tuple[np.ndarray, np.ndarray]] = {}

    def at(self, warmth: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
        """The ramp `float64[65, 3]` and ground, low, mid, high, accent `float64[5, 3]` in linear
        light, moved towards amber (`warmth` 1) or blue (-1), dark tones less."""
        step = round(min(max(warmth, -1.0), 1.0) * STEPS)
        if step not in self.known:
            moved = self.lab + step / STEPS * self.lab[:, :1] * WARM
            light = np.maximum(linear_from_oklab(moved), 0.0)
            self.known[step] = light[:RAMP], light[RAMP:]
        return self.known[step]
