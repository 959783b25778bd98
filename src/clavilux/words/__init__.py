"""Words in time: the lines of a text placed in a sound (`align`), or heard in it (`transcribe`).

An aligner is a function `(audio, lyrics, language, backend) -> Alignment` on 16 kHz mono sound and
a line in `ALIGNERS`; `backend` is the opened back end that its name asks for, None where it needs
none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from clavilux.backends import choose, open_backend
from clavilux.table import entry, load
from clavilux.types.audio import Audio
from clavilux.types.curve import Curve
from clavilux.types.errors import UsageError
from clavilux.types.lyrics import Lyrics
from clavilux.words.placed import Alignment, LineReport

__all__ = ["ALIGNERS", "Alignment", "Asked", "LineReport", "align", "transcribe"]

RATE = 16_000
ALIGNERS = {
    "pocketsphinx": "clavilux.words.by_phones:align",
    "ctc": "clavilux.words.by_letters:align",
    "whisper": "clavilux.words.by_hearing:align",
}
_ROLES = {"ctc": "emitter", "whisper": "transcriber"}


@dataclass(frozen=True)
class Asked:
    """How words are to be found: `aligner` is "auto", or "NAME" or "NAME:MODEL" of `ALIGNERS`;
    `language` ISO 639-1, "" = by the text."""

    aligner: str = "auto"
    language: str = ""
    allow_download: bool = False


def align(audio: Audio, lyrics: Lyrics, asked: Asked | None = None) -> Alignment:
    """The times of `lyrics` in 16 kHz mono sound. Raises InputError where they do not go together
    at all, MissingError for a back end that is not there."""
    asked = asked or Asked()
    if audio.rate != RATE or len(audio.samples) != 1:
        raise UsageError(f"words are aligned in {RATE} Hz mono, not {audio.rate} Hz.")
    spec = chosen(asked)
    name, backend = spec.partition(":")[0], backend_of(spec, asked)
    return load(ALIGNERS, name, "aligner")(audio, lyrics, asked.language, backend)


def backend_of(spec: str, asked: Asked) -> Any:
    """The opened back end of an aligner, None where it needs none."""
    name = spec.partition(":")[0]
    entry(ALIGNERS, name, "aligner")
    if name not in _ROLES:
        return None
    return open_backend(_ROLES[name], spec, allow_download=asked.allow_download)


def transcribe(audio: Audio, asked: Asked, voice: Curve | None = None) -> Lyrics:
    """What is sung or said in 16 kHz mono sound, by the transcriber that `asked.aligner` names;
    `voice` (0..1) bounds where there are words."""
    from clavilux.words.heard import as_lyrics
    from clavilux.words.sanity import sane, voice_spans

    hearer = open_backend("transcriber", asked.aligner, allow_download=asked.allow_download)
    spans = None if voice is None else voice_spans(voice)
    windows = None if spans is None else [(a, min(b, audio.duration)) for a, b in spans]
    heard = hearer.transcribe(audio, windows, asked.language or None)
    return as_lyrics(sane(heard, audio.duration, spans), asked.language)


def chosen(asked: Asked) -> str:
    """The aligner by its name; "auto" takes letters by a network where one is at hand, else the
    acoustic model that is always there."""
    if asked.aligner != "auto":
        return asked.aligner
    return choose("emitter").spec or "pocketsphinx"


def unsure_lines(alignment: Alignment) -> Sequence[LineReport]:
    """The lines that there is something to say about."""
    return [line for line in alignment.lines if line.note]
