"""The designed palettes: begin from darkness or one strong ground, two or three related tones, one
rare accent.

`warmth` -1 (cold) .. 1 (warm), `brightness` 0 (dim, dark tones) .. 1 (open, light tones), `energy`
0 (calm) .. 1 (loud) say which music a palette was made for.
"""

from dataclasses import dataclass

from clavilux.types.colour import srgb_from_hex
from clavilux.types.errors import UsageError
from clavilux.types.plan import Palette

OWN = "own"  # the name of the card of colours that a person gave


@dataclass(frozen=True)
class PaletteCard:
    """A palette with the name a user gives and the music it was made for."""

    name: str
    about: str
    colours: Palette
    warmth: float
    brightness: float
    energy: float


def _card(
    name: str, about: str, colours: str, warmth: float, brightness: float, energy: float
) -> PaletteCard:
    return PaletteCard(name, about, Palette(*colours.split()), warmth, brightness, energy)


PALETTES: dict[str, PaletteCard] = {
    card.name: card
    for card in (
        _card("ember", "coals", "#0d0605 #4a140d #b83a1a #f8b878 #3fd0c9", 0.9, 0.35, 0.75),
        _card("tungsten", "filament", "#0b0907 #3d2a15 #ab7636 #ffe4b3 #5b8cff", 0.7, 0.55, 0.35),
        _card("polar", "ice at dusk", "#050a12 #12334f #4189b0 #dcf2f5 #ff6b4a", -0.8, 0.75, 0.4),
        _card("abyss", "deep water", "#03070d #0a2a42 #15687d #86d6cb #f2c14e", -0.6, 0.25, 0.3),
        _card("orchid", "hothouse", "#0c0612 #3b1550 #9c419a #f4b9e2 #c8f169", 0.1, 0.5, 0.6),
        _card("absinthe", "green hour", "#050b07 #153f29 #4f9c55 #e0f3aa #ff4f79", -0.2, 0.6, 0.65),
        _card("signal", "black, white", "#08080a #34353d #8c8e99 #f3f2ed #ff3b1f", 0.0, 0.8, 0.8),
        _card("oxblood", "red room", "#35050b #7c1120 #d1493a #ffdabb #7fe0ff", 0.8, 0.4, 0.9),
        _card("cobalt", "blue ground", "#0a1160 #2a3fc0 #7390ff #e9eeff #ffd23f", -0.5, 0.65, 0.9),
        _card("lichen", "moss, gold", "#0a0b06 #2f3515 #8b8b3b #f0e4af #d94f8a", 0.35, 0.4, 0.2),
        _card(
            "rosewater", "skin, dawn", "#120a0d #55253b #c9728c #ffe3dd #66d9a8", 0.5, 0.75, 0.25
        ),
        _card("violet", "late hour", "#080612 #251b5a #6d5dd8 #d1c9ff #ffb347", -0.35, 0.4, 0.5),
        _card("verdigris", "old copper", "#06090a #16343a #4d8c86 #cfe8d2 #ff7a3d", -0.3, 0.5, 0.1),
        _card("neon", "wet street", "#0a0410 #4b0f50 #e2266f #ffb6ac #35e0ff", 0.45, 0.6, 1.0),
        _card("ink", "night paper", "#0b0d14 #353b53 #9aa0b2 #f5f0e3 #e8b923", -0.1, 0.7, 0.0),
        _card("marigold", "harvest", "#0f0a02 #5a3105 #d98b0f #fff0bf #4f7dff", 0.95, 0.8, 0.6),
    )
}


def palette_card(name: str) -> PaletteCard:
    """The palette of a name, or one of five colours of one's own, "#0d0605,#4a140d,...": ground,
    low, mid, high, accent. Raises UsageError for anything else."""
    if name in PALETTES:
        return PALETTES[name]
    if not name.startswith("#"):
        raise UsageError(
            f"There is no palette named {name!r}; there are: {', '.join(PALETTES)}, or cover (the "
            "file's picture), or five colours as #rrggbb,..."
        )
    colours = name.lower().split(",")
    if len(colours) != 5:
        raise UsageError(
            "A palette of your own has five colours, #ground,#low,#mid,#high,#accent, not "
            f"{len(colours)}."
        )
    for colour in colours:
        srgb_from_hex(colour)
    return PaletteCard(OWN, "given", Palette(*colours), 0.0, 0.5, 0.5)
