"""Where the words of a film come from: a file, a sound file's tags, an aligner, a transcriber.

Supplied words always win; words without times are aligned, and only what is sure enough is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from clavilux import words
from clavilux.backends import open_backend
from clavilux.backends.roles import Transcriber
from clavilux.media.lyrics import parse_lyrics, read_lyrics
from clavilux.media.read import probe, read
from clavilux.modes.brief import Brief
from clavilux.types.audio import AudioInfo
from clavilux.types.curve import Curve
from clavilux.types.errors import InputError
from clavilux.types.features import Features
from clavilux.types.lyrics import Lyrics, Word
from clavilux.words import Alignment, Asked
from clavilux.words.kept import keep, place, recall
from clavilux.words.sanity import sane
from clavilux.words.sound import heard
from clavilux.words.trusted import trusted

Progress = Callable[[str, float, float], None]  # stage, done, of


@dataclass(frozen=True)
class WordsAsked:
    """What a film asks of its words."""

    mode: str
    lyrics: Path | None
    brief: Brief


def find_words(
    song: Path | str,
    info: AudioInfo,
    asked: WordsAsked,
    analyze: Callable[[], Features],
    progress: Progress,
) -> tuple[Lyrics | None, tuple[str, ...]]:
    """The lyrics of a film, None where it has none, and what there is to say about them."""
    brief = asked.brief
    if asked.lyrics is not None:
        text = read_lyrics(asked.lyrics, info.duration)
    elif asked.mode == "lyric" and brief.transcribe:
        by = Asked(brief.transcribe, brief.language, brief.allow_download)
        text = transcribe(song, analyze, by, brief.separate, progress)
        count = sum(len(line.words) for line in text.lines)
        return text, (f"{count} words were heard by {brief.transcribe}; check them.",)
    elif asked.mode == "lyric" and info.tags.lyrics:
        text = parse_lyrics(info.tags.lyrics, info.duration)
    else:
        return None, ()
    if text.timed or asked.mode != "lyric":
        return text, ()
    by = Asked(brief.aligner, brief.language, brief.allow_download)
    found = align(song, text, by, brief.separate, progress)
    if found.failed:
        raise InputError(
            f"{asked.lyrics or song}: these words do not sound like what is sung (fit "
            f"{found.fit:.0%}); give the words of this recording, or words with times."
        )
    return trusted(found)


def align(
    song: Path | str, lyrics: Lyrics, asked: Asked, separate: str, progress: Progress
) -> Alignment:
    """When each word of a text is sung. What was found before is not looked for again."""
    probe(Path(song))
    kept = place(Path(song), lyrics, asked, separate)
    found = recall(kept)
    if found is None:
        progress("aligning", 0, 1)
        audio = heard(song, separate, allow_download=asked.allow_download)
        found = words.align(audio, lyrics, asked)
        keep(found, kept)
        progress("aligning", 1, 1)
    return found


def transcribe(
    song: Path | str,
    analyze: Callable[[], Features],
    asked: Asked,
    separate: str,
    progress: Progress,
) -> Lyrics:
    """What is heard where there is a voice. Raises InputError where nothing is; what is not
    installed is missed before any work."""
    open_backend("transcriber", asked.aligner, allow_download=asked.allow_download)
    features = analyze()
    progress("listening to words", 0, 1)
    audio = heard(song, separate, allow_download=asked.allow_download)
    found = words.transcribe(audio, asked, voice_of(features))
    progress("listening to words", 1, 1)
    if not found.lines:
        raise InputError(f"{song}: no sung or spoken words were heard in it.")
    return found


def sung_words(
    song: Path | str, lyrics: Path | str | None, hearer: Transcriber | None, language: str | None
) -> list[Word]:
    """The words of a file of lyrics, or those that a transcriber hears; none without either."""
    if lyrics is not None:
        given = read_lyrics(Path(lyrics), probe(Path(song)).duration)
        if not given.timed:
            found = align(song, given, Asked(), "", lambda stage, done, of: None)
            if found.failed:
                raise InputError(f"{lyrics}: these words do not sound like what is sung.")
            given = found.lyrics
        return [word for line in given.lines for word in line.words]
    if hearer is None:
        return []
    audio = read(song, 16000, mono=True)
    found_words = sane(hearer.transcribe(audio, None, language), audio.duration)
    return [Word(word.text, word.start, word.end, word.probability) for word in found_words]


def voice_of(features: Features) -> Curve | None:
    """How much voice there is by the second; None where that was not analysed."""
    tags = features.voice
    if not len(tags.values):
        return None
    return Curve(np.maximum(tags.column("singing"), tags.column("speech")), tags.rate)
