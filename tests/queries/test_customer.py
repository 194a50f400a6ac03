"""Who writes on a ticket, as the page beside it says: contacts, and their other tickets that the reader may see."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.kit.ids import new_id
from deskhand.queries.contract import ask
from deskhand.queries.customer import SHOWN
from deskhand.queries.ticket import read_ticket
from tests.database import Desk


async def test_contacts_and_the_newest_other_tickets(desk: Desk) -> None:
    opened = [
        await act(desk.customer, open_ticket, NewTicket(subject=f"Ticket {number}", description="x"))
        for number in range(SHOWN + 2)
    ]
    await act(desk.other_customer, open_ticket, NewTicket(subject="CANARY", description="x"))
    await desk.as_owner(
        "insert into phones (workspace_id, id, user_id, number, is_verified, created_at) "
        "values ($1, $2, $3, '+4930123456', true, now())",
        desk.customer.workspace_id, new_id(), desk.customer.user_id,
    )  # fmt: skip
    seen = (await ask(desk.agent, read_ticket, opened[2].id)).customer
    assert [(phone.number, phone.is_verified) for phone in seen.phones] == [("+4930123456", True)]
    newest = [ticket.subject for ticket in reversed(opened) if ticket.id != opened[2].id][:SHOWN]
    assert [other.subject for other in seen.tickets] == newest
    assert (seen.has_more, seen.is_active) == (True, True)

    team, elsewhere = uuid4(), uuid4()
    for number, one in enumerate((team, elsewhere)):
        await desk.as_owner(
            "insert into teams (workspace_id, id, name, created_at) values ($1, $2, $3, now())",
            desk.agent.workspace_id, one, f"Team {number}",
        )  # fmt: skip
    await desk.as_owner("update tickets set team_id = $1 where id <> $2", elsewhere, opened[0].id)
    await desk.as_owner("update tickets set team_id = $1 where id = $2", team, opened[1].id)
    await desk.as_owner(
        "insert into team_members (workspace_id, team_id, user_id, created_at) values ($1, $2, $3, now())",
        desk.agent.workspace_id, team, desk.agent.user_id,
    )  # fmt: skip
    inside = replace(desk.agent, team_ids=frozenset({team}))
    seen = (await ask(inside, read_ticket, opened[0].id)).customer
    assert [other.id for other in seen.tickets] == [opened[1].id], "those of other teams are nobody else's"
    assert not seen.has_more
