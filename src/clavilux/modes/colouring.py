"""Which colours a song gets: one palette for the film, a variation in OKLCH for every section
label.

In: key, brightness and energy of the song. Out: `Plan.palettes`: "main" and one for each label.
"""

import numpy as np

from clavilux.modes.brief import Brief
from clavilux.modes.chance import rng
from clavilux.modes.listening import Ear
from clavilux.timeline import Timeline
from clavilux.types.colour import hex_from_oklch, oklch_from_hex
from clavilux.types.palettes import PALETTES, PaletteCard, palette_card
from clavilux.types.plan import Palette

CHOICE = 4  # of the best palettes the seed picks one
HUE_DEG, CHROMA, LIGHTNESS = 18.0, 0.12, 0.035  # how far a section's variation may go
LEAST = 0.4  # of the hue's turn: neighbours turn to opposite sides, to be told apart


def colour(timeline: Timeline, ear: Ear, brief: Brief) -> dict[str, Palette]:
    """The film's palette as "main", and its variation for each section label under that label."""
    main = choose(timeline, ear, brief).colours
    energies: dict[str, float] = {}
    for section, energy in zip(timeline.sections, ear.sections, strict=True):
        energies[section.label] = max(energy, energies.get(section.label, 0.0))
    palettes = {"main": main}
    for number, (label, energy) in enumerate(energies.items()):
        chance = rng(brief.seed, "palette", label)
        turn = HUE_DEG * chance.uniform(LEAST, 1) * (-1) ** number
        palettes[label] = vary(main, energy, turn)
    return palettes


def choose(timeline: Timeline, ear: Ear, brief: Brief) -> PaletteCard:
    """The palette asked for, or one of the nearest to the song. Raises UsageError for an unknown
    name.
    """
    if brief.palette != "auto":
        return palette_card(brief.palette)
    wanted = temper(timeline, ear)
    cards = sorted(PALETTES.values(), key=lambda card: _distance(card, wanted))
    return cards[int(rng(brief.seed, "palette").integers(CHOICE))]


def temper(timeline: Timeline, ear: Ear) -> np.ndarray:
    """`float64[3]`: warmth -1..1 (major warm, minor cold), brightness 0..1, energy 0..1."""
    features, end = timeline.features, timeline.duration
    sign = 1.0 if features.key.mode == "major" else -1.0
    brightness = float(np.clip((ear.mean("centroid", 0.0, end) - 0.4) / 0.5, 0, 1))
    warmth = 0.8 * sign * features.key.confidence + 0.6 * (brightness - 0.5)
    return np.array([np.clip(warmth, -1, 1), brightness, ear.vigour])


def _distance(card: PaletteCard, wanted: np.ndarray) -> float:
    difference = np.array([card.warmth, card.brightness, card.energy]) - wanted
    return float(np.linalg.norm(difference * [0.6, 0.8, 1.0]))


def vary(palette: Palette, energy: float, turn: float) -> Palette:
    """A sibling of the palette: hues turned by degrees, more chroma and light with energy."""
    bend = np.array([LIGHTNESS * (2 * energy - 1), 1 + CHROMA * (2 * energy - 1), turn])
    return Palette(
        ground=_shift(palette.ground, bend * [0, 1, 0.5] + [0, 0, 0]),
        low=_shift(palette.low, bend * [0.5, 1, 1]),
        mid=_shift(palette.mid, bend),
        high=_shift(palette.high, bend * [0.5, 1, 1]),
        accent=palette.accent,
    )


def _shift(text: str, bend: np.ndarray) -> str:
    """Adds to lightness and hue, multiplies chroma."""
    lightness, chroma, hue = oklch_from_hex(text)
    return hex_from_oklch(np.array([lightness + bend[0], chroma * bend[1], hue + bend[2]]))
