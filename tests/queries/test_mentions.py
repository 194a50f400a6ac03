"""Whom a message can mention."""

from __future__ import annotations

from uuid import uuid4

import pytest

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.queries.contract import ask
from deskhand.queries.mentions import mentionable
from deskhand.rules.errors import Forbidden, NotFound
from tests.database import Desk


async def test_names_of_staff_who_see_the_ticket(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="x"))
    found = await ask(desk.agent, mentionable, ticket.id, "")
    assert {desk.agent.user_id, desk.other_agent.user_id, desk.admin.user_id} <= {one.id for one in found}
    assert [one.name for one in await ask(desk.agent, mentionable, ticket.id, " oka")] == ["Maya Okafor"]
    with pytest.raises(NotFound):
        await ask(desk.agent, mentionable, uuid4(), "")
    with pytest.raises(Forbidden):
        await ask(desk.customer, mentionable, ticket.id, "")
