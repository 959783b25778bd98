"""SubRip (SRT) and WebVTT: cues of `start --> end` and the lines under them. VTT may time words
with `<00:01.000>`.

Both are read by their arrow lines, so that missing numbers, blank lines and stray text do no harm.
The lines of one cue are one lyric line. `<v Name>` is a voice, a cue wholly inside `<c.bg>` is sung
in the background, `<ruby>` has a reading; other tags are dropped.
"""

import html
import re

from clavilux.media.lyrics.build import Entry, Piece, build
from clavilux.media.lyrics.readings import bare, marked, replaced
from clavilux.media.lyrics.stamps import CLOCK, clock, seconds
from clavilux.types.lyrics import Line, Lyrics

_ARROW = re.compile(rf"\s*{CLOCK}\s*-{{1,2}}>\s*{CLOCK}(?:\s.*)?\Z")
_INLINE = re.compile(rf"<{CLOCK}>")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,40})?\s{1,4}([^<>]{0,80})>")
_RUBY = re.compile(r"<ruby>([^<>]{1,80})<rt>([^<>]{1,80})(?:</rt>)?(?:</ruby>)?")
_READING = re.compile(r"<rt>[^<]*(?:</rt>)?")
_BACK = re.compile(r"<c(?:\.[^\s<>.]{1,40}){0,4}\.bg(?:\.[^\s<>.]{1,40}){0,4}>")
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|</>|\{\\[^{}]*\}|\{/?[A-Za-z]:?[^{}|]{0,20}\}")


def read(text: str, duration: float | None, notes: list[str]) -> Lyrics:
    """Lyrics of an SRT or VTT text; cues with broken times are named in `notes` and left out."""
    entries: list[Entry] = []
    body: list[str] | None = None
    span = (0.0, 0.0)
    rows = text.splitlines()
    for number, row in enumerate([*rows, ""], 1):
        found = _ARROW.match(row)
        if "-->" in row and not found:
            notes.append(
                f"line {number} has no times like 00:01:02,500 --> 00:01:05,000: cue left out"
            )
        if "-->" in row or not row.strip():
            entries += _entry(body, span)
            body = None
        elif body is not None:
            body.append(row)
        if found:
            groups = found.groups()
            body, span = [], (seconds(*groups[:4]), seconds(*groups[4:]))
    return build(entries, duration=duration)


def _entry(body: list[str] | None, span: tuple[float, float]) -> list[Entry]:
    if not body:
        return []
    if body[-1].strip().isdigit() and len(body) > 1:
        body = body[:-1]  # the number of a next cue without a blank line between
    text = " ".join(row.strip() for row in body)
    voice = _VOICE.search(text)
    name = voice[1].strip() if voice else ""
    return [Entry(_pieces(text), span[0], span[1], name, _in_background(text))]


def _in_background(text: str) -> bool:
    """Whether the first word already is inside `<c.bg>`, and nothing comes after that."""
    text = _INLINE.sub("", _VOICE.sub("", text)).removesuffix("</v>").strip()
    after = text.rpartition("</c>")[2] if "</c>" in text else ""
    return bool(_BACK.match(text)) and not _plain(after).strip()


def _pieces(text: str) -> tuple[Piece, ...]:
    stamps = list(_INLINE.finditer(text))
    if not stamps:
        return (Piece(_plain(text)),)
    ends = [*(found.start() for found in stamps[1:]), len(text)]
    pieces = [
        Piece(_plain(text[found.end() : end]), seconds(*found.groups()))
        for found, end in zip(stamps, ends, strict=True)
    ]
    return (Piece(_plain(text[: stamps[0].start()])), *pieces)


def _plain(text: str) -> str:
    read = _RUBY.sub(lambda found: marked(found[1], found[2]), text)
    return html.unescape(_MARKUP.sub("", _READING.sub("", read)))


def write_srt(lyrics: Lyrics, words: bool = True) -> str:
    """SRT, a cue a line, in milliseconds. The format has no place for word times and readings."""
    cues = [
        f"{number}\n{_span(line, ',')}\n{bare(line.text)}\n"
        for number, line in enumerate(lyrics.lines, 1)
    ]
    return "\n".join(cues)


def write_vtt(lyrics: Lyrics, words: bool = True) -> str:
    """WebVTT in milliseconds; with `words`, real word times as inline stamps."""
    cues = []
    for line in lyrics.lines:
        text = _stamped(line) if words and line.timed else _escape(line.text)
        text = f"<c.bg>{text}</c>" if line.background else text
        cues.append(f"{_span(line, '.')}\n{_voiced(line)}{text}\n")
    return "\n".join(["WEBVTT\n", *cues])


def _span(line: Line, point: str) -> str:
    start, end = (clock(t, 3, hours=2, point=point) for t in (line.start, line.end))
    return f"{start} --> {end}"


def _voiced(line: Line) -> str:
    return f"<v {_escape(line.voice)}>" if line.voice else ""


def _stamped(line: Line) -> str:
    """Stamps before every syllable, and after a word that ends before the next begins."""
    parts = []
    for k, word in enumerate(line.words):
        for unit in word.syllables or (word,):
            parts.append(f"<{clock(unit.start, 3, hours=2)}>{_escape(unit.text)}")
        following = line.words[k + 1].start if k + 1 < len(line.words) else line.end
        if round(following * 1000) > round(word.end * 1000):
            parts.append(f"<{clock(word.end, 3, hours=2)}>")
        parts.append(line.separator)
    return "".join(parts).rstrip()


def _escape(text: str) -> str:
    return replaced(text, _safe, lambda a, b: f"<ruby>{_safe(a)}<rt>{_safe(b)}</rt></ruby>")


def _safe(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
