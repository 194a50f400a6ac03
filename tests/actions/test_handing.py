"""Tickets that change hands: the oldest first, so many at once, and how many are left is said."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import pytest

from deskhand.actions import handing
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.store import tickets
from deskhand.store.db import acting_as
from tests.database import Desk


async def test_so_many_at_once_change_hands(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing, "HANDED_AT_ONCE", 2)
    me, other = desk.agent.user_id, desk.other_agent.user_id
    async with acting_as(desk.admin) as tx:
        for _ in range(3):
            opened = await open_ticket(tx, NewTicket(subject="Sync", description="x"))
            await change_ticket(tx, opened.id, TicketChange(assignee_id=me))
        waiting, wanted = partial(tickets.held_by, tx, me), TicketChange(assignee_id=other, reason="Handed over.")
        held: list[UUID] = await waiting(most=10)
        assert await handing.hand_over(tx, waiting, wanted) == handing.HandedOver(moved=2, left=1)
        assert await waiting(most=10) == held[2:]
        assert await handing.hand_over(tx, waiting, wanted) == handing.HandedOver(moved=1, left=0)
        assert await handing.hand_over(tx, waiting, wanted) == handing.HandedOver(moved=0, left=0)
