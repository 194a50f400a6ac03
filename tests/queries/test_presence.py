"""The company of a ticket: whose it is and what colleagues are called, for those who may see it."""

from __future__ import annotations

import pytest

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.queries.contract import ask
from deskhand.queries.presence import company
from deskhand.rules.access import Whose
from deskhand.rules.errors import Forbidden, NotFound
from tests.database import Desk


async def test_names_are_those_of_colleagues(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="x"))
    people = [desk.other_agent.user_id, desk.agent.user_id, desk.customer.user_id, ticket.id]
    known = await ask(desk.admin, company, ticket.id, people)
    assert set(known.names.values()) == {desk.agent.name, desk.other_agent.name}
    assert known.whose == Whose(
        requester_id=desk.customer.user_id, organization_id=desk.customer.organization_id
    )  # fmt: skip
    with pytest.raises(NotFound):
        await ask(desk.admin, company, desk.agent.user_id, people)
    with pytest.raises(Forbidden):
        await ask(desk.customer, company, ticket.id, people)
