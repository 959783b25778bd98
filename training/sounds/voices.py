"""Voices: speech from eSpeak NG and Flite, the same speech made to sing by a vocoder, and sung
vowels from our own throat.

Singing from speech: the WORLD vocoder (Morise, Yokomori, Ozawa 2016) takes pitch, spectrum and
breath apart; vowels are stretched, and the pitch is replaced by a melody with vibrato and glides.
"""

import subprocess
import tempfile
from pathlib import Path

import numpy as np
from scipy.io import wavfile
from scipy.signal import resample_poly

from sounds.phrases import Note, phrase
from sounds.tone import (
    RATE,
    adsr,
    band,
    formants,
    hz_of,
    noise,
    phase,
    read,
    samples,
    saw,
    table,
    vibrato,
)
from sounds.voice import Rng, Voice

TEXT = """
the river runs behind the house and nobody knows its name tonight we dance until the morning
light falls slowly over empty streets hold on to me my love do not go away from here every
heart is a window open to the sea I was walking home when the rain began and all the bells
were ringing far away one two three four give me another day of summer she said it would be
fine but winter came early that year people talk about money weather trains and football
what would you say if I told you everything remember the fire in the old kitchen yes no maybe
never again oh baby come back to the city where the engines sing and silver birds are flying
question answer reason because between machine garden bridge thunder whisper shadow golden
"""
WORDS = TEXT.split()
LANGUAGES = ("en-us", "en-gb", "en-gb-scotland", "de", "fr-fr", "es", "it", "pt", "pl", "nl", "sv")
VARIANTS = ("", "+f1", "+f2", "+f3", "+f4", "+m1", "+m2", "+m3", "+m4", "+m5", "+m7", "+croak")
FLITE = ("awb", "rms", "slt", "kal16", "slt", "rms", "awb")
VOWELS = {  # formants of men (Hz), Peterson and Barney 1952; women about a sixth higher
    "a": (730, 1090, 2440),
    "e": (530, 1840, 2480),
    "i": (270, 2290, 3010),
    "o": (570, 840, 2410),
    "u": (300, 870, 2240),
    "3": (490, 1350, 1690),
}


def speak(rng: Rng, words: int) -> np.ndarray:
    """A spoken sentence, peak 1, `float64[n]` at RATE."""
    text = " ".join(rng.choice(WORDS, words)) + "."
    with tempfile.TemporaryDirectory() as folder:
        wave = Path(folder, "a.wav")
        if rng.random() < 0.6:
            flags = ["--setf", f"duration_stretch={rng.uniform(0.8, 1.3):.2f}"]
            flags += ["--setf", f"int_f0_target_mean={rng.uniform(85, 230):.0f}"]
            command = ["flite", "-voice", str(rng.choice(FLITE)), *flags, "-t", text, "-o"]
        else:
            voice = str(rng.choice(LANGUAGES)) + str(rng.choice(VARIANTS))
            speed, pitch = int(rng.integers(120, 220)), int(rng.integers(20, 80))
            command = ["espeak-ng", "-v", voice, "-s", str(speed), "-p", str(pitch), text, "-w"]
        subprocess.run([*command, str(wave)], check=True, capture_output=True)
        rate, x = wavfile.read(wave)
    x = x.astype(np.float64) / 32768
    x = resample_poly(x, RATE // 50, rate // 50) if rate % 50 == 0 else x
    return x / (np.abs(x).max() + 1e-9)


def sing_speech(rng: Rng, seconds: float) -> np.ndarray:
    """Speech of a real or synthetic speaker, made to sing a random melody."""
    import pyworld

    x = resample_poly(speak(rng, int(rng.integers(4, 9))), 1, 2)
    rate = RATE // 2
    f0, times = pyworld.dio(x, rate, frame_period=5.0)
    f0 = pyworld.stonemask(x, f0, times, rate)
    spectrum = pyworld.cheaptrick(x, f0, times, rate)
    breath = pyworld.d4c(x, f0, times, rate)
    loud = spectrum.sum(axis=1)
    voiced = (f0 > 0) & (loud > 0.02 * loud.max())
    slow = np.where(voiced, rng.uniform(1.5, 4.0), 0.9)  # vowels are held, consonants are not
    at = np.interp(np.arange(0, slow.sum()), np.cumsum(slow), np.arange(len(f0)))
    at = at[: int(seconds * 200)]
    k = np.round(at).astype(int)
    low = int(rng.integers(43, 62))
    curve = melody_hz(rng, len(k), low, low + 14)
    warp = rng.uniform(0.88, 1.2)
    bins = np.clip(np.arange(spectrum.shape[1]) / warp, 0, spectrum.shape[1] - 1).astype(int)
    pitch = np.where(voiced[k], curve, 0.0)
    y = pyworld.synthesize(pitch, spectrum[k][:, bins].copy(), breath[k].copy(), rate, 5.0)
    y = resample_poly(y, 2, 1)
    return y / (np.abs(y).max() + 1e-9)


def melody_hz(rng: Rng, frames: int, low: int, high: int) -> np.ndarray:
    """A sung melody at 200 Hz: notes joined by glides, with vibrato on those that are held."""
    t = np.arange(frames) / 200
    notes = phrase(rng, frames / 200 + 1, low, high, ("melody", "held"))
    midi = np.full(frames, notes[0].midi if notes else float(low))
    for note in notes:
        midi[t >= note.start] = note.midi
    size = int(rng.integers(5, 25))
    midi = np.convolve(np.pad(midi, size, mode="edge"), np.ones(size) / size, "same")[size:-size]
    cents = rng.uniform(0, 60) * np.clip(
        np.sin(2 * np.pi * 0.3 * t + rng.uniform(0, 6)) + 0.4, 0, 1
    )
    wobble = cents * np.sin(2 * np.pi * rng.uniform(4.8, 6.5) * t) + rng.normal(0, 4, frames)
    return 440 * 2 ** ((midi - 69) / 12 + wobble / 1200)


def throat(rng: Rng) -> Voice:
    """Sung vowels: a glottal pulse through formants that move from vowel to vowel."""
    size, slope = rng.uniform(1.0, 1.28), rng.uniform(1.2, 2.2)
    breath, cents, rate = rng.uniform(0.002, 0.03), rng.uniform(0, 70), rng.uniform(4.8, 6.6)
    ring = (rng.uniform(2600, 3200), 500, rng.uniform(0, 18))  # the singer's formant
    names = list(VOWELS)

    def peaks(vowel: str) -> list[tuple[float, float, float]]:
        gains = (26, 20, 14)
        return [(f * size, 60 + 0.06 * f, g) for f, g in zip(VOWELS[vowel], gains, strict=True)] + [
            ring
        ]

    def note(note: Note) -> np.ndarray:
        n, hz = samples(note.length + 0.1), hz_of(note.midi)
        t = np.arange(n) / RATE
        glide = 2 ** (rng.uniform(-2.5, 0.8) * np.exp(-t / rng.uniform(0.02, 0.08)) / 12)
        turns = phase(hz * glide * vibrato(rng, n, cents, rate, rng.uniform(0.05, 0.5)), n)
        first, then = (str(v) for v in rng.choice(names, 2))
        source = saw(150, slope)
        waves = [table(formants(source, hz, peaks(v)), hz, rng) for v in (first, then)]
        share = np.clip((t / (n / RATE) - rng.uniform(0.1, 0.7)) * rng.uniform(2, 10), 0, 1)
        x = read(waves[0], turns) * (1 - share) + read(waves[1], turns) * share
        air = band(noise(rng, n), 1500, 9000, 1) * breath
        x = (x + air) * adsr(n, rng.uniform(0.02, 0.12), 0.3, 0.8, 0.09) * note.velocity
        if rng.random() < 0.5:  # a consonant before the vowel
            burst = samples(rng.uniform(0.02, 0.1))
            edges = np.sort(rng.uniform(1500, 10000, 2) + np.array([0, 1500]))
            hiss = band(noise(rng, burst), *edges, 1)
            x[:burst] = x[:burst] * np.linspace(0, 1, burst)[: len(x)] + (0.1 * hiss)[: len(x)]
        return x

    return Voice(note)


def choir(rng: Rng) -> Voice:
    """Several throats on one note."""
    throats = [throat(rng) for _ in range(int(rng.integers(3, 6)))]

    def note(note: Note) -> np.ndarray:
        parts = [
            v.note(Note(0, note.length, note.midi + rng.normal(0, 0.12), note.velocity))
            for v in throats
        ]
        n = max(len(p) for p in parts)
        return sum(np.pad(p, (0, n - len(p))) for p in parts)

    return Voice(note)
