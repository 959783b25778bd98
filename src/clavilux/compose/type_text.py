"""The text of a caption before it is set: real quotes and dashes, case, direction levels, and where
a line may break.

Words become atoms: the smallest pieces that a line break may part (a word, one side of a hyphen,
one Chinese character). Breaks by UAX 14 (uniseg), direction levels by UAX 9 (python-bidi). Thai,
Lao, Khmer and Burmese are written without spaces: their words are known to ICU's dictionaries,
where the extra `thai` is installed.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from itertools import accumulate, pairwise

from bidi import algorithm as uax9
from uniseg.linebreak import line_break_boundaries

_ELISIONS = re.compile(
    r"'(?:\d|(?:tis|twas|til|till|cause|cuz|bout|round|em|n|im|er|neath|way)\b)", re.I
)
# Words of alphabets that break at spaces alone, with apostrophes inside or points after them: what
# UAX 14 finds in a text of such words, without its cost (a test compares the two).
_ALPHABETS = "A-Za-z0-9À-ÖØ-öø-ɏͰ-ͽͿ-ΆΈ-ϿЀ-ҁҊ-ԯא-תء-غف-يٮ-ۓ"
_SIMPLE = re.compile(rf"(?:’?[{_ALPHABETS}]+(?:’[{_ALPHABETS}]+)*’?[,.!?…]?(?: |\Z))+\Z")
_UNSPACED = re.compile("[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\ua9e0-\ua9ff\uaa60-\uaa7f]")
_IGNORED = {"LRE", "RLE", "LRO", "RLO", "PDF", "BN"}


@dataclass(frozen=True)
class Atom:
    """A piece of word `word`: its characters `[first, last)` of the displayed word, at `at` in the
    whole text.
    """

    text: str
    word: int
    first: int
    last: int
    at: int
    space: bool  # whether a space stands before it
    breakable: bool  # whether a line may begin with it


def displayed(words: Sequence[str], case: str) -> list[str]:
    """The words as they are shown: typographic signs, then the theme's case."""
    shown = _quoted([_dashed(word) for word in words])
    if case == "upper":
        return [word.upper() for word in shown]
    return [word.lower() for word in shown] if case == "lower" else shown


def _dashed(word: str) -> str:
    word = unicodedata.normalize("NFC", word).replace("...", "…")
    word = re.sub(r"(?<!-)--(?!-)|(?<!-)---(?!-)", "—", word)
    return "–" if word == "-" else word


def _quoted(words: list[str]) -> list[str]:
    """Straight quotes to curly ones.

    Opening at a word's start, closing elsewhere; apostrophes where letters are left out.
    """
    closing = [k for k, word in enumerate(words) if re.search(r"\w[.,!?…]?'[.,!?…]?$", word)]
    result = []
    for k, word in enumerate(words):
        shown = re.sub(r'(^|[(\[—–‘])"', r"\1“", word).replace('"', "”")
        if (
            re.match(r"[(\[“—]?'", shown)
            and not _ELISIONS.search(shown)
            and any(c >= k for c in closing)
        ):
            shown = shown.replace("'", "‘", 1)
        result.append(shown.replace("'", "’"))
    return result


def atoms(words: Sequence[str], separator: str, whole: Sequence[bool] = ()) -> list[Atom]:
    """The displayed words, cut where a line may break inside them, but for those that stay
    `whole`.
    """
    breaks = _breaks(separator.join(words))
    found: list[Atom] = []
    at = 0
    for k, word in enumerate(words):
        inside = () if whole and whole[k] else range(at + 1, at + len(word))
        cuts = [0, *(p - at for p in inside if p in breaks), len(word)]
        for first, last in pairwise(cuts):
            start = at + first
            space = first == 0 and k > 0 and bool(separator)
            piece = word[first:last]
            found.append(Atom(piece, k, first, last, start, space, start in breaks and start > 0))
        at += len(word) + len(separator)
    return found


def _breaks(text: str) -> set[int]:
    """Indices of the characters that a line may begin with."""
    if _SIMPLE.match(text):
        return {k + 1 for k, character in enumerate(text) if character == " "}
    found = set(line_break_boundaries(text))
    return found | _between_words(text) if _UNSPACED.search(text) else found


def dictionary() -> str:
    """The version of the dictionaries for scripts without spaces; "" where there are none."""
    try:
        return version("icu4py")
    except PackageNotFoundError:
        return ""


def _between_words(text: str) -> set[int]:
    """Where a line may begin between words that no space parts."""
    try:
        breaker = import_module("icu4py.breakers").LineBreaker
    except ImportError:
        return set()
    return set(accumulate(len(part) for part in breaker(text, "und")))


def levels(text: str) -> tuple[int, list[int]]:
    """The base level (0 = left to right, 1 = right to left) and the embedding level of every
    character.
    """
    storage = uax9.get_empty_storage()
    base = uax9.get_base_level(text)
    storage["base_level"], storage["base_dir"] = base, ("L", "R")[base]
    uax9.get_embedding_levels(text, storage)
    uax9.explicit_embed_and_overrides(storage)
    uax9.resolve_weak_types(storage)
    uax9.resolve_neutral_types(storage, False)
    uax9.resolve_implicit_levels(storage, False)
    resolved = iter(storage["chars"])
    found: list[int] = []
    for character in text:
        if unicodedata.bidirectional(character) in _IGNORED:
            found.append(found[-1] if found else base)
        else:
            found.append(next(resolved)["level"])
    return base, found


def visual_order(run_levels: Sequence[int]) -> list[int]:
    """Indices of runs from left to right (UAX 9, rule L2)."""
    order = list(range(len(run_levels)))
    odd = [level for level in run_levels if level % 2]
    if not odd:
        return order
    for level in range(max(run_levels), min(odd) - 1, -1):
        k = 0
        while k < len(order):
            end = k
            while end < len(order) and run_levels[order[end]] >= level:
                end += 1
            order[k:end] = reversed(order[k:end])
            k = max(end, k + 1)
    return order
