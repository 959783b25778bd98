"""The singers: the lead, and from it the doubles, the low thirds and a wordless choir.

Each stem is `float64[2, score.LENGTH]`, dry but for levelling.
"""

from functools import cache

import numpy as np
import score
import words
from effects import bell, compress, high_pass, pan, shelf
from stems import add, silence
from voice import Style, sing

SCALE = (1, 2, 4, 6, 8, 9, 11)


def third_below(pitch: int, beat: float) -> int:
    """The chord's own note at least a third under `pitch`: what a second singer finds by ear."""
    tones = _triad(score.chord_at(beat))
    return next(p for p in range(pitch - 3, pitch - 10, -1) if p % 12 in tones)


def _triad(chord: score.Chord) -> set[int]:
    """Root, third and fifth: the sevenths and ninths are the pad's."""
    root = {"E/G#": 4}.get(chord.name, chord.bass % 12)
    at = SCALE.index(root)
    return {SCALE[(at + k) % 7] for k in (0, 2, 4)}


def _clean(line: np.ndarray) -> np.ndarray:
    """Rumble off, hiss tamed, presence on, peaks held."""
    bright = shelf(bell(bell(high_pass(line, 130), 320, -2.0), 3200, 2.5, 0.8), 9000, 3.0)
    return compress(bright, -21, 3.5, 0.004, 0.09)


def _track(lines: list[words.Line], style: Style) -> np.ndarray:
    out = np.zeros((1, score.LENGTH))
    for line in lines:
        first, sound = sing(line, style)
        add(out, sound, first)
    return _clean(out[0])


@cache
def lead() -> np.ndarray:
    """Quieter and closer in verses and bridge, forward in the choruses."""
    out = np.zeros(score.LENGTH)
    for line in words.lines():
        first, sound = sing(line)
        n = min(len(sound), score.LENGTH - first)
        out[first : first + n] += sound[:n] * (0.62 + 0.38 * line.force)
    return pan(_clean(out), 0.0)


def _loud_lines() -> list[words.Line]:
    return [line for line in words.lines() if line.force > 0.8]


@cache
def doubles() -> np.ndarray:
    """The choruses sung twice more, a little late, out of tune and with other throats, left and
    right.
    """
    left = Style("left", cents=-9, late_s=0.013, formant=0.96, breath=0.12)
    right = Style("right", cents=8, late_s=0.019, formant=1.05, breath=0.12)
    return pan(_track(_loud_lines(), left), -0.8) + pan(_track(_loud_lines(), right), 0.8)


@cache
def thirds() -> np.ndarray:
    """Harmony under the lead from the second chorus on."""
    from_beat = score.where("chorus", 2)
    out = silence()
    for k, line in enumerate(words.lines()):
        tones = [tone for s in line.syllables for tone in s.tones]
        if line.force <= 0.8 or tones[0].beat < from_beat:
            continue
        pitches = tuple(third_below(t.pitch, t.beat) for t in tones)
        side = 0.4 * (-1) ** k
        style = Style("third", pitches, cents=4, late_s=0.009, formant=0.98, breath=0.08)
        first, sound = sing(line, style)
        add(out, pan(sound, side), first)
    return np.stack([_clean(out[0]), _clean(out[1])])


def _held(pitch: int, beat: float, beats: float) -> words.Line:
    """One `ah` of the choir: on one vowel."""
    tone = words.Tone(beat, beats, pitch)
    return words.Line(((words.Syllable("ah", (), "aa", (), (tone,)),),), 0.1)


@cache
def ahs() -> np.ndarray:
    """Three voices hold the chords through bridge, last chorus and outro."""
    out = silence()
    for chord in score.chords():
        last_chorus = chord.label == "chorus" and chord.occurrence == 3
        if chord.label not in {"bridge", "outro"} and not last_chorus:
            continue
        for k, pitch in enumerate(chord.voicing[1:4]):
            style = Style(f"ah{k}", cents=(-5, 0, 6)[k], formant=(0.94, 1.0, 1.04)[k], breath=0.35)
            first, sound = sing(_held(pitch, chord.beat, chord.beats * 0.97), style)
            add(out, pan(sound, (-0.7, 0.1, 0.75)[k]), first)
    return high_pass(out, 200)
