"""Days come again as another library says, where that one comes to an end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from dateutil.rrule import rrulestr  # type: ignore[import-untyped] # its stubs are a package of their own
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import vRecur

from deskhand.rules.sla.repeats import Patience, days_of, repeat_of

WEEKDAYS = st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])
_MONTHS = st.lists(st.integers(1, 12), min_size=1, max_size=3, unique=True)


def joined(values: Iterable[object]) -> str:
    return ",".join(map(str, values))


PARTS = {
    "INTERVAL": st.sampled_from("15"),
    "COUNT": st.integers(1, 40).map(str),
    "UNTIL": st.dates(date(2024, 1, 1), date(2031, 1, 1)).map(lambda day: f"{day:%Y%m%d}"),
    "BYMONTH": _MONTHS.map(joined),
    "BYMONTHDAY": st.lists(st.integers(1, 28) | st.integers(-5, -1), min_size=1, max_size=3, unique=True).map(joined),
    "BYSETPOS": st.sampled_from(["1", "-1", "1,-1"]),
    "WKST": WEEKDAYS,
}


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Return a rule that comes now and then: of one that never does, the other library looks until the year 9999."""
    every = draw(st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY"]))
    chosen = draw(st.sets(st.sampled_from(sorted(PARTS)), max_size=3))
    if {"COUNT", "UNTIL"} <= chosen:
        chosen.discard("COUNT")
    has_places = every in {"YEARLY", "MONTHLY"} and "BYMONTHDAY" not in chosen
    place = draw(st.sampled_from(["", "1", "2", "-1"]) if has_places else st.just(""))
    days = draw(st.none() | st.lists(WEEKDAYS, min_size=1, max_size=2, unique=True))
    if "BYSETPOS" in chosen and not days and "BYMONTHDAY" not in chosen:
        chosen.discard("BYSETPOS")
    parts = [f"FREQ={every}", *(f"{name}={draw(PARTS[name])}" for name in sorted(chosen))]
    return ";".join([*parts, *([f"BYDAY={joined([place + day for day in days])}"] if days else [])])


@settings(max_examples=150, deadline=None)
@given(rules(), st.dates(date(2020, 1, 1), date(2026, 12, 31)), st.dates(date(2024, 1, 1), date(2027, 1, 1)))
def test_days_are_those_that_dateutil_says(rule: str, first: date, since: date) -> None:
    before = since + timedelta(days=1_000)
    found = days_of(repeat_of(vRecur.from_ical(rule), first), first, since=since, before=before, patience=Patience())
    theirs = rrulestr(rule, dtstart=datetime.combine(first, datetime.min.time()))
    far = datetime.combine(before + timedelta(days=365), datetime.min.time())
    expected = [one.date() for one in theirs.between(datetime.combine(since, datetime.min.time()), far, inc=True)]
    assert [day for day in found if day >= since] == [day for day in expected if day < before]
