"""A whole piece from a seed: style, key, tempo, form, players, notes, truth."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from . import parts
from .clock import tempo_map
from .harmony import PROGRESSIONS, Chord, progression, scale
from .parts import Scene
from .piece import Note, Piece, Track
from .styles import DRIVEN, NAMED, PADS, SYNTHS, Style
from .synth import BASSES, KEYED, LEADS

SECONDS = (42.0, 62.0)
HUMAN = {"machine": 0.0, "band": 0.008, "loose": 0.012, "rubato": 0.012, "free": 0.015}


@dataclass(frozen=True)
class Song:
    """What holds for the whole piece."""

    rng: np.random.Generator
    style: Style
    feel: str
    tonic: int
    electronic: bool
    scenes: tuple[Scene, ...]


def piece(seed: int, styles: Sequence[Style], seconds: tuple[float, float] = SECONDS) -> Piece:
    """The piece of a seed in one of `styles`, drawn by weight."""
    rng = np.random.default_rng([seed, 1])
    weights = np.array([style.weight for style in styles])
    style = styles[int(rng.choice(len(styles), p=weights / weights.sum()))]
    feel = str(rng.choice(style.feels.split()))
    low, high = style.bpm
    bpm = float(np.exp(rng.uniform(np.log(low * 0.97), np.log(high * 1.03))))
    tonic = int(rng.integers(12))
    scenes = _form(rng, style, bpm, tonic, rng.uniform(*seconds))
    song = Song(rng, style, feel, tonic, rng.random() < style.electronic, scenes)
    tracks = tuple(track for track in _band(song) if track.notes)
    return _timed(song, seed, bpm, tracks)


def metronome(seed: int) -> Piece:
    """One sound on every beat and nothing else, with an accent on the first of the bar or none."""
    rng = np.random.default_rng([seed, 4])
    bpm = float(np.exp(rng.uniform(np.log(52), np.log(190))))
    style = replace(NAMED["loop"], metre=int(rng.choice([3, 4, 4])), bpm=(bpm, bpm))
    scenes = _form(rng, style, bpm, 0, 44.0)
    song = Song(rng, style, "machine", 0, False, scenes)
    track = _player(song, "drums", str(rng.choice(["kit", "synth_kit"])))
    key = int(rng.choice([36, 38, 37, 42, 56, 75, 76, 77, 39]))
    accent = float(rng.choice([0.0, 0.0, 0.3]))
    for beat in range(sum(scene.beats for scene in scenes)):
        track.notes.append(Note(beat, 0.2, key, 0.6 + accent * (beat % style.metre == 0)))
    return _timed(song, seed, bpm, (track,))


def _form(
    rng: np.random.Generator, style: Style, bpm: float, tonic: int, seconds: float
) -> tuple[Scene, ...]:
    """Sections of four or eight bars, two progressions that alternate."""
    bar_s = style.metre * 60 / bpm
    size = 8 if bar_s < 2.0 or (bar_s < 2.6 and rng.random() < 0.5) else 4
    count = max(1, round(seconds / (size * bar_s)))
    kinds = style.harmony.split()
    kind = kinds[int(rng.choice(len(kinds)))]
    symbols = [str(rng.choice(PROGRESSIONS[kind].split("|"))) for _ in range(2)]
    rates = [float(x) for x in style.chord_bars.split()]
    rate = [float(rng.choice(rates)) for _ in range(2)]
    scenes, first = [], 0
    for number in range(count):
        which = int(rng.random() < 0.5) if number else 0
        chords = _per_beat(
            progression(symbols[which], tonic), rate[which], size * style.metre, style
        )
        level = float(np.clip(rng.normal(0.8, 0.12), 0.45, 1.0))
        scenes.append(Scene(style, first, size, chords, scale(symbols[which], tonic), level))
        first += size * style.metre
    return tuple(scenes)


def _per_beat(chords: list[Chord], bars: float, beats: int, style: Style) -> tuple[Chord, ...]:
    each = max(1, round(bars * style.metre))
    return tuple(chords[(k // each) % len(chords)] for k in range(beats))


def _band(song: Song) -> list[Track]:
    """The players of this piece and all they play."""
    rng, style = song.rng, song.style
    has_drums = style.drums and (rng.random() > 0.12 or style.group == "dance")
    alone = rng.random() if has_drums else 1.0
    if style.name == "loop":
        alone *= 0.3
    if alone < 0.05:
        return [_drums(song)]
    if alone < 0.1:
        return [_drums(song), _bass(song)]
    players = [_drums(song)] if has_drums else []
    if style.patterns["bass"] and rng.random() < (0.88 if has_drums else 0.98):
        players.append(_bass(song, leads=not has_drums))
    players.append(_comp(song, style.patterns["comp"]))
    if rng.random() < (0.4 if style.group not in ("piano", "choir") else 0.1):
        players.append(_comp(song, style.patterns["comp"]))
    if rng.random() < (0.3 if style.group not in ("piano", "folk") else 0.06):
        players.append(_pad(song))
    if rng.random() < 0.68:
        players.append(_lead(song))
    if rng.random() < 0.1:
        players.append(_lead(song))
    return players


def _player(song: Song, role: str, voice: str, program: int = 0) -> Track:
    human = HUMAN[song.feel]
    rng = song.rng
    gain = 10 ** (rng.normal(0, 4) / 20)
    lag = rng.normal(0, human) if role != "drums" else rng.normal(0, human / 3)
    if voice == "voice":
        human += 0.012
    return Track(role, voice, program, gain, lag, human * rng.uniform(0.4, 1.2))


def _rests(song: Song, role: str) -> list[bool]:
    """In which sections a player plays: intros, breaks and endings are left out, seldom all."""
    rng, count = song.rng, len(song.scenes)
    plays = [True] * count
    if count > 1 and role != "comp" and rng.random() < 0.35:
        plays[0] = False
    for k in range(1, count):
        if role != "comp" and rng.random() < (0.12 if role in ("drums", "bass") else 0.25):
            plays[k] = False
    return plays if any(plays) else [True] * count


def _drums(song: Song) -> Track:
    rng, style = song.rng, song.style
    track = _player(song, "drums", "synth_kit" if song.electronic else "kit")
    track.gain *= 1.25
    grooves = style.patterns["drums"]
    chosen = [str(rng.choice(grooves)) for _ in range(2)]
    chosen = [_thinned(rng, groove) for groove in chosen]
    fills, crashes = rng.random() * 0.9, rng.random()
    for number, (scene, plays) in enumerate(zip(song.scenes, _rests(song, "drums"), strict=True)):
        if not plays:
            continue
        halved = rng.random() < 0.04
        notes = parts.drums(rng, scene, chosen[int(rng.random() < 0.35)], halved)
        if rng.random() < fills and style.group not in ("jazz",):
            notes = parts.fill(rng, scene, notes)
        if number and rng.random() < crashes:
            notes.append(Note(scene.first, 1, 49, 0.9 * scene.level))
        track.notes += notes
    return track


def _thinned(rng: np.random.Generator, groove: str) -> str:
    """A groove with a row left out or played on another instrument, now and then."""
    rows = groove.split(";")
    if len(rows) > 2 and rng.random() < 0.15:
        rows.pop(int(rng.integers(len(rows))))
    swaps = {"h": "hhhhdmto", "s": "ssssscr", "d": "dddh", "k": "kkkkkkq", "r": "rrrsv"}
    return ";".join(str(rng.choice(list(swaps.get(r[0], r[0])))) + r[1:] for r in rows)


def _bass(song: Song, leads: bool = False) -> Track:
    """Plays on through breaks where it `leads`: off-beats alone would tell nobody the beat."""
    rng, style = song.rng, song.style
    if song.electronic:
        track = _player(song, "bass", str(rng.choice(BASSES)))
    else:
        track = _player(song, "bass", "gm", int(rng.choice(style.bass)))
    low = int(rng.choice([28, 31, 33, 36]))
    lines = [str(rng.choice(style.patterns["bass"])) for _ in range(2)]
    for scene, plays in zip(song.scenes, _rests(song, "bass"), strict=True):
        if plays or leads:
            track.notes += parts.bass(rng, scene, lines[int(rng.random() < 0.35)], low)
    return track


def _comp(song: Song, patterns: tuple[str, ...]) -> Track:
    rng, style = song.rng, song.style
    if song.electronic and rng.random() < 0.7:
        track = _player(song, "comp", str(rng.choice(KEYED)))
    else:
        extra = SYNTHS if song.electronic else ()
        track = _player(song, "comp", "gm", int(rng.choice(style.comp + extra)))
    low = style.group in ("piano",) or track.program in DRIVEN
    centre = int(rng.integers(52, 60) if low else rng.integers(56, 70))
    chosen = [str(rng.choice(patterns)) for _ in range(2)]
    order = str(rng.choice(["up", "down", "both", "odd"]))
    for scene, plays in zip(song.scenes, _rests(song, "comp"), strict=True):
        if plays:
            pattern = chosen[int(rng.random() < 0.35)]
            track.notes += parts.comp(rng, scene, pattern, centre, order)
    return track


def _pad(song: Song) -> Track:
    rng = song.rng
    voice = str(rng.choice(KEYED)) if song.electronic and rng.random() < 0.6 else "gm"
    track = _player(song, "pad", voice, int(rng.choice((*PADS, 48, 49, 52, 16, 19))))
    for scene, plays in zip(song.scenes, _rests(song, "pad"), strict=True):
        if plays:
            track.notes += parts.pad(rng, scene, int(rng.integers(54, 68)))
    return track


def _lead(song: Song) -> Track:
    rng, style = song.rng, song.style
    sung = style.group not in ("piano", "march") and rng.random() < 0.4
    if sung:
        track = _player(song, "lead", "voice")
    elif song.electronic and rng.random() < 0.6:
        track = _player(song, "lead", str(rng.choice(LEADS)))
    else:
        program = int(rng.choice(style.comp[:1] if style.group == "piano" else style.lead))
        track = _player(song, "lead", "gm", program)
    pickup = int(rng.choice([0, 0, 0, 1, 2, 3]))
    centre = int(rng.integers(62, 80)) if not sung else int(rng.integers(52, 70))
    melodic = replace(
        style, density=float(np.clip(style.density + rng.normal(0, 0.15), 0.15, 0.95))
    )
    for scene, plays in zip(song.scenes, _rests(song, "lead"), strict=True):
        if plays:
            track.notes += parts.melody(rng, replace(scene, style=melodic), centre, pickup)
    return track


def _timed(song: Song, seed: int, bpm: float, tracks: tuple[Track, ...]) -> Piece:
    """The tempo map, silence before, and the truth within the sound."""
    rng, style = song.rng, song.style
    total = sum(scene.beats for scene in song.scenes)
    phrase = style.metre * (4 if song.scenes[0].bars >= 4 else 2)
    at = tempo_map(rng, bpm, total, song.feel, phrase)
    notes = [note for track in tracks for note in track.notes]
    first = min(note.beat for note in notes)
    lead_in = rng.uniform(0.3, 3.0) if rng.random() < 0.3 else rng.uniform(0.0, 0.12)
    at = at - np.interp(first, np.arange(len(at)) - 8.0, at) + lead_in
    index = np.arange(int(np.ceil(first - 1e-6)), total)
    beats = at[index + 8]
    low, high, pairs = style.swing
    share = float(rng.uniform(low, high))
    borders = [at[scene.first + 8] for scene in song.scenes]
    return Piece(
        seed=seed,
        style=style.name,
        metre=style.metre,
        bpm=60 / float(np.median(np.diff(beats))),
        tracks=tracks,
        at=at,
        swing=(share, pairs),
        beats=beats,
        positions=index % style.metre + 1,
        borders=np.array(borders),
        duration=float(at[total + 8] + 0.6),
        ducked=song.electronic and style.group == "dance" and rng.random() < 0.5,
    )
