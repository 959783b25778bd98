"""Audio -> Features: what is heard in a sound, one question per file.

`hear` takes a stream of mono blocks at RATE and answers all questions. The samples are met once, in
`measures`; every answer is a function of the measures and of answers before it, so that a trained
network can stand in for any one of them: that is one file, and one line in ANSWERS.

Conventions: times in float64 seconds from the first sample; curves at 86.13 Hz with value k centred
on k / 86.13 s, so that nothing is late.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clavilux.table import load as answer
from clavilux.types.audio import Audio
from clavilux.types.features import Features

if TYPE_CHECKING:
    from clavilux.analysis.activations import Activations
    from clavilux.analysis.measures import Measures
    from clavilux.types.heard import Tags

RATE = 44100  # Hz of the samples it wants, mono
VERSION = "13"  # of all answers: a change makes cached analyses stale

ANSWERS = {
    "measures": "clavilux.analysis.measures:measure",
    "harmony": "clavilux.analysis.harmony:pitch_classes",
    "rises": "clavilux.analysis.onsets:rises_and_change",
    "attack": "clavilux.analysis.onsets:attack_function",
    "activations": "clavilux.analysis.activations:activations",
    "curves": "clavilux.analysis.curves:curves",
    "sounding": "clavilux.analysis.curves:sounding",
    "rhythm": "clavilux.analysis.rhythm:rhythm",
    "sections": "clavilux.analysis.structure:sections",
    "grid": "clavilux.analysis.cells:cells",
    "chords": "clavilux.analysis.chords:chords_and_keys",
    "events": "clavilux.analysis.events:events",
    "key": "clavilux.analysis.harmony:key",
    "onsets": "clavilux.analysis.onsets:onsets",
    "waveform": "clavilux.analysis.measures:waveform",
    "tags": "clavilux.analysis.tagger:heard",
    "instruments": "clavilux.analysis.tagger:offered",
    "voice": "clavilux.analysis.voice:voice",
}


def fingerprint() -> str:
    """What an analysis depends on besides the sound: the version, and which detector of speech is
    installed."""
    from clavilux.backends.silero import model

    found = model()
    return f"{VERSION}+{found.stem}" if found else VERSION


def hear(
    blocks: Iterable[Audio],
    progress: Callable[[float], None] = lambda seconds: None,
    activations: "Activations | None" = None,
) -> Features:
    """Listens to a stream of mono blocks at RATE; `progress` is told the seconds heard so far.
    Beats are decoded from `activations` where they are given, else from the shipped network's.

    Raises InputError for a stream without a sample. An hour takes a minute and a half of processor
    time, and 970 MB at most.
    """
    measures = _ask("measures", _counted(blocks, progress))
    with ThreadPoolExecutor(1) as beside:  # the tagger runs beside the beats
        tags = beside.submit(_ask, "tags", measures)
        return _answers(measures, activations, tags)


def _answers(
    measures: "Measures", activations: "Activations | None", tagging: "Future[Tags]"
) -> Features:
    classes = _ask("harmony", measures)
    rises, change = _ask("rises", measures)
    attack = _ask("attack", measures.energies)
    curves = _ask("curves", measures, classes, rises, change)
    heard = activations or _ask("activations", measures.mel_cdb)
    beats, tempo = _ask("rhythm", heard, rises, classes, attack, _ask("sounding", curves))
    grid = _ask("grid", beats, measures.duration)
    sections = _ask("sections", curves, grid)
    chords, keys = _ask("chords", classes, grid)
    onsets = _ask("onsets", rises.sum(axis=1), attack)
    waveform, tags = _ask("waveform", measures), tagging.result()
    return Features(
        duration=measures.duration,
        curves=curves,
        beats=beats,
        tempo=tempo,
        sections=sections,
        key=_ask("key", classes),
        onsets=onsets,
        waveform=waveform,
        events=_ask("events", curves, grid, sections, onsets),
        chords=chords,
        keys=keys,
        meta={"analysis": VERSION},
        tags=_ask("instruments", tags),
        voice=_ask("voice", tags, waveform),
    )


def _ask(name: str, *known: Any) -> Any:
    return answer(ANSWERS, name, "analysis")(*known)


def _counted(blocks: Iterable[Audio], progress: Callable[[float], None]) -> Iterator[Audio]:
    done = 0.0
    for block in blocks:
        yield block
        done += block.duration
        progress(done)


def save(features: Features, path: Path) -> None:
    """Everything that was heard, into one compressed file; read it with `load`."""
    from clavilux.analysis import document

    document.save(features, path)


def load(path: Path) -> Features:
    """What `save` wrote."""
    from clavilux.analysis import document

    return document.load(path)
