"""Mixtures: stems of a bank laid over one another as spectra, new for every step.

Powers add, but for the cross term 2 sqrt(ab) cos(angle), whose angle is drawn at random for each
cell, as it would be for sounds that know nothing of each other. Who is audible follows from who
masks whom: in a step of 93 ms a stem is heard when it owns enough cells of the mixture.
"""

from dataclasses import dataclass

import numpy as np
from sounds.bank import FRAMES, Bank, decibels

POOL = 8  # frames of a step
STEPS = FRAMES // POOL
FLOOR = 1e-12  # -120 dB
HEARD, MASKED = 0.02, 0.004  # shares of a step's sounding cells: from here heard, up to here not
QUIET_DB = 62.0  # cells this far under the mixture's peak count as silent
# Kinds that like to play together, so that mixtures have the crowding of real ones.
KIT = ("kick", "snare", "hi-hat", "ride", "crash", "tom", "rimshot", "splash", "percussion")
KIT_ODDS = (0.85, 0.75, 0.8, 0.25, 0.25, 0.2, 0.15, 0.12, 0.3)
SUNG = ("singing", "throat", "choir")


@dataclass(frozen=True)
class Mixed:
    """`mel` `float32[FRAMES, 128]` dB; `steps` `int8[STEPS, names]`: 1 heard, 0 not, -1 unsure."""

    mel: np.ndarray
    steps: np.ndarray


class Mixer:
    """Draws mixtures from a bank, kinds evenly."""

    def __init__(self, bank: Bank, rng: np.random.Generator) -> None:
        self.bank, self.rng = bank, rng
        self.kinds = sorted({kind for _, kind in bank.kinds})
        self.of = {kind: bank.of(kind) for kind in self.kinds}
        self.pitched = [k for k in self.kinds if k not in (*KIT, "nothing")]

    def draw(self) -> Mixed:
        """One alone in three draws, else a few; with or without a drum kit and noise."""
        rng = self.rng
        if rng.random() < 0.34:
            return self.mix([str(rng.choice(self.kinds))])
        kinds = [str(k) for k in rng.choice(self.pitched, int(rng.choice((0, 1, 1, 2, 2, 3, 4))))]
        if rng.random() < 0.6 or not kinds:
            odds = np.array(KIT_ODDS) * rng.uniform(0.3, 1.1)
            kinds += [
                k for k, o in zip(KIT, odds, strict=True) if rng.random() < o and k in self.of
            ]
        if "speech" in kinds and rng.random() < 0.5:
            kinds = [k for k in kinds if k != "singing"]
        if rng.random() < 0.1:
            kinds.append("nothing")
        return self.mix(kinds or ["kick"])

    def band(self) -> Mixed:
        """What a band or an ensemble sounds like: mostly bass and drums, some others, a voice."""
        rng = self.rng
        others = [k for k in self.pitched if k not in ("bass", "speech", *SUNG)]
        kinds = [str(k) for k in rng.choice(others, int(rng.integers(1, 4)), replace=False)]
        kinds += ["bass"] * int(rng.random() < 0.65)
        sung = [k for k in SUNG if k in self.of]
        kinds += [str(rng.choice(sung))] * int(rng.random() < 0.35)
        kinds += ["speech"] * int(rng.random() < 0.1)
        if rng.random() < 0.75:
            odds = zip(KIT, KIT_ODDS, strict=True)
            kinds += [k for k, o in odds if rng.random() < o and k in self.of]
        return self.mix(kinds)

    def mix(self, kinds: list[str]) -> Mixed:
        rows = [int(self.rng.choice(self.of[kind])) for kind in kinds]
        powers = np.stack([self._power(row, alone=len(rows) == 1) for row in rows])
        total = powers.sum(axis=0)
        if len(rows) > 1:
            rest = total - powers.max(axis=0)
            angle = np.cos(
                self.rng.uniform(
                    0,
                    2 * np.pi,
                    total.shape,
                ).astype(np.float32)
            )
            total = total + 2 * np.sqrt(powers.max(axis=0) * rest) * angle * 0.7
            total = np.maximum(total, 1e-3 * powers.max(axis=0))
        floor = total.max() * 10 ** (-self.rng.uniform(5.5, 10) if self.rng.random() < 0.7 else -12)
        heard = self._heard(powers, np.maximum(total, floor))
        hiss = floor * self.rng.exponential(1, total.shape).astype(np.float32)
        db = 10 * np.log10(total + hiss + FLOOR)
        return Mixed(db.astype(np.float32), self._named(heard, rows))

    def _power(self, row: int, alone: bool) -> np.ndarray:
        """One stem at some level, moved in time and a little in pitch, through tone controls."""
        rng = self.rng
        db = decibels(self.bank.mel[row])
        if not alone or rng.random() < 0.5:
            db = np.roll(db, int(rng.integers(FRAMES)), axis=0)
        if rng.random() < 0.4:
            shift = int(rng.integers(-2, 3))
            db = np.roll(db, shift, axis=1)
            if shift > 0:
                db[:, :shift] = -120
            elif shift < 0:
                db[:, shift:] = -120
        tone = np.interp(np.arange(128), (0, 32, 64, 96, 127), rng.normal(0, rng.uniform(0, 4), 5))
        gain = -db.max() + (0 if alone else rng.normal(0, 6))
        return (10 ** ((db + tone + gain) / 10)).astype(np.float32)

    def _heard(self, powers: np.ndarray, total: np.ndarray) -> np.ndarray:
        """`int8[stems, STEPS]`: 1, 0 or -1 as in `Mixed`."""
        sounding = total > total.max() * 10 ** (-QUIET_DB / 10)
        owns = (powers > 0.5 * total) & sounding
        share = owns.reshape(len(powers), STEPS, -1).mean(axis=2)
        return np.where(share >= HEARD, 1, np.where(share > MASKED, -1, 0)).astype(np.int8)

    def _named(self, heard: np.ndarray, rows: list[int]) -> np.ndarray:
        """Names of what is heard: any sure stem makes a name 1, else any doubt makes it -1."""
        truth = self.bank.truth[rows]  # [stems, names]
        named = np.zeros((STEPS, truth.shape[1]), np.int8)
        for says, steps in zip(truth, heard, strict=True):
            value = np.where(says[None, :] == 1, steps[:, None], 0)
            doubt = (says[None, :] == -1) & (steps[:, None] != 0)
            value = np.where(doubt, -1, value)
            named = np.where((named == 1) | (value == 1), 1, np.minimum(named, value))
        return named


def seconds_of(steps: np.ndarray) -> np.ndarray:
    """Steps to seconds, `int8[6, names]`: heard in one step is heard in the second."""
    parts = np.split(steps, SECOND_STARTS)
    best = [np.where((p == 1).any(0), 1, np.where((p == -1).any(0), -1, 0)) for p in parts]
    return np.stack(best).astype(np.int8)


def starts(steps: int, rate: float) -> np.ndarray:
    """The first step of every second but the 0th; step k is centred on (k + 0.5) / rate."""
    second = np.floor((np.arange(steps) + 0.5) / rate).astype(int)
    return np.flatnonzero(np.diff(second)) + 1


STEP_RATE = 44100 / 512 / POOL  # 10.77 Hz
SECOND_STARTS = starts(STEPS, STEP_RATE)
