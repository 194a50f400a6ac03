"""Links in the order of their relations."""

from __future__ import annotations

import pytest

from deskhand.actions.contract import act
from deskhand.actions.ticket_links import link
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.queries.contract import ask
from deskhand.queries.ticket import read_ticket
from deskhand.queries.ticket_links import Link, links_of
from deskhand.rules.errors import NotFound
from tests.database import Desk


async def test_links_are_read_with_number_subject_and_status(desk: Desk) -> None:
    one, other = [
        await act(desk.customer, open_ticket, NewTicket(subject=name, description="x")) for name in ("One", "Other")
    ]
    for relation in ("caused_by", "parent"):
        await act(desk.agent, link, one.id, relation, other=other.id)
    found = await ask(desk.agent, links_of, one.id)
    assert found == [Link(name, other.id, other.number, "Other", "open") for name in ("parent", "caused_by")]
    assert list((await ask(desk.agent, read_ticket, one.id)).links) == found
    with pytest.raises(NotFound):
        await ask(desk.agent, links_of, desk.agent.user_id)
