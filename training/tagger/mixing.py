"""Mixtures: stems of a bank laid over one another as spectra, new for every step.

Powers add, but for the cross term 2 sqrt(ab) cos(angle), whose angle is drawn at random for each
cell, as it would be for sounds that know nothing of each other. Who is audible follows from who
masks whom: in a step of 93 ms a stem is heard when it owns enough cells of the mixture.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from sounds.bank import FRAMES, Bank, decibels

POOL = 8  # frames of a step
STEPS = FRAMES // POOL
FLOOR = 1e-12  # -120 dB
POWER = (10 ** (decibels(np.arange(256)) / 10)).astype(np.float32)  # of what a bank stores
SHORT_ODDS = 0.3  # of those alone that are cut to one note
LONE, BANDS = 0.36, 0.3  # shares of training's mixtures; the rest is anything
HEARD, MASKED = 0.02, 0.004  # shares of a step's sounding cells: from here heard, up to here not
LEVELS_DB = 6.0  # how far the levels of stems in a mixture spread
QUIET_DB = 62.0  # cells this far under the mixture's peak count as silent
# Kinds that like to play together, so that mixtures have the crowding of real ones.
KIT = ("kick", "snare", "hi-hat", "ride", "crash", "tom", "rimshot", "splash", "percussion")
KIT_ODDS = (0.85, 0.75, 0.8, 0.25, 0.25, 0.2, 0.15, 0.12, 0.3)
# How much likelier than any other what bands mostly have is drawn for one.
OFTEN = {
    "acoustic guitar": 3.0,
    "electric guitar": 4.0,
    "distorted guitar": 3.0,
    "piano": 4.0,
    "organ": 1.5,
    "strings": 1.5,
}
DOUBLED = 0.3  # odds that a guitar is played twice
SUNG = ("singing", "throat", "choir")


@dataclass(frozen=True)
class Mixed:
    """`mel` `float32[frames, 128]` dB; `steps` `int8[frames / POOL, names]`: 1 heard, 0 not, -1
    unsure."""

    mel: np.ndarray
    steps: np.ndarray


class Mixer:
    """Draws mixtures from a bank, kinds evenly."""

    def __init__(self, bank: Bank, rng: np.random.Generator, frames: int = FRAMES) -> None:
        self.bank, self.rng, self.frames = bank, rng, frames
        self.kinds = sorted({kind for _, kind in bank.kinds})
        self.of = {kind: bank.of(kind) for kind in self.kinds}
        self.odds = {kind: _evened(bank, rows) for kind, rows in self.of.items()}
        self.pitched = [k for k in self.kinds if k not in (*KIT, "nothing")]

    def lesson(self) -> Mixed:
        """What training hears: one alone, a band, or anything."""
        chance = self.rng.random()
        if chance < LONE:
            return self.mix([str(self.rng.choice(self.kinds))])
        return self.band() if chance < LONE + BANDS else self.draw(lone=0.0)

    def draw(self, lone: float = 0.34) -> Mixed:
        """At times one alone, else a few; with or without a drum kit and noise."""
        rng = self.rng
        if rng.random() < lone:
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
        odds = np.array([OFTEN.get(k, 1.0) for k in others])
        some = rng.choice(others, int(rng.integers(1, 4)), replace=False, p=odds / odds.sum())
        kinds = [str(k) for k in some]
        kinds += [k for k in kinds if "guitar" in k and rng.random() < DOUBLED]
        kinds += ["bass"] * int(rng.random() < 0.65)
        sung = [k for k in SUNG if k in self.of]
        kinds += [str(rng.choice(sung))] * int(rng.random() < 0.35)
        kinds += ["speech"] * int(rng.random() < 0.1)
        if rng.random() < 0.75:
            kit = zip(KIT, KIT_ODDS, strict=True)
            kinds += [k for k, o in kit if rng.random() < o and k in self.of]
        return self.mix(kinds)

    def mix(self, kinds: list[str]) -> Mixed:
        """A stem of each kind, which know nothing of each other."""
        rows = [int(self.of[k][np.searchsorted(self.odds[k], self.rng.random())]) for k in kinds]
        powers = [self._power(row, alone=len(rows) == 1) for row in rows]
        return self._laid(np.stack(powers), self.bank.truth[rows])

    def together(self, rows: np.ndarray) -> Mixed:
        """These stems as they stand, from their beginning, each at some level."""
        stored = self.bank.mel[rows, : self.frames]
        powers = [self._toned(one, decibels(one.max()), LEVELS_DB) for one in stored]
        return self._laid(np.stack(powers), self.bank.truth[rows])

    def _laid(self, powers: np.ndarray, truth: np.ndarray) -> Mixed:
        """Powers `[stems, frames, 128]` over one another, with some noise below."""
        rng, total = self.rng, powers.sum(axis=0)
        if len(powers) > 1:
            most = powers.max(axis=0)
            angle = np.cos(rng.random(total.shape, np.float32) * np.float32(2 * np.pi))
            total = total + 1.4 * np.sqrt(most * (total - most)) * angle
            total = np.maximum(total, 1e-3 * most)
        floor = np.float32(10 ** (-rng.uniform(5.5, 10) if rng.random() < 0.7 else -12))
        floor *= total.max()
        heard = self._heard(powers, np.maximum(total, floor))
        hiss = floor * rng.standard_exponential(total.shape, np.float32)
        db = 10 * np.log10(total + hiss + np.float32(FLOOR))
        return Mixed(db.astype(np.float32), _named(heard, truth))

    def _power(self, row: int, alone: bool) -> np.ndarray:
        """One stem at some level, moved in time and a little in pitch, through tone controls:
        `float32[frames, 128]`."""
        rng = self.rng
        stored = self.bank.mel[row]
        peak = decibels(stored.max())
        if not alone or rng.random() < 0.5:
            stored = np.roll(stored, int(rng.integers(FRAMES)), axis=0)
        stored = self._cut(stored)
        if rng.random() < 0.4:
            stored = _moved(stored, int(rng.integers(-2, 3)))
        power = self._toned(stored, peak, 0 if alone else LEVELS_DB)
        if alone and rng.random() < SHORT_ODDS:
            _shorten(power, rng)
        return power

    def _toned(self, stored: np.ndarray, peak: float, spread: float) -> np.ndarray:
        """Power of stored decibels through tone controls, with peak 1 give or take `spread` dB."""
        rng = self.rng
        tone = np.interp(np.arange(128), (0, 32, 64, 96, 127), rng.normal(0, rng.uniform(0, 4), 5))
        gain = -peak + (rng.normal(0, spread) if spread else 0)
        return POWER[stored] * (10 ** ((tone + gain) / 10)).astype(np.float32)

    def _cut(self, stored: np.ndarray) -> np.ndarray:
        """`frames` of a stem, not silent if some tries can help it."""
        enough = int(stored.max()) - 60
        for _ in range(4):
            first = int(self.rng.integers(FRAMES - self.frames + 1))
            part = stored[first : first + self.frames]
            if part.max() >= enough:
                break
        return part

    def _heard(self, powers: np.ndarray, total: np.ndarray) -> np.ndarray:
        """`int8[stems, steps]`: 1, 0 or -1 as in `Mixed`."""
        sounding = total > total.max() * 10 ** (-QUIET_DB / 10)
        owns = (powers > 0.5 * total) & sounding
        share = owns.reshape(len(powers), self.frames // POOL, -1).mean(axis=2)
        return np.where(share >= HEARD, 1, np.where(share > MASKED, -1, 0)).astype(np.int8)


def _named(heard: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Names of what is heard, from `heard` `[stems, steps]` and `truth` `[stems, names]`: any sure
    stem makes a name 1, else any doubt makes it -1."""
    named = np.zeros((heard.shape[1], truth.shape[1]), np.int8)
    for says, steps in zip(truth, heard, strict=True):
        value = np.where(says[None, :] == 1, steps[:, None], 0)
        doubt = (says[None, :] == -1) & (steps[:, None] != 0)
        value = np.where(doubt, -1, value)
        named = np.where((named == 1) | (value == 1), 1, np.minimum(named, value))
    return named


def _evened(bank: Bank, rows: np.ndarray) -> np.ndarray:
    """Summed odds of stems, half of them by the stem and half by the source: a source of few stems
    is heard too."""
    sources = [bank.kinds[row][0] for row in rows]
    count = Counter(sources)
    odds = np.array([0.5 / len(rows) + 0.5 / (len(count) * count[s]) for s in sources])
    return np.append(np.cumsum(odds)[:-1], 1.0)


def _moved(stored: np.ndarray, bands: int) -> np.ndarray:
    """Some bands higher, or lower."""
    moved = np.roll(stored, bands, axis=1)
    if bands > 0:
        moved[:, :bands] = 0
    elif bands < 0:
        moved[:, bands:] = 0
    return moved


def _shorten(power: np.ndarray, rng: np.random.Generator) -> None:
    """Leaves one note or stroke, from a rise on, as a file of one sound has it; in place."""
    loud = np.log10(power.sum(axis=1) + FLOOR)
    rise = np.diff(loud, n=1, prepend=-12)
    first = max(int(rng.choice(np.argsort(-rise)[:5])) - 1, 0)
    last = first + int(rng.uniform(0.15, 2.2) * STEP_RATE * POOL)
    power[:first] = 0
    fade = min(last + 6, len(power)) - last
    if fade > 0:
        power[last : last + fade] *= np.linspace(1, 0, fade, dtype=np.float32)[:, None] ** 2
    power[last + max(fade, 0) :] = 0


def seconds_of(steps: np.ndarray) -> np.ndarray:
    """Steps to seconds, `int8[seconds, names]`: heard in one step is heard in the second."""
    parts = np.split(steps, starts(len(steps), STEP_RATE))
    best = [np.where((p == 1).any(0), 1, np.where((p == -1).any(0), -1, 0)) for p in parts]
    return np.stack(best).astype(np.int8)


def starts(steps: int, rate: float) -> np.ndarray:
    """The first step of every second but the 0th; step k is centred on (k + 0.5) / rate."""
    second = np.floor((np.arange(steps) + 0.5) / rate).astype(int)
    return np.flatnonzero(np.diff(second)) + 1


STEP_RATE = 44100 / 512 / POOL  # 10.77 Hz
