"""What this machine has for Clavilux, and what to do about the rest. Level: beside the pipeline."""

import importlib.util
import platform
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from clavilux import __version__, cache
from clavilux.backends import REQUIREMENTS, install_line, installed, models, models_root
from clavilux.types.errors import ClaviluxError


@dataclass(frozen=True)
class Finding:
    """One thing looked for. `needed`: without it films cannot be made; `fix` says what to do."""

    topic: str
    ok: bool
    text: str
    fix: str = ""
    needed: bool = False

    def as_document(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)

    def line(self) -> str:
        """For a person, two lines where there is something to do."""
        mark = "ok     " if self.ok else "MISSING" if self.needed else "-      "
        fix = f"\n{'':22}{self.fix}" if self.fix and not self.ok else ""
        return f"{mark}  {self.topic:<13}{self.text}{fix}"


def examine() -> list[Finding]:
    """Everything, in the order that a person reads."""
    found: list[Finding] = [_system()]
    for look in (_gpu, _encoders, _fonts, _backends, _cache):
        found.extend(look())
    return found


def _system() -> Finding:
    text = f"Clavilux {__version__}, Python {platform.python_version()}, {platform.platform()}"
    return Finding("system", sys.version_info >= (3, 11), text, "use Python 3.11 to 3.13", True)


def _guarded(topic: str, look: Callable[[], list[Finding]]) -> list[Finding]:
    try:
        return look()
    except (ClaviluxError, ImportError, OSError) as error:
        return [Finding(topic, False, "cannot be used", str(error), True)]


def _gpu() -> list[Finding]:
    def look() -> list[Finding]:
        from clavilux.compose.device import gpu

        found = gpu()
        if not found.software:
            return [Finding("gpu", True, found.name, needed=True)]
        advice = "works, drawn by the processor; a GPU with its Vulkan driver is many times faster"
        return [Finding("gpu", True, f"{found.name}: {advice}", needed=True)]

    return _guarded("gpu", look)


def _encoders() -> list[Finding]:
    def look() -> list[Finding]:
        from clavilux.media.codecs import CODECS, encoder_states

        states = encoder_states()
        works = [state.name for state in states if state.works]
        own = {codec.encoder for codec in CODECS.values()}
        lost = sorted(own - set(works))
        fix = f"reinstall PyAV (pip install --force-reinstall av): {', '.join(lost)} do not open"
        found = [Finding("encoders", not lost, ", ".join(works), fix, True)]
        others = [f"{state.name} ({state.reason})" for state in states if not state.works]
        if others:
            found.append(Finding("hardware", True, f"not here: {'; '.join(others)}"))
        return found

    return _guarded("encoders", look)


def _fonts() -> list[Finding]:
    def look() -> list[Finding]:
        from clavilux.compose.fonts import (
            EMOJI_PACKAGE,
            catalogue,
            coloured_faces,
            system_fonts,
        )

        families = sorted({font.family for font in catalogue()})
        found = [
            Finding("fonts", bool(families), ", ".join(families), "pip install clavilux", True)
        ]
        count = len(system_fonts())
        text = f"{count} font files of the system serve as reserve for other scripts"
        pictures = ", ".join(face.path.name for face in coloured_faces())
        emoji = f"emoji in colour{': ' if pictures else ''}{pictures}"
        cure = f"apt install {EMOJI_PACKAGE}"
        return [
            *found,
            Finding("fonts", True, text),
            Finding("emoji", bool(pictures), emoji, cure),
        ]

    return _guarded("fonts", look)


def _backends() -> list[Finding]:
    found = [Finding("models", True, f"optional back ends look for theirs in {models_root()}")]
    found += [_backend(name) for name in REQUIREMENTS]
    cjk = importlib.util.find_spec("justmytype_intl_cjk") is not None
    text = "typefaces for Chinese, Japanese and Korean"
    return [*found, Finding("cjk", cjk, text, 'pip install "clavilux[cjk]"')]


def _backend(name: str) -> Finding:
    """Whether an optional back end is installed and has a model; what to do if not."""
    need = REQUIREMENTS[name]
    if need.program:
        here = shutil.which(need.program) is not None
        text = f"{need.purpose}: {need.program} " + ("is here" if here else "is not installed")
        return Finding(name, here, text, f"install {need.program}, then: {need.weights}")
    if not installed(name):
        return Finding(name, False, need.purpose, install_line(need.extra))
    found = models(name)
    text = f"{need.purpose}: " + (", ".join(found) or "installed, but has no model")
    fix = f"{need.weights}; put it into {models_root() / name}, or name its path"
    return Finding(name, bool(found), text, fix)


def _cache() -> list[Finding]:
    folder = cache.root()
    existing = next(p for p in (folder, *folder.parents) if p.exists())
    free = shutil.disk_usage(existing).free
    files = [p.stat().st_size for p in folder.rglob("*") if p.is_file()] if folder.exists() else []
    text = f"{folder}: {sum(files) / 1e9:.2f} GB in {len(files)} files, {free / 1e9:.0f} GB free"
    fix = "free some space, or set CLAVILUX_CACHE to a folder with room"
    return [Finding("cache", free > 2e9 and _writable(existing), text, fix, True)]


def _writable(folder: Path) -> bool:
    import os

    return os.access(folder, os.W_OK)
