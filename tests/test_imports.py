"""Imports point down only: each part of the package may import from parts below it, and from
itself.

Parts of one level do not know one another. Imports under `if TYPE_CHECKING` count too: a noun both
need lives lower.
"""

import ast
from pathlib import Path

import pytest

import clavilux

LEVELS = (
    ("__main__",),
    ("cli", "web"),
    ("type_gallery",),
    ("gallery", "readable", "doctor", "schemas"),
    ("pipeline",),
    ("wording", "hearing", "briefing"),
    ("project", "safety"),
    ("renderer", "play"),
    ("segments",),
    ("modes", "generators", "evaluate", "analysis", "words"),
    ("description",),
    ("compose",),  # a generator draws with the compositor's device and camera
    ("timeline",),
    ("pulses", "grid", "tonality", "nearby"),
    ("drives",),
    ("backends", "media"),
    ("cache", "table", "strict"),
    ("types",),
)
LEVEL = {part: depth for depth, parts in enumerate(reversed(LEVELS)) for part in parts}
ROOT = Path(clavilux.__file__).parent
FILES = sorted(path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py")


def _part(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def _imported_parts(source: str) -> set[str]:
    """Names right below `clavilux` that a module imports, relative imports refused by the caller's
    test.
    """
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full, from clavilux"
            module = node.module or ""
            names |= {f"{module}.{alias.name}" for alias in node.names}
    inside = {name.split(".")[1] for name in names if name.startswith("clavilux.")}
    return inside - {"__version__"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    part = _part(path)
    assert part in LEVEL, f"{part} has no level: put it into LEVELS of {Path(__file__).name}"
    for imported in _imported_parts(path.read_text("utf-8")) - {part}:
        assert imported in LEVEL, f"{imported} has no level in {Path(__file__).name}"
        assert LEVEL[imported] < LEVEL[part], f"{path.name} imports clavilux.{imported}, not below"


def test_the_check_sees_a_wrong_import() -> None:
    assert _imported_parts("from clavilux.modes.music import Music") == {"modes"}
    assert _imported_parts("import clavilux.render\nimport numpy") == {"render"}
    assert _imported_parts("from clavilux import cli, __version__") == {"cli"}
    assert LEVEL["modes"] > LEVEL["timeline"] > LEVEL["types"]
