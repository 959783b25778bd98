"""Typefaces: where they are, and which one has a word's letters.

Fonts come from the folders in `CLAVILUX_FONTS`, then from installed packages (`fontpkg-*`,
`justmytype-*`, `manimgx-fonts`), and, for scripts that neither has, from the system. File names say
family and style (`Inter-Italic[opsz,wght].ttf`).
"""

import functools
import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

import uharfbuzz as hb

from clavilux.compose.face import Face, Style, invisible
from clavilux.compose.type_emoji import has_emoji, split
from clavilux.types.errors import MissingError

BASE = "Inter"  # the neutral family, and the last resort for Latin, Greek and Cyrillic
FALLBACKS = (BASE, "Rubik")  # asked after a theme's own families
CJK = {
    "ja": ("NotoSansJP", "NotoSansSC", "NotoSansTC"),
    "ko": ("NotoSansKR", "NotoSansJP", "NotoSansSC"),
    "zh-Hant": ("NotoSansTC", "NotoSansSC", "NotoSansJP"),
    "zh": ("NotoSansSC", "NotoSansTC", "NotoSansJP"),
}
WEIGHTS = {
    "thin": 100,
    "extralight": 200,
    "light": 300,
    "regular": 400,
    "medium": 500,
    "semibold": 600,
    "bold": 700,
    "extrabold": 800,
    "black": 900,
}
PLAIN_PACKAGES = ("manimgx_fonts",)  # folders of fonts that announce themselves nowhere
# which package has a script, by the first word of its characters' Unicode names
PACKAGES = {
    "CJK": "clavilux[cjk]",
    "HIRAGANA": "clavilux[cjk]",
    "KATAKANA": "clavilux[cjk]",
    "HANGUL": "clavilux[cjk]",
    "IDEOGRAPHIC": "clavilux[cjk]",
    "FULLWIDTH": "clavilux[cjk]",
    "ARABIC": "manimgx-fonts",
    "ARMENIAN": "manimgx-fonts",
    "BENGALI": "manimgx-fonts",
    "DEVANAGARI": "manimgx-fonts",
    "ETHIOPIC": "manimgx-fonts",
    "GEORGIAN": "manimgx-fonts",
    "GUJARATI": "manimgx-fonts",
    "GURMUKHI": "manimgx-fonts",
    "HEBREW": "manimgx-fonts",
    "KANNADA": "manimgx-fonts",
    "KHMER": "manimgx-fonts",
    "LAO": "manimgx-fonts",
    "MALAYALAM": "manimgx-fonts",
    "MYANMAR": "manimgx-fonts",
    "ORIYA": "manimgx-fonts",
    "SINHALA": "manimgx-fonts",
    "TAMIL": "manimgx-fonts",
    "TELUGU": "manimgx-fonts",
    "THAI": "manimgx-fonts",
    "LATIN": "fontpkg-inter",
    "GREEK": "fontpkg-inter",
    "CYRILLIC": "fontpkg-inter",
}
EMOJI_PACKAGE = "fonts-noto-color-emoji"
_SYSTEM = {
    "linux": ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts"),
    "darwin": ("/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts"),
    "win32": ("C:/Windows/Fonts", "~/AppData/Local/Microsoft/Windows/Fonts"),
}
_FONT_NAME = re.compile(
    r"([A-Za-z0-9 ]+?)(?:-([A-Za-z0-9]+))?(?:\[[^\]]*\])?\.(?:ttf|otf|ttc)\Z", re.I
)


@dataclass(frozen=True)
class FontFile:
    """A font on disk.

    `family` without spaces, lower case; `weight` None where the file is variable.
    """

    path: Path
    family: str
    weight: int | None
    italic: bool


def parse_name(path: Path) -> FontFile | None:
    """Family, weight and slope from a font's file name; None where it is no font."""
    found = _FONT_NAME.match(path.name)
    if not found:
        return None
    style = (found[2] or "").lower()
    italic = "italic" in style or "oblique" in style
    name = style.replace("italic", "").replace("oblique", "")
    weight = None if "[" in path.name else WEIGHTS.get(name or "regular", 400)
    return FontFile(path, found[1].replace(" ", "").lower(), weight, italic)


@functools.cache
def catalogue() -> tuple[FontFile, ...]:
    """All fonts of the folders in `CLAVILUX_FONTS` and of installed packages, in that order."""
    own = os.environ.get("CLAVILUX_FONTS", "")
    folders = [Path(p).expanduser() for p in own.split(os.pathsep) if p]
    for group in ("fontpkg.family", "justmytype.packs"):
        folders += _packages(group)
    folders += [found for name in PLAIN_PACKAGES if (found := _folder(name))]
    return tuple(_fonts(folders))


def _folder(module: str) -> Path | None:
    spec = find_spec(module)
    return Path(spec.origin).parent if spec and spec.origin else None


def _packages(group: str) -> Iterator[Path]:
    """The folders of the packages that announce fonts under an entry point, by name."""
    for point in sorted(entry_points(group=group), key=lambda p: p.name):
        folder = _folder(point.value.partition(":")[0])
        if folder:
            yield folder


def _fonts(folders: Iterable[Path]) -> Iterator[FontFile]:
    for folder in folders:
        for path in sorted(folder.rglob("*.[ot]t[fc]")):
            if font := parse_name(path):
                yield font


@functools.cache
def system_fonts() -> tuple[FontFile, ...]:
    """The operating system's fonts; a bonus, a bare machine has none."""
    folders = (Path(f).expanduser() for f in _SYSTEM.get(sys.platform, _SYSTEM["linux"]))
    return tuple(_fonts(folder for folder in folders if folder.is_dir()))


@functools.cache
def face(family: str, style: Style) -> Face | None:
    """The installed family at the nearest style, or None."""
    wanted = family.replace(" ", "").lower()
    files = [f for f in catalogue() if f.family == wanted]
    if not files:
        return None
    best = min(
        files,
        key=lambda f: (f.italic != style.italic, abs((f.weight or style.weight) - style.weight)),
    )
    return Face(best.path, style)


def family(name: str, style: Style) -> Face:
    """The named family. MissingError with the install line where it is not there."""
    found = face(name, style)
    if found is None:
        package = "fontpkg-" + name.lower().replace(" ", "-")
        raise MissingError(
            f"The typeface {name} is not installed; install it with: pip install {package}"
        )
    return found


@functools.cache
def _other(character: str, style: Style) -> Face | None:
    """Any further font that has the character's outline: installed packages first, then the system.
    Fonts of colour pictures have none.
    """
    for file in (*catalogue(), *system_fonts()):
        try:
            found = _plain(file.path, style)
        except (hb.HarfBuzzError, OSError):
            continue
        if found.draws(character):
            return found
    return None


@functools.cache
def coloured_faces() -> tuple[Face, ...]:
    """The fonts whose glyphs are pictures in colour, for emoji alone."""
    found = []
    for file in (*catalogue(), *system_fonts()):
        try:
            tables = hb.Face(hb.Blob.from_file_path(str(file.path)))
        except (hb.HarfBuzzError, OSError):
            continue
        if tables.has_color_png or tables.has_color_paint or tables.has_color_layers:
            found.append(Face(file.path, Style(), coloured=True))
    return tuple(found)


@functools.cache
def _plain(path: Path, style: Style) -> Face:
    return Face(path, style)


def faces(families: Iterable[str], style: Style, language: str = "") -> tuple[Face, ...]:
    """The faces to be asked in order: the theme's, the neutral ones, then those for Chinese,
    Japanese and Korean.
    """
    main, *others = families
    names = [*others, *FALLBACKS, *CJK.get(language, CJK["zh"])]
    found = [family(main, style), *(face(name, style) for name in names)]
    return tuple(f for f in found if f is not None)


def choose(
    text: str, order: tuple[Face, ...], style: Style, coloured: bool = True
) -> list[tuple[str, Face]]:
    """`text` (a word) as runs with a face each: emoji in a font of pictures where there is one and
    they are to be `coloured`, the rest in one that has all of it, else character by character.

    MissingError names a letter or an emoji that no font has, and the package for it; other symbols
    that nobody has are left out.
    """
    if not (coloured and has_emoji(text)):
        return _outlined(text, order, style)
    runs: list[tuple[str, Face]] = []
    for part, emoji in split(text):
        found = next((f for f in coloured_faces() if f.covers(part)), None) if emoji else None
        runs += [(part, found)] if found else _outlined(part, order, style)
    return runs


def _outlined(text: str, order: tuple[Face, ...], style: Style) -> list[tuple[str, Face]]:
    """The same in fonts with outlines."""
    whole = next((f for f in order if f.covers(text)), None)
    if whole is not None:
        return [(text, whole)]
    runs: list[tuple[str, Face]] = []
    for character in text:
        joined = invisible(character) or unicodedata.category(character).startswith("M")
        if runs and joined and (invisible(character) or runs[-1][1].covers(character)):
            runs[-1] = (runs[-1][0] + character, runs[-1][1])
            continue
        found = _face_for(character, order, style)
        if found is None:
            continue
        if runs and runs[-1][1] is found:
            runs[-1] = (runs[-1][0] + character, found)
        else:
            runs.append((character, found))
    return runs


def _face_for(character: str, order: tuple[Face, ...], style: Style) -> Face | None:
    if invisible(character):
        return order[0]
    found = next((f for f in order if f.covers(character)), None) or _other(character, style)
    symbol = unicodedata.category(character).startswith("S") and not has_emoji(character)
    if found is None and not symbol:
        raise MissingError(missing_sentence(character))
    return found


def missing_sentence(character: str) -> str:
    """What is missing, and the package that has it."""
    name = unicodedata.name(character, f"U+{ord(character):04X}")
    package = PACKAGES.get(name.replace("-", " ").split(" ")[0])
    cure = (
        f"install one with: pip install '{package}'" if package else "put one into CLAVILUX_FONTS"
    )
    if has_emoji(character):
        cure = f"install one with: apt install {EMOJI_PACKAGE}, or put one into CLAVILUX_FONTS"
    return f"No font here has “{character}” ({name}); {cure}"


def default_font() -> bytes:
    """The neutral typeface as the bytes of a font file, for labels and plots."""
    return family(BASE, Style()).path.read_bytes()
