"""Measured on the finished film: sync with the music, motion, sections, flashes, health of the
picture.

`check_flashes(video)` is WCAG 2.3.1 alone; `evaluate(video, features, ...)` everything, in one pass
over the pictures and in bounded memory, for any film that PyAV decodes, ours or not.
"""

from clavilux.evaluate.film import Evaluation, evaluate, to_json
from clavilux.evaluate.flashes import FlashMeter, FlashReport, FlashSpan, check_flashes
from clavilux.evaluate.report import write_report

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
