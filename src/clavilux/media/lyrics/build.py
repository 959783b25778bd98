"""From what a lyric file says to `Lyrics`: the part that all formats share.

A reader hands over `Entry`s: runs of text (`Piece`) with the times that the file has. Here the text
is split into words, pieces that lie inside one word become its syllables, missing ends are found,
and the words of a line that has no word times are spread over the line by their syllables
(`timed=False`). Chinese and Japanese lines without spaces become one word per character, joined by
nothing. Times in seconds.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clavilux.types.lyrics import Line, Lyrics, Syllable, Word

SYLLABLE_S = 0.55  # a slow syllable: a line without an end is sung this long for each
LINGER_S = 1.5  # and may stay this long after that

_CJK = (
    "\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff"
)
_OPEN = "「『（〈《【“〔"
_CLOSE = "、。，．！？・：；」』）〉》】”〕…ー〜ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ゛゜"
_RUBY = r"\{[^{}|\s]+\|[^{}|]+\}"  # a word with its reading stays whole: {漢字|かんじ}
_CJK_UNIT = re.compile(
    f"\\s+|[{_OPEN}]*{_RUBY}[{_CLOSE}]*"
    f"|[{_OPEN}]*(?:[{_CJK}]|[^\\s{{{_CJK}{_OPEN}{_CLOSE}]+)[{_CLOSE}]*|\\S"
)
_READ = re.compile(r"\{[^{}|\s]+\|([^{}|]+)\}")  # what is sung of it
_WORD_UNIT = re.compile(rf"\s+|(?:{_RUBY}|\S)+")
_HAS_CJK = re.compile(f"[{_CJK}]")
_NOISE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\ufffc♪♫♬♩🎵🎶]")
_VOWELS = re.compile("[aeiouyàâäáãåæèéêëìíîïòóôöõøœùúûüýÿαεηιουωаеёиоуыэюяіїєў]+", re.IGNORECASE)


@dataclass(frozen=True)
class Piece:
    """Text as the file has it, spaces and all. `end` None: until the next piece that has a time."""

    text: str
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True)
class Entry:
    """One line of a file.

    `end` None: until the next entry; an entry without text only ends the one before.
    """

    pieces: tuple[Piece, ...]
    start: float
    end: float | None = None
    voice: str = ""
    background: bool = False


@dataclass(frozen=True)
class _Unit:
    """A run of characters inside one word, or the space between words, with its time."""

    text: str
    start: float
    end: float


def tidy(text: str) -> str:
    """Text in NFC without control characters, byte order marks and note signs."""
    return unicodedata.normalize("NFC", _NOISE.sub("", text))


def syllable_weight(text: str) -> float:
    """How long `text` takes to sing, in syllables (vowel groups; characters for Chinese and
    Japanese), at least a bit.
    """
    text = _READ.sub(r"\1", text)
    cjk = len(_HAS_CJK.findall(text))
    letters = sum(map(str.isalnum, text)) - cjk
    vowels = len(_VOWELS.findall(text))
    if not vowels and letters > 3:
        vowels = letters // 2  # scripts that write no vowels
    return max(0.3, cjk + vowels + 0.1 * letters)


def build(
    entries: Iterable[Entry],
    *,
    duration: float | None = None,
    language: str = "",
    title: str = "",
    artist: str = "",
) -> Lyrics:
    """All entries as `Lyrics` in time order.

    `duration` of the sound bounds the ends that the file leaves open.
    """
    ordered = sorted((_tidied(entry) for entry in entries), key=lambda entry: entry.start)
    closes = _closes(ordered, duration)
    lines = [_line(entry, close) for entry, close in zip(ordered, closes, strict=True)]
    return Lyrics(tuple(line for line in lines if line.words), language, tidy(title), tidy(artist))


def build_untimed(texts: Iterable[str], *, title: str = "", artist: str = "") -> Lyrics:
    """Lines without any time, all at 0, for a later alignment."""
    lines = [_line(Entry((Piece(tidy(text)),), 0.0), (0.0, True)) for text in texts]
    kept = tuple(line for line in lines if line.words)
    return Lyrics(kept, title=tidy(title), artist=tidy(artist), timed=False)


def _tidied(entry: Entry) -> Entry:
    pieces = tuple(Piece(tidy(p.text), p.start, p.end) for p in entry.pieces)
    start = max(entry.start, 0.0)
    end = entry.end if entry.end is not None and entry.end > start else None
    return Entry(pieces, start, end, entry.voice, entry.background)


def _closes(entries: Sequence[Entry], duration: float | None) -> list[tuple[float, bool]]:
    """For each entry when it must end at the latest, and whether the file itself says so."""
    closes: list[tuple[float, bool]] = []
    following = duration if duration is not None else float("inf")
    by_next = False
    for k in range(len(entries) - 1, -1, -1):
        entry = entries[k]
        if k + 1 < len(entries) and entries[k + 1].start > entry.start:
            following = entries[k + 1].start
            by_next = not _text(entries[k + 1])
        closes.append((entry.end, True) if entry.end is not None else (following, by_next))
    return closes[::-1]


def _text(entry: Entry) -> str:
    return "".join(piece.text for piece in entry.pieces).strip()


def _line(entry: Entry, close: tuple[float, bool]) -> Line:
    """One line. `close`: its latest end, and whether that is the file's own."""
    text = _text(entry)
    per_character = bool(_HAS_CJK.search(text))
    latest, certain = close
    timed = any(p.start is not None for p in entry.pieces)
    sung = entry.start + SYLLABLE_S * syllable_weight(text)
    if certain:
        words_end = end = max(latest, entry.start)
    elif timed:
        words_end = end = max(min(latest, max(sung, _last_start(entry) + 1.0)), entry.start)
    else:
        words_end = max(entry.start, min(entry.start + 0.95 * (latest - entry.start), sung))
        end = max(entry.start, min(latest, sung + LINGER_S))
    units = _units(entry, words_end, per_character)
    one_by_one = per_character and not re.search(r"\s", text)
    words = _words(units, one_by_one)
    if timed and words:
        end = max(words[-1].end, entry.end or words[-1].end)
    separator = "" if one_by_one else " "
    start = min([entry.start, *(w.start for w in words)])
    return Line(words, start, end, timed, entry.voice, entry.background, separator)


def _last_start(entry: Entry) -> float:
    return max(p.start for p in entry.pieces if p.start is not None)


def _units(entry: Entry, end: float, per_character: bool) -> list[_Unit]:
    """The entry's text in units with times that never go back."""
    split = _CJK_UNIT if per_character else _WORD_UNIT
    units: list[_Unit] = []
    for piece, (start, stop) in _spans(entry, end):
        texts = split.findall(piece.text)
        if any(not text.isspace() for text in texts):
            units += spread(texts, start, stop)
        else:
            units += [_Unit(text, start, start) for text in texts]
    return units


def _spans(entry: Entry, end: float) -> list[tuple[Piece, tuple[float, float]]]:
    """Every piece with its start and stop, ascending; text without a time belongs to the piece
    before it.
    """
    pieces = _joined(entry)
    starts: list[float] = []
    for _, start in pieces:
        starts.append(max(start, starts[-1] if starts else 0.0))
    spans = []
    for k, (piece, _) in enumerate(pieces):
        last = k + 1 == len(pieces)
        following = max(end, starts[k]) if last else starts[k + 1]
        stop = following if piece.end is None else max(piece.end, starts[k])
        spans.append((piece, (starts[k], stop if last else min(stop, following))))
    return spans


def _joined(entry: Entry) -> list[tuple[Piece, float]]:
    """The entry's pieces with a start each: one without joins the one before, or begins with the
    entry.
    """
    joined: list[tuple[Piece, float]] = []
    for piece in entry.pieces:
        if piece.start is None and joined:
            last, start = joined[-1]
            joined[-1] = (Piece(last.text + piece.text, last.start, last.end), start)
        else:
            joined.append((piece, entry.start if piece.start is None else piece.start))
    return joined


def spread(texts: Sequence[str], start: float, end: float) -> list[_Unit]:
    """`texts` (words and spaces) over `[start, end)`, each word as long as its syllables ask;
    spaces take no time.
    """
    weights = [0.0 if text.isspace() else syllable_weight(text) for text in texts]
    total = sum(weights) or 1.0
    units = []
    done = 0.0
    for text, weight in zip(texts, weights, strict=True):
        first, done = done, done + weight
        span = end - start
        units.append(_Unit(text, start + span * first / total, start + span * done / total))
    return units


def _words(units: Sequence[_Unit], one_by_one: bool) -> tuple[Word, ...]:
    """Units joined to words at the spaces, or each unit its own word; units of one word become its
    syllables.
    """
    groups: list[list[_Unit]] = [[]]
    for unit in units:
        if unit.text.isspace():
            groups.append([])
        elif one_by_one and not all(c in _CLOSE for c in unit.text):
            groups.append([unit])
        else:
            groups[-1].append(unit)
    return tuple(_word(group) for group in groups if group)


def _word(group: Sequence[_Unit]) -> Word:
    text = "".join(unit.text for unit in group)
    syllables = tuple(Syllable(u.text, u.start, u.end) for u in group) if len(group) > 1 else ()
    return Word(text, group[0].start, group[-1].end, syllables=syllables)
