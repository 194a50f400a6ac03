"""Endpoints as admins read them."""

from __future__ import annotations

from uuid import uuid4

import pytest

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.queries.contract import ask
from deskhand.queries.webhooks import list_sent, list_webhooks, read_webhook
from deskhand.rules.errors import Forbidden, NotFound
from tests.database import Desk
from tests.hooking import endpoint, follow

URL = "https://example.com/hook"


async def test_endpoints_are_listed_by_name_and_their_messages_by_pages(desk: Desk) -> None:
    webhook_id = await endpoint(desk, URL, "ticket.created", name="b")
    await endpoint(desk, URL, name="A")
    assert [one.name for one in await ask(desk.admin, list_webhooks)] == ["A", "b"]
    tickets = [await act(desk.customer, open_ticket, NewTicket(subject="s", description="d")) for _ in range(3)]
    await follow(desk)
    first = await ask(desk.admin, list_sent, webhook_id, most=2)
    rest = await ask(desk.admin, list_sent, webhook_id, before=first.before, most=2)
    assert (len(first.items), len(rest.items), rest.before) == (2, 1, None)
    assert {one.ticket_number for one in (*first.items, *rest.items)} == {ticket.number for ticket in tickets}
    assert not first.items[0].can_be_replayed
    await desk.as_owner("update deliveries set state = 'dead' where id = $1", first.items[0].id)
    assert (await ask(desk.admin, list_sent, webhook_id)).items[0].can_be_replayed
    with pytest.raises(NotFound):
        await ask(desk.admin, read_webhook, uuid4())
    with pytest.raises(Forbidden):
        await ask(desk.agent, list_webhooks)
