"""Rows of teams: written whole, members and categories as they are wanted."""

from __future__ import annotations

from uuid import uuid4

from msgspec.structs import replace

from deskhand.rules.teams import Team
from deskhand.store import teams
from deskhand.store.db import acting_as
from tests.database import Desk


async def test_a_team_is_written_and_read_whole(desk: Desk) -> None:
    people = {desk.agent.user_id: "Maya Okafor", desk.admin.user_id: "Ada Admin"}
    team = Team(id=uuid4(), name="Billing", description="Money", members=people)
    async with acting_as(desk.admin) as tx:
        assert await teams.agents_among(tx, [*people, desk.customer.user_id, uuid4()]) == people
        assert await teams.categories_among(tx, [uuid4()]) == {}
        assert await teams.write(tx, team, before=None)
        assert await teams.locked(tx, team.id) == team
        fewer = replace(team, name="Money", members={desk.admin.user_id: "Ada Admin"})
        assert await teams.write(tx, fewer, before=team)
        assert await teams.locked(tx, team.id) == fewer
        assert await teams.name_of(tx, team.id) == ("Money", True)
        assert (await teams.name_of(tx, uuid4()), await teams.locked(tx, uuid4())) == (None, None)
