"""A word of internal notes is nowhere in what a customer can fetch or receive; each wall holds alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import asyncpg
import pytest

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, note, reply
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.app import serve, wiring
from deskhand.app.worker import JobRounds
from deskhand.channels import open_channels
from deskhand.kit import crypt
from deskhand.queries.contract import ask
from deskhand.queries.mailbox import list_mails
from deskhand.queries.queue import queue_page
from deskhand.queries.ticket import read_ticket
from deskhand.reactions.deliver import Deliverer
from deskhand.rules.access import Person
from deskhand.rules.errors import Forbidden
from deskhand.rules.filters import Filters
from deskhand.store import everywhere
from deskhand.store.db import reading_as
from deskhand.web.live import ROUTES as LIVE
from tests.database import Desk, person
from tests.front import Answer, Client, Front, opened

FORM = "application/x-www-form-urlencoded"
CAUGHT_UP = b"event: beat"
"""What a stream says once it has told what was missed."""


@dataclass(frozen=True)
class Scene:
    """A ticket with two notes, one written by API and one by page, and the people who must not hear of them."""

    front: Front
    ticket_id: UUID
    number: str
    canary: str
    note_id: UUID
    place: str
    outsiders: dict[str, Person | None]

    def innocent(self, answer: Answer, where: str) -> None:
        """Fail when the answer tells a word or an id of a note that was not in the question."""
        told = answer.content.decode(errors="replace") + str(answer.headers)
        assert self.canary in where or self.canary.lower() not in told.lower(), where
        assert str(self.note_id) in where or str(self.note_id) not in told, where


async def work(desk: Desk) -> None:
    """Do all that is due."""
    jobs, deliverer = JobRounds(wiring.reactions_by_name()), _deliverer(desk)
    while await jobs() + await deliverer.deliver_due(100):
        pass
    await deliverer.close()


def _deliverer(desk: Desk) -> Deliverer:
    return Deliverer(open_channels(desk.settings), sender=desk.settings.support_email)


async def staged(front: Front, *, with_notes: bool = True) -> Scene:
    """Play the scene: a ticket, an answer, the notes, and all that follows from them."""
    desk, place, canary = front.desk, await everywhere.snapshot(), f"canary{crypt.new_token()[:12]}".replace("_", "x")
    await desk.as_owner("update organizations set shares_tickets = true")
    colleague = await person(
        desk.system, "kim@halcyon.test", name="Kim Whitfield", organization_id=desk.customer.organization_id
    )
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Sync stopped", description="Since 09:58."))
    await act(desk.agent, reply, ticket.id, NewMessage(content="A link is on its way."))
    note_id = uuid4()
    if with_notes:
        agent = await front.client(desk.agent)
        written = await agent.post(f"/api/tickets/{ticket.id}/messages", {"content": canary, "internal": True})
        assert written.status == 201
        note_id = UUID(written.json["id"])
        await by_page(front, ticket.id, canary)
    await work(desk)
    shares = replace(colleague, organization_id=desk.customer.organization_id, shares_tickets=True)
    outsiders = {"requester": desk.customer, "colleague": shares, "stranger": desk.other_customer, "visitor": None}
    return Scene(front, ticket.id, ticket.number, canary, note_id, place, outsiders)


async def by_page(front: Front, ticket_id: UUID, content: str) -> None:
    """Write a note as the agents' page does."""
    browser = await front.browser(front.desk.agent)
    page = await browser.get(f"/admin/support/{ticket_id}")
    cookie = re.search(r"deskhand_csrf=([^;]+)", page.headers["set-cookie"])
    token = re.search(r'name="_csrf_token" value="([^"]+)"', page.text)
    assert cookie
    assert token
    answer = await browser.send(
        "POST", f"/admin/support/{ticket_id}/notes", content=f"content={content}+too&_csrf_token={token[1]}".encode(),
        headers={"content-type": FORM, "cookie": f"{browser.headers['cookie']}; deskhand_csrf={cookie[1]}"},
    )  # fmt: skip
    assert answer.status in {200, 303}, answer.text


async def ways(front: Front, who: Person | None) -> list[tuple[Client, str]]:
    """Return how somebody can come, and below which address: by cookie to all, by token to the API, or as nobody."""
    return (
        [(front.visitor, "/")] if who is None else [(await front.browser(who), "/"), (await front.client(who), "/api/")]
    )


def addresses(front: Front, scene: Scene, ids: list[str]) -> list[str]:
    """Return every address of the application that can be read, with every id in every place.

    Where an address has several places, the others hold the ticket's.
    """
    found: list[str] = []
    for route in front_routes(front):
        names = re.findall(r"\{[^}]*\}", route)
        found += [route] if not names else []
        for name in names:
            rest = re.sub(r"\{[^}]*\}", str(scene.ticket_id), route.replace(name, "\0", 1))
            found += [rest.replace("\0", item) for item in ids]
    words = [scene.canary, scene.canary[:8], scene.number, "note", "%"]
    queries = [f"q={quote(word)}" for word in words] + ["assignedTo=me", "assignedTo=none", "status=open", "limit=1"]
    return found + [f"{path}?{query}" for path in ("/api/tickets", "/dashboard/tickets") for query in queries]


ONE_OF_EACH = """
    (select distinct on (notification_type, user_id) id from deliveries)
    union all (select distinct on (name, is_public) id from events)
"""


def front_routes(front: Front) -> list[str]:
    """Return the path of every route that answers GET, except the endless stream."""
    stream = {path for handler in LIVE for path in handler.paths}
    routes = serve.build(front.process).routes
    return [each.path for each in routes if "GET" in getattr(each, "methods", ()) and each.path not in stream]


@pytest.mark.one_server
@pytest.mark.slow
async def test_nothing_that_outsiders_can_fetch_tells_of_a_note(desk: Desk) -> None:
    async with opened(desk) as front:
        scene = await staged(front)
        agent = await front.client(desk.agent)
        seen = await agent.get(f"/api/tickets/{scene.ticket_id}")
        assert seen.text.count(scene.canary) >= 2, "the canary sings for agents"
        ids = [str(row[0]) for row in await desk.as_owner("select id from tickets union select id from messages")]
        ids += [str(row[0]) for row in await desk.as_owner(ONE_OF_EACH)]
        for name, who in scene.outsiders.items():
            for client, below in await ways(front, who):
                statuses = {}
                for path in (each for each in addresses(front, scene, ids) if each.startswith(below)):
                    answer = await client.get(path)
                    scene.innocent(answer, f"{name}: GET {path}")
                    assert answer.status < 500, path
                    statuses[path] = answer.status
                    if "/api/tickets?q=canary" in path and who is not None:
                        assert (answer.json["items"], answer.json["total"]) == ([], 0), path
                expected = {"requester": 200, "colleague": 200, "stranger": 404, "visitor": 401}[name]
                assert statuses[f"/api/tickets/{scene.ticket_id}"] == expected


async def test_the_stream_tells_nothing_of_a_note(desk: Desk) -> None:
    async with opened(desk) as front:
        scene = await staged(front)
        for name, who in scene.outsiders.items():
            client = front.visitor if who is None else await front.browser(who)
            for last in (scene.place, "", "0:0:", "1:1:"):
                headers = {"last-event-id": last} if last else {}
                heard = await client.listen("/live", until=CAUGHT_UP, headers=headers)
                scene.innocent(heard, f"{name}: {last}")
                assert b"note" not in heard.content, name
                if name in {"requester", "colleague"} and last == scene.place:
                    assert b"ticket.message.added" in heard.content
        agent = await (await front.browser(desk.agent)).listen(
            "/live", until=CAUGHT_UP, headers={"last-event-id": scene.place}
        )
        assert b"ticket.note.added" in agent.content


async def test_nothing_that_outsiders_receive_tells_of_a_note(desk: Desk) -> None:
    async with opened(desk) as front:
        scene = await staged(front)
        await act(desk.agent, reply, scene.ticket_id, NewMessage(content="Is it solved?"))
        await act(desk.customer, reply, scene.ticket_id, NewMessage(content="No."))
        await work(desk)
        people = [who.email for who in scene.outsiders.values() if who is not None]
        rows = await desk.as_owner("select to_jsonb(d)::text from deliveries d where d.recipient = any($1)", people)
        assert len(rows) >= 3
        assert not [row for row in rows if scene.canary in row[0] or str(scene.note_id) in row[0]]
        sent = await desk.value(
            "select count(*) from deliveries where recipient = $1 and state = 'delivered'", people[0]
        )
        assert sent == 3, "a receipt and two answers"


async def test_a_note_changes_nothing_that_outsiders_see(desk: Desk) -> None:
    async with opened(desk) as front:
        scene = await staged(front, with_notes=False)
        paths = ["/api/tickets", f"/api/tickets/{scene.ticket_id}", "/api/tickets?q=canary", "/dashboard/tickets"]
        for who in (desk.customer, scene.outsiders["colleague"]):
            assert who is not None
            client = await front.client(who)
            before = [_without_moving(await client.get(path)) for path in paths]
            assert [_without_moving(await client.get(path)) for path in paths] == before, "nothing moves by itself"
            await act(desk.agent, note, scene.ticket_id, NewMessage(content=scene.canary))
            await work(desk)
            assert [_without_moving(await client.get(path)) for path in paths] == before


async def test_notes_cannot_be_probed_for(desk: Desk) -> None:
    """An answer to a note is refused as an answer to nothing is, and reading up to a note is reading."""
    async with opened(desk) as front:
        scene = await staged(front)
        customer = await front.client(desk.customer)
        path = f"/api/tickets/{scene.ticket_id}/messages"
        answers = [
            await customer.post(path, {"content": "x", "replyTo": str(message)}) for message in (scene.note_id, uuid4())
        ]
        assert [answer.status for answer in answers] == [422, 422]
        assert answers[0].errors["replyTo"].replace(str(scene.note_id), "") == re.sub(
            r"[0-9a-f-]{36}", "", answers[1].errors["replyTo"]
        )
        assert (await customer.post(path, {"content": "I am back.", "seen": str(scene.note_id)})).status == 201


@pytest.mark.parametrize("who", ["requester", "colleague", "stranger"])
async def test_the_database_s_wall_holds_alone(desk: Desk, who: str) -> None:
    """Without the app's own checks, whatever SQL a customer's request ran, notes would stay out of it."""
    async with opened(desk) as front:
        scene = await staged(front)
        outsider = scene.outsiders[who]
        assert outsider is not None
        names = [row[0] for row in await desk.as_owner(RELATIONS)]
        assert {"tickets", "messages", "events", "deliveries", "public_messages", "notification_log"} <= set(names)
        assert await told_to(desk.agent, names, scene) >= {"messages"}, "the canary sings for agents"
        assert await told_to(outsider, names, scene) == set()


async def told_to(who: Person, names: list[str], scene: Scene) -> set[str]:
    """Return the tables and views that tell somebody of a note."""
    found = set()
    for name in names:
        async with reading_as(who) as reading:
            try:
                rows = await reading.rows(f'select to_jsonb(r)::text from "{name}" r')  # noqa: S608 (a relation's name)
            except asyncpg.InsufficientPrivilegeError:
                continue
        if any(scene.canary in row[0] or str(scene.note_id) in row[0] for row in rows):
            found.add(name)
    return found


async def test_the_app_s_wall_holds_alone(desk: Desk) -> None:
    """With no wall in the database, what is the agents' is refused to customers before any row is read."""
    async with opened(desk) as front:
        scene = await staged(front)
        for row in await desk.as_owner("select relname from pg_class where relrowsecurity and relkind in ('r', 'p')"):
            await desk.as_owner(f'alter table "{row[0]}" disable row level security')
        for outsider in (scene.outsiders["requester"], scene.outsiders["colleague"], scene.outsiders["stranger"]):
            assert outsider is not None
            questions: list[tuple[Any, tuple[Any, ...]]] = [
                (read_ticket, (scene.ticket_id,)), (queue_page, (Filters(),)), (list_mails, ()),
            ]  # fmt: skip
            for question, values in questions:
                with pytest.raises(Forbidden):
                    await ask(outsider, question, *values)
            with pytest.raises(Forbidden):
                await act(outsider, note, scene.ticket_id, NewMessage(content="x"))
            client = await front.client(outsider)
            for path in ("/api/tickets", f"/api/tickets/{scene.ticket_id}", f"/dashboard/tickets/{scene.ticket_id}"):
                scene.innocent(await client.get(path), path)
        stranger = await front.client(desk.other_customer)
        assert (await stranger.get(f"/api/tickets/{scene.ticket_id}")).status == 404
        assert (await stranger.get("/api/tickets")).json["items"] == []


RELATIONS = """
    select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p', 'v', 'm') order by 1
"""


def _without_moving(answer: Answer) -> str:
    """Leave out what differs from one answer to the next by itself: tokens of forms, the place in the stream."""
    return re.sub(r'(name="(csrf-token|_csrf_token)" (content|value)|data-cursor)="[^"]*"', "", answer.text)
