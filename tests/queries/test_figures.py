"""The figures at the head of the queue: each says what the list behind it shows, and ends where it is capped."""

from __future__ import annotations

import pytest

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.queries import figures
from deskhand.queries.contract import ask
from deskhand.queries.queue import queue_page
from deskhand.rules.filters import Filters
from tests.database import Desk


async def test_a_figure_is_the_length_of_its_list(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [
        await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="x", priority=priority))
        for priority in ("critical", "urgent", "low", "urgent", "low")
    ]
    await act(desk.agent, change_ticket, made[3].id, TicketChange(status="closed"))
    await act(desk.agent, change_ticket, made[4].id, TicketChange(assignee_id=desk.agent.user_id))
    late = [made[0].id, made[2].id, made[3].id]
    await desk.as_owner("update tickets set sla_nearest_at = now() where id = any($1)", late)
    page = await ask(desk.agent, queue_page, Filters(assignee="none"))
    assert {one.name: one.count for one in page.figures} == {
        "total": "5", "open": "3", "pending": "0", "urgent": "2", "breached": "2",
    }  # fmt: skip
    for one in page.figures:
        assert str((await ask(desk.agent, queue_page, one.filters)).total) == one.count, one.name
    assert (await ask(desk.agent, queue_page, Filters(), cursor=page.next_cursor)).figures
    monkeypatch.setattr(figures, "MOST", 2)
    page = await ask(desk.agent, queue_page, Filters())
    assert [one.count for one in page.figures] == ["2+", "2+", "0", "2", "2"]
