"""The queue: its order, its pages, its filters, and what it costs."""

from __future__ import annotations

from uuid import uuid4

import asyncpg
import pytest

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, note, reply
from deskhand.actions.search import take_in_tickets
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.queries.contract import ask
from deskhand.queries.filters import encode_cursor
from deskhand.queries.queue import agents, queue_page, queue_row
from deskhand.rules.access import System
from deskhand.rules.errors import Forbidden, Invalid
from deskhand.rules.filters import Filters
from deskhand.rules.ticket import Priority, Status, Ticket
from tests.database import Desk


async def opened(desk: Desk, subject: str, priority: str = "medium") -> Ticket:
    wanted = NewTicket(subject=subject, description=f"About {subject}.", priority=priority)
    return await act(desk.customer, open_ticket, wanted)


async def subjects(desk: Desk, filters: Filters | None = None) -> list[str]:
    page = await ask(desk.agent, queue_page, filters or Filters())
    return [row.subject for row in page.rows]


async def test_what_needs_a_reply_comes_first_then_the_urgent_then_the_old(desk: Desk) -> None:
    answered = await opened(desk, "answered", "critical")
    taken = await opened(desk, "taken", "critical")
    for subject, priority in (("old", "low"), ("calm", "medium"), ("burning", "urgent"), ("older calm", "medium")):
        await opened(desk, subject, priority)
    await act(desk.agent, reply, answered.id, NewMessage(content="Try again."))
    await act(desk.agent, change_ticket, taken.id, TicketChange(assignee_id=desk.agent.user_id))
    assert await subjects(desk) == ["burning", "calm", "older calm", "old", "taken", "answered"]


async def test_pages_walk_to_the_end_without_loss_or_repetition(desk: Desk) -> None:
    for place in range(23):
        await opened(desk, f"no {place}", list(Priority)[place % 5].value)
    seen: list[str] = []
    cursor = None
    while True:
        page = await ask(desk.agent, queue_page, Filters(), cursor=cursor, limit=5)
        seen += [row.subject for row in page.rows]
        assert page.total == 23
        if page.next_cursor is None:
            break
        cursor = page.next_cursor
        await opened(desk, "a late one", "critical")
        await act(desk.agent, change_ticket, page.rows[0].id, TicketChange(subject=page.rows[0].subject))
        await desk.as_owner(
            "delete from messages where ticket_id in (select id from tickets where subject = 'a late one')"
        )
        await desk.as_owner("delete from tickets where subject = 'a late one'")
    assert len(seen) == 23
    assert sorted(seen) == sorted(f"no {place}" for place in range(23))


async def test_a_row_says_who_waits_and_who_works(desk: Desk) -> None:
    ticket = await opened(desk, "sync")
    await act(desk.agent, reply, ticket.id, NewMessage(content="A link is on its way."))
    await act(desk.agent, note, ticket.id, NewMessage(content="CANARY"))
    (row,) = (await ask(desk.other_agent, queue_page, Filters())).rows
    assert (row.requester_name, row.organization_name, row.is_priority_client) == (
        "Dana Whitfield",
        "Halcyon Legal",
        True,
    )
    assert (row.assignee_name, row.status, row.attention) == ("Maya Okafor", "waiting_customer", 2)
    assert (row.preview, row.last_author) == ("A link is on its way.", "agent")


async def test_filters_narrow_the_queue(desk: Desk) -> None:
    first, second = await opened(desk, "Printer on fire", "high"), await opened(desk, "Lamp blinks")
    await act(desk.agent, change_ticket, first.id, TicketChange(assignee_id=desk.agent.user_id))
    await act(desk.agent, change_ticket, second.id, TicketChange(status="closed"))
    assert await subjects(desk) == ["Printer on fire"]
    assert await subjects(desk, Filters(status=(Status.CLOSED,))) == ["Lamp blinks"]
    assert await subjects(desk, Filters(priority=(Priority.LOW,))) == []
    assert await subjects(desk, Filters(assignee="me")) == ["Printer on fire"]
    assert await subjects(desk, Filters(assignee=str(desk.other_agent.user_id))) == []
    assert await subjects(desk, Filters(assignee="none")) == []
    assert await subjects(desk, Filters(requester="DANA@halcyon.test")) == ["Printer on fire"]
    assert await subjects(desk, Filters(requester=str(desk.other_customer.user_id))) == []
    await act(desk.system, take_in_tickets, [first.id, second.id])
    assert await subjects(desk, Filters(text="ON FIRE")) == ["Printer on fire"]
    assert await subjects(desk, Filters(text=first.number.lower())) == ["Printer on fire"]
    assert await subjects(desk, Filters(text="100%")) == []
    with pytest.raises(Invalid, match="assignedTo"):
        await ask(desk.agent, queue_page, Filters(assignee="nobody in particular"))


async def test_one_row_is_the_same_alone_and_gone_when_the_filters_say_so(desk: Desk) -> None:
    ticket = await opened(desk, "sync")
    page = await ask(desk.agent, queue_page, Filters())
    alone = await ask(desk.agent, queue_row, ticket.id, Filters())
    assert alone is not None
    assert (alone.row, alone.listing) == (page.rows[0], page.listing)
    assert await ask(desk.agent, queue_row, ticket.id, Filters(assignee="me")) is None
    assert await ask(desk.agent, queue_row, uuid4(), Filters()) is None


async def test_an_empty_queue_still_knows_whom_tickets_can_go_to(desk: Desk) -> None:
    page = await ask(desk.agent, queue_page, Filters())
    assert (page.rows, page.total, page.next_cursor) == ([], 0, None)
    assert [agent.name for agent in page.agents] == ["Ada Admin", "Maya Okafor", "Tom Berg", "admin"]
    assert await ask(desk.agent, agents) == page.agents


async def test_a_cursor_from_elsewhere_is_refused(desk: Desk) -> None:
    made_up = [encode_cursor(*ranks, uuid4()) for ranks in ((10**30, 1), (1, 40_000), (-1, 1), (1, 10))]
    for cursor in ("x", "AAAA", "WzEsMl0", "é", *made_up):
        with pytest.raises(Invalid, match="cursor"):
            await ask(desk.agent, queue_page, Filters(), cursor=cursor)


async def test_customers_see_no_queue_and_other_workspaces_no_tickets(desk: Desk) -> None:
    await opened(desk, "sync")
    with pytest.raises(Forbidden):
        await ask(desk.customer, queue_page, Filters())
    assert (await ask(System(uuid4(), "elsewhere"), queue_page, Filters())).rows == []


async def test_a_page_reads_the_index_in_its_order(desk: Desk) -> None:
    await opened(desk, "sync")
    connection = await asyncpg.connect(desk.addresses.owner)
    try:
        await connection.execute("set enable_seqscan = off; set enable_bitmapscan = off")
        plan = await connection.fetch(
            "explain select * from tickets t where t.workspace_id = $1 and t.attention < 3 "
            "order by t.attention, t.priority_rank, t.id limit 51", desk.system.workspace_id,
        )  # fmt: skip
    finally:
        await connection.close()
    lines = " ".join(row[0] for row in plan)
    assert "Index Scan using tickets_queue on tickets" in lines
    assert "Sort" not in lines
