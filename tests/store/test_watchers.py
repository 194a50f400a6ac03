"""Rows of watchers: once each, and what decides whether somebody may watch."""

from __future__ import annotations

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.rules.access import Role
from deskhand.store import watchers
from deskhand.store.db import acting_as
from tests.database import Desk


async def test_somebody_watches_once_and_is_found_by_id_and_address(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="It stopped."))
    async with acting_as(desk.agent) as tx:
        assert await watchers.add(tx, ticket.id, desk.agent.user_id)
        assert not await watchers.add(tx, ticket.id, desk.agent.user_id)
        assert await watchers.remove(tx, ticket.id, desk.agent.user_id)
        assert not await watchers.remove(tx, ticket.id, desk.agent.user_id)
        found = await watchers.candidate(tx, desk.customer.email.upper())
        assert found == await watchers.candidate(tx, desk.customer.user_id)
        assert found is not None
        assert (found.sight.role, found.sight.organization_id) == (Role.CUSTOMER, desk.customer.organization_id)
        assert (found.sight.shares_tickets, found.is_active) == (False, True)
        assert await watchers.candidate(tx, "nobody@desk.test") is None
