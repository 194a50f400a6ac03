"""Public holidays: of countries and their parts, with a refusal that names what is known."""

from __future__ import annotations

from datetime import date

import pytest

from deskhand.rules.errors import Invalid
from deskhand.rules.sla.holiday import coming_holidays, countries, public_holidays


def test_countries_and_their_parts() -> None:
    germany = public_holidays("de", part=None, years=[2026, 2027])
    assert date(2026, 10, 3) in germany
    assert date(2027, 10, 3) in germany
    assert date(2026, 1, 6) not in germany
    assert date(2026, 1, 6) in public_holidays("DE", part="BY", years=[2026])


@pytest.mark.parametrize(("country", "part", "field"), [("XX", None, "country"), ("DE", "ZZ", "part")])
def test_an_unknown_place_is_refused_by_name(country: str, part: str | None, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        public_holidays(country, part=part, years=[2026])
    assert (part or country) in refused.value.fields[field]


def test_names_are_in_the_countrys_own_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en_US")
    assert public_holidays("DE", part="BY", years=[2026])[date(2026, 11, 1)] == "Allerheiligen"
    assert public_holidays("US", part=None, years=[2026])[date(2026, 12, 25)] == "Christmas Day"


def test_the_coming_years_and_what_is_known() -> None:
    found = coming_holidays("DE", part="BY", today=date(2026, 5, 1))
    assert (date(2026, 1, 6) in found, date(2031, 1, 6) in found, date(2032, 1, 6) in found) == (True, True, False)
    assert "BY" in countries()["DE"]
