"""Sounds whose truth is known, for tests: clicks, tones, chords, drum loops, a little song. Mono
float32 at RATE.

Everything is computed from its arguments; nothing is random but for a seed that is named. An event
"at" t starts at t: its first sample that is not zero is the sample nearest to t.
"""

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from clavilux.types.audio import Audio

RATE = 44100


def seconds(duration: float) -> np.ndarray:
    """The times of all samples of `duration` seconds."""
    return np.arange(round(duration * RATE)) / RATE


def silence(duration: float) -> np.ndarray:
    return np.zeros(round(duration * RATE), np.float32)


def place(target: np.ndarray, sound: np.ndarray, at: float, gain: float = 1.0) -> None:
    """Adds `sound` to `target` from time `at` on, cut at the end."""
    start = round(at * RATE)
    end = min(len(target), start + len(sound))
    if start < end:
        target[start:end] += gain * sound[: end - start]


def tone(hz: float, duration: float, amplitude: float = 0.5, fade: float = 0.005) -> np.ndarray:
    """A sine with short ramps at both ends."""
    t = seconds(duration)
    ramp = np.minimum(1, np.minimum(t, duration - t) / fade)
    return (amplitude * ramp * np.sin(2 * np.pi * hz * t)).astype(np.float32)


def note(midi: float, duration: float, amplitude: float = 0.2) -> np.ndarray:
    """A plucked, harmonic tone: partials 1 to 6, falling, over a decay."""
    t = seconds(duration)
    hz = 440 * 2 ** ((midi - 69) / 12)
    partials = sum(np.sin(2 * np.pi * hz * k * t) / k**1.5 for k in range(1, 7))
    shape = (
        np.minimum(1, t / 0.004) * np.exp(-2 * t / duration) * np.minimum(1, (duration - t) / 0.01)
    )
    return (amplitude * shape * partials).astype(np.float32)


def chord(midis: Iterable[float], duration: float, amplitude: float = 0.12) -> np.ndarray:
    return np.sum([note(midi, duration, amplitude) for midi in midis], axis=0).astype(np.float32)


def tick() -> np.ndarray:
    """A metronome: 1 kHz for 30 ms, at once there."""
    t = seconds(0.03)
    return (0.8 * np.exp(-t / 0.008) * np.cos(2 * np.pi * 1000 * t)).astype(np.float32)


def burst(seed: int = 0) -> np.ndarray:
    """White noise that decays within 60 ms."""
    t = seconds(0.06)
    noise = np.random.default_rng([seed, 1]).standard_normal(len(t))
    return (0.3 * np.exp(-t / 0.015) * noise).astype(np.float32)


def impulse() -> np.ndarray:
    return np.full(1, 0.9, np.float32)


def kick(attack: float = 0.004) -> np.ndarray:
    """A falling sine with a slow attack and nothing else: the hardest to time."""
    t = seconds(0.25)
    phase = 2 * np.pi * (50 * t + 90 * 0.04 * (1 - np.exp(-t / 0.04)))
    shape = np.minimum(1, t / attack) * np.exp(-t / 0.07) * np.minimum(1, (0.25 - t) / 0.1)
    return (0.9 * shape * np.sin(phase)).astype(np.float32)


def snare(seed: int = 0) -> np.ndarray:
    t = seconds(0.2)
    noise = np.random.default_rng([seed, 2]).standard_normal(len(t))
    body = 0.4 * np.sin(2 * np.pi * 190 * t) * np.exp(-t / 0.05)
    return (body + 0.25 * noise * np.exp(-t / 0.06)).astype(np.float32)


def hat(seed: int = 0) -> np.ndarray:
    t = seconds(0.05)
    noise = np.diff(np.random.default_rng([seed, 3]).standard_normal(len(t) + 2), 2)
    return (0.06 * noise * np.exp(-t / 0.012)).astype(np.float32)


CLICKS: dict[str, Callable[[], np.ndarray]] = {
    "tick": tick,
    "burst": burst,
    "impulse": impulse,
    "kick": kick,
    "snare": snare,
}


def beat_times(bpm: float, start: float, duration: float) -> np.ndarray:
    """Beats from `start` on that have at least a tenth of a second left before the end."""
    return np.arange(start, duration - 0.1, 60 / bpm)


def click_track(bpm: float, start: float, duration: float, click: str = "tick") -> np.ndarray:
    """One click on every beat, in silence."""
    sound = silence(duration)
    for at in beat_times(bpm, start, duration):
        place(sound, CLICKS[click](), at)
    return sound


def drum_loop(
    times: np.ndarray, metre: int = 4, duration: float | None = None, third: float = 0.6
) -> np.ndarray:
    """Kick on 1 and, `third` as strong, on 3 of four; snare on the other strong beats, hats on
    eighths. `times[0]` is a downbeat.
    """
    sound = silence(duration or times[-1] + 1.0)
    backbeats = {4: (1, 3), 3: (1, 2)}[metre]
    for k, at in enumerate(times):
        strength = 1.0 if k % metre == 0 or k % metre in backbeats else third
        place(sound, snare(k) if k % metre in backbeats else kick(), at, strength)
        place(sound, hat(k), at)
        if k + 1 < len(times):
            place(sound, hat(k + 99), (at + times[k + 1]) / 2, 0.7)
    return sound


def waltz(bpm: float, bars: int) -> tuple[np.ndarray, np.ndarray]:
    """Bass note, chord, chord, in C: (sound, beat times)."""
    times = np.arange(bars * 3) * 60 / bpm + 0.3
    sound = silence(times[-1] + 1.5)
    for k, at in enumerate(times):
        root = (48, 53, 55, 48)[k // 3 % 4]
        low = k % 3 == 0
        place(
            sound,
            note(root - 12, 0.6, 0.4) if low else chord((root + 12, root + 16, root + 19), 0.3),
            at,
        )
    return sound, times


PROGRESSIONS = {"A": (57, 53, 48, 55), "B": (48, 55, 57, 53), "C": (50, 52, 53, 55)}


def song(bpm: float = 120, plan: str = "ABAB", bars: int = 8) -> tuple[np.ndarray, np.ndarray]:
    """A small song in C major, (sound, beat times): A has chords and bass, B other chords and drums
    too, C is a break of third chords, high, over hats alone.
    """
    beat = 60 / bpm
    times = 0.25 + np.arange(len(plan) * bars * 4) * beat
    sound = silence(times[-1] + 1.5)
    for first in range(0, len(times), 4):
        letter, bar = plan[first // (4 * bars)], times[first : first + 4]
        root = PROGRESSIONS[letter][first // 4 % 4]
        third, high = root + (3 if root in (50, 52, 57) else 4), 12 * (letter == "C")
        tones = [tone + high for tone in (root, third, root + 7, root + 12)]
        place(sound, chord(tones, 4 * beat, 0.07), bar[0])
        if letter != "C":
            place(sound, note(root - 12, 2 * beat, 0.3), bar[0])
        if letter == "B":
            place(sound, drum_loop(bar), 0.0, 0.8)
        for at in bar if letter == "C" else ():
            place(sound, hat(), at, 1.5)
    return sound, times


def blocks(sound: np.ndarray, size: int = 10 * RATE) -> Iterator[Audio]:
    """The sound as the media layer would hand it over."""
    for start in range(0, max(len(sound), 1), size):
        yield Audio(np.ascontiguousarray(sound[None, start : start + size], np.float32), RATE)
