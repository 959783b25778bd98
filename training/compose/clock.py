"""How time is kept: from beats to seconds.

Machines keep one tempo. Bands drift by a percent or two over some bars. Soloists bend phrases and
slow down at their ends. Some pieces change tempo at a border. `tempo_map` returns the second of
every beat from -8 on.
"""

import numpy as np

FEELS = ("machine", "band", "loose", "rubato", "free")
DRIFT = {"machine": 0.0, "band": 0.006, "loose": 0.014, "rubato": 0.03, "free": 0.06}
PULL = {"machine": 1.0, "band": 0.05, "loose": 0.05, "rubato": 0.12, "free": 0.15}
ARC = {"machine": 0.0, "band": 0.0, "loose": 0.01, "rubato": 0.07, "free": 0.16}
HELD = {"rubato": 0.25, "free": 0.5}  # chance of a ritenuto at the end of a phrase


def tempo_map(
    rng: np.random.Generator, bpm: float, beats: int, feel: str, phrase: int
) -> np.ndarray:
    """Seconds of the beats -8 .. beats + 8, beat 0 at 0; `phrase` is its length in beats."""
    count = beats + 16
    log = np.zeros(count)
    for k in range(1, count):  # a walk that is drawn back to the tempo
        log[k] = log[k - 1] * (1 - PULL[feel]) + rng.normal() * DRIFT[feel] * PULL[feel] ** 0.5
    place = ((np.arange(count) - 8) % phrase) / phrase
    depth = ARC[feel] * rng.uniform(0.5, 1.3)
    log += depth * (np.sin(np.pi * place) - 0.5)
    log += _held(rng, count, feel, phrase)
    if feel != "free" and rng.random() < 0.07:
        log += _changed(rng, count, phrase)
    lengths = 60 / (bpm * np.exp(log))
    times = np.concatenate([[0.0], np.cumsum(lengths)])[:count]
    return times - times[8]


def _held(rng: np.random.Generator, count: int, feel: str, phrase: int) -> np.ndarray:
    """Slowing over the last beats of some phrases."""
    log = np.zeros(count)
    for end in range(8 + phrase, count, phrase):
        if rng.random() < HELD.get(feel, 0.0):
            reach = int(rng.integers(1, 4))
            depth = rng.uniform(0.1, 0.45) * (1.2 if feel == "free" else 0.8)
            log[end - reach : end] -= depth * np.linspace(0.4, 1, reach)
    return log


def _changed(rng: np.random.Generator, count: int, phrase: int) -> np.ndarray:
    """A new tempo from some phrase on, at once or by degrees."""
    at = 8 + phrase * int(rng.integers(1, max(2, (count - 16) // phrase)))
    log = np.zeros(count)
    change = rng.choice([-1, 1]) * rng.uniform(0.05, 0.3)
    over = int(rng.choice([1, 1, 8, 24]))
    log[at:] = change * np.clip((np.arange(count - at) + 1) / over, 0, 1)
    return log
