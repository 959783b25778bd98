"""Measured on the finished film: sync with the music, motion, sections, flashes, picture health.

`check_flashes(video)` is WCAG 2.3.1 alone; `evaluate(video, features, ...)` everything, in one pass
over the pictures and in bounded memory, for any film that PyAV decodes, ours or not;
`write_report(...)` shows it. Nothing is imported before it is asked for: SciPy takes its time.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clavilux.evaluate.film import Evaluation, evaluate, to_json
    from clavilux.evaluate.flashes import FlashMeter, FlashReport, FlashSpan, check_flashes
    from clavilux.evaluate.report import write_report

_HOMES = {
    "Evaluation": "film",
    "FlashMeter": "flashes",
    "FlashReport": "flashes",
    "FlashSpan": "flashes",
    "check_flashes": "flashes",
    "evaluate": "film",
    "to_json": "film",
    "write_report": "report",
}

__all__ = [
    "Evaluation",
    "FlashMeter",
    "FlashReport",
    "FlashSpan",
    "check_flashes",
    "evaluate",
    "to_json",
    "write_report",
]


def __getattr__(name: str) -> Any:
    """Loads a name from its file when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
