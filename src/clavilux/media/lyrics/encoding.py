"""Bytes of a lyric file to text, whatever wrote them.

Byte order marks decide; then UTF-16 by its zeros; then UTF-8, which random bytes almost never are.
What is left was written by an old system: every candidate that decodes without error is scored by
how much its text looks like its language (kana for Shift-JIS, the common half of GB 2312 and Big5,
syllables for Korean, runs of lower-case Cyrillic for cp1251, single accented letters among plain
ones for cp1252).
"""

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_KANA = re.compile("[\u3041-\u30fe]")
_HALF_KANA = re.compile("[\uff61-\uff9f]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_HAN = re.compile("[\u4e00-\u9fff]")
_CYRILLIC_LOWER = re.compile("[а-яёіїєґ]{2,}")
_CYRILLIC_MIXED = re.compile("[а-яё][А-ЯЁ]")
_ACCENTED = re.compile(
    "[a-z][à-öø-ÿœš’‘“”…–—]|[à-öø-ÿœ‘“—][a-z]|[ÀÁÂÄÇÈÉÊÎÑÓÖÜ][a-z ]|\\b[àéè]\\b|[¿¡]"
)
_ODD = re.compile("[\x80-\x9f¤¦§¨©ª«¬®¯°±²³´µ¶·¸¹º»¼½¾×÷]")


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of the encoding that it was read with.

    Never fails: cp1252 with gaps is the last resort.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data.decode(name, "replace"), name.removesuffix("-sig")
    if name := _zeros(data):
        return data.decode(name, "replace"), name
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    name = max(_SCORES, key=lambda candidate: _score(data, candidate))
    return data.decode(name, "replace"), name


def _zeros(data: bytes) -> str:
    """UTF-16 without a mark shows itself by zeros at every other byte of its ASCII."""
    head = data[:4096]
    if head.count(0) < max(2, len(head) // 8):
        return ""
    return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"


def _score(data: bytes, name: str) -> float:
    """How much `data` looks like text in `name`, 0..1 a foreign character; -1 where it does not
    decode.
    """
    try:
        text = data[:65536].decode(name)
    except UnicodeDecodeError as error:
        if error.start < min(len(data), 65536) - 4:
            return -1.0
        text = data[: error.start].decode(name, "ignore")
    foreign = sum(1 for c in text if c > "\x7f") or 1
    return _SCORES[name](text, data) / foreign


def _japanese(text: str, _: bytes) -> float:
    kana = len(_KANA.findall(text))
    return (
        1.2 * kana
        + (0.5 if kana else 0.2) * len(_HAN.findall(text))
        - len(_HALF_KANA.findall(text))
    )


def _common(data: bytes, first: int, last: int, name: str) -> float:
    """Two-byte characters whose lead byte lies in the block that holds the most used ones."""
    text = data[:65536].decode(name, "ignore")
    leads = (c.encode(name, "ignore")[:1] for c in text if _HAN.match(c))
    return sum(1.0 for lead in leads if lead and first <= lead[0] <= last)


def _chinese_simplified(text: str, data: bytes) -> float:
    return 0.9 * _common(data, 0xB0, 0xD7, "gb18030") - 0.5 * len(_KANA.findall(text))


def _chinese_traditional(text: str, data: bytes) -> float:
    return 0.85 * _common(data, 0xA4, 0xC6, "big5")


def _korean(text: str, _: bytes) -> float:
    syllables = [c.encode("cp949") for c in _HANGUL.findall(text)]
    common = sum(1 for pair in syllables if 0xB0 <= pair[0] <= 0xC8 and pair[1] >= 0xA1)
    return common - 2.0 * (len(syllables) - common) - 0.5 * len(_HAN.findall(text))


def _cyrillic(text: str, _: bytes) -> float:
    runs = sum(map(len, _CYRILLIC_LOWER.findall(text)))
    return 0.95 * runs - 2.0 * len(_CYRILLIC_MIXED.findall(text)) - len(_ODD.findall(text))


def _western(text: str, _: bytes) -> float:
    return 0.9 * len(_ACCENTED.findall(text)) - 0.7 * len(_ODD.findall(text)) + 0.02


_SCORES = {
    "cp1252": _western,
    "cp1251": _cyrillic,
    "koi8-r": _cyrillic,
    "cp932": _japanese,
    "euc-jp": _japanese,
    "gb18030": _chinese_simplified,
    "big5": _chinese_traditional,
    "cp949": _korean,
    "latin-1": lambda text, data: -0.5,
}
