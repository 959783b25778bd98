"""Ensembles: some seconds of a composed piece, every player's part a stem of its own.

What bands play together begins together and shares its harmony, which stems of random phrases do
not. The composer of the beats' music (`compose`) writes the pieces; one font and its kits play all
parts, so that they can judge. Stems of one excerpt have one source.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from compose import compose
from compose.piece import Piece, Track
from compose.styles import Style

from sounds import fonts
from sounds.catalogue import DRUM_KEYS, PROGRAMS, Program, truth
from sounds.phrases import Note
from sounds.stems import SECONDS, Stem, laid, level
from sounds.strokes import Kit
from sounds.voice import Rng

EXCERPTS = 4  # of a piece
SYNTHS = {"bass": 38, "pad": 88, "comp": 90, "lead": 81}  # programs of synthesizers, by the role
SINGER = 52
DRUM_OF = {key: drum for drum, keys in DRUM_KEYS.items() for key in keys}
BY_NUMBER = {program.number: program for program in PROGRAMS}
SILENT = 1e-3
Part = list[Note]


def excerpts(
    rng: Rng,
    seed: int,
    styles: tuple[Style, ...],
    font: Path,
    kits: Callable[[Rng, str], list[Kit]],
) -> Iterator[Stem]:
    """The stems of EXCERPTS excerpts of the piece of a seed; `kits` has the strokes of a drum."""
    piece = compose.piece(seed, styles)
    starts = np.sort(rng.uniform(0, max(piece.duration - SECONDS, 0.0), EXCERPTS))
    for track in piece.tracks:
        parts = [_part(piece, track, start) for start in starts]
        played = (
            _drums(rng, parts, kits) if track.role == "drums" else _tones(rng, track, parts, font)
        )
        for number, stem in played:
            if np.abs(stem.sound).max() > SILENT:
                yield Stem(level(stem.sound), stem.truth, f"piece {seed}.{number}", stem.kind)


def _part(piece: Piece, track: Track, start: float) -> Part:
    """The notes of a track that sound within SECONDS from `start`."""
    beats = np.array([note.beat for note in track.notes])
    ends = np.array([note.beat + note.length for note in track.notes])
    begin, end = piece.seconds(beats) - start, piece.seconds(ends) - start
    return [
        Note(max(on, 0.0), max(off - max(on, 0.0), 0.05), float(note.pitch), note.velocity)
        for note, on, off in zip(track.notes, begin, end, strict=True)
        if off > 0.1 and on < SECONDS - 0.05
    ]


def _tones(rng: Rng, track: Track, parts: list[Part], font: Path) -> Iterator[tuple[int, Stem]]:
    """The parts of all but the drums, with their numbers; nothing of programs without a name."""
    program = _program(track)
    if program is None or not any(parts):
        return
    kind, says = (*program.says, program.played)[0], truth(program.says, program.unsure)
    sounds = fonts.render(font, program.number, parts, SECONDS, rng)
    for number, (part, sound) in enumerate(zip(parts, sounds, strict=True)):
        if part:
            yield number, Stem(sound, says, "", kind)


def _program(track: Track) -> Program | None:
    if track.voice == "gm":
        return BY_NUMBER.get(track.program)
    return BY_NUMBER[SINGER if track.voice == "voice" else SYNTHS[track.role]]


def _drums(
    rng: Rng, parts: list[Part], kits: Callable[[Rng, str], list[Kit]]
) -> Iterator[tuple[int, Stem]]:
    """Each drum of a kit as a stem, with the numbers of the parts."""
    for drum in DRUM_KEYS:
        known = [kit for kit in kits(rng, drum) if drum in kit]
        if not known:
            continue
        strokes = known[int(rng.integers(len(known)))][drum]

        def stroke(note: Note, strokes: list[np.ndarray] = strokes) -> np.ndarray:
            return strokes[int(rng.integers(len(strokes)))] * note.velocity

        for number, part in enumerate(parts):
            mine = [note for note in part if DRUM_OF.get(int(note.midi)) == drum]
            if mine:
                yield number, Stem(laid(mine, stroke), truth((drum,)), "", drum)
