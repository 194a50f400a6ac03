"""The stream: ids of what one may see, from the page's own place on, and an end when the desk stops."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from litestar import Litestar

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, note
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.app import serve
from deskhand.door import desk as door
from deskhand.door.identity import COOKIE
from deskhand.rules.access import Person
from deskhand.store import db
from deskhand.store.live import Hub, Pulse
from tests.applications import application_of
from tests.database import Desk
from tests.web.asgi import Answer, request
from tests.web.guest import session_of


@dataclass
class Open:
    """A process whose hub runs; `follow` reads a stream until it ends."""

    desk: Desk
    process: door.Desk
    application: Litestar

    async def follow(self, who: Person, *, last: str = "") -> Answer:
        headers = {"accept": "text/event-stream", **({"last-event-id": last} if last else {})}
        cookies = {COOKIE: await session_of(self.desk, who)}
        answer = await request(self.application, "GET", "/live", headers=headers, cookies=cookies)
        assert answer.status == 200, answer.heading
        return answer


@asynccontextmanager
async def opened(desk: Desk) -> AsyncIterator[Open]:
    pulse = Pulse(desk.addresses.direct)
    db.after_commit(pulse.mark)
    process = door.Desk(desk.settings, desk.keys, Hub(pulse))
    await process.hub.begin()
    tasks = [asyncio.create_task(pulse.run()), asyncio.create_task(process.hub.run())]
    try:
        with application_of(process) as application:
            yield Open(desk, process, application)
    finally:
        process.stopping.set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def read_by(running: Open, count: int) -> None:
    """Wait until that many streams are open, and a moment longer for what they say first."""
    for _ in range(1_500):
        if len(running.process.hub._readers) >= count:
            break
        await asyncio.sleep(0.02)
    await asyncio.sleep(1.5)


async def test_each_hears_of_what_they_may_see(desk: Desk) -> None:
    async with opened(desk) as running:
        place = running.process.hub.cursor
        streams = [
            asyncio.create_task(running.follow(who, last=place))
            for who in (desk.agent, desk.customer, desk.other_customer)
        ]
        ticket = await act(desk.customer, open_ticket, NewTicket(subject="Sync stopped", description="x"))
        await act(desk.agent, note, ticket.id, NewMessage(content="CANARY"))
        await read_by(running, len(streams))
        running.process.stopping.set()
        agent, customer, other = (answer.text for answer in await asyncio.wait_for(asyncio.gather(*streams), 5))
    assert re.findall(r'"event":"([\w.]+)"', agent) == ["ticket.created", "ticket.note.added"]
    assert re.findall(r'"event":"([\w.]+)"', customer) == ["ticket.created"]
    assert str(ticket.id) in customer
    assert str(ticket.id) not in other
    assert "CANARY" not in agent + customer + other
    assert "Sync stopped" not in agent


async def test_a_page_goes_on_from_its_own_place(desk: Desk) -> None:
    async with opened(desk) as running:
        place = running.process.hub.cursor
        missed = await act(desk.customer, open_ticket, NewTicket(subject="One", description="x"))
        await asyncio.sleep(1.2)
        places = {desk.agent: place, desk.other_agent: "", desk.admin: "nonsense"}
        streams = [asyncio.create_task(running.follow(who, last=last)) for who, last in places.items()]
        await read_by(running, len(streams))
        running.process.stopping.set()
        caught_up, fresh, odd = (answer.text for answer in await asyncio.wait_for(asyncio.gather(*streams), 5))
    assert str(missed.id) in caught_up
    assert str(missed.id) not in fresh
    assert "event: reload" in odd


async def test_strangers_hear_nothing(desk: Desk) -> None:
    async with opened(desk) as running:
        answer = await request(serve.build(running.process), "GET", "/live")
    assert answer.status == 401
