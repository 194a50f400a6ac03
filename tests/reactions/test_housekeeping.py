"""Keeping the house: months made ahead, expired rows forgotten."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from deskhand.actions.contract import act
from deskhand.actions.people import make_sign_in_link
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.kit import clock
from deskhand.reactions.housekeeping import MONTHS_AHEAD, forget, make_partitions, months_from
from tests.database import Desk

MONTHS = (
    "select count(*) from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'events'::regclass "
    "and pg_get_expr(c.relpartbound, c.oid) <> 'DEFAULT'"
)


@pytest.mark.parametrize(
    ("now", "count", "months"),
    [
        (datetime(2026, 7, 31, 23, 59, tzinfo=UTC), 1, [(2026, 7)]),
        (datetime(2026, 11, 1, tzinfo=UTC), 4, [(2026, 11), (2026, 12), (2027, 1), (2027, 2)]),
        (datetime(2027, 12, 31, tzinfo=UTC), 2, [(2027, 12), (2028, 1)]),
        (datetime(2026, 7, 1, tzinfo=UTC), 0, []),
    ],
)
def test_months_follow_each_other_over_the_year(now: datetime, count: int, months: list[tuple[int, int]]) -> None:
    assert months_from(now, count) == [date(year, month, 1) for year, month in months]


async def test_each_coming_month_has_its_partition_once(desk: Desk) -> None:
    before = await desk.value(MONTHS)
    assert isinstance(before, int)
    assert before >= MONTHS_AHEAD + 1
    assert await make_partitions(desk.system) == "ready for 3 months ahead"
    assert await desk.value(MONTHS) == before
    with clock.moved(timedelta(days=365)):
        await make_partitions(desk.system)
        await make_partitions(desk.system)
    assert await desk.value(MONTHS) == before + MONTHS_AHEAD + 1


async def test_events_go_to_the_partition_of_their_month(desk: Desk) -> None:
    await act(desk.customer, open_ticket, NewTicket(subject="x", description="y"))
    tables = await desk.as_owner("select distinct tableoid::regclass::text as name from events")
    assert [row["name"] for row in tables] == [f"events_{clock.now():%Y%m}"]


async def test_what_has_expired_goes_and_what_has_not_stays(desk: Desk) -> None:
    await act(desk.system, make_sign_in_link, desk.agent.email, b"a" * 32)
    with clock.moved(timedelta(hours=20)):
        await act(desk.system, make_sign_in_link, desk.customer.email, b"c" * 32)
    links = "select count(*) from one_time_links where user_id = any($1)"
    people = [desk.agent.user_id, desk.customer.user_id]
    with clock.moved(timedelta(hours=25)):
        told = await forget(desk.system)
        assert await desk.value(links, people) == 1
        assert int(told.removesuffix(" rows removed")) >= 1
        assert await forget(desk.system) == "0 rows removed"
    with clock.moved(timedelta(hours=45)):
        await forget(desk.system)
    assert await desk.value(links, people) == 0
