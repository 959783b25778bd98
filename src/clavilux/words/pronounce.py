"""Words to phones of the English model: the dictionary for English, rules for the rest.

Other languages are spelled with the nearest English phones. Scripts that the rules cannot read are
first written in Latin letters where Python's own tables know how (accents), else each letter
becomes "any vowel": such words are placed by their neighbours, with low confidence.
"""

import re
import unicodedata
from collections.abc import Mapping

from clavilux.words.letters import RULES, phones_of

VOWELS = frozenset(
    ["AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"]
)
_UNREADABLE = ("AH",)
_NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_HINTS = {
    "en": "the and you to of in is it my me that on i'm your we be all with so for don't love",
    "es": "el la los las un una de que y en no se mi tu por con es para como del yo lo",
    "fr": "le la les un une de des et je tu il que qui pas dans est pour ce mon on sur c'est ne",
    "de": "der die das und ich du nicht ein eine ist es mit auf wir den dem zu von mich so wie",
    "it": "il la un una di che e non mi ti si per con sono come del io lo gli nel è",
    "pt": "o a os as um uma de que e não me eu você por com é para como do da no na",
}


def guess_language(text: str) -> str:
    """The best supported language of a text by its small words; English where nothing tells."""
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text.lower().replace("’", "'"))
    counts = {name: sum(w in hints.split() for w in words) for name, hints in _HINTS.items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else "en"


def spoken(word: str) -> str:
    """What of a written word is said: letters, digits and inner apostrophes, in lower case."""
    flat = unicodedata.normalize("NFC", word).lower().replace("’", "'").replace("`", "'")
    return re.sub(r"[^\w']|_", "", flat).strip("'")


def pronounce(
    word: str, language: str, dictionary: Mapping[str, tuple[tuple[str, ...], ...]]
) -> tuple[tuple[str, ...], ...]:
    """The pronunciations of a written word, at least one; () for what is not said at all, such as a
    lone dash."""
    said = spoken(word)
    if not said:
        return ()
    parts = [p for p in re.split(r"[-–—/]", word) if spoken(p)]
    if len(parts) > 1:
        joined = [pronounce(part, language, dictionary)[0] for part in parts]
        return (tuple(phone for phones in joined for phone in phones),)
    if language == "en" and (known := _known(said, dictionary)):
        return known
    if said.isdigit():
        return (_number(said, dictionary),)
    return (phones_of(_readable(said, language), language) or _UNREADABLE,)


def _known(
    said: str, dictionary: Mapping[str, tuple[tuple[str, ...], ...]]
) -> tuple[tuple[str, ...], ...]:
    """Dictionary entries of the word, of the same without its apostrophe, or of what "-in'" and
    "-s" were made from."""
    bare = said.replace("'", "")
    for form in (said, f"{said}'", f"'{said}", bare):
        if form in dictionary:
            return dictionary[form]
    if bare.endswith("in") and f"{bare}g" in dictionary:
        return tuple((*phones[:-1], "N") for phones in dictionary[f"{bare}g"])
    if bare.endswith("s") and bare[:-1] in dictionary:
        return tuple((*phones, "Z") for phones in dictionary[bare[:-1]])
    if re.search(r"([a-z])\1\1", bare):  # sooo, yeahhh
        return _known(re.sub(r"([a-z])\1+", r"\1", bare), dictionary) or ()
    return ()


def _number(said: str, dictionary: Mapping[str, tuple[tuple[str, ...], ...]]) -> tuple[str, ...]:
    digits = [dictionary.get(_NUMBERS[int(digit)], (("AH",),))[0] for digit in said]
    return tuple(phone for phones in digits for phone in phones)


def _readable(said: str, language: str) -> str:
    """Without the accents that the language's rules do not know, and without apostrophes."""
    known = "".join(rule for rule, _ in RULES.get(language, ()))
    kept = []
    for letter in said.replace("'", ""):
        if letter in known or letter.isascii():
            kept.append(letter)
        else:
            kept.append(unicodedata.normalize("NFD", letter)[0])
    return "".join(c for c in kept if c.isascii() or c in known)
