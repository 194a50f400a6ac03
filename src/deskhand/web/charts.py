"""Bars of charts, as high as their share of the largest; the table below a chart has the numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

WIDE = 10
"""Units of the chart that a place takes."""
_TALL = 100.0
"""Units of the chart from its ground to its highest bar."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; `left`, `wide` and `tall` in the chart's units, and whether it is the second one of its place."""

    left: int
    wide: int
    tall: float
    is_second: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """The bars of a chart, how many places it has, and what its highest bar stands for."""

    bars: tuple[Bar, ...]
    places: int
    most: float


def chart_of(values: Iterable[float | None], *, most: float | None = None) -> Chart:
    """Return a chart with a bar for each value, as high as `most` allows; what is not known has none."""
    every = list(values)
    top = most or _most(every)
    bars = (
        Bar(place * WIDE + 1, WIDE - 2, _share(value, top)) for place, value in enumerate(every) if value is not None
    )
    return Chart(tuple(bars), len(every), _most(every))


def paired(values: Iterable[tuple[float | None, float | None]], *, most: float | None = None) -> Chart:
    """Return a chart with two bars for each pair, beside one another."""
    every = list(values)
    known = [one for pair in every for one in pair]
    top = most or _most(known)
    half = (WIDE - 2) // 2
    bars = (
        Bar(place * WIDE + 1 + half * number, half, _share(value, top), is_second=bool(number))
        for place, pair in enumerate(every)
        for number, value in enumerate(pair)
        if value is not None
    )
    return Chart(tuple(bars), len(every), _most(known))


def _most(values: Iterable[float | None]) -> float:
    return max((one for one in values if one is not None), default=0)


def _share(value: float, most: float) -> float:
    return round(value / (most or 1) * _TALL, 2)
