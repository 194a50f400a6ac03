"""Either wall alone keeps another's ticket from a customer: on every road that reads, and in every act that writes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from litestar.routes import HTTPRoute

from deskhand.actions import tickets as ticket_actions
from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, note, reply
from deskhand.actions.search import take_in_tickets
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.api import tickets as ticket_doors
from deskhand.app import serve
from deskhand.queries import filters
from deskhand.rules.access import ROLES, Role
from tests.database import Desk
from tests.flows.test_walk import work
from tests.front import Answer, Client, Front, opened

NOTE = "CANARY-in-a-note-7f3a"
FOREIGN = "CANARY-of-another-91c2"
WALLS = ["no row security", "no check of ours"]


@dataclass(frozen=True)
class Scene:
    """A desk that answers, with a ticket of the customer's own and one of another's, both with notes."""

    front: Front
    own: UUID
    foreign: UUID
    note: UUID


async def staged(desk: Desk, front: Front) -> Scene:
    """Write the canaries, and do all that follows from it."""
    own = (await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="It stopped."))).id
    wanted = NewTicket(subject=f"Other {FOREIGN}", description=f"Secret {FOREIGN}")
    foreign = (await act(desk.other_customer, open_ticket, wanted)).id
    for ticket_id in (own, foreign):
        hidden = await act(desk.agent, note, ticket_id, NewMessage(content=f"First {NOTE}"))
        await act(desk.agent, reply, ticket_id, NewMessage(content="Looking."))
    await act(desk.other_agent, reply, foreign, NewMessage(content=f"Dear {FOREIGN}"))
    await work(desk)
    await act(desk.system, take_in_tickets, [own, foreign])
    return Scene(front, own, foreign, hidden.id)


async def take_down(wall: str, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove one of the two walls."""
    if wall == "no row security":
        tables = await desk.as_owner("select oid::regclass::text as name from pg_class where relrowsecurity")
        for table in tables:
            await desk.as_owner(f"alter table {table['name']} disable row level security")
    else:
        monkeypatch.setitem(ROLES, Role.CUSTOMER, ROLES[Role.ADMIN])
        monkeypatch.setattr(filters, "_own", lambda _where, _actor: None)
        monkeypatch.setattr(ticket_actions, "may_see", lambda *_args, **_kwargs: True)
        monkeypatch.setattr(ticket_doors, "is_staff", lambda _actor: True)


def roads(scene: Scene) -> Iterator[str]:
    """Return every path of the whole application that can be read, with the ids put in; the stream never ends."""
    for route in serve.build(scene.front.process).routes:
        if isinstance(route, HTTPRoute) and "GET" in route.methods and not route.path.startswith(("/static", "/live")):
            for found in (scene.own, scene.foreign, scene.note):
                yield re.sub(r"\{\w+:\w+\}", str(found), route.path)
    other = scene.front.desk.other_customer
    for query in (
        f"q={FOREIGN}",
        "assignedTo=none",
        "limit=100",
        f"requester={other.email}",
        f"requester={other.user_id}",
    ):
        yield f"/api/tickets?{query}"


async def fetched(scene: Scene, *clients: Client) -> dict[str, str]:
    """Return what each road answers to each client."""
    found: dict[str, str] = {}
    for place, client in enumerate(clients):
        for path in sorted(set(roads(scene))):
            answer = await client.get(path)
            found[f"{place} {path}"] = str(answer.headers) + answer.content.decode(errors="replace")
    return found


async def attempts(scene: Scene, client: Client) -> list[Answer]:
    """Try to write on another's ticket, and to answer a note of one's own."""
    foreign, own = f"/api/tickets/{scene.foreign}", f"/api/tickets/{scene.own}"
    return [
        await client.put(foreign, {"subject": "Mine now"}),
        await client.put(foreign, {"status": "closed"}),
        await client.post(f"{foreign}/messages", {"content": "Hello"}),
        await client.post(f"{foreign}/messages", {"content": "Hello", "internal": True}),
        await client.post(f"{foreign}/close", {}),
        await client.post(f"{foreign}/assign", {"agentId": None}),
        await client.post(f"{own}/messages", {"content": "And this?", "replyTo": str(scene.note)}),
    ]


async def rows_of(desk: Desk, ticket_id: UUID) -> list[str]:
    rows = await desk.as_owner(
        "select to_jsonb(t)::text as row from tickets t where id = $1 "
        "union all select to_jsonb(m)::text from messages m where ticket_id = $1 "
        "union all select to_jsonb(e)::text from events e where ticket_id = $1 order by 1",
        ticket_id,
    )
    return [row["row"] for row in rows]


@pytest.mark.slow
@pytest.mark.parametrize("wall", WALLS)
async def test_with_one_wall_nothing_is_read_and_nothing_written(
    desk: Desk, wall: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(desk) as front:
        scene = await staged(desk, front)
        token, cookie = await front.client(desk.customer), await front.browser(desk.customer)
        before = await rows_of(desk, scene.foreign)
        await take_down(wall, desk, monkeypatch)
        found = await fetched(scene, token, cookie)
        assert [road for road, told in found.items() if NOTE in told or FOREIGN in told] == []
        for answer in await attempts(scene, token):
            assert answer.status >= 400
            assert NOTE not in answer.text
            assert FOREIGN not in answer.text
        assert await rows_of(desk, scene.foreign) == before


async def test_without_either_wall_it_would_be_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(desk) as front:
        scene = await staged(desk, front)
        client = await front.client(desk.customer)
        for wall in WALLS:
            await take_down(wall, desk, monkeypatch)
        found = await fetched(scene, client)
        assert NOTE in found[f"0 /api/tickets/{scene.own}"]
        assert FOREIGN in found[f"0 /api/tickets/{scene.foreign}"]
        assert FOREIGN in found["0 /api/tickets?limit=100"]
        assert FOREIGN not in found[f"0 /api/tickets?q={FOREIGN}"], "the search of words has a third wall of its own"
