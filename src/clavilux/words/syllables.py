"""Words into syllables, in letters and in time.

Letters are divided by rules: a syllable has one group of vowels; one consonant between two vowels
opens the next syllable, of several the last, or the last pair where words can begin with it; a mute
final e does not count in English and French. In time a syllable begins where the phone that opens
it begins; without phones, by its share of the word.
"""

import itertools
import re
from dataclasses import replace

from clavilux.types.lyrics import Phone, Syllable, Word
from clavilux.words.pronounce import VOWELS

_V = "aeiouàâäáãåæèéêëìíîïòóôöõøœùúûüýÿαεηιουωάέήίόύώаеёиоуыэюяіїє"
_NUCLEUS = re.compile(f"(?:(?<!q)u(?=[{_V}])|y(?![{_V}])|(?!(?<=q)u(?=[{_V}]))[{_V}])+")
_MUTE = {
    "en": re.compile(rf"(?<=[^{_V}l])e(?:[’']?s)?$|(?<=[{_V}]l)e$|(?<=[^{_V}dt])ed$"),
    "fr": re.compile(rf"(?<=[^{_V}qg])e(?:s|nt)?$|(?<=[{_V}qgu])e(?:s|nt)?$"),
}
# two vowels side by side that are two syllables
_HIATUS = {
    "en": re.compile(r"i(?=[ao](?!u))|e(?=o)|u(?=[ao]|e[lt])"),
    "es": re.compile(r"[aeoáéó](?=[aeoáéóíú])|[íú](?=[aeo])"),
    "it": re.compile(r"[aeo](?=[aeoìù])|[ìù](?=[aeo])"),
    "pt": re.compile(r"[aeo](?=[aeoíú])|[íú](?=[aeo])|i(?=a$)"),
    "de": re.compile(r"[ei](?=[ao])|u(?=[ao])"),
    "fr": re.compile(r"é(?=[aeio])|[ao](?=[ëï])"),
}
_TOGETHER = re.compile(r"(?<=[tsc])i(?=on|ou|al)")  # -tion, -cious, -cial: one syllable
_OPENERS = frozenset(
    re.findall(
        r"\w+",
        "bl br ch cl cr dr dw fl fr gl gr gn kn kl kr ll lh nh ph pl pr rr sch sh sk sl sm sn sp st"
        " str sw th tr tw wh wr",
    )
)


def with_syllables(word: Word, language: str) -> Word:
    """The word with its syllables in time; unchanged where it has one syllable, or has them."""
    texts = divide(word.text, language)
    if len(texts) < 2 or word.syllables:
        return word
    bounds = [*_starts(texts, word), word.end]
    parts = zip(texts, bounds, bounds[1:], strict=False)
    return replace(word, syllables=tuple(Syllable(*part) for part in parts))


def divide(text: str, language: str = "en") -> tuple[str, ...]:
    """The syllables of a written word; joined they give the word."""
    low = text.lower()
    if len(low) != len(text):
        return (text,)
    spans = _nuclei(low, language)
    cuts = []
    for (_, end), (start, _) in itertools.pairwise(spans):
        cuts.append(start - _opening(low[end:start]))
    bounds = [0, *cuts, len(text)]
    return tuple(text[a:b] for a, b in itertools.pairwise(bounds))


def _nuclei(low: str, language: str) -> list[tuple[int, int]]:
    """Where the vowels of each syllable begin and end."""
    mute = _MUTE[language].search(low) if language in _MUTE else None
    parted = _HIATUS.get(language)
    spans: list[tuple[int, int]] = []
    for found in _NUCLEUS.finditer(low):
        if spans and mute and found.start() >= mute.start():
            continue
        start = found.start()
        for place in parted.finditer(low, *found.span()) if parted else ():
            joined = language in ("en", "fr", "de") and _TOGETHER.match(low, place.start())
            if not joined and place.end() < found.end():
                spans.append((start, place.end()))
                start = place.end()
        spans.append((start, found.end()))
    return spans


def _opening(between: str) -> int:
    """How many of the consonants between two vowels open the second syllable."""
    letters = re.sub(r"[^\w]+$", "", between)
    if len(letters) < len(between):
        return 0  # a hyphen or an apostrophe stands before the vowel
    for size in (3, 2):
        if letters[-size:] in _OPENERS and len(letters) >= size:
            return size
    return min(len(letters), 1)


def _starts(texts: tuple[str, ...], word: Word) -> list[float]:
    """When each syllable begins."""
    by_phones = _openings(word.phones)
    if len(by_phones) == len(texts):
        return [word.start, *by_phones[1:]]
    weights = [1.0 + 0.1 * len(text) for text in texts]
    total, length = sum(weights), word.end - word.start
    return [word.start + length * sum(weights[:k]) / total for k in range(len(texts))]


def _openings(phones: tuple[Phone, ...]) -> list[float]:
    """When the syllables of a word begin, by its phones: with the last consonant before each
    vowel."""
    found = []
    for k, phone in enumerate(phones):
        if phone.name in VOWELS:
            opens = k > 0 and phones[k - 1].name not in VOWELS
            found.append(phones[k - 1].start if opens else phone.start)
    return found
