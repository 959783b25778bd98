"""A sound file -> Features, kept by the file's bytes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from clavilux import cache
from clavilux.backends import open_backend
from clavilux.backends.roles import BeatNet
from clavilux.types.features import Features

if TYPE_CHECKING:
    from clavilux.analysis.activations import Activations

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


def _activations(network: BeatNet, path: Path) -> "Activations":
    """Where a back end hears beats and downbeats."""
    from clavilux.analysis.activations import Activations
    from clavilux.media.read import read

    curve = network.activations(read(path, 22050, mono=True))
    return Activations(curve.values[:, 0], curve.values[:, 1], curve.rate)
