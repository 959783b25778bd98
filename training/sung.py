"""Songs whose every word's time is known: eSpeak's words made to sing, over composed music.

    python training/sung.py FOLDER [--songs 12] [--first 0] [--levels 6,0,-6,-12]

writes `NAME.wav` (16 kHz mono), `NAME.txt` (the lines) and `NAME.json` (`{"words", "starts"}`) for
each song and level: the voice's loudness over the band's while it sings, in dB. Words are spoken
one by one, so that their borders are known; the WORLD vocoder (Morise, Yokomori, Ozawa 2016) holds
their vowels and gives them a melody; lines begin on beats, with rests and solos between them.
Needs `requirements.txt`, espeak-ng, and a General MIDI font. For measuring (`benchmarks/
alignment.py`) and for the weights of `words/belief.py` (`fit_belief.py`); seeds from HELD on have
styles of their own.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyworld
from scipy.io import wavfile
from scipy.signal import resample_poly

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "training")]

from compose import compose, render, styles  # noqa: E402
from sounds.voices import melody_hz  # noqa: E402

FONT = Path("/usr/share/sounds/sf2/FluidR3_GM.sf2")
RATE = 16_000
SECONDS = (34.0, 40.0)
HELD = 1000
FRAME_S = 0.005  # of the vocoder
VOICES = ("en-us", "en-us+f2", "en-us+m3", "en-us+f4", "en-gb", "en-us+m7")
TEXT = """
paper boats are sailing down the gutter after rain
somebody left a lantern burning in the upper room
I counted every station on the slow train going north
and you were never waiting where the platform meets the snow
carry me over the water carry me over the hill
nothing is louder than thunder nothing is deeper than still
tell your sister Monday I will mend the garden gate
we were only children with our pockets full of stones
orange light on copper roofs and pigeons in the square
the radio is playing songs that no one asks to hear
follow the shadow follow the sound follow the breaking day
give back the silver give back the years give me a place to stay
winter took the harbour lights and folded up the sea
all my borrowed languages keep asking after me
hold the line a little longer let the engine cool
there is honey in the kitchen there is frost upon the pool
"""
LINES = [line for line in TEXT.splitlines() if line]


@dataclass(frozen=True)
class Sung:
    """`voice` and `band` `float64[n]` at RATE, as loud as each other while there is singing;
    `starts` in seconds, a word of `lines` each."""

    voice: np.ndarray
    band: np.ndarray
    lines: tuple[tuple[str, ...], ...]
    starts: np.ndarray


def song(seed: int) -> Sung:
    """The song of a seed."""
    rng = np.random.default_rng([seed, 11])
    piece = compose.piece(seed, styles.HELD if seed >= HELD else styles.STYLES, SECONDS)
    band = resample_poly(render.render(piece, FONT).astype(np.float64), 160, 441)
    lines, words, starts = _placed(rng, piece.beats, len(band) / RATE)
    voice = np.zeros(len(band) + 10 * RATE)
    for word, start in zip(words, starts, strict=True):
        at = round(start * RATE)
        voice[at : at + len(word)] += word
    voice = voice[: len(band)]
    singing = np.convolve(np.abs(voice), np.ones(RATE // 10), "same") > 0.02
    loud = [np.sqrt(np.mean(x[singing] ** 2)) for x in (voice, band)]
    return Sung(voice / loud[0], band / loud[1], lines, starts)


def _placed(
    rng: np.random.Generator, beats: np.ndarray, duration: float
) -> tuple[tuple[tuple[str, ...], ...], list[np.ndarray], np.ndarray]:
    """Lines, their words' sound, and when each begins; the first line after some bars."""
    voice, low = str(rng.choice(VOICES)), int(rng.integers(45, 60))
    now = float(beats[min(int(rng.integers(4, 10)), len(beats) - 1)])
    lines, sounds, starts = [], [], []
    for text in rng.permutation(LINES):
        words = str(text).split()
        made = [_sing(rng, word, voice, low, k + 1 == len(words)) for k, word in enumerate(words)]
        gaps = [float(rng.choice([0.0, 0.0, 0.04, 0.2])) for _ in words]
        length = sum(len(x) / RATE for x in made) + sum(gaps)
        if now + length > duration - 0.5:
            break
        lines.append(tuple(words))
        at = now + rng.normal(0, 0.03)
        for sound, gap in zip(made, gaps, strict=True):
            sounds.append(sound)
            starts.append(at)
            at += len(sound) / RATE + gap
        rest = float(rng.choice([0.1, 0.5, 1.0, 4.0], p=[0.4, 0.3, 0.2, 0.1]))
        later = beats[beats > at + rest]
        now = float(later[0]) if len(later) else duration
    return tuple(lines), sounds, np.array(starts)


def _sing(rng: np.random.Generator, word: str, voice: str, low: int, last: bool) -> np.ndarray:
    """One word, from its first sound on, `float64[n]` at RATE."""
    spoken = _speak(word, voice, int(rng.integers(125, 165)))
    pitch, times = pyworld.dio(spoken, RATE, frame_period=1000 * FRAME_S)
    pitch = pyworld.stonemask(spoken, pitch, times, RATE)
    spectrum = pyworld.cheaptrick(spoken, pitch, times, RATE)
    breath = pyworld.d4c(spoken, pitch, times, RATE)
    loud = spectrum.sum(axis=1)
    held = (pitch > 0) & (loud > 0.1 * loud.max())
    slow = np.where(held, rng.uniform(1.0, 2.2) * (2.0 if last else 1.0), 0.9)
    at = np.interp(np.arange(0, slow.sum()), np.cumsum(slow), np.arange(len(pitch)))
    k = np.round(at).astype(int)
    curve = np.where(pitch[k] > 0, melody_hz(rng, len(k), low, low + 12), 0.0)
    return pyworld.synthesize(curve, spectrum[k].copy(), breath[k].copy(), RATE, 1000 * FRAME_S)


def _speak(word: str, voice: str, speed: int) -> np.ndarray:
    """eSpeak's word without the silence around it, peak 1."""
    with tempfile.TemporaryDirectory() as folder:
        wave = Path(folder, "a.wav")
        command = ["espeak-ng", "-v", voice, "-s", str(speed), word, "-w", str(wave)]
        subprocess.run(command, check=True, capture_output=True)
        rate, x = wavfile.read(wave)
    x = resample_poly(x.astype(np.float64) / 32768, 320, rate // 50)
    level = np.convolve(np.abs(x), np.ones(80) / 80, "same")
    inside = np.flatnonzero(level > 0.01 * level.max())
    x = x[inside[0] : inside[-1] + 1]
    return np.ascontiguousarray(x / np.abs(x).max())


def write(seed: int, level: float, made: Sung, folder: Path) -> None:
    """One song at one level, three files."""
    sound = made.voice * 10 ** (level / 20) + made.band
    name = folder / f"{seed:05d}_{level:+.0f}dB"
    wave = np.rint(sound * (0.8 * 32767 / np.abs(sound).max())).astype(np.int16)
    wavfile.write(name.with_name(name.name + ".wav"), RATE, wave)
    text = "\n".join(" ".join(line) for line in made.lines) + "\n"
    name.with_name(name.name + ".txt").write_text(text)
    words = [word for line in made.lines for word in line]
    document = {"words": words, "starts": [round(float(t), 4) for t in made.starts]}
    name.with_name(name.name + ".json").write_text(json.dumps(document))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--songs", type=int, default=12)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--levels", default="6,0,-6,-12")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    for seed in range(given.first, given.first + given.songs):
        made = song(seed)
        for level in given.levels.split(","):
            write(seed, float(level), made, given.folder)
        print(f"{seed}: {len(made.starts)} words", flush=True)


if __name__ == "__main__":
    main()
