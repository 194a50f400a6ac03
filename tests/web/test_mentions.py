"""Names after an `@`: those of colleagues who may see the ticket and of teams, for agents alone."""

from __future__ import annotations

import json

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.kit.ids import new_id
from tests.database import Desk
from tests.web.guest import visiting


async def test_names_that_begin_like_this(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="x"))
    team = new_id()
    await desk.as_owner(
        "insert into teams (workspace_id, id, name, created_at) values ($1, $2, 'Billing', now())",
        desk.agent.workspace_id, team,
    )  # fmt: skip
    path = f"/admin/support/{ticket.id}/mentions"
    async with visiting(desk, desk.agent) as guest:

        async def names(text: str) -> list[tuple[str, bool]]:
            return [(one["name"], one["team"]) for one in json.loads((await guest.get(f"{path}?text={text}")).text)]

        assert await names("b") == [("Billing", True), ("Tom Berg", False)]
        assert await names("TOM%20B") == [("Tom Berg", False)]
        assert await names("dana") == []
        await desk.as_owner(
            "insert into team_members (workspace_id, team_id, user_id, created_at) values ($1, $2, $3, now())",
            desk.agent.workspace_id, team, desk.other_agent.user_id,
        )  # fmt: skip
        other = new_id()
        await desk.as_owner(
            "insert into teams (workspace_id, id, name, created_at) values ($1, $2, 'Elsewhere', now())",
            desk.agent.workspace_id, other,
        )  # fmt: skip
        await desk.as_owner("update tickets set team_id = $1", other)
        assert await names("b") == [("Billing", True)], "who cannot see the ticket is not offered"
    async with visiting(desk, desk.customer) as guest:
        assert (await guest.get(f"{path}?text=b")).status in {403, 404}
