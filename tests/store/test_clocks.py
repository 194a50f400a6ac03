"""Rows of clocks: shipped policies, books, versions, and events that only grow."""

from __future__ import annotations

import msgspec

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.kit import clock
from deskhand.rules.sla.policy import SHIPPED, Policy
from deskhand.store import clocks, everywhere
from deskhand.store.db import reading_as
from tests.database import Desk
from tests.store.furniture import touched_by


async def test_every_workspace_begins_with_the_shipped_policies(desk: Desk) -> None:
    await everywhere.make_workspace(slug="second", name="Second", base_url="http://second.test", now=clock.now())
    rows = await desk.as_owner(
        "select p.shipped, v.content, p.id = w.sla_policy_id as is_everybodys from sla_policies p "
        "join sla_policy_versions v on v.policy_id = p.id join workspaces w on w.id = p.workspace_id"
    )
    assert len(rows) == 2 * len(SHIPPED)
    for row in rows:
        assert msgspec.json.decode(row["content"], type=Policy) == SHIPPED[row["shipped"]]
        assert row["is_everybodys"] is (row["shipped"] == "standard")


async def test_a_book_is_read_once_for_each_number(desk: Desk) -> None:
    async with reading_as(desk.system) as reading:
        terms = await clocks.terms(reading, None, None)
        first = await clocks.book(reading, terms.book)
        assert await clocks.book(reading, terms.book) is first
        assert terms.policy_id in first.policies
        assert clocks.known_terms(desk.system.workspace_id, None, None) == terms
    await desk.as_owner("update workspaces set sla_book = sla_book + 1")
    async with reading_as(desk.system) as reading:
        terms = await clocks.terms(reading, None, None)
        assert (await clocks.book(reading, terms.book)).number == terms.book == first.number + 1


async def test_clock_events_are_written_by_the_database_and_stay_as_they_are(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Fire", description="Help"))
    await act(desk.agent, reply, ticket.id, NewMessage(content="Water."))
    (row,) = await desk.as_owner("select * from clock_events")
    assert (row["ticket_id"], row["status"]) == (ticket.id, "open")
    for statement in ("update clock_events set status = 'closed'", "delete from clock_events"):
        assert await touched_by(desk.admin, statement) == -1
        assert await touched_by(desk.system, statement) == -1
    assert await everywhere.due_clocks(clock.now(), most=10) == []
    assert await everywhere.clock_backlogs() == [desk.system.workspace_id]
