"""Which instruments and voices are heard in each second: our own small network over the log-mel.

In: the log-mel of `measures`. Out: `Tags` with one row a second. The network (`models/tags.onnx`,
made by `training/tags.py`) answers every 93 ms with log-odds for each name; a second takes a mean
of them that leans to the largest, so that one short stroke is enough. A fixed scale and shift for
each name, found on a sound font that the network never learned from, makes 0.7 mean seven in ten.

Names that are not told apart well enough are not offered; their family answers for them, with the
probability that one of the family is there which has no name of its own. Some are told apart well
enough where nothing else plays: those are offered as far as no other family is heard.
"""

import json
from dataclasses import dataclass

import numpy as np

from clavilux.analysis import network
from clavilux.analysis.measures import FRAME_RATE, Measures
from clavilux.types.heard import Tags
from clavilux.types.instruments import FAMILIES, FAMILY_OF, members

POOL = 8  # frames of a step
CHUNK, MARGIN = 2048, 256  # frames run at once, and their surroundings
QUIETEST_DB = -80.0  # what lies lower is silence
NEVER = -12.0  # log-odds of anything in silence
FLOOR_DB = -120.0


@dataclass(frozen=True)
class Scale:
    """What the network's file says: the names of its answers, those that are offered, the scale and
    shift of each name's log-odds, and the names that are offered where nothing else plays."""

    names: tuple[str, ...]
    offered: tuple[str, ...]
    slope: np.ndarray
    shift: np.ndarray
    solo: tuple[str, ...] = ()


def scale() -> Scale:
    """The scale in `models/tags.onnx`."""
    said = network.metadata("tags")
    slope, shift = (np.array(json.loads(said[k]), np.float32) for k in ("slope", "shift"))
    names, named, solo = (tuple(json.loads(said[k])) for k in ("names", "offered", "solo"))
    return Scale(names, named, slope, shift, solo)


def heard(measures: Measures) -> Tags:
    """All names of the network by the second, calibrated."""
    known = scale()
    log_odds = _run(_levelled(measures.mel_cdb))
    log_odds[_silent(measures.mel_cdb)] = NEVER
    log_odds = by_second(log_odds, FRAME_RATE / POOL)
    values = 1 / (1 + np.exp(-(log_odds * known.slope + known.shift)))
    return Tags(known.names, values.astype(np.float32), 1.0)


def offered(tags: Tags) -> Tags:
    """Those instruments and families that the ears stand by, voices left out (they have their own
    answer)."""
    known = scale()
    columns = {name: tags.column(name) for name in known.offered}
    columns |= {name: tags.column(name) * _alone(tags, name) for name in known.solo}
    rest = [f for f in dict.fromkeys(FAMILY_OF.values()) if f != "voice" and f not in columns]
    for family in rest:
        if family in tags.names and not members(family):
            columns[family] = tags.column(family)  # bass: a family of one
        named = [columns[m] for m in members(family) if m in columns]
        if not set(members(family)) <= set(known.offered):
            others = 1 - np.max(named, axis=0) if named else 1.0
            columns[family] = (tags.column(family) * others).astype(np.float32)
    return Tags(tuple(columns), np.stack(list(columns.values()), 1), tags.rate)


def _alone(tags: Tags, name: str) -> np.ndarray:
    """How sure it is that no other family is heard, `float32[seconds]`."""
    others = [f for f in FAMILIES if f != FAMILY_OF[name] and f in tags.names]
    return 1 - np.max([tags.column(f) for f in others], axis=0)


def by_second(log_odds: np.ndarray, rate: float) -> np.ndarray:
    """`float32[steps, names]` at `rate` to `float32[seconds, names]`: log mean exp(2 x) / 2."""
    second = np.floor((np.arange(len(log_odds)) + 0.5) / rate).astype(int)
    first = np.flatnonzero(np.diff(second, prepend=-1))
    sums = np.add.reduceat(np.exp(2 * np.clip(log_odds, -30, 30)), first, axis=0)
    counts = np.diff(np.append(first, len(log_odds)))[:, None]
    return np.log(sums / counts) / 2


def _silent(mel_cdb: np.ndarray) -> np.ndarray:
    """`bool[steps]`: where no band is louder than QUIETEST_DB."""
    loudest = mel_cdb.max(axis=1)
    padded = np.pad(loudest, (0, -len(loudest) % POOL), mode="edge")
    return padded.reshape(-1, POOL).max(axis=1) < 100 * QUIETEST_DB


def _levelled(mel_cdb: np.ndarray) -> np.ndarray:
    """`int16[n, 128]` in hundredths of dB with the file's peak at 0."""
    peak = max(int(mel_cdb.max()), int(100 * QUIETEST_DB))
    return np.maximum(mel_cdb - np.int16(peak), np.int16(100 * FLOOR_DB))


def _run(levelled: np.ndarray) -> np.ndarray:
    """Log-odds `float32[ceil(n / 8), names]`, chunk by chunk with silence beyond the ends."""
    steps = -(-len(levelled) // POOL)
    after = MARGIN + CHUNK + POOL
    padded = np.pad(levelled, ((MARGIN, after), (0, 0)), constant_values=int(100 * FLOOR_DB))
    parts = []
    for first in range(0, steps * POOL, CHUNK):
        length = min(CHUNK, steps * POOL - first) + 2 * MARGIN
        mel = padded[first : first + length].astype(np.float32) / 100
        (answer,) = network.run("tags", mel=mel[None])
        parts.append(answer[0, MARGIN // POOL : -MARGIN // POOL])
    return np.concatenate(parts)
