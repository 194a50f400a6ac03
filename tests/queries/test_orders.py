"""The orders of lists: each walks to the end without loss, and reads an index in its order."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.filters import encode_cursor
from deskhand.queries.tickets import list_tickets
from deskhand.rules.errors import Invalid
from deskhand.rules.filters import Filters, Sort
from deskhand.rules.ticket import ACTIVE, Priority, Status, Ticket
from tests.database import Desk

MORNING = clock.now().replace(hour=9, minute=0, second=0, microsecond=0)


def sorted_as(sort: Sort, tickets: list[Ticket]) -> list[str]:
    attention = {Status.OPEN: 0, Status.IN_PROGRESS: 1, Status.CLOSED: 4}
    urgency = list(Priority)
    keys = {
        Sort.NEED: lambda one: (attention[one.status], urgency.index(one.priority), one.id),
        Sort.SLA: lambda one: ((0, one.first_response_due_at, one.id) if one.status in ACTIVE else (1, one.id)),
        Sort.PRIORITY: lambda one: (urgency.index(one.priority), one.id),
        Sort.NEWEST: lambda one: one.id,
        Sort.OLDEST: lambda one: one.id,
        Sort.UPDATED: lambda one: (one.updated_at, one.id),
        Sort.DUE: lambda one: (0, one.due_at, one.id) if one.due_at else (
            1, attention[one.status], urgency.index(one.priority), one.id
        ),
    }  # fmt: skip
    falling = sort in {Sort.NEWEST, Sort.UPDATED}
    return [one.subject for one in sorted(tickets, key=keys[sort], reverse=falling)]


async def test_every_order_walks_to_the_end_once(desk: Desk) -> None:
    made = []
    for place in range(11):
        wanted = NewTicket(subject=f"no {place}", description="x", priority=list(Priority)[place * 3 % 5].value)
        made.append((await act(desk.customer, open_ticket, wanted)).id)
    for place in (7, 2, 9):
        await act(desk.agent, change_ticket, made[place], TicketChange(status="closed"))
    for place, days in ((1, 2), (7, -1), (5, -3), (8, 2)):
        due_at = MORNING + timedelta(days=days)
        await act(desk.agent, change_ticket, made[place], TicketChange(due_at=due_at))
    await act(desk.agent, change_ticket, made[4], TicketChange(assignee_id=desk.agent.user_id))
    for status in ((), (Status.OPEN, Status.IN_PROGRESS), (Status.CLOSED,)):
        everything = (await ask(desk.agent, list_tickets, Filters(status=status), cursor=None, limit=50, page=1)).items
        for sort in Sort:
            filters = Filters(status=status, sort=sort)
            expected = sorted_as(sort, everything)
            seen: list[str] = []
            cursor = None
            while cursor is not None or not seen:
                page = await ask(desk.agent, list_tickets, filters, cursor=cursor, limit=3, page=1)
                seen += [one.subject for one in page.items]
                cursor = page.next_cursor
                if cursor is None:
                    break
            assert seen == expected, (sort, status)
            second = await ask(desk.agent, list_tickets, filters, cursor=None, limit=2, page=2)
            assert [one.subject for one in second.items] == expected[2:4], (sort, status)


async def test_a_place_of_another_order_is_refused(desk: Desk) -> None:
    an_id = UUID(int=1)
    elsewhere = {
        Sort.UPDATED: encode_cursor("2026-01-01T00:00:00", an_id), Sort.PRIORITY: encode_cursor(10, an_id),
        Sort.NEED: encode_cursor(an_id), Sort.DUE: encode_cursor(None, an_id),
    }  # fmt: skip
    for sort, cursor in elsewhere.items():
        with pytest.raises(Invalid, match="cursor"):
            await ask(desk.agent, list_tickets, Filters(sort=sort), cursor=cursor, limit=3, page=1)
