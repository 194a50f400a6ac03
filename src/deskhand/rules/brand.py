"""A workspace's accent: which colours can be read in light and dark, the nearest one that can, and what follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from deskhand.kit.oklch import Colour, contrast, fitted, read

TEXT = 4.5
"""Contrast of text."""
CONTROL = 3.0
"""Contrast of what is pressed."""
INK = Colour(1, 0, 0)
"""What stands on a filled button."""
LIGHT = {
    "bg": Colour(0.982, 0.003, 258), "surface": INK, "sunken": Colour(0.968, 0.004, 258),
    "side": Colour(0.962, 0.006, 258),
}  # fmt: skip
"""The grounds of the light theme on which the accent stands as text."""
DARK = {
    "bg": Colour(0.172, 0.007, 262), "surface": Colour(0.205, 0.008, 262), "raised": Colour(0.24, 0.009, 262),
    "sunken": Colour(0.185, 0.008, 262), "side": Colour(0.15, 0.007, 262),
}  # fmt: skip
"""The grounds of the dark theme."""
_GLOOM = 0.74
"""The least lightness of an accent that is made for the dark theme."""


@dataclass(frozen=True, slots=True)
class Accent:
    """A workspace's colours: as text in both themes, and as a filled button in the dark one."""

    light: Colour
    dark: Colour
    dark_solid: Colour


@lru_cache(maxsize=256)
def accent(light: str, dark: str = "") -> Accent | None:
    """Return the accent of a checked colour; without one of its own, the dark theme's follows from the light one's."""
    own = read(light)
    if own is None:
        return None
    other = read(dark) or _nearest(replace(own, lightness=max(own.lightness, _GLOOM)), _is_read_in_dark)
    return Accent(light=fitted(own), dark=fitted(other), dark_solid=_nearest(own, _is_pressed_in_dark))


def flaw_in_light(text: str) -> str | None:
    """Say why a text cannot be the accent of the light theme and which colour could, or None when it can."""
    return _flaw(text, _is_read_in_light, "the light theme", grounds=LIGHT)


def flaw_in_dark(text: str) -> str | None:
    """Say why a text cannot be the accent of the dark theme and which colour could, or None when it can."""
    return _flaw(text, _is_read_in_dark, "the dark theme", grounds=DARK)


def least_contrast(colour: Colour, grounds: dict[str, Colour]) -> float:
    """Return the contrast where it is weakest."""
    return min(contrast(colour, ground) for ground in grounds.values())


def sheet(found: Accent, *, scope: str = ":root") -> str:
    """Return the style sheet that puts the accent in the place of the shipped one."""
    light, dark, solid = found.light, found.dark, found.dark_solid
    tokens = {
        "accent": (str(light), str(dark)),
        "accent-solid": (str(light), str(solid)),
        "accent-press": (str(_deeper(light)), str(_deeper(solid))),
        "focus": (str(light), str(dark)),
        "glow": (light.with_alpha(0.16), dark.with_alpha(0.2)),
        "selected": (light.with_alpha(0.09), dark.with_alpha(0.16)),
    }
    lines = [f"    --{name}: light-dark({day}, {night});" for name, (day, night) in tokens.items()]
    brand = f"    --brand: linear-gradient(145deg, {light}, {_deeper(light)});"
    return "\n".join(["@layer tokens {", f"  {scope} {{", *lines, brand, "  }", "}", ""])


def _flaw(text: str, passes: Callable[[Colour], bool], where: str, *, grounds: dict[str, Colour]) -> str | None:
    colour = read(text)
    if colour is None:
        shown = text[:40]
        return f"“{shown}” is not a colour; write it as #1f5fd1 or as oklch(0.5 0.185 266)"
    if passes(colour):
        return None
    found = _nearest(colour, passes)
    return (
        f"“{text.strip()}” has a contrast of {least_contrast(colour, grounds):.1f}:1 in {where}, and text needs "
        f"{TEXT}:1; the nearest colour that passes is {found.hex}"
    )


def _is_read_in_light(colour: Colour) -> bool:
    return least_contrast(colour, LIGHT) >= TEXT


def _is_read_in_dark(colour: Colour) -> bool:
    return least_contrast(colour, DARK) >= TEXT


def _is_pressed_in_dark(colour: Colour) -> bool:
    return contrast(colour, INK) >= TEXT and least_contrast(colour, DARK) >= CONTROL


def _nearest(colour: Colour, passes: Callable[[Colour], bool]) -> Colour:
    """Return the colour of this hue whose lightness is nearest, as it will be written, that passes."""
    steps = sorted((step / 200 for step in range(201)), key=lambda lightness: abs(lightness - colour.lightness))
    candidates = (read(fitted(replace(colour, lightness=step)).hex) for step in steps)
    return next(found for found in candidates if found is not None and passes(found))


def _deeper(colour: Colour) -> Colour:
    return fitted(replace(colour, lightness=max(0.0, colour.lightness - 0.06)))
