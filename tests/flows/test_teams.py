"""An agent of one team never reads a ticket of another: on no road, with either wall alone, and in no act."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest

from deskhand.actions import tickets as ticket_actions
from deskhand.actions.categories import NewCategory, add_category
from deskhand.actions.classification import Wanted
from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, note
from deskhand.actions.teams import TeamChange, change_team
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.queries import filters, live
from deskhand.queries.contract import ask
from deskhand.queries.deliveries import of_ticket, why
from deskhand.queries.queue import queue_page
from deskhand.rules.errors import NotFound
from deskhand.rules.filters import Filters
from deskhand.store.db import acting_as
from tests.database import Desk
from tests.flows.test_either_wall import WALLS, Scene, attempts, fetched, rows_of
from tests.flows.test_walk import work
from tests.front import Front, opened

CANARY = "CANARY-of-the-other-team-55d1"


async def team_of(desk: Desk, name: str, *members: UUID) -> UUID:
    team_id = uuid4()
    await desk.as_owner(
        "insert into teams (workspace_id, id, name, created_at) values ($1, $2, $3, now())",
        desk.system.workspace_id, team_id, name,
    )  # fmt: skip
    await desk.as_owner(
        "insert into team_members (workspace_id, team_id, user_id, created_at) select $1, $2, u, now() "
        "from unnest($3::uuid[]) u",
        desk.system.workspace_id, team_id, list(members),
    )  # fmt: skip
    return team_id


async def given_to(desk: Desk, team_id: UUID, subject: str) -> UUID:
    ticket_id = (await act(desk.customer, open_ticket, NewTicket(subject=subject, description=subject))).id
    await act(desk.admin, note, ticket_id, NewMessage(content=f"Internal {subject}"))
    await desk.as_owner("update tickets set team_id = $2 where id = $1", ticket_id, team_id)
    return ticket_id


async def handled_by(desk: Desk, team_id: UUID, subject: str) -> UUID:
    """Open a ticket of a category below one that a team handles; it is given to nobody."""
    above = await act(desk.admin, add_category, NewCategory(name=f"Of {team_id}"))
    below = await act(desk.admin, add_category, NewCategory(name=f"Below {team_id}", parent_id=above.id))
    await act(desk.admin, change_team, team_id, TeamChange(category_ids=[above.id]))
    wanted = NewTicket(subject=subject, description=subject, classification=Wanted(category_id=below.id))
    ticket_id = (await act(desk.customer, open_ticket, wanted)).id
    await act(desk.admin, note, ticket_id, NewMessage(content=f"Internal {subject}"))
    return ticket_id


@pytest.fixture
async def staged(desk: Desk) -> AsyncIterator[Scene]:
    """A desk with two teams: `own` is a ticket of the agent's, `foreign` one of what the other agent's handles.

    One more stands in the other team's hands by itself.
    """
    mine, theirs = await team_of(desk, "Mine", desk.agent.user_id), await team_of(desk, "T", desk.other_agent.user_id)
    async with opened(desk) as front:
        own = await handled_by(desk, mine, "Own")
        foreign = await handled_by(desk, theirs, f"Other {CANARY}")
        await given_to(desk, theirs, f"Given {CANARY}")
        await work(desk)
        yield Scene(front, own, foreign, uuid4())


async def take_down(wall: str, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    if wall == "no row security":
        statement = "select polrelid::regclass::text as name from pg_policy where polname = 'visible_tickets'"
        for table in await desk.as_owner(statement):
            await desk.as_owner(f"drop policy visible_tickets on {table['name']}")
    else:
        monkeypatch.setattr(filters, "_of_teams", lambda _where, _actor: None)
        monkeypatch.setattr(ticket_actions, "may_see", lambda *_args: True)
        monkeypatch.setattr(live, "may_see", lambda *_args: True)


@pytest.mark.slow
@pytest.mark.parametrize("wall", WALLS)
async def test_with_one_wall_another_teams_ticket_is_neither_read_nor_written(
    desk: Desk, staged: Scene, wall: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, cookie = await staged.front.client(desk.agent), await staged.front.browser(desk.agent)
    before = await rows_of(desk, staged.foreign)
    await take_down(wall, desk, monkeypatch)
    found = await fetched(staged, token, cookie)
    assert [road for road, told in found.items() if CANARY in told] == []
    assert "Internal Own" in found[f"0 /api/tickets/{staged.own}"]
    for answer in (await attempts(staged, token))[:-1]:
        assert answer.status >= 400
        assert CANARY not in answer.text
    assert await rows_of(desk, staged.foreign) == before


async def test_without_either_wall_it_would_be_read(desk: Desk, staged: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    client = await staged.front.client(desk.agent)
    for wall in WALLS:
        await take_down(wall, desk, monkeypatch)
    found = await fetched(staged, client)
    assert CANARY in found[f"0 /api/tickets/{staged.foreign}"]
    assert CANARY in found["0 /api/tickets?limit=100"]


async def heard_by(front: Front, desk: Desk, staged: Scene) -> str:
    client = await front.browser(desk.agent)
    cursor = front.process.hub.cursor
    for ticket_id in (staged.own, staged.foreign):
        await act(desk.admin, note, ticket_id, NewMessage(content="Look."))
    answer = await client.listen("/live", until=b"event: beat", headers={"last-event-id": cursor})
    return answer.text


async def test_live_pages_hear_of_their_own_teams_tickets_alone(desk: Desk, staged: Scene) -> None:
    told = await heard_by(staged.front, desk, staged)
    assert str(staged.own) in told
    assert str(staged.foreign) not in told


async def test_the_rows_of_another_teams_ticket_are_behind_the_wall_with_all_that_hangs_on_it(
    desk: Desk, staged: Scene
) -> None:
    async with acting_as(desk.agent) as tx:
        for table in ("messages", "events", "deliveries"):
            count = f"select count(*) from {table} where ticket_id = $1"  # noqa: S608 (names above)
            assert await tx.value(count, staged.own) > 0, table
            assert await tx.value(count, staged.foreign) == 0, table
    assert await ask(desk.agent, of_ticket, staged.foreign) == []
    assert await ask(desk.agent, why, staged.foreign, desk.customer.user_id) == []


async def test_who_is_in_no_team_an_admin_and_the_assignee_see_it(desk: Desk, staged: Scene) -> None:
    seen = {row.id for row in (await ask(desk.admin, queue_page, Filters())).rows}
    given = await desk.value("select id from tickets where subject like 'Given%'")
    assert seen == {staged.own, staged.foreign, given}
    await desk.as_owner("update tickets set assignee_id = $2 where id = $1", staged.foreign, desk.agent.user_id)
    assert {row.id for row in (await ask(desk.agent, queue_page, Filters())).rows} == {staged.own, staged.foreign}
    await act(desk.agent, change_ticket, staged.foreign, TicketChange(assignee_id=None))
    assert {row.id for row in (await ask(desk.agent, queue_page, Filters())).rows} == {staged.own}
    with pytest.raises(NotFound):
        await act(desk.agent, change_ticket, staged.foreign, TicketChange(assignee_id=desk.agent.user_id))
    await desk.as_owner("delete from team_members where user_id = $1", desk.agent.user_id)
    assert {row.id for row in (await ask(desk.agent, queue_page, Filters())).rows} == seen
