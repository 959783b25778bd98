"""Sketches of songs for training the correspondence classifier: drums, bass, chords and a lead, all
from one seed.

They need not please: they must differ in tempo, pattern, density and form, so that what the
classifier learns is when sounds begin and swell, and not which song it is.
"""

from dataclasses import dataclass

import numpy as np

from clavilux.analysis import RATE
from clavilux.types.audio import Audio

STEPS = 16  # of a bar
SCALES = ((0, 2, 3, 5, 7, 8, 10), (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 9, 10), (0, 3, 5, 7, 10))


@dataclass(frozen=True)
class Style:
    """What a sketch keeps from its first bar to its last; `busy` 0..1, `swing` in steps."""

    bpm: float
    busy: float
    swing: float
    root: float  # Hz
    scale: tuple[int, ...]


def sketch(seed: int, seconds: float = 24.0) -> Audio:
    """A song of that length, mono at the rate of analysis; the same seed gives the same song."""
    chance = np.random.default_rng([seed, 41])
    bpm = float(np.exp(chance.uniform(np.log(66), np.log(176))))
    scale = SCALES[int(chance.integers(len(SCALES)))]
    swing = float(chance.choice([0.0, 0.0, 0.33]))
    style = Style(bpm, float(chance.uniform(0.1, 1.0)), swing, float(chance.uniform(41, 78)), scale)
    out = np.zeros(round((seconds + 2) * RATE))
    parts = [_drums, _drums, _bass, _chords, _lead]
    start = float(chance.uniform(0.0, 0.6))
    while start < seconds:
        bars = int(chance.choice([2, 4, 4, 8]))
        level = float(chance.uniform(0.35, 1.0))
        playing = [part for part in parts if chance.random() < 0.3 + 0.6 * level] or [_chords]
        for part in playing:
            part(out, style, start, bars, level * chance.uniform(0.5, 1.0), chance)
        start += bars * 240 / bpm
    out = out[: round(seconds * RATE)]
    return Audio((0.8 * out / np.abs(out).max())[None].astype(np.float32), RATE)


def _place(out: np.ndarray, sound: np.ndarray, at: float, gain: float) -> None:
    first = round(at * RATE)
    end = min(first + len(sound), len(out))
    if 0 <= first < end:
        out[first:end] += gain * sound[: end - first]


def _time(seconds: float) -> np.ndarray:
    return np.arange(round(seconds * RATE)) / RATE


def _step(style: Style, start: float, bar: int, step: int) -> float:
    late = style.swing if step % 2 else 0.0
    return start + (bar * STEPS + step + late) * 15 / style.bpm


def _pattern(weights: np.ndarray, busy: float, chance: np.random.Generator) -> np.ndarray:
    """Which of the bar's steps sound, and how loud: float64[STEPS]."""
    on = chance.random(STEPS) < weights * (0.35 + 0.9 * busy)
    return on * chance.uniform(0.5, 1.0, STEPS)


_STRONG = np.tile([1.0, 0.12, 0.35, 0.12], 4)
_DRUMS = {  # likelihood of each step of a bar
    "kick": _STRONG * np.tile([1.0, 0.6], 8),
    "snare": np.tile([0.05, 0.1, 0.1, 0.1, 1.2, 0.1, 0.15, 0.2], 2),
    "hat": np.tile([0.9, 0.35, 0.9, 0.35], 4),
}


def _drum(name: str, chance: np.random.Generator) -> np.ndarray:
    t = _time(0.3)
    if name == "kick":
        drop = chance.uniform(4, 9)
        return np.sin(2 * np.pi * (48 * t + drop * (1 - np.exp(-t * 28)))) * np.exp(-t * 13)
    noise = chance.standard_normal(len(t))
    if name == "snare":
        return 0.5 * (noise + np.sin(2 * np.pi * 190 * t)) * np.exp(-t * chance.uniform(14, 26))
    return 0.4 * np.diff(noise, prepend=0) * np.exp(-t * chance.uniform(35, 80))


def _drums(out, style, start, bars, gain, chance) -> None:
    for name, weights in _DRUMS.items():
        sound, pattern = _drum(name, chance), _pattern(weights, style.busy, chance)
        if chance.random() < 0.2:
            continue
        for bar in range(bars):
            for step in np.flatnonzero(pattern):
                _place(out, sound, _step(style, start, bar, int(step)), gain * pattern[step])


def _hz(style: Style, degree: int) -> float:
    octave, place = divmod(degree, len(style.scale))
    return style.root * 2 ** (octave + style.scale[place] / 12)


def _tone(hz: float, seconds: float, attack: float, bright: float) -> np.ndarray:
    """Partials that fall off by `bright`, with an attack and a decay."""
    t = _time(seconds)
    partials = [np.sin(2 * np.pi * hz * k * t) / k**bright for k in range(1, 9) if hz * k < 9000]
    shape = np.minimum(t / attack, 1) * np.exp(-1.5 * t / seconds)
    return np.sum(partials, axis=0) * shape * np.minimum((seconds - t) / 0.02, 1)


def _bass(out, style, start, bars, gain, chance) -> None:
    pattern = _pattern(_STRONG, style.busy, chance)
    pattern[0] = 1.0
    for bar in range(bars):
        degree = int(chance.integers(len(style.scale)))
        sound = _tone(_hz(style, degree), 0.9 * 30 / style.bpm, 0.006, 1.6)
        for step in np.flatnonzero(pattern):
            _place(out, sound, _step(style, start, bar, int(step)), 0.5 * gain * pattern[step])


def _chords(out, style, start, bars, gain, chance) -> None:
    attack = float(np.exp(chance.uniform(np.log(0.004), np.log(0.5))))
    each = int(chance.choice([4, 8, 16]))
    for bar in range(bars):
        degree = int(chance.integers(len(style.scale)))
        notes = [_hz(style, degree + shift) * 4 for shift in (0, 2, 4)]
        sound = sum(_tone(hz, each * 15 / style.bpm, attack, 1.4) for hz in notes)
        for step in range(0, STEPS, each):
            _place(out, np.asarray(sound), _step(style, start, bar, step), 0.12 * gain)


def _lead(out, style, start, bars, gain, chance) -> None:
    attack = float(np.exp(chance.uniform(np.log(0.004), np.log(0.08))))
    place = int(chance.integers(7, 14))
    for bar in range(bars):
        for step in np.flatnonzero(_pattern(_STRONG, style.busy, chance)):
            place = int(np.clip(place + chance.integers(-2, 3), 4, 20))
            length = float(chance.choice([15, 30, 60])) / style.bpm
            sound = _tone(_hz(style, place) * 2, length, attack, 1.2)
            _place(out, sound, _step(style, start, bar, int(step)), 0.2 * gain)
