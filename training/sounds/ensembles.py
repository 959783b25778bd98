"""Ensembles: some seconds of a composed piece, every player's part a stem of its own.

What bands play together begins together and shares its harmony, which stems of random phrases do
not. The composer of the beats' music (`compose`) writes the pieces; here their parts are given to
the players that teach the tagger, or to those that judge it. Stems of one excerpt have one source.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from compose import compose
from compose.piece import Piece, Track
from compose.styles import Style

from sounds import fonts, recorded, stems
from sounds.catalogue import DRUM_KEYS, PROGRAMS, Program, truth
from sounds.phrases import Note
from sounds.stems import SECONDS, Stem, laid, level
from sounds.strokes import Kit
from sounds.voice import Rng, Voice

EXCERPTS = 4  # of a piece
SYNTHS = {"bass": "bass", "pad": "pad", "comp": "pad", "lead": "synth lead"}  # by the role
SYNTH_PROGRAMS = {"bass": 38, "pad": 88, "comp": 90, "lead": 81}
DRUM_OF = {key: drum for drum, keys in DRUM_KEYS.items() for key in keys}
BY_NUMBER = {program.number: program for program in PROGRAMS}
OWN, RECORDED = 0.25, 0.3  # odds that our own maker, and that a recorded instrument, plays a part
SILENT = 1e-3
Kits = Callable[[Rng, str], list[Kit]]


@dataclass(frozen=True)
class Players:
    """Who may play: `fonts` for the General MIDI parts, `kits` draws collections of drum strokes;
    `others` says whether our own makers and recorded instruments play too."""

    fonts: tuple[str, ...]
    kits: tuple[Kits, ...]
    others: bool = True


def excerpts(rng: Rng, seed: int, styles: tuple[Style, ...], players: Players) -> Iterator[Stem]:
    """The stems of EXCERPTS excerpts of the piece of a seed."""
    piece = compose.piece(seed, styles)
    latest = max(piece.duration - SECONDS, 0.0)
    starts = np.sort(rng.uniform(0, latest, EXCERPTS))
    for track in piece.tracks:
        parts = [_part(piece, track, start) for start in starts]
        if not any(parts):
            continue
        for number, stem in _played(rng, track, parts, players):
            if np.abs(stem.sound).max() > SILENT:
                yield Stem(level(stem.sound), stem.truth, f"piece {seed}.{number}", stem.kind)


def _part(piece: Piece, track: Track, start: float) -> list[Note]:
    """The notes of a track that sound within SECONDS from `start`."""
    beats = np.array([note.beat for note in track.notes])
    ends = np.array([note.beat + note.length for note in track.notes])
    begin, end = piece.seconds(beats) - start, piece.seconds(ends) - start
    return [
        Note(max(on, 0.0), max(off - max(on, 0.0), 0.05), float(note.pitch), note.velocity)
        for note, on, off in zip(track.notes, begin, end, strict=True)
        if off > 0.1 and on < SECONDS - 0.05
    ]


def _played(
    rng: Rng, track: Track, parts: list[list[Note]], players: Players
) -> Iterator[tuple[int, Stem]]:
    if track.role == "drums":
        yield from _drummed(rng, parts, players)
        return
    program = _program(track)
    if program is None:
        return
    kind = program.says[0] if program.says else program.played
    says = truth(program.says, program.unsure)
    sounds = _sounds(rng, track, program, parts, players)
    for number, (part, sound) in enumerate(zip(parts, sounds, strict=True)):
        if part:
            yield number, Stem(sound, says, "", kind)


def _program(track: Track) -> Program | None:
    """What a part is written for; None for programs without a name."""
    if track.voice == "gm":
        return BY_NUMBER.get(track.program)
    if track.voice == "voice":
        return BY_NUMBER[52]
    return BY_NUMBER[SYNTH_PROGRAMS[track.role]]


def _sounds(
    rng: Rng, track: Track, program: Program, parts: list[list[Note]], players: Players
) -> list[np.ndarray]:
    """Each part by one player: our own, a recorded one, or a font's."""
    name = program.says[0] if program.says else ""
    if players.others:
        known = [r for r in recorded.RECORDINGS if r.says == (name,)]
        if track.voice == "voice":
            return _voiced(stems.MAKERS["throat"](rng), parts)
        if track.voice != "gm" or (name in stems.MAKERS and rng.random() < OWN):
            return _voiced(
                stems.MAKERS[SYNTHS[track.role] if track.voice != "gm" else name](rng), parts
            )
        if known and rng.random() < RECORDED:
            return _voiced(recorded.voice(rng, known[int(rng.integers(len(known)))]), parts)
    font = fonts.font(players.fonts[int(rng.integers(len(players.fonts)))])
    return list(fonts.render(font, program.number, parts, SECONDS, rng))


def _voiced(voice: Voice, parts: list[list[Note]]) -> list[np.ndarray]:
    return [voice.finish(laid(part, voice.note)) for part in parts]


def _drummed(rng: Rng, parts: list[list[Note]], players: Players) -> Iterator[tuple[int, Stem]]:
    """Each drum of a kit as a stem."""
    for drum in DRUM_KEYS:
        kits = players.kits[int(rng.integers(len(players.kits)))](rng, drum)
        kits = [kit for kit in kits if drum in kit]
        if not kits:
            continue
        strokes = kits[int(rng.integers(len(kits)))][drum]

        def stroke(note: Note, strokes: list[np.ndarray] = strokes) -> np.ndarray:
            return strokes[int(rng.integers(len(strokes)))] * note.velocity

        for number, part in enumerate(parts):
            mine = [note for note in part if DRUM_OF.get(int(note.midi)) == drum]
            if mine:
                yield number, Stem(laid(mine, stroke), truth((drum,)), "", drum)
