"""Who else is on a ticket: told to those who may see it and are there, and to nobody else."""

from __future__ import annotations

import asyncio
from uuid import uuid4

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.door.identity import COOKIE
from deskhand.rules.access import Person, Whose
from deskhand.rules.presence import Beat, State
from tests.database import Desk
from tests.store.test_live import until
from tests.web.guest import Guest, session_of
from tests.web.test_live import Open, opened, read_by


async def guest_of(running: Open, who: Person) -> Guest:
    return Guest(running.application, {COOKIE: await session_of(running.desk, who)})


async def shut_out(desk: Desk, who: Person) -> Whose:
    """Put an agent into a team, and the tickets into another; return whose they are now."""
    team = uuid4()
    for name in ("Ours", "Theirs"):
        team = uuid4()
        await desk.as_owner(
            "insert into teams (workspace_id, id, name, created_at) values ($1, $2, $3, now())",
            desk.agent.workspace_id, team, name,
        )  # fmt: skip
        if name == "Ours":
            await desk.as_owner(
                "insert into team_members (workspace_id, team_id, user_id, created_at) values ($1, $2, $3, now())",
                desk.agent.workspace_id, team, who.user_id,
            )  # fmt: skip
        else:
            await desk.as_owner("update tickets set team_id = $1", team)
    return Whose(requester_id=desk.customer.user_id, organization_id=desk.customer.organization_id, team_id=team)


async def test_agents_see_each_other_and_nobody_else_does(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="x"))
    path = f"/admin/support/{ticket.id}/presence"
    whose = await shut_out(desk, desk.other_agent)
    async with opened(desk) as running:
        streams = {
            who.user_id: asyncio.create_task(running.follow(who))
            for who in (desk.agent, desk.admin, desk.customer, desk.other_agent)
        }
        await read_by(running, len(streams))
        agent, admin, other, customer = [
            await guest_of(running, who) for who in (desk.agent, desk.admin, desk.other_agent, desk.customer)
        ]
        page = str(uuid4())
        alone = await admin.post(path, page=str(uuid4()), state="viewing")
        assert (alone.status, "avatar" in alone.text) == (200, False)
        uninvited = Beat(desk.agent.workspace_id, ticket.id, desk.other_agent.user_id, uuid4(), State.VIEWING, whose)
        running.process.hub.presences.beat(uninvited)
        joined = await agent.post(path, page=page, state="writing")
        assert f"{desk.admin.name} is viewing" in joined.text
        assert f"{desk.agent.name} is writing" in (await admin.get(path)).text
        assert (await other.get(path)).status == 404
        assert (await other.post(path, page=str(uuid4()), state="viewing")).status == 404
        assert (await customer.get(path)).status in {403, 404}
        assert (await customer.post(path, page=str(uuid4()), state="viewing")).status in {403, 404}
        assert (await agent.post_bare(path, {"page": page, "state": "viewing"})).status == 403, "without a token"
        assert (await agent.post(path, page=page, state="dancing")).status == 422
        assert (await agent.post(path, page="", state="viewing")).status == 422
        left = await agent.post(path, page=page, state="left")
        assert left.status == 200
        assert desk.agent.name not in (await admin.get(path)).text
        people = running.process.hub.presences._places[desk.agent.workspace_id, ticket.id]
        await until(lambda: desk.agent.user_id not in people)
        running.process.stopping.set()
        answers = await asyncio.wait_for(asyncio.gather(*streams.values()), 5)
    heard = dict(zip(streams, (answer.text for answer in answers), strict=True))
    assert heard[desk.admin.user_id].count(f'{{"ticket":"{ticket.id}"}}') == 3, heard
    for who in (desk.agent, desk.customer, desk.other_agent):
        assert "event: presence" not in heard[who.user_id]
    assert "writing" not in "".join(heard.values())
