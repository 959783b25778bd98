# ruff: noqa: E501 (a rule a cell)
"""Letters to sounds, for words that no dictionary has: a small table a language.

A rule is a regular expression, tried in order at each place of the word in lower case, and the phones
(of the English model, the nearest there are) that it stands for; "(?<=..)" and "(?=..)" look around.
Rough on purpose: an aligner needs to know roughly what will be heard, in the right order.
"""

import re
from functools import lru_cache

# fmt: off
RULES: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (
        ("ough", "AO"), ("augh", "AO"), ("igh", "AY"), ("tion", "SH AH N"), ("sion", "ZH AH N"),
        ("tch", "CH"), ("sch", "S K"), ("dge", "JH"), ("eau", "OW"), ("eye", "AY"),
        (r"qu", "K W"), ("ch", "CH"), ("sh", "SH"), ("th", "TH"), ("ph", "F"), (r"^wh", "W"),
        (r"^wr", "R"), (r"^kn", "N"), (r"^gn", "N"), (r"mb$", "M"), ("ck", "K"),
        (r"ing$", "IH NG"), (r"in'?$", "IH N"), ("ng", "NG"),
        ("ee", "IY"), ("ea", "IY"), ("ie$", "IY"), ("ie", "IY"), ("ei", "EY"), ("ey$", "IY"), ("ai", "EY"),
        ("ay", "EY"), ("oa", "OW"), ("oo", "UW"), ("ou", "AW"), ("ow$", "OW"), ("ow", "AW"),
        ("oi", "OY"), ("oy", "OY"), ("au", "AO"), ("aw", "AO"), ("ew", "UW"), ("ue$", "UW"),
        ("er", "ER"), ("ir", "ER"), ("ur", "ER"), ("ar", "AA R"), ("or", "AO R"),
        (r"a(?=[^aeiou]e$)", "EY"), (r"i(?=[^aeiou]e$)", "AY"), (r"o(?=[^aeiou]e$)", "OW"),
        (r"u(?=[^aeiou]e$)", "UW"), (r"(?<=[^aeiou])e$", ""), (r"(?<=[aeiou][^aeiou])ed$", "D"),
        (r"y$", "IY"), (r"^y", "Y"), ("y", "IH"), (r"c(?=[eiy])", "S"), (r"g(?=[eiy])", "JH"),
        (r"([bdfgklmnprstz])\1", "="),
        ("a", "AE"), ("e", "EH"), ("i", "IH"), ("o$", "OW"), ("o", "AA"), ("u", "AH"),
        ("x", "K S"), ("c", "K"), ("q", "K"), ("j", "JH"),
    ),
    "es": (
        ("ch", "CH"), ("ll", "Y"), ("rr", "R"), (r"gü", "G W"), (r"qu(?=[eiéí])", "K"),
        (r"gu(?=[eiéí])", "G"), (r"g(?=[eiéí])", "HH"), (r"c(?=[eiéí])", "S"), ("ñ", "N Y"),
        (r"^y$", "IY"), (r"y$", "IY"), ("y", "Y"), ("h", ""), ("j", "HH"), ("z", "S"), ("v", "B"),
        (r"x", "K S"), (r"c", "K"), (r"q", "K"), (r"i(?=[aeoáéó])", "Y"), (r"u(?=[aeoáéó])", "W"),
        ("[aá]", "AA"), ("[eé]", "EH"), ("[ií]", "IY"), ("[oó]", "OW"), ("[uúü]", "UW"),
        (r"(?<=[aeiouáéíóú])d(?=[aeiouáéíóú])", "DH"), (r"(?<=[aeiouáéíóú])r(?=[aeiouáéíóú])", "D"),
    ),
    "fr": (
        (r"(?<=^[ldmtsc])es$", "EY"), (r"^es$", "EH"), (r"(?<=[a-zé]{3})ent$", ""), (r"eil$", "EH Y"),
        ("eaux?", "OW"), ("aux?", "OW"), ("oin", "W AE N"), (r"(?:ain|ein|aim)(?![aeiouynm])", "AE N"),
        (r"ien(?![aeiouyn])", "Y AE N"), (r"(?:in|im|yn|ym)(?![aeiouynmhé])", "AE N"),
        (r"(?:an|am|en|em)(?![aeiouynmhéè])", "AA N"), (r"(?:on|om)(?![aeiouynmhé])", "OW N"),
        (r"un(?![aeiouyné])", "AH N"), ("oi", "W AA"), ("oy", "W AA Y"),
        ("ou", "UW"), ("où", "UW"), (r"euil|œil|ueil", "ER Y"), (r"[ae]ille", "AY"), (r"aill?", "AY"), (r"eille?", "EH Y"),
        (r"ill(?=[aeiouée])", "IY Y"), ("œu", "ER"), ("eu", "ER"), ("œ", "ER"), ("ai", "EH"), ("ei", "EH"),
        (r"er$", "EY"), (r"ez$", "EY"), (r"et$", "EH"), (r"es$", ""), (r"(?<=[^qg][^aeiouy])e$", ""), (r"(?<=[éiu])e$", ""),
        ("ch", "SH"), ("ph", "F"), ("gn", "N Y"), (r"qu", "K"), (r"gu(?=[eiéè])", "G"),
        (r"g(?=[eiyéèê])", "ZH"), ("j", "ZH"), ("ç", "S"), (r"c(?=[eiyéèê])", "S"), ("th", "T"),
        ("h", ""), (r"(?<=[aeiouyéè])s(?=[aeiouyéèêh])", "Z"), (r"(?<=[^^])[stdxpz]+$", ""),
        (r"i(?=[aeoé])", "Y"), (r"u(?=i)", "W"),
        ("[aàâ]", "AA"), ("é", "EY"), ("[èêë]", "EH"), (r"e$", "AH"), (r"e(?=[^aeiouy]{2})", "EH"), ("e", "AH"), ("[iîïy]", "IY"), ("[oô]", "OW"), ("[uûüù]", "UW"),
        ("x", "K S"), ("c", "K"), ("q", "K"), (r"([bdfgklmnprstz])\1", "="),
    ),
    "de": (
        ("tsch", "CH"), ("sch", "SH"), (r"(?<=[aouAOU])ch", "HH"), (r"chs", "K S"), ("ch", "SH"), ("ck", "K"),
        (r"^st", "SH T"), (r"^sp", "SH P"), ("ph", "F"), ("pf", "P F"), ("qu", "K V"), ("th", "T"), ("tz", "T S"), ("dt", "T"),
        ("ng", "NG"), (r"ig$", "IH SH"), ("ei|ai|ay|ey", "AY"), ("eu|äu", "OY"), ("au", "AW"), ("ie", "IY"),
        ("aa|ah", "AA"), ("ee|eh", "EY"), ("oo|oh", "OW"), ("uh", "UW"), ("ih", "IY"), ("äh", "EH"), ("öh", "ER"), ("üh", "UW"),
        (r"er$", "ER"), (r"en$", "AH N"), (r"el$", "AH L"), (r"e$", "AH"),
        (r"([bdfgklmnprt])\1", "="), ("ss|ß", "S"), (r"s(?=[aeiouäöü])", "Z"), (r"b$", "P"), (r"d$", "T"), (r"g$", "K"),
        ("z", "T S"), ("v", "F"), ("w", "V"), ("j", "Y"), ("x", "K S"), ("c", "K"), ("q", "K"), (r"(?<=[aeiouäöü])h", ""),
        ("a", "AA"), ("ä", "EH"), ("e", "EH"), ("i", "IH"), ("o", "AO"), ("ö", "ER"), ("u", "UH"), ("ü", "IY"), ("y", "IY"),
    ),
    "it": (
        (r"sc(?=[ei])i?", "SH"), (r"gli", "L Y"), ("gn", "N Y"), ("ch", "K"), ("gh", "G"),
        (r"ci(?=[aou])", "CH"), (r"gi(?=[aou])", "JH"), (r"c{1,2}(?=[eièéì])", "CH"), (r"g{1,2}(?=[eièéì])", "JH"),
        ("zz?", "T S"), ("qu", "K W"), ("h", ""), (r"([bdfgklmnprstcv])\1", "="),
        (r"i(?=[aeo])", "Y"), (r"u(?=[aeio])", "W"), (r"(?<=[aeiou])s(?=[aeiou])", "Z"),
        ("[aà]", "AA"), ("[eèé]", "EH"), ("[iì]", "IY"), ("[oò]", "OW"), ("[uù]", "UW"), ("c", "K"), ("q", "K"), ("j", "Y"), ("x", "K S"), (r"(?<=[aeiou])r(?=[aeiou])", "D"),
    ),
    "pt": (
        ("lh", "L Y"), ("nh", "N Y"), ("ch", "SH"), ("rr", "HH"), ("ss", "S"), ("ç", "S"), (r"qu(?=[ei])", "K"), (r"gu(?=[ei])", "G"),
        (r"g(?=[eiéí])", "ZH"), ("j", "ZH"), (r"c(?=[eiéí])", "S"), ("ões|ãos?", "AW N"), ("ãe", "AY N"), ("ã|an(?![aeiou])|am(?![aeiou])", "AA N"),
        ("ou", "OW"), ("ei", "EY"), ("ai", "AY"), ("eu", "EH W"), (r"^r", "HH"), ("h", ""), (r"(?<=[aeiou])s(?=[aeiou])", "Z"), (r"s$", "S"),
        (r"os?$", "UW"), (r"es?$", "IY"), (r"m$", "N"), (r"l$", "W"), ("[aáâà]", "AA"), ("[eéê]", "EH"), ("[ií]", "IY"), ("[oóôõ]", "OW"), ("[uúü]", "UW"),
        ("x", "SH"), ("c", "K"), ("q", "K"), ("y", "IY"), (r"(?<=[aeiou])r(?=[aeiou])", "D"),
    ),
}
# what single letters sound like where a language's table is silent
_COMMON = {
    "a": "AA", "b": "B", "c": "K", "d": "D", "e": "EH", "f": "F", "g": "G", "h": "HH", "i": "IY",
    "j": "Y", "k": "K", "l": "L", "m": "M", "n": "N", "o": "OW", "p": "P", "q": "K", "r": "R",
    "s": "S", "t": "T", "u": "UW", "v": "V", "w": "W", "x": "K S", "y": "Y", "z": "Z",
}
# fmt: on


def phones_of(word: str, language: str) -> tuple[str, ...]:
    """The phones of a word (letters only, lower case); may be empty."""
    rules = _compiled(language if language in RULES else "")
    found: list[str] = []
    at = 0
    while at < len(word):
        for rule, phones in rules:
            if hit := rule.match(word, at):
                if phones == "=":  # a doubled letter sounds as one
                    at += 1
                else:
                    found += phones.split()
                    at = max(hit.end(), at + 1)
                break
        else:
            found += _COMMON.get(word[at], "").split()
            at += 1
    return tuple(found)


@lru_cache
def _compiled(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(rule), phones) for rule, phones in RULES.get(language, ()))
