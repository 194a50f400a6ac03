"""What lists are narrowed to: spans of time, views with more beside them, and whether the archive is asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from deskhand.rules.errors import Invalid
from deskhand.rules.filters import Due, Filters, Snoozed, Sort, awake, check_for_customer, kept, over, span_of
from deskhand.rules.snooze import DueDate
from deskhand.rules.ticket import Priority, Status

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def test_a_span_of_days_holds_its_last_day() -> None:
    assert span_of("2026-01-01..2026-01-31", now=NOW) == (
        datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC),
    )  # fmt: skip
    assert span_of("..2026-01-31T08:30Z", now=NOW) == (None, datetime(2026, 1, 31, 8, 30, tzinfo=UTC))
    assert span_of("2026-01-01T00:00+02:00..", now=NOW) == (datetime(2025, 12, 31, 22, tzinfo=UTC), None)


def test_an_age_is_counted_back_from_now() -> None:
    assert span_of("7d..", now=NOW) == (NOW - timedelta(days=7), None)
    assert span_of("2w..12h", now=NOW) == (NOW - timedelta(weeks=2), NOW - timedelta(hours=12))


@pytest.mark.parametrize("given", ["", "..", "7d", "0d..", "x..", "2026-13-01..", "..9999-12-31"])
def test_anything_else_is_no_span(given: str) -> None:
    with pytest.raises((ValueError, OverflowError)):
        span_of(given, now=NOW)


def test_what_is_asked_for_beside_a_view_stands_in_the_place_of_its_own() -> None:
    view = Filters(status=(Status.OPEN,), priority=(Priority.LOW,), assignee="me")
    asked = Filters(view="mine", sort=Sort.NEWEST, priority=(Priority.HIGH,), text="sync")
    found = over(view, kept(asked))
    assert found == Filters(status=(Status.OPEN,), priority=(Priority.HIGH,), assignee="me", text="sync")
    assert kept(asked) == Filters(priority=(Priority.HIGH,), text="sync")


@pytest.mark.parametrize("snoozed", list(Snoozed))
def test_the_queue_leaves_out_what_sleeps_unless_it_is_asked_for(snoozed: Snoozed) -> None:
    for plain in (Filters(), Filters(status=(Status.OPEN,)), Filters(text="status:open -tag:spam")):
        assert awake(plain).snoozed is Snoozed.NO
    for searched in ("printer", 'status:open "a b"', "status:lost"):
        assert awake(Filters(text=searched)).snoozed is None, searched
    assert awake(Filters(snoozed=snoozed)).snoozed is snoozed


def test_customers_cannot_ask_how_work_is_planned() -> None:
    check_for_customer(Filters(status=(Status.OPEN,), sort=Sort.UPDATED))
    with pytest.raises(Invalid) as refused:
        check_for_customer(Filters(view="mine", snoozed=Snoozed.NO, due=DueDate.TODAY, sort=Sort.DUE))
    assert set(refused.value.fields) == {"view", "snoozed", "due", "sort"}


def test_filters_say_whether_they_ask_for_the_archive() -> None:
    assert [Filters(status=status).side for status in ((), (Status.OPEN,), (Status.CLOSED,), tuple(Status))] == [
        None, True, False, None,
    ]  # fmt: skip


def test_filters_are_kept_as_little_json_and_read_again() -> None:
    filters = Filters(status=(Status.OPEN,), sla=Due.BREACHED)
    written = msgspec.json.encode(filters)
    assert written == b'{"status":["open"],"sla":"breached"}'
    assert msgspec.json.decode(written, type=Filters) == filters
