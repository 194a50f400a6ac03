"""Public holidays of countries, as dates that a calendar keeps: what it says never changes with a newer library."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from deskhand.rules.errors import Invalid


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
    found = holidays.country_holidays(code, subdiv=part, years=list(years))
    return {day: str(name) for day, name in sorted(found.items())}
