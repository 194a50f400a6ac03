"""Who watches, as each reader may know it."""

from __future__ import annotations

import pytest

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.actions.watchers import watch
from deskhand.queries.contract import ask
from deskhand.queries.portal import read_my_ticket
from deskhand.queries.ticket import read_ticket
from deskhand.queries.watchers import watchers_of
from deskhand.rules.errors import NotFound
from tests.database import Desk


async def test_agents_see_all_and_customers_themselves(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="It stopped."))
    for who in (desk.customer, desk.agent):
        await act(desk.agent, watch, ticket.id, who.user_id)
    everybody = await ask(desk.agent, watchers_of, ticket.id)
    assert [(one.name, one.role) for one in everybody] == [("Dana Whitfield", "customer"), ("Maya Okafor", "agent")]
    assert list((await ask(desk.agent, read_ticket, ticket.id)).watchers) == everybody
    assert await ask(desk.customer, watchers_of, ticket.id) == everybody[:1]
    assert (await ask(desk.customer, read_my_ticket, ticket.id)).is_watching
    with pytest.raises(NotFound):
        await ask(desk.other_customer, watchers_of, ticket.id)
