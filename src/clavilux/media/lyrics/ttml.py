"""TTML (and what Apple makes of it): `<p begin end>` with timed `<span>`s, agents, background
spans. Read and written.

Spans without a space between them are syllables of one word; `tts:ruby` spans are readings. Span
times are absolute, as lyric files have them, unless they only fit as offsets from their line. Of
several languages the first `<div>` is read. Entities of a DTD are refused.
"""

import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from clavilux.media.lyrics.build import Entry, Piece, build
from clavilux.media.lyrics.readings import marked, replaced
from clavilux.media.lyrics.stamps import clock, parse_clock
from clavilux.types.errors import InputError
from clavilux.types.lyrics import Line, Lyrics

_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_COUNT = re.compile(r"\s*(\d{1,9}(?:\.\d{1,9})?)(h|ms|m|s|f|t)\s*\Z")
_CLOCK_FRAMES = re.compile(r"\s*(\d{1,4}):(\d\d):(\d\d):(\d{1,3})\s*\Z")
_BARE = re.compile(r"\s*(\d{1,7}(?:\.\d{1,9})?)\s*\Z")
_BREAK = re.compile(r"<br\s{0,4}/?>", re.IGNORECASE)
_SKIP = ("x-translation", "x-roman", "x-romanization")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # in XML at all
_DEPTH = 64
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"


def read(text: str, duration: float | None, notes: list[str]) -> Lyrics:
    """Lyrics of a TTML text. InputError with line and column where it is no XML."""
    root = _parse(text)
    rates = _rates(root)
    body = next((e for e in root.iter() if _name(e) == "body"), root)
    divs = [e for e in body if _name(e) == "div"]
    language = root.get(_XML_LANG, "")
    languages = list(dict.fromkeys(d.get(_XML_LANG, language) for d in divs))
    if len(languages) > 1:
        notes.append(f"there are {len(languages)} languages; {languages[0] or 'the first'} is read")
        divs = [d for d in divs if d.get(_XML_LANG, language) == languages[0]]
        language = languages[0]
    voices = _voices(root)
    entries: list[Entry] = []
    for part in divs or [body]:
        for p in (e for e in part.iter() if _name(e) == "p"):
            entries += _entries(p, rates, voices, notes)
    title = next((e.text or "" for e in root.iter() if _name(e) == "title"), "")
    return build(entries, duration=duration, language=language, title=title.strip())


def _parse(text: str) -> ElementTree.Element:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise InputError(
            "it declares entities (DOCTYPE), which lyrics do not need; remove that part."
        )
    try:
        return ElementTree.fromstring(re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", text))
    except ElementTree.ParseError as error:
        line, column = error.position
        raise InputError(
            f"line {line}, column {column + 1} is no well-formed XML; mend it there."
        ) from error


def _name(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _attribute(element: ElementTree.Element, name: str) -> str:
    """An attribute by its local name, whatever its namespace."""
    return next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == name), "")


def _rates(root: ElementTree.Element) -> dict[str, float]:
    """Seconds per unit of an offset time, with the file's own frames and ticks."""
    frame, tick = (_attribute(root, name) for name in ("frameRate", "tickRate"))
    fps = float(frame) if _BARE.match(frame) and float(frame) > 0 else 30.0
    ticks = float(tick) if _BARE.match(tick) and float(tick) > 0 else fps
    return {**_UNITS, "f": 1 / fps, "t": 1 / ticks}


def _voices(root: ElementTree.Element) -> dict[str, str]:
    """Agents by id; an agent without a name keeps its id."""
    agents = [e for e in root.iter() if _name(e) == "agent"]
    named = {}
    for agent in agents:
        name = next((e.text or "" for e in agent if _name(e) == "name"), "").strip()
        named[agent.get(_XML_ID, "")] = name or agent.get(_XML_ID, "")
    return named


def _time(value: str, rates: dict[str, float]) -> float | None:
    if found := _COUNT.match(value):
        return float(found[1]) * rates[found[2]]
    if found := _CLOCK_FRAMES.match(value):
        hours, minutes, secs, frames = (int(part) for part in found.groups())
        return hours * 3600 + minutes * 60 + secs + frames * rates["f"]
    if found := _BARE.match(value):
        return float(found[1])
    return parse_clock(value)


def _span(e: ElementTree.Element, rates: dict[str, float]) -> tuple[float | None, float | None]:
    start, end, length = (_time(e.get(name, ""), rates) for name in ("begin", "end", "dur"))
    if end is None and start is not None and length is not None:
        end = start + length
    return start, end


def _entries(
    p: ElementTree.Element, rates: dict[str, float], voices: dict[str, str], notes: list[str]
) -> Iterator[Entry]:
    """The line of a `<p>`, and one more for what its background spans sing."""
    start, end = _span(p, rates)
    front: list[Piece] = []
    back: list[Piece] = []
    _walk(p, rates, front, back, _DEPTH)
    timed = [piece.start for piece in front + back if piece.start is not None]
    if start is None and not timed:
        if "".join(piece.text for piece in front).strip():
            notes.append("a <p> without begin and end was left out")
        return
    base = start if start is not None else min(timed)
    relative = bool(timed) and base > 0 and max(timed) < base
    agent = _attribute(p, "agent")
    for pieces, background in ((front, False), (back, True)):
        moved = _trimmed(pieces, base if relative else 0.0)
        starts = [piece.start for piece in moved if piece.start is not None]
        first = min(starts) if background and starts else base
        close = None if background else end
        yield Entry(moved, first, close, voices.get(agent, agent), background)


def _walk(
    e: ElementTree.Element,
    rates: dict[str, float],
    front: list[Piece],
    back: list[Piece],
    depth: int,
) -> None:
    """Collects text in order into `front`, what background spans hold into `back`."""
    if depth == 0:
        raise InputError("its spans are nested more than 64 deep, which no lyric file is.")
    start, end = _span(e, rates) if _name(e) == "span" else (None, None)
    _add(front, e.text or "", start, end)
    for child in e:
        role = _attribute(child, "role")
        if _attribute(child, "ruby") == "container":
            own = _span(child, rates)
            own = (start, end) if own[0] is None and not (e.text or "").strip() else own
            _add(front, _ruby(child), *own)
        elif role == "x-bg":
            _walk(child, rates, back, back, depth - 1)
        elif _name(child) == "br":
            _add(front, " ", None, None)
        elif role not in _SKIP and _name(child) != "metadata":
            _walk(child, rates, front, back, depth - 1)
        _add(front, child.tail or "", None, None)


def _ruby(container: ElementTree.Element) -> str:
    """The words of a ruby container with their readings."""
    parts: dict[str, list[str]] = {"base": [], "text": []}
    for e in container.iter():
        if (kind := _attribute(e, "ruby")) in parts:
            parts[kind].append("".join(e.itertext()).strip())
    bases, readings = parts["base"], parts["text"]
    if len(bases) != len(readings):
        return marked("".join(bases), "".join(readings))
    return "".join(marked(*pair) for pair in zip(bases, readings, strict=True))


def _add(pieces: list[Piece], text: str, start: float | None, end: float | None) -> None:
    flat = re.sub(r"\s+", " ", _BREAK.sub(" ", text))
    if flat and (flat.strip() or pieces):
        pieces.append(Piece(flat, start, end))


def _trimmed(pieces: list[Piece], by: float) -> tuple[Piece, ...]:
    """Pieces moved by `by` seconds; a background's own brackets stay."""
    return tuple(
        Piece(
            p.text, None if p.start is None else p.start + by, None if p.end is None else p.end + by
        )
        for p in pieces
    )


def write(lyrics: Lyrics, words: bool = True) -> str:
    """TTML in milliseconds; with `words`, a span a syllable where word times are real."""
    voices = {
        name: f"v{k}" for k, name in enumerate(dict.fromkeys(x.voice for x in lyrics.lines), 1)
    }
    agents = "".join(
        f'<ttm:agent type="person" xml:id="{key}">'
        f'<ttm:name type="full">{escape(name)}</ttm:name></ttm:agent>'
        for name, key in voices.items()
        if name
    )
    title = f"<ttm:title>{escape(lyrics.title)}</ttm:title>" if lyrics.title else ""
    rows = [
        '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"'
        ' xmlns:tts="http://www.w3.org/ns/ttml#styling"'
        f" xml:lang={quoteattr(lyrics.language)}>",
        f"<head><metadata>{title}{agents}</metadata></head>",
        "<body><div>",
        *(_paragraph(line, voices, words) for line in lyrics.lines),
        "</div></body>",
        "</tt>",
    ]
    return "\n".join(rows) + "\n"


def _paragraph(line: Line, voices: dict[str, str], words: bool) -> str:
    agent = f' ttm:agent="{voices[line.voice]}"' if line.voice else ""
    body = _text(line.text)
    if words and line.timed:
        body = line.separator.join(
            "".join(f"<span {_times(u)}>{_text(u.text)}</span>" for u in w.syllables or (w,))
            for w in line.words
        )
    if line.background:
        body = f'<span ttm:role="x-bg">{body}</span>'
    return f"<p {_times(line)}{agent}>{body}</p>"


def _text(text: str) -> str:
    return replaced(_ILLEGAL.sub("", text), escape, _container)


def _container(base: str, reading: str) -> str:
    parts = f'<span tts:ruby="base">{escape(base)}</span>'
    parts += f'<span tts:ruby="text">{escape(reading)}</span>'
    return f'<span tts:ruby="container">{parts}</span>'


def _times(part: object) -> str:
    start, end = (clock(getattr(part, name), 3, hours=2) for name in ("start", "end"))
    return f'begin="{start}" end="{end}"'
