"""The table of a report as a mail shows it: heads, names and figures in its reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from babel import UnknownLocaleError
from babel.units import format_unit

from deskhand.channels import words
from deskhand.rules.report_mails import COLUMNS
from deskhand.rules.statistics import Kind

Row = Mapping[str, str]
_HOUR = 3600
_LONG = 48 * _HOUR
_NAMED = frozenset({"priority", "source"})
"""By what rows are named in words of the desk's own."""


def heads_of(figures: Row, *, language: str) -> list[str]:
    """Return the heads of the columns; the first is that of the rows' names."""
    return [words.named(figures["by"], of="by", language=language), *_labels(figures, language).values()]


def table_of(figures: Row, rows: Sequence[Row], *, language: str) -> list[dict[str, object]]:
    """Return the rows with their names and cells; what is not known is a dash."""
    labels = _labels(figures, language)
    return [
        {
            "name": _name(row["of"], figures["by"], language=language),
            "cells": [
                {"label": label, "value": _shown(name, row[name], language=language)} for name, label in labels.items()
            ],
        }
        for row in rows
    ]


def _labels(figures: Row, language: str) -> dict[str, str]:
    """Return the columns in their order, which the rows do not keep, with what they are called."""
    return {name: words.named(name, of="column", language=language) for name in COLUMNS[Kind(figures["kind"])]}


def _name(of: str, by: str, *, language: str) -> str:
    if not of:
        return words.named("none", of="column", language=language)
    return words.named(of, of=by, language=language) if by in _NAMED else of


def _shown(name: str, value: str, *, language: str) -> str:
    if not value:
        return "–"
    if name.endswith("_share"):
        return f"{value} %"
    return _lasted(float(value), language) if name.endswith("_seconds") else value


def _lasted(seconds: float, language: str) -> str:
    """Return a duration in one unit that fits it, `35 min`, `2.5 hr`, `3.1 days`."""
    amount, unit = (seconds / 60, "minute") if seconds < _HOUR else (seconds / _HOUR, "hour")
    if seconds >= _LONG:
        amount, unit = seconds / (24 * _HOUR), "day"
    rounded = round(amount) if unit == "minute" else round(amount, 1)
    try:
        return format_unit(rounded, f"duration-{unit}", length="short", locale=language)
    except (UnknownLocaleError, ValueError):
        return format_unit(rounded, f"duration-{unit}", length="short", locale="en")
