"""Readings of words (furigana, pinyin) between the marks that lyrics have, `{漢字|かんじ}`, and the
elements that formats have for them."""

import re
from collections.abc import Callable

_MARK = re.compile(r"\{([^{}|\s]{1,40})\|([^{}|]{1,80})\}")


def marked(base: str, reading: str) -> str:
    """`base` with its reading as lyrics have it; alone where it cannot have one."""
    base, reading = base.strip(), " ".join(reading.split())
    text = f"{{{base}|{reading}}}"
    return text if _MARK.fullmatch(text) else base


def replaced(text: str, plain: Callable[[str], str], ruby: Callable[[str, str], str]) -> str:
    """`text` with `plain` over what has no reading and `ruby(base, reading)` for what has one."""
    parts, at = [], 0
    for found in _MARK.finditer(text):
        parts += [plain(text[at : found.start()]), ruby(found[1], found[2])]
        at = found.end()
    return "".join([*parts, plain(text[at:])])


def bare(text: str) -> str:
    """`text` without its readings."""
    return replaced(text, str, lambda base, _: base)
