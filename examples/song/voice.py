"""Speech becomes song: phones laid on the melody's times, the pitch drawn by hand, and WORLD sings
it.

In: a `words.Line`. Out: `float64` samples at `score.RATE`, and for every word the times at which it
sounds. Those times are not measured but decided: a syllable's vowel opens on its note, the
consonants before it end there, and the last consonants end with the note or make room for the next
word.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyworld
import score
from scipy.ndimage import gaussian_filter1d
from scipy.signal import resample_poly
from speech import FRAME_S, VOICELESS, Phone, Speech, speech
from words import Line, Syllable

PRE_S, POST_S = 0.5, 0.5
CONSONANT_S = {"s": 0.105, "z": 0.07, "f": 0.09, "th": 0.08, "hh": 0.07, "er": 0.09}
CLUSTER_SHARE = 0.5  # of the time between two vowels' openings that consonants may take
VOWEL_DB = -20.0
GLIDES = frozenset(["ay", "aw", "oy", "ey", "ow"])


@dataclass(frozen=True)
class Sung:
    """A phone at its sung time, `[start, end)` in seconds of the song; `heard` differs from `start`
    for stops.
    """

    phone: Phone
    start: float
    end: float
    heard: float
    is_vowel: bool


@dataclass(frozen=True)
class Style:
    """How a singer differs from the lead: pitch in semitones, lateness, size of the throat, breath
    0..1.
    """

    name: str = "lead"
    transpose: tuple[int, ...] = ()  # one pitch a tone instead of the melody's, where given
    cents: float = 0.0
    late_s: float = 0.0
    formant: float = 1.0
    breath: float = 0.0


@cache
def _spoken(text: str, expected: tuple[str, ...]) -> Speech:
    return speech(text, expected)


def spoken(line: Line) -> Speech:
    names = [p for s in line.syllables for p in (*s.onset, s.vowel, *s.coda)]
    return _spoken(line.text, tuple(names))


def _opening(syllable: Syllable) -> float:
    return score.time_of(syllable.tones[0].beat)


def _close(syllable: Syllable) -> float:
    last = syllable.tones[-1]
    return score.time_of(last.beat + last.beats)


def _wanted(phone: Phone) -> float:
    """Seconds a consonant would like to take when sung."""
    return min((phone.end - phone.start) * 0.8, CONSONANT_S.get(phone.name, 0.065))


def _row(phones: list[Phone], start: float, end: float) -> list[Sung]:
    """Consonants one after the other from `start` to `end`, each its share."""
    shares = np.array([_wanted(p) for p in phones])
    edges = start + np.concatenate([[0.0], np.cumsum(shares) / max(shares.sum(), 1e-9)]) * (
        end - start
    )
    found = []
    for p, a, b in zip(phones, edges, edges[1:], strict=False):
        heard = a + (p.burst - p.start) / (p.end - p.start) * (b - a)
        found.append(Sung(p, a, b, heard, False))
    return found


def lay_out(line: Line) -> list[list[Sung]]:
    """The sung phones of every syllable."""
    phones, syllables = iter(spoken(line).phones), line.syllables
    parts = [
        ([next(phones) for _ in s.onset], next(phones), [next(phones) for _ in s.coda])
        for s in syllables
    ]
    found = []
    lead = sum(_wanted(p) for p in parts[0][0])
    onset = _row(parts[0][0], _opening(syllables[0]) - lead, _opening(syllables[0]))
    for k, (syllable, (_, vowel, coda)) in enumerate(zip(syllables, parts, strict=True)):
        start, end, following = _opening(syllable), _close(syllable), []
        tail = sum(_wanted(p) for p in coda)
        if k + 1 < len(syllables):
            after = _opening(syllables[k + 1])
            head = sum(_wanted(p) for p in parts[k + 1][0])
            scale = min(1.0, CLUSTER_SHARE * (after - start) / max(head + tail, 1e-9))
            head, tail = head * scale, tail * scale
            legato = after - head - end < 0.08
            end = after - head if legato else end
            following = _row(parts[k + 1][0], after - head, after)
        sung = Sung(vowel, start, end - tail, start, True)
        found.append([*onset, sung, *_row(coda, end - tail, end)])
        onset = following
    return found


def word_times(line: Line) -> list[tuple[str, float, float, list[tuple[str, float, float]]]]:
    """Every word's text, start and end, and its syllables' likewise: when they are heard."""
    laid, found, k = lay_out(line), [], 0
    for word in line.words:
        inner = [
            (s.text, sung[0].heard, sung[-1].end)
            for s, sung in zip(word, laid[k : k + len(word)], strict=True)
        ]
        found.append(("".join(s.text for s in word), inner[0][1], inner[-1][2], inner))
        k += len(word)
    return found


def _vowel_map(sung: Sung) -> tuple[np.ndarray, np.ndarray]:
    """Sung against spoken time within a vowel: its ends keep their pace, its heart is held."""
    spoken_s, sung_s = sung.phone.end - sung.phone.start, sung.end - sung.start
    if sung_s <= spoken_s:
        return np.array([sung.start, sung.end]), np.array([sung.phone.start, sung.phone.end])
    rise, held = (0.25, 0.42) if sung.phone.name in GLIDES else (0.35, 0.65)
    marks = np.array([0.0, rise, held, 1.0]) * spoken_s
    places = np.array([0.0, marks[1], sung_s - (marks[3] - marks[2]), sung_s])
    return sung.start + places, sung.phone.start + marks


def _time_map(phones: list[Sung], times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For sung `times`: where in the speech they come from, and whether anything sounds there."""
    source, sounding = np.zeros(len(times)), np.zeros(len(times))
    for sung in phones:
        inside = (times >= sung.start) & (times < sung.end)
        if sung.is_vowel:
            places, marks = _vowel_map(sung)
        else:
            places, marks = (sung.start, sung.end), (sung.phone.start, sung.phone.end)
        source[inside] = np.interp(times[inside], places, marks)
        sounding[inside] = 1.0
    return source, sounding


def _vibrato(tones: list, times: np.ndarray, key: str) -> np.ndarray:
    """Semitones: it sets in late on long notes only, and never at quite the same speed."""
    random = score.rng("vibrato", key)
    rate = 5.3 + 0.25 * gaussian_filter1d(random.standard_normal(len(times)), 120) * 15
    phase = 2 * np.pi * np.cumsum(rate) * FRAME_S
    depth = np.zeros(len(times))
    for start, end, _ in tones:
        if end - start > 0.42:
            inside = (times >= start) & (times < end)
            depth[inside] = 0.34 * np.clip((times[inside] - start - 0.22) / 0.25, 0, 1)
    return gaussian_filter1d(depth, 12) * np.sin(phase)


def _pitch(line: Line, style: Style, times: np.ndarray) -> np.ndarray:
    """Hz: gliding from note to note, scooping into the phrase, falling off at its end."""
    flat = [tone for s in line.syllables for tone in s.tones]
    pitches = style.transpose or [tone.pitch for tone in flat]
    tones = [
        (score.time_of(t.beat), score.time_of(t.beat + t.beats), p)
        for t, p in zip(flat, pitches, strict=True)
    ]
    edges = np.array([start for start, _, _ in tones[1:]]) - 0.03
    semitones = np.array([p for _, _, p in tones], float)[np.searchsorted(edges, times)]
    semitones = gaussian_filter1d(semitones, 9, mode="nearest")
    semitones -= 1.2 * np.exp(-np.maximum(times - tones[0][0] + 0.1, 0) / 0.07)
    semitones -= 0.8 * np.clip((times - tones[-1][1] + 0.09) / 0.09, 0, 1)
    semitones += _vibrato(tones, times, style.name + line.text)
    wobble = gaussian_filter1d(score.rng("wobble", style.name).standard_normal(len(times)), 16)
    semitones += 0.35 * wobble + style.cents / 100
    return 440.0 * 2 ** ((semitones - 69) / 12)


def _level(laid: list[Sung], first_s: float, dry: np.ndarray) -> np.ndarray:
    """Gain for `dry` that brings every vowel to the same level (within 16 dB), as a singer does and
    a speaker does not.
    """
    times, gains = [], []
    for sung in (s for s in laid if s.is_vowel):
        inner = slice(
            *(round((t - first_s) * score.RATE) for t in (sung.start + 0.02, sung.end - 0.02))
        )
        loud_db = 10 * np.log10(np.mean(dry[inner] ** 2) + 1e-9)
        times += [sung.start, sung.end]
        gains += [np.clip(VOWEL_DB - loud_db, -16, 16)] * 2
    at = first_s + np.arange(len(dry)) / score.RATE
    fade = np.clip((laid[-1].end - at) / 0.14, 0, 1) ** 0.7
    return 10 ** (np.interp(at, times, gains) / 20) * fade


def _warp(envelope: np.ndarray, factor: float) -> np.ndarray:
    """Moves the formants: above 1 a smaller throat."""
    bins = np.arange(envelope.shape[1])
    at = np.clip(bins / factor, 0, len(bins) - 1)
    low = np.minimum(at.astype(int), len(bins) - 2)
    return envelope[:, low] * (low + 1 - at) + envelope[:, low + 1] * (at - low)


def _brightness(force: float, rate: int, bins: int) -> np.ndarray:
    """Power gain by frequency: effort lifts what is above 1.5 kHz."""
    hz = np.arange(bins) * rate / 2 / (bins - 1)
    lift_db = (2.0 + 7.0 * force) * np.clip(np.log2(np.maximum(hz, 1) / 900) / 2.0, 0, 1)
    return 10 ** (lift_db / 10)


def sing(line: Line, style: Style = Style()) -> tuple[int, np.ndarray]:
    """One line sung: the sample of the song at which it starts, and its samples."""
    said = spoken(line)
    laid = [sung for row in lay_out(line) for sung in row]
    first = round((laid[0].start - PRE_S) * score.RATE)
    times = first / score.RATE + np.arange(
        0, laid[-1].end - laid[0].start + PRE_S + POST_S, FRAME_S
    )
    source, sounding = _time_map(laid, times)
    frames = np.clip(source / FRAME_S, 0, len(said.envelope) - 1.001)
    low, part = frames.astype(int), (frames % 1)[:, None]
    envelope = said.envelope[low] * (1 - part) + said.envelope[low + 1] * part
    noise = said.aperiodicity[low] * (1 - part) + said.aperiodicity[low + 1] * part
    gain = gaussian_filter1d(sounding, 1.2)
    envelope = _warp(envelope, style.formant) * (gain**2)[:, None]
    envelope *= _brightness(line.force, said.rate, envelope.shape[1])
    voiced = said.voiced[low] & (sounding > 0)
    f0 = np.where(voiced, _pitch(line, style, times), 0.0)
    noise = np.clip(noise + style.breath * (1 - noise), 1e-6, 1)
    dry = pyworld.synthesize(
        f0,
        np.ascontiguousarray(envelope + 1e-14),
        np.ascontiguousarray(noise),
        said.rate,
        FRAME_S * 1000,
    )
    sung = resample_poly(dry, score.RATE, said.rate)
    return first + round(style.late_s * score.RATE), sung * _level(laid, first / score.RATE, sung)


__all__ = ["VOICELESS", "Style", "lay_out", "sing", "spoken", "word_times"]
