"""Edits hold from now or a later day on, never before one that is there; what they change is told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from deskhand.rules.errors import Invalid
from deskhand.rules.sla.calendar import Calendar
from deskhand.rules.sla.edition import begins, changes_of, named

NOW = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
"""Half past midnight of 2 July in Berlin."""
BERLIN = "Europe/Berlin"


def test_an_edit_holds_from_now_or_from_the_midnight_of_a_later_day_on() -> None:
    assert begins(None, BERLIN, now=NOW, last=None) == NOW
    assert begins(date(2026, 7, 2), BERLIN, now=NOW, last=NOW - timedelta(days=1)) == NOW
    planned = begins(date(2026, 12, 1), BERLIN, now=NOW, last=None)
    assert planned == datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert begins(date(2026, 12, 1), BERLIN, now=NOW, last=planned) == planned
    assert begins(date(2026, 7, 2), BERLIN, now=NOW, last=planned) == NOW, "an earlier day that is named drops a plan"


@pytest.mark.parametrize(
    ("day", "last", "why"),
    [
        (date(2026, 7, 1), None, "“2026-07-01” is over"),
        (date(2030, 1, 1), None, "more than three years"),
        (None, datetime(2026, 11, 30, 23, tzinfo=UTC), "planned from 2026-12-01 on"),
    ],
)
def test_history_is_never_changed(day: date | None, last: datetime | None, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        begins(day, BERLIN, now=NOW, last=last)
    assert why in refused.value.fields["since"]


def test_a_name_is_one_line() -> None:
    assert named(" Office ") == "Office"
    with pytest.raises(Invalid, match="empty"):
        named(" ")
    with pytest.raises(Invalid, match="81"):
        named("x" * 81)


def test_what_an_edit_changes_is_told() -> None:
    day = ((540, 1020),)
    before = Calendar(zone=BERLIN, week=(day,) * 5 + ((), ()), holidays={date(2026, 12, 24): "Eve"})
    after = Calendar(
        zone="UTC", week=(((540, 720), (780, 1020)),) + (day,) * 4 + ((), day),
        holidays={date(2026, 12, 25) + timedelta(days=n): "Christmas" for n in range(10)},
    )  # fmt: skip
    changes = changes_of(before, after)
    assert list(changes) == ["time_zone", "monday", "sunday", "holidays"]
    assert changes["monday"] == ("09:00-17:00", "09:00-12:00, 13:00-17:00")
    assert changes["sunday"] == (None, "09:00-17:00")
    assert changes["holidays"][0] == "2026-12-24 Eve"
    assert str(changes["holidays"][1]).startswith("2026-12-25 Christmas, 2026-12-26")
    assert str(changes["holidays"][1]).endswith("…")
    assert changes_of(before, before) == {}
