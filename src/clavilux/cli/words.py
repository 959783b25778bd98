"""The commands about words: align, lyrics, transcribe, tap."""

import sys
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from clavilux.cli.progress import Bar
from clavilux.types.errors import CheckError, InputError
from clavilux.types.lyrics import Lyrics


def align(options: Namespace) -> tuple[dict[str, Any], list[str]]:
    """`clavilux align`: a document, and the lines to print. CheckError where the text is not what
    is sung; nothing is written then."""
    from clavilux import pipeline
    from clavilux.media.lyrics import check_target, read_lyrics, write_lyrics
    from clavilux.words import Asked

    out = Path(options.out or Path(options.song).stem + ".ttml")
    check_target(out)
    notes: list[str] = []
    lyrics = read_lyrics(Path(options.lyrics), notes=notes)
    _say(notes)
    asked = Asked(options.aligner, options.language, options.allow_download)
    bar = Bar(options.json)
    found = pipeline.align(options.song, lyrics, asked, options.separate, progress=bar)
    bar.close()
    if found.failed and not options.force:
        raise CheckError(
            f"{options.lyrics}: does not sound like what is sung in {options.song} (fit "
            f"{found.fit:.0%}); give the words of this recording, or write the doubtful times "
            "anyway with --force."
        )
    write_lyrics(found.lyrics, out)
    document = {
        "file": str(out),
        "aligner": found.aligner,
        "language": found.lyrics.language,
        "fit": round(found.fit, 3),
        "confidence": round(found.confidence, 3),
        "lines": [asdict(line) for line in found.lines],
    }
    unsure = [line for line in found.lines if line.note]
    shown = found.lines if options.report else unsure
    rows = [_row(line) for line in shown]
    rows.append(
        f"{out}: {len(found.lines)} lines by {found.aligner}, {found.confidence:.0%} sure of the "
        f"words' times" + (f"; look at {len(unsure)} lines" if unsure else "")
    )
    return document, rows


def _row(line: Any) -> str:
    note = f"  <- {line.note}" if line.note else ""
    return f"{line.start:8.2f} - {line.end:7.2f}  {line.confidence:4.0%}  {line.text}{note}"


def transcribe(options: Namespace) -> tuple[dict[str, Any], list[str]]:
    """`clavilux transcribe`: what a transcriber hears, to a lyric file."""
    from clavilux import pipeline
    from clavilux.media.lyrics import check_target, write_lyrics
    from clavilux.words import Asked

    out = Path(options.out or Path(options.song).stem + ".ttml")
    check_target(out)
    asked = Asked(options.transcriber, options.language, options.allow_download)
    bar = Bar(options.json)
    lyrics = pipeline.transcribe(options.song, asked, options.separate, progress=bar)
    bar.close()
    write_lyrics(lyrics, out)
    count = sum(len(line.words) for line in lyrics.lines)
    document = {"file": str(out), "lines": len(lyrics.lines), "words": count}
    rows = [_line(line, True) for line in lyrics.lines]
    return document, [*rows, f"{out}: {len(lyrics.lines)} lines, {count} words; check them"]


def convert(options: Namespace) -> tuple[dict[str, Any], list[str]]:
    """`clavilux lyrics`: one format to another."""
    from clavilux.grid import move_lyrics
    from clavilux.media.lyrics import read_lyrics, write_lyrics

    source = Path(options.file)
    notes: list[str] = []
    lyrics = _embedded(source) or read_lyrics(source, notes=notes)
    _say(notes)
    moved = move_lyrics(lyrics, options.lyrics_offset or 0.0) or lyrics
    if options.out:
        write_lyrics(moved, Path(options.out), words=not options.lines)
    words = [word for line in moved.lines for word in line.words]
    document = {
        "file": options.out or str(source),
        "lines": len(moved.lines),
        "words": len(words),
        "timed": moved.timed,
        "word_times": sum(line.timed for line in moved.lines) if moved.timed else 0,
        "syllables": sum(len(word.syllables) for word in words),
        "language": moved.language,
    }
    rows = [] if options.out else [_line(line, moved.timed) for line in moved.lines]
    kinds = f"{document['lines']} lines, {document['words']} words"
    return document, [*rows, f"{document['file']}: {kinds}"]


def _line(line: Any, timed: bool) -> str:
    voice = f"{line.voice}: " if line.voice else ""
    span = f"{line.start:8.2f} - {line.end:7.2f}  " if timed else ""
    return f"{span}{voice}{line.text}"


def _embedded(path: Path) -> Lyrics | None:
    """The lyrics in a sound file's tags; None where it is no sound file."""
    from clavilux.media.lyrics import parse_lyrics
    from clavilux.media.lyrics.files import READERS
    from clavilux.media.read import probe

    if path.suffix.lower() in READERS:
        return None
    info = probe(path)
    if not info.tags.lyrics:
        raise InputError(f"{path}: has no lyrics in its tags; give a lyric file.")
    return parse_lyrics(info.tags.lyrics, info.duration)


def _say(notes: list[str]) -> None:
    for note in notes:
        print(f"clavilux: {note}", file=sys.stderr)
