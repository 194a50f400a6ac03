"""What happened to tickets is counted once, whenever and however often it is counted."""

from __future__ import annotations

from datetime import datetime, timedelta

import asyncpg
import pytest

from deskhand.actions.contract import act
from deskhand.actions.ratings import rate
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.statistics import count_statistics
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.statistics import Sums, reach, statistics
from deskhand.reactions.statistics import rebuild_statistics, update_statistics
from deskhand.rules.errors import Forbidden
from deskhand.rules.statistics import By, full_hour
from tests.database import Desk

_ROWS = """
    select hour, category_id, priority, source, agent_id, team_id, created, first_responded, resolved, closed, reopened,
           rated, rating_sum, first_response_seconds, resolution_seconds from ticket_statistics
    order by hour, priority, agent_id
"""


async def rows(desk: Desk) -> list[asyncpg.Record]:
    return await desk.as_owner(_ROWS)


async def counted(desk: Desk, by: By) -> dict[str | None, Sums]:
    now = full_hour(clock.now())
    found = await ask(
        desk.admin, statistics, by, since=now - timedelta(days=2), until=now + timedelta(days=2), time_zone="UTC"
    )
    return {one.of: one for one in found}


async def live_a_little(desk: Desk) -> datetime:
    """Have two tickets opened; one is answered, resolved, opened again, resolved by its reply and rated."""
    begin = clock.now()
    one = await act(desk.customer, open_ticket, NewTicket(subject="One", description="x", priority="high"))
    await act(desk.customer, open_ticket, NewTicket(subject="Two", description="x", priority="low"))
    with clock.moved(timedelta(minutes=30)):
        await act(desk.agent, reply, one.id, NewMessage(content="Which one?"))
        await act(desk.agent, reply, one.id, NewMessage(content="The left one?"))
    with clock.moved(timedelta(hours=2)):
        await act(desk.agent, change_ticket, one.id, TicketChange(status="resolved", resolution="Turned it."))
    with clock.moved(timedelta(hours=3)):
        await act(desk.customer, reply, one.id, NewMessage(content="No."))
        await act(desk.other_agent, reply, one.id, NewMessage(content="Now.", resolves=True))
        for marks in (2, 5):
            await act(desk.customer, rate, one.id, marks=marks, comment="")
        await act(desk.agent, change_ticket, one.id, TicketChange(status="closed"))
    return begin


async def test_everything_is_counted_by_hour_and_counting_again_changes_nothing(desk: Desk) -> None:
    assert await update_statistics(desk.system) == "no tickets yet"
    begin = await live_a_little(desk)
    with clock.moved(timedelta(hours=3)):
        said = await update_statistics(desk.system)
        assert said.endswith(f"rows from {full_hour(begin):%Y-%m-%d %H:%M} UTC on")
        first = await rows(desk)
        await update_statistics(desk.system)
        assert await rows(desk) == first
        assert await rebuild_statistics(desk.system) == said
        assert await rows(desk) == first
        by = await counted(desk, By.PRIORITY)
        high, low = by["high"], by["low"]
        assert (high.created, high.first_responded, high.resolved, high.closed, high.reopened) == (1, 1, 2, 1, 1)
        assert (high.rated, high.rating) == (1, 5.0), "what was said at last"
        assert high.first_response_seconds == pytest.approx(1800, abs=30)
        assert high.resolution_seconds == pytest.approx((7200 + 10800) / 2, abs=30)
        assert (low.created, low.resolved, low.rating, low.first_response_seconds) == (1, 0, None, None)
        people = await counted(desk, By.AGENT)
        assert (people["Maya Okafor"].first_responded, people["Maya Okafor"].resolved) == (1, 1)
        assert people["Tom Berg"].resolved == 1
        assert {name: sum(one.created for one in (await counted(desk, name)).values()) for name in By} == dict.fromkeys(
            By, 2
        )


async def test_what_is_late_is_taken_in_and_what_changed_is_counted_as_it_is_now(desk: Desk) -> None:
    await live_a_little(desk)
    assert (await ask(desk.system, reach)).counted is None
    await update_statistics(desk.system)
    with clock.moved(timedelta(hours=3)):
        before = (await ask(desk.system, reach)).counted
        await update_statistics(desk.system)
        assert before is not None
        assert (await ask(desk.system, reach)).counted > before  # type: ignore[operator]  # it was counted
        await desk.as_owner("update tickets set priority = 'urgent' where priority = 'low'")
        await update_statistics(desk.system)
        assert set(await counted(desk, By.PRIORITY)) == {"high", "urgent"}
    with pytest.raises(Forbidden):
        await ask(desk.agent, statistics, By.DAY, since=clock.now(), until=clock.now(), time_zone="UTC")


async def test_a_count_that_breaks_off_leaves_what_was_counted(desk: Desk) -> None:
    begin = await live_a_little(desk)
    await update_statistics(desk.system)
    before = await rows(desk)
    await desk.as_owner("alter table ticket_statistics add constraint none check (created = 0) not valid")
    with pytest.raises(asyncpg.CheckViolationError):
        await act(desk.system, count_statistics, full_hour(begin), full_hour(begin) + timedelta(hours=5))
    assert await rows(desk) == before
