"""Rows of tickets."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.kit import clock
from deskhand.rules.ticket import Status
from deskhand.store import tickets
from deskhand.store.db import acting_as
from tests.database import Desk

WANTED = NewTicket(subject="The sync stopped", description="Since 09:58.", priority="high")


async def test_a_ticket_reads_as_it_was_returned(desk: Desk) -> None:
    opened = await act(desk.customer, open_ticket, WANTED)
    async with acting_as(desk.agent) as tx:
        assert await tickets.locked(tx, opened.id) == opened
        changed = await tickets.change(
            tx, opened, {"status": Status.RESOLVED, "resolution": "r", "resolved_at": tx.now}
        )
        assert (changed.version, changed.status, changed.resolution) == (2, Status.RESOLVED, "r")
        assert await tickets.locked(tx, opened.id) == changed
        assert await tickets.locked(tx, uuid4()) is None


async def test_only_known_columns_change(desk: Desk) -> None:
    opened = await act(desk.customer, open_ticket, WANTED)
    async with acting_as(desk.agent) as tx:
        with pytest.raises(KeyError):
            await tickets.change(tx, opened, {"requester_id": desk.agent.user_id})


async def test_a_held_ticket_waits_for_its_holder(desk: Desk) -> None:
    opened = await act(desk.customer, open_ticket, WANTED)
    held, order = asyncio.Event(), list[str]()

    async def hold() -> None:
        async with acting_as(desk.agent) as tx:
            ticket = await tickets.locked(tx, opened.id)
            assert ticket is not None
            held.set()
            await asyncio.sleep(0.2)
            await tickets.change(tx, ticket, {"priority": "low"})
            order.append("first")

    async def come_later() -> None:
        await held.wait()
        async with acting_as(desk.other_agent) as tx:
            ticket = await tickets.locked(tx, opened.id)
            order.append("second")
            assert ticket is not None
            assert (ticket.version, ticket.priority) == (2, "low")

    await asyncio.gather(hold(), come_later())
    assert order == ["first", "second"]


async def test_a_new_ticket_waits_for_nobody_who_holds_the_workspace(desk: Desk) -> None:
    await act(desk.agent, open_ticket, WANTED)  # the month's first one notes from where its numbers count
    holder = await asyncpg.connect(desk.addresses.owner)
    try:
        await holder.execute("begin")
        assert await holder.fetchval("select count(*) from (select 1 from workspaces for update) as held") == 1
        opened = await asyncio.wait_for(act(desk.agent, open_ticket, WANTED), 30)
    finally:
        await holder.close()
    assert await desk.value("select count(*) from tickets where id = $1", opened.id) == 1


async def test_numbers_start_anew_with_the_month_of_the_workspace(desk: Desk) -> None:
    await desk.as_owner("update workspaces set time_zone = 'Pacific/Auckland'")
    numbers = []
    now = clock.now()
    start = now.replace(year=2031, month=6, day=30, hour=11, minute=30)  # 23:30 in Auckland (UTC+12)
    for minutes in (0, 1, 29, 30, 60):
        with clock.moved(start + timedelta(minutes=minutes) - now):
            numbers.append((await act(desk.customer, open_ticket, WANTED)).number)
    assert numbers == ["2031-06-00001", "2031-06-00002", "2031-06-00003", "2031-07-00001", "2031-07-00002"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [("TKT-{yyyy}-{seq:03}", r"TKT-\d{4}-001"), ("{seq}", "1"), ("A{mm}{seq:2}", r"A\d\d01")],
)
async def test_the_pattern_of_numbers_can_be_set(desk: Desk, pattern: str, expected: str) -> None:
    await desk.as_owner("update workspaces set ticket_number_pattern = $1", pattern)
    assert re.fullmatch(expected, (await act(desk.customer, open_ticket, WANTED)).number)


async def test_numbers_widen_past_99999(desk: Desk) -> None:
    await act(desk.customer, open_ticket, WANTED)
    await desk.as_owner(f"select setval('ticket_numbers_{desk.system.workspace_id.hex}', 100000)")
    assert (await act(desk.customer, open_ticket, WANTED)).number.endswith("-100001")
