"""Advanced SubStation Alpha (ASS, SSA): dialogue lines, with karaoke tags `\\k \\kf \\ko \\K` in
hundredths where there are any.

Styles, positions and drawings are not read: type is the theme's business. Only a style named
Background (or bg), or x-bg among the actors as Apple's lyrics have it, says that a line is sung in
the background. `漢字|かんじ` in a karaoke syllable is a reading, as Aegisub has it. Where a karaoke
template was applied (`fx` lines beside commented `karaoke` lines), the comments hold the words.
"""

import re

from clavilux.media.lyrics.build import Entry, Piece, build
from clavilux.media.lyrics.readings import bare, marked, replaced
from clavilux.media.lyrics.stamps import clock, parse_clock
from clavilux.types.lyrics import Line, Lyrics

_EVENT = re.compile(r"\s*(Dialogue|Comment)\s*:(.*)", re.IGNORECASE)
_FORMAT = re.compile(r"\s*Format\s*:(.*)", re.IGNORECASE)
_INFO = re.compile(r"\s*(Title|Artist|Original Script)\s*:(.*)", re.IGNORECASE)
_BLOCK = re.compile(r"\{([^{}]*)\}")
_KARAOKE = re.compile(r"\\(?:kf|ko|k|K)\s*(\d{1,7})")
_DRAWING = re.compile(r"\\p([0-9])")
_BACKGROUND = ("background", "bg", "x-bg")
_COLUMNS = "Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text"
_HEAD = """[Script Info]
{info}ScriptType: v4.00+
PlayResX: 1920
PlayResY: 1080

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, \
BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, \
Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Inter,72,&H00FFFFFF,&H00B0B0B0,&H00000000,&H80000000,\
0,0,0,0,100,100,0,0,1,2,1,2,96,96,86,1
{background}
[Events]
Format: {columns}
"""
_SMALL = """Style: Background,Inter,54,&H00FFFFFF,&H00B0B0B0,&H00000000,&H80000000,\
0,1,0,0,100,100,0,0,1,2,1,2,96,96,190,1
"""


def read(text: str, duration: float | None, notes: list[str]) -> Lyrics:
    """Lyrics of an ASS text; events with broken times are named in `notes` and left out."""
    columns = [name.strip().lower() for name in _COLUMNS.split(",")]
    info: dict[str, str] = {}
    found: dict[str, list[Entry]] = {"dialogue": [], "fx": [], "karaoke": []}
    events = False
    for number, row in enumerate(text.splitlines(), 1):
        if row.strip().startswith("["):
            events = row.strip().lower().startswith("[events")
        elif (format_row := _FORMAT.match(row)) and events:
            columns = [name.strip().lower() for name in format_row[1].split(",")]
        elif event := _EVENT.match(row):
            _take(event, columns, found, f"line {number}", notes)
        elif about := _INFO.match(row):
            info[about[1].lower()] = about[2].strip()
    spoken = (
        found["karaoke"] if found["fx"] and found["karaoke"] else found["dialogue"] + found["fx"]
    )
    title = info.get("title", "")
    title = "" if title.lower() in ("default aegisub file", "<untitled>") else title
    return build(spoken, duration=duration, title=title, artist=info.get("artist", ""))


def _take(
    event: re.Match[str],
    columns: list[str],
    found: dict[str, list[Entry]],
    where: str,
    notes: list[str],
) -> None:
    """Files one event under its kind: shown, made by a template, or the words that the template was
    given.
    """
    fields = dict(zip(columns, event[2].split(",", len(columns) - 1), strict=False))
    effect = fields.get("effect", "").strip().lower()
    comment = event[1].lower() == "comment"
    if comment and effect != "karaoke":
        return
    start, end = (parse_clock(fields.get(name, "")) for name in ("start", "end"))
    if start is None or end is None or "text" not in fields:
        notes.append(f"{where} has no times like 0:01:02.50 in its Start and End and was left out")
        return
    kind = "karaoke" if comment else "fx" if effect == "fx" else "dialogue"
    voice = fields.get("name", fields.get("actor", "")).strip()
    behind = {fields.get("style", "").strip(" *").lower(), voice.lower()} & set(_BACKGROUND)
    voice = "" if voice.lower() in _BACKGROUND else voice
    found[kind].append(Entry(_pieces(fields["text"], start), start, end, voice, bool(behind)))


def _pieces(text: str, start: float) -> tuple[Piece, ...]:
    """Text by karaoke syllable; a syllable without text is a rest.

    Without karaoke tags one piece without a time.
    """
    pieces: list[Piece] = []
    begun: tuple[float, float] | None = None
    ticks = 0
    drawing = False
    at = 0
    for block in [*_BLOCK.finditer(text), None]:
        run = _plain(text[at : block.start() if block else len(text)])
        if run and not drawing:
            span = (None, None) if begun is None else begun
            pieces.append(Piece(run if begun is None else _read(run), *span))
            begun = None if begun is None else (begun[1], begun[1])
        if block is None:
            break
        at = block.end()
        for drawn in _DRAWING.findall(block[1]):
            drawing = drawn != "0"
        for length in _KARAOKE.findall(block[1]):
            begun = (start + ticks / 100, start + (ticks + int(length)) / 100)
            ticks += int(length)
    return tuple(_unbroken(pieces))


def _unbroken(pieces: list[Piece]) -> list[Piece]:
    """A run that a colour tag cut in two belongs to the syllable that it began in."""
    whole: list[Piece] = []
    for piece in pieces:
        if whole and piece.start is not None and piece.start == piece.end == whole[-1].end:
            whole[-1] = Piece(whole[-1].text + piece.text, whole[-1].start, whole[-1].end)
        else:
            whole.append(piece)
    return whole


def _read(text: str) -> str:
    """A syllable `漢字|かんじ` with its reading as lyrics have it."""
    base, _, reading = text.partition("|")
    reading, space = reading.strip("<! "), " " if text.endswith(" ") else ""
    return marked(base, reading) + space if base.strip() and reading else text


def _plain(text: str) -> str:
    return re.sub(r"\\[Nn]", " ", text).replace("\\h", " ")


def write(lyrics: Lyrics, words: bool = True) -> str:
    """ASS in hundredths; with `words`, real word times as `\\kf`, rests as empty `\\k`."""
    info = f"Title: {lyrics.title}\n" if lyrics.title else ""
    info += f"Artist: {lyrics.artist}\n" if lyrics.artist else ""
    behind = any(line.background for line in lyrics.lines)
    rows = [_HEAD.format(info=info, columns=_COLUMNS, background=_SMALL if behind else "")]
    for line in lyrics.lines:
        start, end = (clock(t, 2, hours=1) for t in (line.start, line.end))
        text = _karaoke(line) if words and line.timed else _escape(line.text)
        voice, style = line.voice.replace(",", " "), _style(line)
        rows.append(f"Dialogue: 0,{start},{end},{style},{voice},0,0,0,,{text}\n")
    return "".join(rows)


def _style(line: Line) -> str:
    return "Background" if line.background else "Default"


def _karaoke(line: Line) -> str:
    """Every moment is rounded by itself, so that a long line does not drift."""
    now = round(line.start * 100)
    parts = []
    for k, word in enumerate(line.words):
        for unit in word.syllables or (word,):
            first, last = round(unit.start * 100), round(unit.end * 100)
            if first > now:
                parts.append(f"{{\\k{first - now}}}")
                now = first
            parts.append(f"{{\\kf{max(last - now, 0)}}}{_sung(unit.text)}")
            now = max(now, last)
        parts.append(line.separator if k + 1 < len(line.words) else "")
    return "".join(parts)


def _sung(text: str) -> str:
    """A syllable, with its reading where all of it has one."""
    with_reading = replaced(text, _escape, lambda base, reading: f"{base}|{reading}")
    return with_reading if text.startswith("{") and text.endswith("}") else _escape(text)


def _escape(text: str) -> str:
    return bare(text).replace("{", "(").replace("}", ")").replace("\\", "/")
