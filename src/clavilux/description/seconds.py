"""One window of one second after the other: what is heard there, and its sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clavilux.backends.roles import Similarity
from clavilux.description.colour import colour, dominant_hz
from clavilux.description.sentence import Parts, sentence
from clavilux.description.tables import ABSTRACTIONS, ACTIONS, FUNCTION_WORDS, VOCABULARY, VOCALS
from clavilux.types.features import Features
from clavilux.types.lyrics import Word

SURE = 0.7  # confidence that an instrument needs to open the list
MOST = 3  # instruments of a second
SILENT_DB = 60.0  # under the song's loudest second nothing is heard
RANGE_DB = 24.0  # over which intensity goes from 0 to 1, 0.5 at the running average
SCREAM_DB = 6.0  # over the running average: how loud words are meant
PUNCTUATION = " \t.,;:!?\"'()[]…—–-¿¡"


@dataclass(frozen=True)
class Options:
    """`seed` chooses the actions; `similar` replaces the table of abstractions."""

    seed: int = 0
    similar: Similarity | None = None


@dataclass(frozen=True)
class Second:
    """The window of one second that begins at `start`. `volume` is loud, quiet or silent against
    the running average, `intensity` the same as 0..1; `manner` says how words are sung
    (screaming, yelling, whispering; empty without words)."""

    start: float
    volume: str
    intensity: float
    words: str
    manner: str
    instruments: tuple[str, ...]
    abstractions: tuple[str, ...]
    hz: float
    colour: str
    hex: str
    action: str
    sentence: str


def describe(
    features: Features, words: Sequence[Word] = (), options: Options = Options()
) -> tuple[Second, ...]:
    """Every second of a sound; `words` are those sung, with their times."""
    levels = _levels(features)
    average = running_average(levels)
    loudest = max(levels, default=-np.inf)
    found = []
    for number, level in enumerate(levels):
        over = level - average[number] if level > loudest - SILENT_DB and level > -100 else None
        found.append(_second(features, words, options, number, over))
    return tuple(found)


def _second(
    features: Features, words: Sequence[Word], options: Options, number: int, over: float | None
) -> Second:
    """Second `number`, `over` dB above the running average; None where it is silent."""
    sung = " ".join(filter(None, (clean(w.text) for w in words if number <= w.start < number + 1)))
    volume = "silent" if over is None else "loud" if over >= 0 else "quiet"
    heard = () if over is None else instruments(confidences(features, number, bool(sung)))
    abstract = tuple(abstraction(name, options.similar) for name in heard)
    hz = 0.0 if over is None else _hz(features, number)
    shade, code = colour(hz)
    action = ACTIONS[int(np.random.default_rng([options.seed, number]).integers(len(ACTIONS)))]
    manner = "" if not sung else _manner(over or 0.0)
    intensity = 0.0 if over is None else float(np.clip(0.5 + over / RANGE_DB, 0, 1))
    told = sentence(Parts(volume, topic(sung), heard, abstract, shade, action))
    return Second(
        start=float(number),
        volume=volume,
        intensity=round(intensity, 3),
        words=sung,
        manner=manner,
        instruments=heard,
        abstractions=abstract,
        hz=round(hz, 1),
        colour=shade,
        hex=code,
        action=action if sung else "",
        sentence=told,
    )


def _levels(features: Features) -> list[float]:
    """The mean power of every second in dB; the last may be shorter, at least a tenth."""
    curve = features.curves["rms_db"]
    count = max(1, int(np.ceil(features.duration - 0.1)))
    spans = [curve.slice(k, min(k + 1, features.duration)) for k in range(count)]
    return [float(10 * np.log10(np.mean(10 ** (span.astype(np.float64) / 10)))) for span in spans]


def running_average(levels: Sequence[float]) -> list[float]:
    """The mean level of all seconds so far, this one included; silent ones do not count."""
    total, count, found = 0.0, 0, []
    for level in levels:
        if level > -100:
            total, count = total + level, count + 1
        found.append(total / count if count else level)
    return found


def _manner(over: float) -> str:
    return "screaming" if over >= SCREAM_DB else "yelling" if over >= 0 else "whispering"


def topic(words: str) -> str:
    """The words that name something; all, where none of them does."""
    return " ".join(w for w in words.split() if w not in FUNCTION_WORDS) or words


def clean(word: str) -> str:
    return word.strip(PUNCTUATION).lower()


def confidences(features: Features, number: int, sung: bool) -> dict[str, float]:
    """Every instrument's confidence in a second. The voice counts as the instrument "vocal" where
    it sings no words.
    """
    row = features.tags.at(number + 0.5)
    heard = {n: float(v) for n, v in zip(features.tags.names, row, strict=True) if n != "speech"}
    voices = [heard.pop(name) for name in VOCALS if name in heard]
    voice = features.voice.at(number + 0.5)
    voices += [float(v) for n, v in zip(features.voice.names, voice, strict=True) if n in VOCALS]
    if voices and not sung:
        heard["vocal"] = max(voices)
    return heard


def instruments(confidence: dict[str, float]) -> tuple[str, ...]:
    """The three instruments of a second, surest first: those of 70 % and more, and where they are
    fewer than three, filled with the next guesses; none where no one is sure.
    """
    order = sorted(confidence, key=lambda name: -confidence[name])
    if not order or confidence[order[0]] < SURE:
        return ()
    return tuple(name for name in order if confidence[name] > 0)[:MOST]


def abstraction(instrument: str, similar: Similarity | None) -> str:
    """The abstracted word of an instrument: by vectors where they know it, else by the table."""
    if similar is not None:
        for word in (instrument, *instrument.split()[::-1]):
            if nearest := similar.nearest(word, VOCABULARY):
                return nearest
    return ABSTRACTIONS.get(instrument, instrument)


def _hz(features: Features, number: int) -> float:
    mel, chroma = (features.curves[name].slice(number, number + 1) for name in ("mel", "chroma"))
    return dominant_hz(mel.astype(np.float32).mean(axis=0), chroma.mean(axis=0))
