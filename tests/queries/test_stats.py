"""Counts of tickets."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.kit import clock
from deskhand.queries import stats
from deskhand.queries.contract import ask
from deskhand.rules.errors import Forbidden
from tests.database import Desk


async def test_every_ticket_counts_where_it_stands(desk: Desk) -> None:
    priorities = ("critical", "urgent", "high", "urgent", "low", "medium")
    ids = [
        (await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="x", priority=each))).id
        for each in priorities
    ]
    await act(desk.agent, reply, ids[1], NewMessage(content="Looking."))
    await act(desk.customer, reply, ids[1], NewMessage(content="Thanks."))
    await act(desk.agent, reply, ids[2], NewMessage(content="Looking."))
    await act(desk.agent, change_ticket, ids[3], TicketChange(status="resolved", resolution="Done."))
    await act(desk.agent, change_ticket, ids[4], TicketChange(assignee_id=desk.agent.user_id))
    await act(desk.agent, change_ticket, ids[5], TicketChange(status="cancelled"))
    found = dataclasses.asdict(await ask(desk.agent, stats.ticket_stats))
    assert found == {
        "total": 6, "open": 1, "in_progress": 1, "waiting_customer": 1, "waiting_support": 1, "pending": 2,
        "resolved": 1, "closed": 0, "cancelled": 1, "unassigned": 1, "urgent": 2, "breached": 0,
    }  # fmt: skip


async def test_breached_are_active_tickets_whose_nearest_target_is_late(desk: Desk) -> None:
    with clock.moved(-timedelta(hours=10)):
        for _ in range(4):
            await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="x", priority="medium"))
    assert (await ask(desk.agent, stats.ticket_stats)).breached == 4
    first, second, third, fourth = await desk.as_owner("select id from tickets order by id")
    await act(desk.agent, reply, first["id"], NewMessage(content="Late."))
    await act(desk.agent, change_ticket, second["id"], TicketChange(status="closed"))
    assert (await ask(desk.agent, stats.ticket_stats)).breached == 2
    for one in (third, fourth):
        await act(desk.agent, reply, one["id"], NewMessage(content="Late."))
    with clock.moved(timedelta(hours=30)):
        assert (await ask(desk.agent, stats.ticket_stats)).breached == 0, (
            "clocks stand still while customers are waited for"
        )
        await act(desk.customer, reply, third["id"], NewMessage(content="Well?"))
    with clock.moved(timedelta(hours=45)):
        assert (await ask(desk.agent, stats.ticket_stats)).breached == 1


async def test_counting_ends_where_that_of_lists_does(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stats, "COUNTED", 2)
    monkeypatch.setattr("deskhand.queries.filters.COUNTED", 2)
    for _ in range(4):
        await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="x"))
    found = await ask(desk.agent, stats.ticket_stats)
    assert (found.total, found.open, found.closed) == ("2+", "2+", 0)


async def test_stats_are_for_agents(desk: Desk) -> None:
    with pytest.raises(Forbidden):
        await ask(desk.customer, stats.ticket_stats)
