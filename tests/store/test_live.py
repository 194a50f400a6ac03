"""What committed is replayed exactly once, whatever order transactions end in, and notices outlive their connection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from uuid import UUID, uuid4

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deskhand.rules.events import NoteAdded
from deskhand.store import db, everywhere, live
from deskhand.store.db import Tx, acting_as
from deskhand.store.everywhere import Happening
from deskhand.store.live import BEHIND, CHANNEL, Hub, Pulse, replay
from tests.database import Desk

STEPS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["write", "write", "commit", "abort", "read"])), max_size=24
)


class Aborted(Exception):
    """What ends a transaction that is to leave nothing."""


class Writers:
    """Transactions that are open side by side, each of which has written some events."""

    def __init__(self, desk: Desk) -> None:
        """Begin with none."""
        self._desk = desk
        self._open: dict[int, tuple[AsyncExitStack, Tx, list[UUID]]] = {}
        self.committed: list[UUID] = []

    async def write(self, slot: int) -> None:
        """Write an event in the transaction of a slot."""
        if slot not in self._open:
            stack = AsyncExitStack()
            self._open[slot] = stack, await stack.enter_async_context(acting_as(self._desk.system)), []
        _, tx, written = self._open[slot]
        written.append(await tx.emit(NoteAdded(message_id=uuid4()), ticket_id=uuid4()))

    async def commit(self, slot: int) -> None:
        """End a transaction well."""
        if slot in self._open:
            stack, _, written = self._open.pop(slot)
            await stack.aclose()
            self.committed += written

    async def abort(self, slot: int) -> None:
        """End a transaction badly."""
        if slot in self._open:
            stack, _, _ = self._open.pop(slot)
            assert not await stack.__aexit__(Aborted, Aborted(), None)

    async def end(self) -> None:
        """Commit what is open, the last one first."""
        for slot in sorted(self._open, reverse=True):
            await self.commit(slot)


async def since(cursor: str) -> tuple[str, list[UUID]]:
    after, found = await everywhere.happenings_since(cursor, most=1000)
    return after, [happening.id for happening in found]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
async def test_every_committed_event_is_read_once_from_any_place(desk: Desk, steps: list[tuple[int, str]]) -> None:
    writers = Writers(desk)
    cursor = await everywhere.snapshot()
    read: list[UUID] = []
    places: list[tuple[str, int]] = []
    for slot, step in [*steps, (0, "read")]:
        if step == "read":
            places.append((cursor, len(read)))
            cursor, found = await since(cursor)
            read += found
            assert sorted(read) == sorted(writers.committed)
        else:
            await getattr(writers, step)(slot)
    await writers.end()
    _, found = await since(cursor)
    read += found
    assert sorted(read) == sorted(writers.committed)
    assert len(set(read)) == len(read)
    for place, already in places:
        _, found = await since(place)
        assert set(found) == set(read[already:])


async def test_a_place_of_another_database_or_too_far_behind_is_none(desk: Desk) -> None:
    here = await everywhere.snapshot()
    replayed = await replay(here)
    assert replayed is not None
    assert replayed[1] == []
    assert await replay("9000000000:9000000000:") is None
    await many_events(desk, BEHIND + 1)
    assert await replay(here) is None


async def many_events(desk: Desk, count: int) -> None:
    """Write events in one transaction, past all walls."""
    await desk.as_owner(
        "insert into events (workspace_id, id, name, is_public, ticket_id, actor_kind, actor_name, payload, salt, "
        "created_at) select $1, id, 'ticket.updated', true, id, 'system', 'x', '{}', decode(repeat('00', 16), 'hex'), "
        "now() from (select gen_random_uuid() as id from generate_series(1, $2)) made",
        desk.system.workspace_id, count,
    )  # fmt: skip


@asynccontextmanager
async def running(desk: Desk) -> AsyncIterator[tuple[Pulse, Hub]]:
    """Run the live feed of a process."""
    pulse = Pulse(desk.addresses.direct)
    hub = Hub(pulse)
    await hub.begin()
    db.after_commit(pulse.mark)
    tasks = [asyncio.create_task(pulse.run()), asyncio.create_task(hub.run())]
    try:
        yield pulse, hub
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_the_hub_hands_on_what_commits_in_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the poll out of the way only the notice can be so quick."""
    monkeypatch.setattr(live, "POLL", 60.0)
    async with running(desk) as (_, hub), hub.reader() as queue:
        await asyncio.sleep(0.3)
        for _ in range(20):
            async with acting_as(desk.system) as tx:
                event_id = await tx.emit(NoteAdded(message_id=uuid4()), ticket_id=uuid4())
            item = await asyncio.wait_for(queue.get(), 2)
            assert item is not None
            cursor, happening = item
            assert isinstance(happening, Happening)
            assert happening.id == event_id
            assert (await since(cursor))[1] == []


async def test_without_a_notice_the_poll_finds_it(desk: Desk) -> None:
    pulse = Pulse(desk.addresses.direct)
    hub = Hub(pulse)
    await hub.begin()
    task = asyncio.create_task(hub.run())
    async with hub.reader() as queue:
        await many_events(desk, 3)
        found = [await asyncio.wait_for(queue.get(), 3) for _ in range(3)]
    task.cancel()
    places = [item[0] for item in found if item is not None]
    assert [len((await since(place))[1]) for place in places] == [3, 3, 0]


async def test_a_reader_too_far_behind_is_told_to_read_again(desk: Desk) -> None:
    async with running(desk) as (pulse, hub), hub.reader() as queue:

        async def happen(count: int) -> None:
            await many_events(desk, count)
            pulse.mark()

        await happen(BEHIND - 1)
        await until(lambda: queue.qsize() == BEHIND - 1)
        await happen(5)
        await until(lambda: queue.qsize() == 1)
        assert queue.get_nowait() is None
        await happen(BEHIND + 9)
        assert await asyncio.wait_for(queue.get(), 3) is None
        await happen(1)
        assert await asyncio.wait_for(queue.get(), 3) is not None


async def until(condition: Callable[[], bool]) -> None:
    for _ in range(300):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come to pass")


async def test_a_hub_outlives_a_restart_of_the_database(desk: Desk) -> None:
    async with running(desk) as (_, hub), hub.reader() as queue:
        for _ in range(2):
            await desk.as_owner(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() "
                "and pid <> pg_backend_pid()"
            )
            await many_events(desk, 1)
            item = await asyncio.wait_for(queue.get(), 5)
            assert item is not None


async def test_a_notice_reaches_other_processes_and_outlives_its_connection(desk: Desk) -> None:
    here, there = Pulse(desk.addresses.direct), Pulse(desk.addresses.direct)
    tasks = [asyncio.create_task(pulse.run()) for pulse in (here, there)]
    async with there.ear() as heard:
        await listeners(desk, 2)
        heard.clear()
        here.mark()
        await asyncio.wait_for(heard.wait(), 2)
        assert await desk.as_owner(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() "
            "and query ilike 'listen%'"
        )
        await asyncio.wait_for(listeners(desk, 2), 10)
        heard.clear()
        here.mark()
        await asyncio.wait_for(heard.wait(), 2)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def listeners(desk: Desk, count: int) -> None:
    statement = (
        "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() "
        "and (query ilike 'listen%' or query like '%pg_notify%')"
    )
    for _ in range(400):
        if await desk.value(statement) == count:
            await asyncio.sleep(0.1)
            return
        await asyncio.sleep(0.02)
    raise AssertionError("they do not listen")


async def test_many_commits_are_few_notices_and_carry_nothing(desk: Desk) -> None:
    heard: list[object] = []
    ear = await asyncpg.connect(desk.addresses.direct)
    await ear.add_listener(CHANNEL, lambda *told: heard.append(told[-1]))
    pulse = Pulse(desk.addresses.direct)
    task = asyncio.create_task(pulse.run())
    await listeners(desk, 2)
    for _ in range(200):
        pulse.mark()
        await asyncio.sleep(0.001)
    await asyncio.sleep(0.1)
    assert 1 <= len(heard) <= 30
    assert set(heard) == {""}
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await ear.close()
