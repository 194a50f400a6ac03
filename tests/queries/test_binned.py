"""Pages of the bin."""

from __future__ import annotations

import pytest

from deskhand.actions.binned import delete_ticket
from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.queries import binned
from deskhand.queries.binned import list_bin
from deskhand.queries.contract import ask
from deskhand.rules.errors import Forbidden, Invalid
from tests.database import Desk


async def test_the_bin_is_read_in_pages_the_latest_first(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binned, "PAGE", 2)
    numbers: list[str] = []
    for subject in ("Sync", "100% CPU", "Sync again"):
        ticket = await act(desk.customer, open_ticket, NewTicket(subject=subject, description="x"))
        await act(desk.admin, delete_ticket, ticket.id)
        numbers.insert(0, ticket.number)
    first = await ask(desk.admin, list_bin)
    rest = await ask(desk.admin, list_bin, cursor=first.next_cursor)
    assert [one.number for one in (*first.items, *rest.items)] == numbers
    assert rest.next_cursor is None
    assert (first.items[0].deleted_by, first.items[0].requester_name) == (desk.admin.name, desk.customer.name)
    assert [one.subject for one in (await ask(desk.admin, list_bin, text="0%")).items] == ["100% CPU"]
    with pytest.raises(Forbidden):
        await ask(desk.agent, list_bin)
    for wrong in ({"text": "\x00"}, {"cursor": "x"}):
        with pytest.raises(Invalid):
            await ask(desk.admin, list_bin, **wrong)
