"""Rows of links: once each, one parent, and a way up that walls do not cut."""

from __future__ import annotations

import asyncpg
import pytest

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.store import ticket_links
from deskhand.store.db import acting_as
from tests.database import Desk


async def test_links_are_kept_once_and_found_from_below(desk: Desk) -> None:
    wanted = NewTicket(subject="Sync", description="It stopped.")
    low, middle, high = [(await act(desk.customer, open_ticket, wanted)) for _ in range(3)]
    async with acting_as(desk.agent) as tx:
        assert await ticket_links.id_of(tx, low.number) == low.id
        assert await ticket_links.id_of(tx, "2001-01-00001") is None
        for child, parent in ((low, middle), (middle, high)):
            assert await ticket_links.add(tx, child.id, "child_of", other_id=parent.id)
        assert not await ticket_links.add(tx, low.id, "child_of", other_id=middle.id)
        assert await ticket_links.other_of(tx, low.id, "child_of") == middle.id
        assert await ticket_links.is_descendant(tx, low.id, high.id)
        assert not await ticket_links.is_descendant(tx, high.id, low.id)
        assert await ticket_links.remove(tx, middle.id, "child_of", other_id=high.id)
        assert not await ticket_links.remove(tx, middle.id, "child_of", other_id=high.id)
        assert not await ticket_links.is_descendant(tx, low.id, high.id)
    with pytest.raises(asyncpg.UniqueViolationError):
        async with acting_as(desk.agent) as tx:
            await ticket_links.add(tx, low.id, "child_of", other_id=high.id)
