"""Colour against published values and its own inverses. Tolerances: 2e-4, 1e-12."""

import numpy as np
import pytest

from clavilux.types.colour import (
    contrast,
    hex_from_oklch,
    hex_from_srgb,
    hex_to_linear,
    linear_from_oklab,
    linear_from_srgb,
    luminance,
    mix_oklab,
    oklab_from_linear,
    oklab_from_oklch,
    oklch_from_hex,
    oklch_from_oklab,
    srgb_from_hex,
    srgb_from_linear,
)
from clavilux.types.errors import UsageError

PUBLISHED_OKLAB = {  # CSS Color 4, its table of sRGB primaries
    "#ff0000": (0.62796, 0.22486, 0.12585),
    "#00ff00": (0.86644, -0.23389, 0.17950),
    "#0000ff": (0.45201, -0.03246, -0.31153),
    "#ffffff": (1.0, 0.0, 0.0),
    "#000000": (0.0, 0.0, 0.0),
}


@pytest.mark.parametrize("text", PUBLISHED_OKLAB)
def test_oklab_of_the_primaries_is_as_published(text: str) -> None:
    lab = oklab_from_linear(hex_to_linear(text))
    np.testing.assert_allclose(lab, PUBLISHED_OKLAB[text], atol=2e-4)


def test_every_conversion_undoes_its_inverse() -> None:
    srgb = np.random.default_rng(1).random((500, 3))
    linear = linear_from_srgb(srgb)
    np.testing.assert_allclose(srgb_from_linear(linear), srgb, atol=1e-12)
    lab = oklab_from_linear(linear)
    np.testing.assert_allclose(linear_from_oklab(lab), linear, atol=1e-12)
    np.testing.assert_allclose(oklab_from_oklch(oklch_from_oklab(lab)), lab, atol=1e-12)


@pytest.mark.parametrize("text", ["#000000", "#ffffff", "#7f8081", "#01fe80", "#c0ffee"])
def test_hex_survives_the_way_through_oklch(text: str) -> None:
    assert hex_from_srgb(srgb_from_hex(text)) == text
    assert hex_from_oklch(oklch_from_hex(text)) == text


def test_contrast_is_wcags() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.005)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert luminance("#ff0000") == pytest.approx(0.2126)


def test_a_colour_out_of_gamut_gives_up_chroma_and_keeps_lightness_and_hue() -> None:
    lightness, chroma, hue = oklch_from_hex(hex_from_oklch(np.array([0.7, 0.4, 150.0])))
    assert lightness == pytest.approx(0.7, abs=0.01)
    assert hue == pytest.approx(150, abs=2)
    assert 0.1 < chroma < 0.4


def test_mixing_meets_its_colours_and_a_grey_ramp_is_even_in_lightness() -> None:
    ramp = mix_oklab(["#000000", "#808080", "#ffffff"], np.array([0.0, 0.5, 1.0]))
    np.testing.assert_allclose(ramp[1], hex_to_linear("#808080"), atol=1e-9)
    half = mix_oklab(["#000000", "#ffffff"], np.array([0.5]))
    assert oklab_from_linear(half)[0, 0] == pytest.approx(0.5, abs=1e-6)


@pytest.mark.parametrize("text", ["red", "#fff", "#gg0000", "", "#ff00000"])
def test_what_is_no_colour_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(UsageError, match="#rrggbb"):
        srgb_from_hex(text)
