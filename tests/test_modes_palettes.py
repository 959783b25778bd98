"""Laws of designed palettes and of their variations."""

from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clavilux.modes.brief import Brief
from clavilux.modes.colouring import HUE_DEG, choose, colour, vary
from clavilux.modes.listening import Ear
from clavilux.modes.sleeve import colours_of
from clavilux.timeline import Timeline
from clavilux.types.colour import contrast, difference, luminance, oklch_from_hex
from clavilux.types.errors import UsageError
from clavilux.types.features import Key
from clavilux.types.palettes import PALETTES, palette_card
from clavilux.types.plan import Palette
from made_features import song

NAMES = list(PALETTES)


def _hue_span(palette: Palette) -> float:
    """Degrees of the hue circle that the three tones take, greys left out."""
    tones = [oklch_from_hex(text) for text in (palette.low, palette.mid, palette.high)]
    hues = sorted(tone[2] for tone in tones if tone[1] > 0.03)
    if len(hues) < 2:
        return 0.0
    gaps = np.diff([*hues, hues[0] + 360])
    return 360 - float(gaps.max())


def test_there_are_at_least_twelve_and_no_two_alike() -> None:
    assert len(PALETTES) >= 12
    mids = [card.colours.mid for card in PALETTES.values()]
    near = [difference(a, b) for k, a in enumerate(mids) for b in mids[:k]]
    assert min(near) > 0.04


@pytest.mark.parametrize("name", NAMES)
def test_a_palette_has_a_value_structure_and_one_rare_accent(name: str) -> None:
    _is_designed(PALETTES[name].colours)


def _is_designed(colours: Palette) -> None:
    ladder = [luminance(text) for text in astuple(colours)[:4]]
    assert ladder == sorted(ladder) and min(np.diff(ladder)) > 0.005
    assert luminance(colours.ground) < 0.06
    assert contrast(colours.high, colours.ground) >= 7
    assert contrast(colours.mid, colours.ground) >= 2.5
    assert _hue_span(colours) <= 110, "never a rainbow"
    others = astuple(colours)[:4]
    assert min(difference(colours.accent, text) for text in others) > 0.12


@given(st.sampled_from(NAMES), st.floats(0, 1), st.floats(-HUE_DEG, HUE_DEG))
def test_a_variation_is_a_sibling(name: str, energy: float, turn: float) -> None:
    base = PALETTES[name].colours
    sibling = vary(base, energy, turn)
    for one, other in zip(astuple(base), astuple(sibling), strict=True):
        assert difference(one, other) < 0.09
        hues = oklch_from_hex(one)[2] - oklch_from_hex(other)[2]
        chroma = oklch_from_hex(other)[1]
        assert chroma < 0.05 or abs((hues + 180) % 360 - 180) <= HUE_DEG + 4
    ladder = [luminance(text) for text in astuple(sibling)[:4]]
    assert ladder == sorted(ladder)


def test_bright_major_songs_are_warmer_than_dark_minor_ones() -> None:
    def warmth(mode: str, centroid: float) -> float:
        features = song()
        object.__setattr__(features, "key", Key("C", mode, 1.0))
        features.curves["centroid"].values[:] = centroid
        timeline = Timeline(features)
        ear = Ear(timeline)
        return float(np.mean([choose(timeline, ear, Brief(seed=k)).warmth for k in range(12)]))

    assert warmth("major", 0.7) > warmth("minor", 0.2) + 0.3


def test_labels_have_variations_of_one_palette() -> None:
    timeline = Timeline(song())
    palettes = colour(timeline, Ear(timeline), Brief(palette="ember"))
    assert palettes["main"] == PALETTES["ember"].colours
    assert set(palettes) == {"main", "A", "B", "C"}
    assert len({palettes[name].mid for name in "ABC"}) == 3


@given(
    st.lists(st.tuples(*[st.integers(0, 255)] * 3), min_size=1, max_size=6),
    st.integers(1, 40),
)
def test_any_picture_gives_a_palette_that_keeps_the_laws(
    inks: list[tuple[int, int, int]], height: int
) -> None:
    pixels = np.array(inks, np.uint8)[np.arange(height * 30).reshape(height, 30) % len(inks)]
    _is_designed(palette_card(colours_of(pixels)).colours)


def test_a_picture_gives_its_own_colours() -> None:
    picture = np.full((60, 60, 3), (30, 70, 160), np.uint8)
    picture[20:30, 20:30] = 240, 190, 40
    colours = palette_card(colours_of(picture)).colours
    blue, yellow = (oklch_from_hex(text)[2] for text in ("#1e46a0", "#f0be28"))
    assert oklch_from_hex(colours.mid)[2] == pytest.approx(blue, abs=12)
    assert oklch_from_hex(colours.accent)[2] == pytest.approx(yellow, abs=12)


@pytest.mark.parametrize("name", ["teal", "#112233", "#112233," * 5, "#11,#22,#33,#44,#55"])
def test_what_is_no_palette_is_refused(name: str) -> None:
    with pytest.raises(UsageError):
        palette_card(name)
