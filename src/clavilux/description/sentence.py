"""The sentence of a second, by the document's two templates.

With words: "Person loudly sings, holding a heart, alongside a Crash and Splash hit with a
foreground techy synth wave impact, the scene has a red color palette." Without: "Kick hits and Bass
plays in the background. In the foreground a bouncey tom deep canon, the scene has a red color
palette." The third instrument stands in the foreground behind its abstraction as an adjective,
followed by the abstractions of the second and the first.
"""

from dataclasses import dataclass

from clavilux.description.tables import STICK, STRUCK, category, verb

MANNERS = {"loud": "loudly", "quiet": "softly", "silent": "softly"}


@dataclass(frozen=True)
class Parts:
    """What a sentence is made of; `instruments` and `abstractions` have the same length, 0 to 3."""

    volume: str
    words: str
    instruments: tuple[str, ...]
    abstractions: tuple[str, ...]
    colour: str
    action: str


def sentence(parts: Parts) -> str:
    """The sentence of one second."""
    scene = f"the scene has {_a(parts.colour)} color palette."
    if parts.words:
        person = f"Person {MANNERS[parts.volume]} sings, {parts.action} {_a(parts.words)}"
        beside = _alongside(parts)
        return ", ".join(part for part in (person, beside, scene) if part)
    behind = _background(parts.instruments[:2])
    if not behind:
        return scene[0].upper() + scene[1:]
    if len(parts.instruments) < 3:
        return f"{behind} in the background, {scene}"
    return f"{behind} in the background. In the foreground {_foreground(parts)}, {scene}"


def _alongside(parts: Parts) -> str:
    """The instruments of a second with words: their verbs stand bare, as in the document."""
    if not parts.instruments:
        return ""
    first, *second = parts.instruments[:2]
    verbs = [verb(name).removesuffix("s") for name in (first, *second)]
    if second and verbs[0] != verbs[1]:
        heard = f"{_a(_name(first))} {verbs[0]} and {_name(second[0])} {verbs[1]}"
    else:
        heard = f"{_a(' and '.join(_name(name) for name in (first, *second)))} {verbs[0]}"
    front = f" with a foreground {_metaphor(parts)}" if len(parts.instruments) == 3 else ""
    return f"alongside {heard}{front}"


def _background(instruments: tuple[str, ...]) -> str:
    """What each does; sticks strike drums other than the kick."""
    struck = [category(name) in STRUCK and name != "kick" for name in instruments]
    if len(instruments) == 2 and all(struck):
        return f"{STICK} {' and '.join(_name(name) for name in instruments)}"
    clauses = [
        f"{STICK} {_name(name)}" if stick else f"{_name(name)} {verb(name)}"
        for name, stick in zip(instruments, struck, strict=True)
    ]
    return " and ".join(clauses)


def _foreground(parts: Parts) -> str:
    return _a(_metaphor(parts))


def _metaphor(parts: Parts) -> str:
    first, second, third = parts.abstractions
    return f"{_adjective(third)} {parts.instruments[2]} {second} {first}"


def _adjective(word: str) -> str:
    """tech -> techy, bounce -> bouncey, as in the document."""
    return word if word.endswith("y") else f"{word}y"


def _name(instrument: str) -> str:
    return instrument[0].upper() + instrument[1:]


def _a(words: str) -> str:
    """With its article."""
    return f"{'an' if words[0].lower() in 'aeiou' else 'a'} {words}"
