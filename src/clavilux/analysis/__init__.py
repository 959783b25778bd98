"""Audio -> Features: what is heard in a sound, one question per file.

`hear` takes a stream of mono blocks at RATE and answers all questions. The samples are met once, in `measures`; every answer
is a function of the measures and of answers before it, so that a trained network can stand in for any one of them.

Conventions: times in float64 seconds from the first sample; curves at FRAME_RATE with value k centred on k / FRAME_RATE.
"""

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from clavilux.analysis import curves as curve_maker
from clavilux.analysis import harmony, onsets, structure
from clavilux.analysis.document import as_document, load, save
from clavilux.analysis.measures import FRAME_RATE, RATE, measure
from clavilux.analysis.rhythm import rhythm
from clavilux.types.audio import Audio
from clavilux.types.curve import Curve
from clavilux.types.features import Features

__all__ = ["RATE", "VERSION", "as_document", "hear", "load", "save"]

VERSION = "1"  # of all answers: a change makes cached analyses stale


def hear(
    blocks: Iterable[Audio], progress: Callable[[float], None] = lambda seconds: None
) -> Features:
    """Listens to a stream of mono blocks at RATE; `progress` is told the seconds heard so far.

    Raises InputError for a stream without a sample.
    """
    measures = measure(_counted(blocks, progress))
    classes = harmony.pitch_classes(measures)
    rises, change = onsets.rises_and_change(measures)
    attack = onsets.attack_function(measures.energies)
    curves = curve_maker.curves(measures, classes, rises, change)
    beats, tempo = rhythm(rises, classes, attack, sounding(curves["rms_db"].values))
    return Features(
        duration=measures.duration,
        curves=curves,
        beats=beats,
        tempo=tempo,
        sections=structure.sections(curves, beats, measures.duration),
        key=harmony.key(classes),
        onsets=onsets.onsets(rises.sum(axis=1), attack),
        waveform=Curve(measures.waveform, RATE / 4),
        meta={"analysis": VERSION},
    )


def sounding(rms_db: np.ndarray) -> tuple[float, float]:
    """From the first to the last moment that is not silent, in seconds."""
    heard = np.flatnonzero(curve_maker.audible(rms_db))
    return (heard[0] / FRAME_RATE, heard[-1] / FRAME_RATE) if len(heard) else (0.0, 0.0)


def _counted(blocks: Iterable[Audio], progress: Callable[[float], None]) -> Iterator[Audio]:
    done = 0.0
    for block in blocks:
        yield block
        done += block.duration
        progress(done)
