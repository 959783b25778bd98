"""Clavilux: sound in, synchronized picture out, on your own machine.

>>> import clavilux
>>> clavilux.make("song.mp3", "film.mp4")                                        # doctest: +SKIP
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clavilux.media.codecs import Encoding as Encoding
    from clavilux.modes.brief import Brief as Brief
    from clavilux.pipeline import analyze as analyze
    from clavilux.pipeline import describe as describe
    from clavilux.pipeline import make as make
    from clavilux.pipeline import plan as plan
    from clavilux.pipeline import render as render
    from clavilux.project import Project as Project
    from clavilux.project import read_project as read_project
    from clavilux.project import write_project as write_project
    from clavilux.types.canvas import Canvas as Canvas
    from clavilux.types.corrections import Overrides as Overrides

__version__ = "0.1.0"

_PUBLIC = {
    **dict.fromkeys(("make", "analyze", "describe", "plan", "render"), "clavilux.pipeline"),
    **dict.fromkeys(("Project", "read_project", "write_project"), "clavilux.project"),
    "Brief": "clavilux.modes.brief",
    "Canvas": "clavilux.types.canvas",
    "Encoding": "clavilux.media.codecs",
    "Overrides": "clavilux.grid",
}


def __getattr__(name: str) -> Any:
    """The public names, imported when they are first used: `import clavilux` costs nothing."""
    if name not in _PUBLIC:
        raise AttributeError(f"module 'clavilux' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_PUBLIC[name]), name)


def __dir__() -> list[str]:
    return [*_PUBLIC, "__version__"]
