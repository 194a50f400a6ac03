"""Accents: what cannot be read is refused with the nearest that can, in both themes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.kit.oklch import contrast, read
from deskhand.rules.brand import DARK, INK, LIGHT, accent, flaw_in_dark, flaw_in_light, least_contrast, sheet
from deskhand.web.template import STATIC

HEX = st.text("0123456789abcdef", min_size=6, max_size=6).map(lambda digits: f"#{digits}")


def test_a_pale_accent_is_refused_with_the_nearest_that_can_be_read() -> None:
    flaw = flaw_in_light("#ffd60a")
    assert flaw is not None
    assert re.match(r"“#ffd60a” has a contrast of 1\.\d:1 in the light theme, and text needs 4\.5:1; the nearest", flaw)
    assert flaw_in_light(flaw.rsplit(" ", 1)[1]) is None


def test_what_is_no_colour_is_said_to_be_none() -> None:
    assert flaw_in_light("red") == "“red” is not a colour; write it as #1f5fd1 or as oklch(0.5 0.185 266)"


@pytest.mark.parametrize(("text", "works"), [("#1f5fd1", False), ("oklch(0.8 0.1 266)", True), ("#ffffff", True)])
def test_the_dark_theme_has_its_own_measure(text: str, works: bool) -> None:
    assert (flaw_in_dark(text) is None) == works


@given(HEX)
def test_every_accent_that_passes_is_read_and_pressed_in_both_themes(text: str) -> None:
    flaw = flaw_in_light(text)
    found = accent(text if flaw is None else flaw.rsplit(" ", 1)[1])
    assert found is not None
    assert least_contrast(found.light, LIGHT) >= 4.5
    assert contrast(found.light, INK) >= 4.5
    assert least_contrast(found.dark, DARK) >= 4.5
    assert contrast(found.dark_solid, INK) >= 4.5
    assert least_contrast(found.dark_solid, DARK) >= 3


def test_the_grounds_are_those_of_the_tokens() -> None:
    tokens = (STATIC / "tokens.css").read_text()
    for name in DARK:
        found = re.search(rf"--{name}: light-dark\((oklch\([^)]*\)), (oklch\([^)]*\))\)", tokens)
        assert found is not None
        assert read(found[2]) == DARK[name]
        assert name not in LIGHT or read(found[1]) == LIGHT[name]


def test_the_sheet_holds_nothing_but_colours() -> None:
    found = accent("#1f5fd1")
    assert found is not None
    text = sheet(found)
    assert text.startswith("@layer tokens {\n  :root {\n    --accent: light-dark(oklch(0.5")
    assert text.count("{") == text.count("}") == 2
    assert accent("") is None
