"""Following live: nothing is missed from any place on, and nobody hears of what is not theirs."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, note, reply
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.queries import live
from deskhand.queries.live import Notice, follow, may_hear
from deskhand.rules.access import Can, Person, Role
from deskhand.rules.errors import Forbidden
from deskhand.rules.events import NoteAdded
from deskhand.store import db
from deskhand.store.everywhere import Happening
from deskhand.store.live import BEHIND, Hub, Pulse
from tests.database import Desk

WANTED = NewTicket(subject="The sync stopped", description="Since 09:58.")


@asynccontextmanager
async def hub_of(desk: Desk) -> AsyncIterator[Hub]:
    """Run the live feed of a process."""
    pulse = Pulse(desk.addresses.direct)
    hub = Hub(pulse)
    await hub.begin()
    db.after_commit(pulse.mark)
    tasks = [asyncio.create_task(pulse.run()), asyncio.create_task(hub.run())]
    try:
        yield hub
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def heard(person: Person, hub: Hub, *, last: str | None = None, until: UUID) -> list[Notice]:
    """Return what somebody hears up to the first word of a ticket."""
    found: list[Notice] = []
    async with aclosing(follow(person, hub, last=last)) as notices:
        async for notice in notices:
            found.append(notice)
            if notice.ticket_id == until:
                break
    return found


async def opened(person: Person) -> UUID:
    return (await act(person, open_ticket, WANTED)).id


async def test_nothing_is_missed_by_a_page_that_breaks_off_and_comes_back(desk: Desk) -> None:
    """Twelve writers commit in an order of their own while the reader comes and goes."""
    chance = random.Random(7)
    written: set[UUID] = set()

    async def write() -> None:
        for _ in range(6):
            await asyncio.sleep(chance.random() / 30)
            async with db.acting_as(desk.system) as tx:
                ticket_id = uuid4()
                await tx.emit(NoteAdded(message_id=uuid4()), ticket_id=ticket_id)
                await asyncio.sleep(chance.random() / 20)
            written.add(ticket_id)

    async with hub_of(desk) as hub:
        last, found = hub.cursor, set[UUID]()
        writers = [asyncio.create_task(write()) for _ in range(12)]
        while not (all(task.done() for task in writers) and found >= written):
            here: list[UUID] = []
            left, began = chance.randint(1, 9), last
            async with aclosing(follow(desk.agent, hub, last=last)) as notices:
                async for notice in notices:
                    last = notice.cursor
                    here += [notice.ticket_id] if notice.ticket_id else []
                    left -= 1
                    if (left <= 0 and last != began) or (
                        all(task.done() for task in writers) and found | set(here) >= written
                    ):
                        break
            assert len(here) == len(set(here)), "told twice in one stream"
            found |= set(here)
        await asyncio.gather(*writers)
    assert found == written


async def test_a_customer_hears_of_their_own_and_never_of_a_note(desk: Desk) -> None:
    own = await opened(desk.customer)
    async with hub_of(desk) as hub:
        start = hub.cursor
        await act(desk.agent, note, own, NewMessage(content="Difficult."))
        await opened(desk.other_customer)
        await act(desk.agent, reply, own, NewMessage(content="Looking."))
        await act(desk.agent, note, own, NewMessage(content="Still difficult."))
        ending = await opened(desk.customer)
        told = await heard(desk.customer, hub, last=start, until=ending)
        assert [(notice.ticket_id, notice.event) for notice in told] == [
            (own, "ticket.message.added"), (ending, "ticket.created"),
        ]  # fmt: skip
        staff = await heard(desk.agent, hub, last=start, until=ending)
        assert len([n for n in staff if n.ticket_id]) == 5


async def test_a_live_stream_hides_the_same_as_a_replayed_one(desk: Desk) -> None:
    own = await opened(desk.customer)
    async with hub_of(desk) as hub:
        stream = asyncio.create_task(heard(desk.customer, hub, until=own))
        await asyncio.sleep(0.1)
        await act(desk.agent, note, own, NewMessage(content="Difficult."))
        await opened(desk.other_customer)
        await act(desk.agent, reply, own, NewMessage(content="Looking."))
        told = await asyncio.wait_for(stream, 5)
    assert [notice.event for notice in told if notice.ticket_id] == ["ticket.message.added"]


@pytest.mark.parametrize("is_public", [True, False])
@pytest.mark.parametrize("shares", [True, False])
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("whose", ["own", "colleague", "stranger", "other workspace"])
def test_who_may_hear(whose: str, role: Role, shares: bool, is_public: bool) -> None:
    me = Person(
        workspace_id=uuid4(), user_id=uuid4(), role=role, name="", email="", organization_id=uuid4(),
        shares_tickets=shares,
    )  # fmt: skip
    happening = Happening(
        workspace_id=uuid4() if whose == "other workspace" else me.workspace_id, id=uuid4(), name="x",
        is_public=is_public, ticket_id=uuid4(), requester_id=me.user_id if whose == "own" else uuid4(),
        organization_id=me.organization_id if whose in {"own", "colleague"} else uuid4(),
    )  # fmt: skip
    expected = whose != "other workspace" and (
        role is not Role.CUSTOMER or (is_public and (whose == "own" or (whose == "colleague" and shares)))
    )
    assert may_hear(me, happening) is expected


async def test_a_quiet_stream_shows_that_it_lives_while_others_are_busy(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "HEARTBEAT", 0.3)
    async with hub_of(desk) as hub, aclosing(follow(desk.customer, hub, last=None)) as notices:
        first = await anext(notices)
        busy = asyncio.create_task(_be_busy(desk))
        beat = await asyncio.wait_for(anext(notices), 2)
        assert (beat.ticket_id, beat.reload) == (None, False)
        assert beat.cursor != first.cursor
        busy.cancel()
        await asyncio.gather(busy, return_exceptions=True)


async def _be_busy(desk: Desk) -> None:
    while True:
        await opened(desk.other_customer)
        await asyncio.sleep(0.02)


async def test_a_page_too_old_or_of_another_desk_is_read_again(desk: Desk) -> None:
    async with hub_of(desk) as hub:
        old = hub.cursor
        await desk.as_owner(
            "insert into events (workspace_id, id, name, is_public, ticket_id, actor_kind, actor_name, payload, salt, "
            "created_at) select $1, gen_random_uuid(), 'ticket.updated', true, gen_random_uuid(), 'system', 'x', '{}', "
            "decode(repeat('00', 16), 'hex'), now() from generate_series(1, $2)",
            desk.system.workspace_id, BEHIND + 1,
        )  # fmt: skip
        for last in (old, "9000000000:9000000000:", "nonsense", "1:1:" + "1," * 3000, "\x00", "\ud800"):
            async with aclosing(follow(desk.agent, hub, last=last)) as notices:
                assert (await anext(notices)).reload, last
                assert not (await anext(notices)).reload


async def test_who_may_not_follow_hears_nothing(desk: Desk) -> None:
    narrow = replace(desk.agent, scopes=frozenset({Can.READ_TICKET}))
    async with hub_of(desk) as hub:
        with pytest.raises(Forbidden):
            await anext(follow(narrow, hub, last=None))
