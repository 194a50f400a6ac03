"""Colours: read as people write them, measured as WCAG does, kept within what screens show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.kit.oklch import Colour, contrast, fitted, read

WHITE, BLACK = Colour(1, 0, 0), Colour(0, 0, 0)


@pytest.mark.parametrize(("hexed", "oklch"), [
    ("#ff0000", "oklch(0.628 0.2577 29.23)"), ("#00ff00", "oklch(0.8664 0.2948 142.5)"),
    ("#0000ff", "oklch(0.452 0.3132 264.1)"), ("#ffffff", "oklch(1 0 0)"), ("#000000", "oklch(0 0 0)"),
])  # fmt: skip
def test_the_corners_of_srgb_are_where_css_puts_them(hexed: str, oklch: str) -> None:
    found = read(hexed)
    assert found is not None
    assert str(found) == oklch


@pytest.mark.parametrize(
    "text", ["", "blue", "#12345", "#1234567", "oklch(2 0 0)", "oklch(0.5 0.1 400)", "oklch(0.5 0.1 20);}a{", "oklch()"]
)
def test_what_is_no_colour_is_none(text: str) -> None:
    assert read(text) is None


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(WHITE, BLACK) == pytest.approx(21)
    assert contrast(WHITE, WHITE) == 1
    grey = read("#767676")
    assert grey is not None
    assert contrast(grey, WHITE) == pytest.approx(4.54, abs=0.01)


@given(st.text("0123456789abcdef", min_size=6, max_size=6))
def test_a_colour_of_the_screen_comes_back_as_it_was(digits: str) -> None:
    found = read(f"#{digits}")
    assert found is not None
    pairs = zip(bytes.fromhex(digits), bytes.fromhex(found.hex[1:]), strict=True)
    assert all(abs(one - other) <= 1 for one, other in pairs)


@given(st.floats(0, 1), st.floats(0, 0.5), st.floats(0, 360))
def test_a_fitted_colour_keeps_lightness_and_hue(lightness: float, chroma: float, hue: float) -> None:
    found = fitted(Colour(lightness, chroma, hue))
    assert (found.lightness, found.hue) == (lightness, hue)
    assert found.chroma <= chroma
