"""A Standard MIDI File (format 1) that holds the tempo map: each beat is a quarter note, each
downbeat begins a bar, each section is a marker.

The song begins at tick 0. Quarters are put before the first beat so that the first downbeat begins
a bar; each beat's tempo is rounded to a microsecond such that times never drift by more than half
of one. A sequencer that loads the file beside the song has its bars under the music.
"""

from collections.abc import Sequence

import numpy as np

from clavilux.types.features import Features

TICKS = 480  # of a quarter
SLOWEST_US = 2**24 - 1  # of a quarter: MIDI holds no more
PLAIN_US = 500_000  # where no beat is heard: 120 beats a minute

Event = tuple[int, int, bytes]  # tick, order at the same tick, message


def document(features: Features, title: str, what: Sequence[str]) -> bytes:
    """The file's bytes; without beats the tempo is 120 throughout."""
    edges, metres = _quarters(features)
    events: list[Event] = [(0, 0, _meta(0x03, title.encode()))]
    events += _tempi(edges)
    events += [(index * TICKS, 1, _meta(0x58, bytes([metre, 2, 24, 8]))) for index, metre in metres]
    if "sections" in what:
        for part in features.sections:
            text = f"{part.label} {part.name}".strip()
            events.append((_tick(edges, part.start), 3, _meta(0x06, text.encode())))
    end = _tick(edges, features.duration)
    head = b"MThd" + _int(6, 4) + _int(1, 2) + _int(1, 2) + _int(TICKS, 2)
    return head + _track(sorted(events, key=lambda event: event[:2]), end)


def _quarters(features: Features) -> tuple[np.ndarray, list[tuple[int, int]]]:
    """Where quarters begin, in seconds from 0 on; and metres, each from the quarter on which it
    begins to hold.
    """
    beats = features.beats
    if len(beats.times) < 2:
        return np.arange(0.0, features.duration + 0.5, 0.5), [(0, 4)]
    first = np.flatnonzero(beats.positions == 1)
    lengths = np.diff(first)
    metre = int(np.bincount(lengths).argmax()) if len(lengths) else int(beats.positions.max())
    lead = _lead(float(beats.times[0]), int(first[0]) if len(first) else 0, metre)
    edges = np.concatenate([np.linspace(0, beats.times[0], lead, endpoint=False), beats.times])
    last = 2 * edges[-1] - edges[-2]
    metres, holds = [(0, metre)], metre
    for start, length in zip(first + lead, lengths, strict=False):
        if length != holds:
            metres.append((int(start), int(length)))
            holds = int(length)
    return np.append(edges, last), metres


def _lead(before: float, pickup: int, metre: int) -> int:
    """How many quarters stand before the first beat, `before` seconds long together, `pickup` beats
    before the first downbeat; none where the first beat is the first sample.
    """
    lead = (-pickup) % metre
    if before <= 1e-6:
        return 0
    return lead or metre


def _tempi(edges: np.ndarray) -> list[Event]:
    whole = np.rint(edges * 1e6).astype(np.int64)
    spans = np.clip(np.diff(whole), 1, SLOWEST_US)
    events, now = [], -1
    for index, span in enumerate(spans):
        if span != now:
            events.append((index * TICKS, 2, _meta(0x51, _int(int(span), 3))))
            now = int(span)
    return events


def _tick(edges: np.ndarray, time: float) -> int:
    """The tick of a time; the last tempo goes on after the last quarter."""
    if time <= edges[-1]:
        return round(TICKS * float(np.interp(time, edges, np.arange(len(edges)))))
    period = edges[-1] - edges[-2]
    return round(TICKS * (len(edges) - 1 + (time - edges[-1]) / period))


def _track(events: list[Event], end: int) -> bytes:
    body, now = b"", 0
    for tick, _, message in events:
        body += _variable(tick - now) + message
        now = tick
    body += _variable(max(end - now, 0)) + _meta(0x2F, b"")
    return b"MTrk" + _int(len(body), 4) + body


def _meta(kind: int, data: bytes) -> bytes:
    return bytes([0xFF, kind]) + _variable(len(data)) + data


def _int(value: int, size: int) -> bytes:
    return value.to_bytes(size, "big")


def _variable(value: int) -> bytes:
    """Seven bits a byte, all but the last with the high bit set."""
    parts = [value & 0x7F]
    while value := value >> 7:
        parts.append(0x80 | value & 0x7F)
    return bytes(reversed(parts))
