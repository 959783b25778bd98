"""Collections of drum strokes: from the kits of sound fonts, from recorded samples, from our own
makers.

A collection is a list of kits; a kit is a dict from the name of a drum to its strokes, `float32[n]`
with peak 1.
"""

import re
from pathlib import Path

import numpy as np

from sounds import drums, fonts
from sounds.catalogue import DRUM_KEYS, DRUMS
from sounds.files import read
from sounds.phrases import Note
from sounds.tone import RATE
from sounds.voice import Rng

Kit = dict[str, list[np.ndarray]]
RING_S = {"crash": 4.0, "ride": 3.0, "splash": 2.0}

SONIC_PI = Path("/usr/share/sonic-pi/samples")  # CC0, all by way of freesound.org
SONIC_PI_NAMES = (  # pattern of the file's name, what it is
    (r"bd_.*|drum_heavy_kick|elec_(hollow|soft)_kick", "kick"),
    (r"sn_.*|drum_snare.*|elec_.*snare", "snare"),
    (r"drum_tom.*|elec_fuzz_tom", "tom"),
    (r"drum_cymbal_(closed|pedal)|hat_.*", "hi-hat"),
    (r"drum_cymbal_(hard|soft)|elec_cymbal", "crash"),
    (r"drum_splash.*", "splash"),
    (r"drum_cowbell|tabla_.*|perc_snap.*|elec_wood", "percussion"),
)
HYDROGEN = Path("/usr/share/hydrogen/data/drumkits")
HYDROGEN_NAMES = (
    (r"kick|bass ?drum", "kick"),
    (r"(side|rim) ?(stick|click)|^stick|stick$", "rimshot"),
    (r"snare (?!roll).*|^snare\d?$", "snare"),
    (r"tom\b|tom ", "tom"),
    (r"(closed|open|pedal|semi).*(hh|hat|hi-hat)|hi-?hat|^hat|hat \d|hh", "hi-hat"),
    (r"splash", "splash"),
    (r"crash", "crash"),
    (r"ride", "ride"),
    (r"clap|cowbell|conga|bongo|maraca|tambourine|clave|woodblock|djembe", "percussion"),
)


def of_font(name: str, programs: tuple[int, ...], rng: Rng) -> list[Kit]:
    """The kits of a General MIDI font, each drum at several strengths."""
    return [_font_kit(name, program, rng) for program in programs]


def _font_kit(name: str, program: int, rng: Rng) -> Kit:
    wanted = [
        (drum, key, v) for drum in DRUMS for key in DRUM_KEYS[drum] for v in (0.45, 0.75, 1.0)
    ]
    hits = [[Note(0.0, 1.0, float(key), v)] for _, key, v in wanted]
    sound = fonts.render(fonts.font(name), program, hits, 4.0, rng, drum=True)
    kit: Kit = {}
    for (drum, _, _), x in zip(wanted, sound, strict=True):
        if (stroke := trimmed(x, drum)) is not None:
            kit.setdefault(drum, []).append(stroke)
    return kit


def trimmed(x: np.ndarray, drum: str) -> np.ndarray | None:
    """From its onset until it has died away, peak 1; None for silence."""
    peak = np.abs(x).max() if len(x) else 0.0
    if peak < 1e-3:
        return None
    loud = np.flatnonzero(np.abs(x) > 0.01 * peak)
    first = max(int(loud[0]) - 40, 0)
    x = x[first : min(int(loud[-1]) + 2000, first + int(RING_S.get(drum, 1.5) * RATE))] / peak
    fade = min(len(x), 400)
    x[len(x) - fade :] *= np.linspace(1, 0, fade)
    return x.astype(np.float32)


def of_makers(rng: Rng, count: int) -> list[Kit]:
    """Our own drums, a new body for each stroke but the kit's name."""
    return [{drum: [drums.hit(drum, rng)] for drum in DRUMS} for _ in range(count)]


def of_sonic_pi() -> list[Kit]:
    """Each recorded stroke as a kit of its own, so that none is drawn more than another."""
    kits: list[Kit] = []
    for path in sorted(SONIC_PI.glob("*.flac")):
        for pattern, drum in SONIC_PI_NAMES:
            if re.fullmatch(pattern, path.stem):
                if (stroke := trimmed(read(path), drum)) is not None:
                    kits.append({drum: [stroke]})
                break
    return kits


def of_hydrogen(names: tuple[str, ...]) -> list[Kit]:
    """Kits of Hydrogen by the names of their folders."""
    from xml.etree import ElementTree

    kits = []
    for name in names:
        text = (HYDROGEN / name / "drumkit.xml").read_text(errors="replace")
        text = re.sub(r'xmlns="[^"]*"', "", text)
        kit: Kit = {}
        for instrument in ElementTree.fromstring(text).iter("instrument"):
            called = (instrument.findtext("name") or "").lower()
            drum = next((d for p, d in HYDROGEN_NAMES if re.search(p, called)), None)
            files = [e.text for e in instrument.iter("filename") if e.text]
            for file in files[:: max(1, len(files) // 4)] if drum else ():
                x = read(HYDROGEN / name / file)
                if (stroke := trimmed(x, drum)) is not None:
                    kit.setdefault(drum, []).append(stroke)
        kits.append(kit)
    return kits
