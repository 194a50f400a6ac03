"""Colours as OKLCH: read, written, fitted into what screens show, and measured against each other."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

_HEX = re.compile(r"#([0-9a-fA-F]{6})")
_OKLCH = re.compile(r"oklch\(\s*([01](?:\.\d{1,6})?|\.\d{1,6})\s+(0?(?:\.\d{1,6})?)\s+(\d{1,3}(?:\.\d{1,6})?)\s*\)")
_EDGE = 1e-4


@dataclass(frozen=True, slots=True)
class Colour:
    """Lightness 0 to 1, chroma from 0, hue in degrees."""

    lightness: float
    chroma: float
    hue: float

    def __str__(self) -> str:
        """Return the colour as CSS writes it."""
        return f"oklch({self.lightness:.4g} {self.chroma:.4g} {self.hue:.4g})"

    def with_alpha(self, alpha: float) -> str:
        """Return the colour as CSS writes it, that much opaque."""
        return f"{str(self)[:-1]} / {alpha:.4g})"

    @property
    def hex(self) -> str:
        """The colour as the six digits of sRGB."""
        return "#" + "".join(f"{round(255 * _encoded(part)):02x}" for part in _linear(fitted(self)))

    @property
    def luminance(self) -> float:
        """The relative luminance of WCAG."""
        red, green, blue = (min(max(part, 0.0), 1.0) for part in _linear(fitted(self)))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def read(text: str) -> Colour | None:
    """Return the colour that `#rrggbb` or `oklch(L C H)` names, or None when the text is neither."""
    plain = text.strip()
    if found := _HEX.fullmatch(plain):
        return _of_hex(found[1])
    if found := _OKLCH.fullmatch(plain.lower()):
        lightness, chroma, hue = float(found[1]), float(found[2] or 0), float(found[3])
        return Colour(lightness, chroma, hue) if lightness <= 1 and hue <= 360 else None
    return None


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of WCAG: 1 for equals, 21 for black on white."""
    darker, lighter = sorted((one.luminance, other.luminance))
    return (lighter + 0.05) / (darker + 0.05)


def fitted(colour: Colour) -> Colour:
    """Return the colour with as much of its chroma as sRGB can show."""
    if _is_shown(colour):
        return colour
    low, high = 0.0, colour.chroma
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if _is_shown(replace(colour, chroma=middle)) else (low, middle)
    return replace(colour, chroma=low)


def _is_shown(colour: Colour) -> bool:
    return all(-_EDGE <= part <= 1 + _EDGE for part in _linear(colour))


def _linear(colour: Colour) -> tuple[float, float, float]:
    turn = math.radians(colour.hue)
    a, b = colour.chroma * math.cos(turn), colour.chroma * math.sin(turn)
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _of_hex(digits: str) -> Colour:
    red, green, blue = (_decoded(int(digits[at : at + 2], 16) / 255) for at in (0, 2, 4))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    chroma = math.hypot(a, b)
    hue = math.degrees(math.atan2(b, a)) % 360 if chroma > _EDGE else 0.0
    return Colour(round(lightness, 4), round(chroma, 4), round(hue, 2))


def _decoded(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _encoded(part: float) -> float:
    kept = min(max(part, 0.0), 1.0)
    return 12.92 * kept if kept <= 0.0031308 else 1.055 * kept ** (1 / 2.4) - 0.055
