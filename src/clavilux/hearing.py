"""A sound file -> Features, kept by the file's bytes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from clavilux import cache
from clavilux.backends import open_backend
from clavilux.backends.roles import BeatNet
from clavilux.types.corrections import nearest_factor
from clavilux.types.features import Features, TempoCandidate

if TYPE_CHECKING:
    from clavilux.analysis.activations import Activations

DOUBTFUL = 0.4  # mean confidence; of held-out pieces below it two of five are heard right
LIKELY = 0.05  # the belief from which another reading of the tempo is worth a try
SAME_TEMPO = 0.03  # so far two tempi may lie apart and be the same

Progress = Callable[[str, float, float], None]  # stage, done, of


def silent(stage: str, done: float, of: float) -> None:
    """The progress of a caller who does not care."""


def analyze(
    song: Path | str, *, beats: str = "", tagger: str = "", progress: Progress = silent
) -> Features:
    """What is heard in a sound file: curves, beats, tempo, sections, key, instruments, voices.
    Cached by the file's bytes. `beats` names a back end that hears beats in place of the shipped
    network ("beat-this:FILE"), `tagger` one for instruments and voices ("efficientat:FILE.onnx").

    >>> analyze("song.mp3").bpm                                                   # doctest: +SKIP
    112.0
    """
    from clavilux import analysis
    from clavilux.analysis.audioset_names import tagged_by
    from clavilux.media.read import blocks, probe

    path = Path(song)
    info = probe(path)
    other = open_backend("tagger", tagger) if tagger else None
    named = [f"beats={beats}"] if beats else []
    named += [tagger, cache.file_digest(other.network)] if other else []
    key = (cache.file_digest(path), analysis.fingerprint(), *named)
    kept = cache.entry("features", cache.digest(*key), ".npz")
    network = open_backend("beat_net", beats) if beats else None
    if kept.exists():
        return analysis.load(kept)

    def heard(done: float) -> None:
        progress("listening", done, info.duration)

    activations = _activations(network, path) if network else None
    features = analysis.hear(blocks(path, analysis.RATE), heard, activations)
    if other is not None:
        tags, voice = tagged_by(other, blocks(path, other.rate))
        features = replace(features, tags=tags, voice=voice)
    analysis.save(features, kept)
    return features


def beat_doubt(features: Features) -> str:
    """What to say to a person where the beat is in doubt: how far, and which other tempi are one
    correction away; empty where it is not.
    """
    from clavilux.analysis.cells import LEAST_SURE

    sure = features.beats.sure
    if sure >= DOUBTFUL or not len(features.beats.times):
        return ""
    if sure < LEAST_SURE:
        return f"no steady beat is heard ({sure:.0%} sure); where there is one: --taps FILE"
    others = [_reached(other, features.bpm) for other in features.tempo[1:]]
    hint = " or ".join(filter(None, others))
    return (
        f"the beat is in doubt ({sure:.0%} sure of {features.bpm:.0f} a minute); where the film "
        f"misses it: {hint + ', ' if hint else ''}--offset, or --taps FILE"
    )


def _reached(other: TempoCandidate, bpm: float) -> str:
    """The option that leads to another reading; empty where none does, or where it is unlikely."""
    ratio = other.bpm / bpm
    factor = nearest_factor(ratio)
    if other.weight < LIKELY or factor == 1 or abs(ratio / factor - 1) > SAME_TEMPO:
        return ""
    return f"--tempo x{factor} ({other.bpm:.0f} a minute)"


def _activations(network: BeatNet, path: Path) -> "Activations":
    """Where a back end hears beats and downbeats."""
    from clavilux.analysis.activations import Activations
    from clavilux.media.read import read

    curve = network.activations(read(path, 22050, mono=True))
    return Activations(curve.values[:, 0], curve.values[:, 1], curve.rate)
