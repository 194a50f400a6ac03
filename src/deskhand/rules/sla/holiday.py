"""Public holidays of countries, as dates that a calendar keeps: what it says never changes with a newer library."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from deskhand.rules.errors import Invalid
from deskhand.rules.sla.calendar import HOLIDAY_LIMIT


def public_holidays(country: str, *, part: str | None, years: Iterable[int]) -> dict[date, str]:
    """Return the public holidays of a country (ISO 3166, `DE`), or of a part of it (`BY`), by date with their names."""
    import holidays  # noqa: PLC0415 (read by whoever edits a calendar, not by every process at its start)

    parts = holidays.list_supported_countries(include_aliases=False)
    code = country.strip().upper()
    if code not in parts:
        raise Invalid({"country": f"“{country[:20]}” is not a country whose holidays are known; write it as DE or US"})
    if part is not None and part not in parts[code]:
        known = ", ".join(parts[code]) or "none"
        raise Invalid({"part": f"“{part[:20]}” is not a part of {code}; it has {known}"})
    own = holidays.country_holidays(code).default_language  # else the language would be that of the server's shell
    found = holidays.country_holidays(code, subdiv=part, years=list(years), language=own)
    return {day: str(name) for day, name in sorted(found.items())}


YEARS = 6
"""Years of which holidays are asked: the present one, and those after it."""


def coming_holidays(country: str, *, part: str | None, today: date) -> dict[date, str]:
    """Return the public holidays of the present year and the next ones."""
    found = public_holidays(country, part=part, years=range(today.year, today.year + YEARS))
    return {day: name[:HOLIDAY_LIMIT] for day, name in found.items()}


def countries() -> dict[str, list[str]]:
    """Return the countries whose holidays are known, by their codes, with the codes of their parts."""
    import holidays  # noqa: PLC0415 (as above)

    return {
        code: list(parts) for code, parts in sorted(holidays.list_supported_countries(include_aliases=False).items())
    }
