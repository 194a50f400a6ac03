"""Rows of merges: who carries whom, who reads what, and counts that hold."""

from __future__ import annotations

from deskhand.actions.contract import act
from deskhand.actions.merges import merge
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.actions.watchers import watch
from deskhand.rules.merge import Audience
from deskhand.store import merges
from deskhand.store.db import acting_as
from tests.database import Desk


async def test_chains_counts_audiences_and_watchers(desk: Desk) -> None:
    a, b, c = [
        await act(desk.customer, open_ticket, NewTicket(subject=name, description=f"{name} opened")) for name in "ABC"
    ]
    for ticket in (a, b):
        await act(desk.agent, watch, ticket.id, desk.agent.user_id)
    await act(desk.agent, merge, b.id, [a.id])
    await act(desk.agent, merge, c.id, [b.id])
    async with acting_as(desk.agent) as tx:
        assert await merges.below(tx, c.id) == sorted([a.id, b.id])
        assert await merges.below(tx, b.id) == [a.id]
        assert [await merges.place_of(tx, one.id) for one in (a, b, c)] == [c.id, c.id, None]
        kept = await merges.of_ticket(tx, a.id)
        assert kept is not None
        assert (kept.into_id, kept.status_before, kept.closed_at_before) == (b.id, "open", None)
        assert await merges.of_ticket(tx, c.id) is None
        plain = Audience(
            requester_id=desk.customer.user_id, requester_organization_id=desk.customer.organization_id,
            shared_with=None,
        )  # fmt: skip
        assert await merges.audiences(tx, [a.id, c.id]) == {a.id: plain, c.id: plain}
        await tx.change("update tickets set message_count = 9, last_message_preview = 'x' where id = $1", c.id)
        await merges.recount(tx, c.id)
        row = await tx.row(
            "select message_count, last_message_preview, last_message_by from tickets where id = $1", c.id
        )
        assert row is not None
        assert tuple(row) == (3, "C opened", "customer")
        await merges.take_watchers_back(tx, c.id, came_with=[a.id])
        assert await tx.value("select count(*) from ticket_watchers where ticket_id = $1", c.id) == 1, (
            "B brings them, too"
        )
