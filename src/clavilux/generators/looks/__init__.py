"""The looks: one WGSL file each with a header, and one line here.

A header line is `//! about: ...`, `//! energy: LOW .. HIGH`, `//! focus: x = PLACE, y = PLACE`
(where the subject is, `REST [grow G]` or `seed K times A [less B]`, as in `types.look.Focus`),
`//! weights: NAME` (the look reads a uniform buffer that this module fills for every frame) or
`//! drive: NAME = [phase] SOURCE [base B] [gain G] [attack S] [release S]`. A drive NAME becomes a
function `NAME()` in the shader and a default in the plan.
"""

import functools
import re
from importlib import resources

from clavilux.types.errors import UsageError
from clavilux.types.look import Focus, LookCard
from clavilux.types.plan import Drive

LOOKS = {
    "curtains": "curtains.wgsl",
    "ink": "ink.wgsl",
    "horizon": "horizon.wgsl",
    "neural": "neural.wgsl",
    "tunnel": "tunnel.wgsl",
    "starflight": "starflight.wgsl",
    "ridgelines": "ridgelines.wgsl",
    "petals": "petals.wgsl",
    "swarm": "swarm.wgsl",
    "tiles": "tiles.wgsl",
    "ribbons": "ribbons.wgsl",
    "fractal": "fractal.wgsl",
    "orbits": "orbits.wgsl",
    "chladni": "chladni.wgsl",
    "monolith": "monolith.wgsl",
}
MAX_DRIVES = 16


def source(name: str) -> str:
    """The WGSL text of a look."""
    if name not in LOOKS:
        raise UsageError(f"There is no look named {name!r}; there are: {', '.join(sorted(LOOKS))}.")
    return (resources.files("clavilux.generators.looks") / LOOKS[name]).read_text("utf-8")


def cards() -> list[LookCard]:
    """All looks, in the table's order."""
    return [card(name) for name in LOOKS]


@functools.cache
def card(name: str) -> LookCard:
    """What the header of a look says."""
    fields = [line[3:].strip() for line in source(name).splitlines() if line.startswith("//!")]
    about, energy = "", (0.0, 1.0)
    drives: dict[str, Drive] = {}
    focus = (Focus(), Focus())
    for text in fields:
        key, _, value = (part.strip() for part in text.partition(":"))
        if key == "about":
            about = value
        elif key == "energy":
            low, high = (float(part) for part in value.split(".."))
            energy = (low, high)
        elif key == "focus":
            focus = parse_focus(value)
        elif key == "drive":
            drives.update([parse_drive(value)])
        elif key == "weights":
            continue
        else:
            raise ValueError(f"look {name}: unknown header {key!r}")
    if len(drives) > MAX_DRIVES:
        raise ValueError(f"look {name}: {len(drives)} drives, {MAX_DRIVES} at most")
    return LookCard(name, about, energy, drives, focus)


def weights(name: str) -> str:
    """Which module fills the look's own uniform buffer; empty for most looks."""
    found = re.search(r"^//! weights:\s*(\w+)\s*$", source(name), re.MULTILINE)
    return found[1] if found else ""


def parse_focus(text: str) -> tuple[Focus, Focus]:
    """`"x = seed 1 times 0.8 less 0.3, y = 0.2"` as the places along both axes."""
    axes = re.fullmatch("x = (.+), y = (.+)", text)
    if not axes:
        raise ValueError(f"not a focus: {text!r}")
    return _along(axes[1]), _along(axes[2])


def _along(place: str) -> Focus:
    """`"0.2 grow 0.6"` or `"seed 1 times 0.8 less 0.3"`."""
    number = r"(-?[\d.]+)"
    if still := re.fullmatch(f"{number}(?: grow {number})?", place):
        return Focus(float(still[1]), float(still[2] or 0))
    if seeded := re.fullmatch(f"seed ([0-7]) times {number}(?: less {number})?", place):
        times, less = float(seeded[2]), float(seeded[3] or 0)
        return Focus(seed=int(seeded[1]), times=times, less=less)
    raise ValueError(f"not a focus: {place!r}")


def parse_drive(text: str) -> tuple[str, Drive]:
    """`"lift = bass gain 0.8 release 0.4"` as a name and a Drive."""
    match = re.fullmatch(r"(\w+)\s*=\s*(phase\s+)?(\w+)((?:\s+\w+\s+-?[\d.]+)*)", text)
    if not match:
        raise ValueError(f"not a drive: {text!r}")
    name, phase, origin, rest = match.groups()
    words = rest.split()
    numbers = dict(zip(words[::2], map(float, words[1::2]), strict=True))
    known = {"gain": "gain", "base": "base", "attack": "attack_s", "release": "release_s"}
    options = {known[key]: value for key, value in numbers.items()}
    return name, Drive(origin, kind="phase" if phase else "level", **options)  # type: ignore[arg-type]
