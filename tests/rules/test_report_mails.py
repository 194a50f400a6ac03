"""When a report is mailed next, who is left out, and what the mail holds."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from deskhand.rules.access import Role
from deskhand.rules.errors import Invalid
from deskhand.rules.report_mails import (
    MOST_ROWS,
    Cadence,
    Reader,
    Skip,
    Subscription,
    Wanted,
    When,
    asked_of,
    check_when,
    checked,
    figures_of,
    next_moment,
    rows_of,
    turn_of,
)
from deskhand.rules.statistics import By, Kept, Kind, Report, Sieve, last_span
from deskhand.rules.ticket import Priority

DAILY = When(cadence=Cadence.DAILY, hour=2)
MONDAYS = When(cadence=Cadence.WEEKLY, weekday=0, hour=7)
MONTHLY = When(cadence=Cadence.MONTHLY, hour=0)
HELD = Subscription(
    id=UUID(int=1), user_id=UUID(int=2), name="Urgent", when=MONDAYS, zone="Europe/Berlin", last_sent_at=None,
    report=Report(kind=Kind.DEADLINES, by=By.DAY, days=7, sieve=Sieve(priority=Priority.HIGH, category="a&b")),
    next_at=datetime(2026, 7, 6, 5, tzinfo=UTC), skipped=None,
)  # fmt: skip
READER = Reader(email="a@desk.test", role=Role.ADMIN, is_active=True, time_zone="Europe/Berlin", preferences=None)
KEPT = Kept(
    of="2026-07-01", key=None, opened=2, responded=1, response_met=1, response_missed=0, response_missed_by_change=0,
    resolved=0, resolution_met=0, resolution_missed=0, resolution_missed_by_change=0,
)  # fmt: skip


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]  # year, month, day, hour, minute


@pytest.mark.parametrize(
    ("when", "zone", "after", "expected"),
    [
        (DAILY, "UTC", at(2026, 7, 1, 1, 59), at(2026, 7, 1, 2)),
        (DAILY, "UTC", at(2026, 7, 1, 2), at(2026, 7, 2, 2)),
        # The hour that is left out is meant when it ends; the one that comes twice, the first time alone.
        (DAILY, "Europe/Berlin", at(2026, 3, 28, 12), at(2026, 3, 29, 1)),
        (DAILY, "Europe/Berlin", at(2026, 3, 29, 1), at(2026, 3, 30, 0)),
        (DAILY, "Europe/Berlin", at(2026, 10, 24, 12), at(2026, 10, 25, 0)),
        (DAILY, "Europe/Berlin", at(2026, 10, 25, 0), at(2026, 10, 26, 1)),
        (DAILY, "Asia/Kathmandu", at(2026, 7, 1), at(2026, 7, 1, 20, 15)),
        (DAILY, "Pacific/Auckland", at(2026, 7, 1, 13), at(2026, 7, 1, 14)),
        (MONDAYS, "America/New_York", at(2026, 11, 21), at(2026, 11, 23, 12)),
        (MONDAYS, "America/New_York", at(2026, 11, 23, 12), at(2026, 11, 30, 12)),
        (MONTHLY, "UTC", at(2026, 1, 1), at(2026, 2, 1)),
        (MONTHLY, "UTC", at(2028, 2, 29, 23), at(2028, 3, 1)),
        (MONTHLY, "Asia/Tokyo", at(2026, 12, 2), at(2026, 12, 31, 15)),
    ],
)
def test_the_next_moment_is_the_hour_of_the_reader_s_own_day(
    when: When, zone: str, after: datetime, expected: datetime
) -> None:
    assert next_moment(when, after, ZoneInfo(zone)) == expected


@pytest.mark.parametrize(
    ("reader", "skipped"),
    [
        (READER, None),
        (replace(READER, is_active=False), Skip.INACTIVE),
        (replace(READER, role=Role.AGENT), Skip.FORBIDDEN),
        (replace(READER, preferences={"email": {"report_subscription": False}}), Skip.SWITCHED_OFF),
        (replace(READER, preferences={"email": {"enabled": False}}), Skip.SWITCHED_OFF),
    ],
)
def test_who_may_not_read_it_is_skipped_and_it_says_why(reader: Reader, skipped: Skip | None) -> None:
    turn = turn_of(HELD, reader, at(2026, 7, 8))
    assert (turn.skipped, turn.is_sent, turn.next_at) == (skipped, skipped is None, at(2026, 7, 13, 5))


def test_a_new_time_zone_puts_it_off_and_sends_nothing() -> None:
    turn = turn_of(replace(HELD, skipped=Skip.FORBIDDEN), replace(READER, time_zone="Asia/Tokyo"), at(2026, 7, 6, 5))
    assert (turn.is_sent, turn.skipped, turn.zone) == (False, Skip.FORBIDDEN, "Asia/Tokyo")
    assert turn.next_at == at(2026, 7, 12, 22)


def test_what_cannot_be_is_refused() -> None:
    for when in (replace(DAILY, hour=24), replace(DAILY, weekday=1), replace(MONDAYS, weekday=7)):
        with pytest.raises(Invalid):
            check_when(when)
    wanted = Wanted(name="Mine", report=HELD.report, when=DAILY)
    assert checked(wanted) is wanted
    for name in ("", "a\nb", "x" * 101):
        with pytest.raises(Invalid):
            checked(replace(wanted, name=name))


def test_the_mail_holds_its_rows_from_the_newest_on_and_leads_to_the_same_page() -> None:
    days = [replace(KEPT, of=f"day {number}") for number in range(MOST_ROWS + 3)]
    rows = rows_of(HELD.report, days)
    assert (len(rows), rows[0]["of"], rows[0]["response_share"]) == (MOST_ROWS, f"day {MOST_ROWS + 2}", "100.0")
    assert rows[0]["resolution_share"] == ""
    assert rows_of(replace(HELD.report, by=By.TEAM), [replace(KEPT, of=None)])[0]["of"] == ""
    span = last_span(7, at(2026, 7, 6, 5), time_zone="Europe/Berlin")
    told = figures_of(HELD, span, left=3)
    assert (told["since"], told["until"], told["left"]) == ("2026-06-29", "2026-07-06", "3")
    assert told["path"] == "/admin/reports/deadlines?by=day&days=7&category=a%26b&priority=high"
    assert asked_of(Report(kind=Kind.BACKLOG)) == {"by": "day", "days": "30"}
