"""Transactions: all or nothing, behind the walls, with events and jobs, whatever happens to the database meanwhile."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import asyncpg
import pytest

from deskhand.actions.contract import REGISTRY, act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.rules import events
from deskhand.rules.access import Actor, Can, Visitor
from deskhand.rules.errors import NoRoom, Temporary, Unknown
from deskhand.store import db
from deskhand.store.db import Tx, acting_as, past_the_walls, reading_as
from tests.database import Desk

ADD = "insert into throttles (workspace_id, key, failures, since) values ($1, $2, 1, now())"
WANTED = NewTicket(subject="The sync stopped", description="Since 09:58.")


class Mishap(Exception):
    """Something of ours that goes wrong."""


async def added(tx: Tx, key: str = "k") -> None:
    await tx.change(ADD, tx.workspace_id, key)


async def within(actor: Actor, work: Callable[[Tx], Awaitable[object]]) -> None:
    """Do something in a transaction of its own."""
    async with acting_as(actor) as tx:
        await work(tx)


async def until(desk: Desk, condition: str) -> None:
    """Wait until a statement returns something."""
    for _ in range(500):
        if await desk.as_owner(condition):
            return
        await asyncio.sleep(0.02)
    raise AssertionError(condition)


async def keys(desk: Desk) -> list[str]:
    return [row["key"] for row in await desk.as_owner("select key from throttles order by key")]


async def end_backend(desk: Desk, pid: int) -> None:
    await desk.as_owner("select pg_terminate_backend($1)", pid)


async def test_all_is_written_at_the_end_and_nothing_after_an_exception(desk: Desk) -> None:
    async with acting_as(desk.system) as tx:
        await added(tx)
        assert await keys(desk) == []
    assert await keys(desk) == ["k"]
    before = await desk.value("select count(*) from events")

    async def fail(tx: Tx) -> None:
        await added(tx, "l")
        await tx.emit(events.OrganizationCreated(organization_id=uuid4()))
        raise Mishap

    with pytest.raises(Mishap):
        await within(desk.system, fail)
    assert await keys(desk) == ["k"]
    assert await desk.value("select count(*) from events") == before


async def test_an_error_that_somebody_swallowed_is_no_commit(desk: Desk) -> None:
    async def swallow(tx: Tx) -> None:
        await added(tx)
        with pytest.raises(asyncpg.UndefinedTableError):
            await tx.rows("select * from nowhere")

    with pytest.raises(Temporary, match="rolled the change back"):
        await within(desk.system, swallow)
    assert await keys(desk) == []


async def test_the_settings_of_one_actor_never_reach_the_next(desk: Desk) -> None:
    async with acting_as(desk.customer) as tx:
        pid = await tx.value("select pg_backend_pid()")
    async with past_the_walls() as connection:
        assert await connection.fetchval("select pg_backend_pid()") == pid
        assert await connection.fetchval("select current_setting('app.workspace', true)") == ""
    async with acting_as(desk.system) as tx:
        settings = "select array[current_setting('app.actor', true), current_setting('app.role', true)]"
        assert await tx.value(settings) == ["", "system"]


async def test_questions_write_nothing(desk: Desk) -> None:
    with pytest.raises(NoRoom):
        async with reading_as(desk.system) as reading:
            await reading.rows(ADD, reading.workspace_id, "k")
    assert await keys(desk) == []


async def test_an_event_its_jobs_and_its_digest_are_written_together(desk: Desk) -> None:
    ticket_id = uuid4()
    async with acting_as(desk.customer) as tx:
        event = events.MessageAdded(message_id=uuid4(), by="customer", changes={"status": ("open", None)})
        event_id = await tx.emit(event, ticket_id=ticket_id, priority=1)
        assert await tx.value("select count(*) from events") == 0  # a customer's own, yet not theirs to read
    (row,) = await desk.as_owner(
        "select *, payload::text as words, (extract(epoch from created_at) * 1000000)::bigint as micros "
        "from events where id = $1",
        event_id,
    )
    assert (row["name"], row["ticket_id"], row["is_public"]) == ("ticket.message.added", ticket_id, True)
    assert (row["actor_kind"], row["actor_id"], row["actor_name"]) == (
        "person", desk.customer.user_id, desk.customer.name,
    )  # fmt: skip
    assert json.loads(row["words"]) == {
        "message_id": str(event.message_id), "by": "customer", "first_response": False,
        "changes": {"status": ["open", None]}, "reason": None,
    }  # fmt: skip
    told = [
        row["workspace_id"], event_id, row["name"], True, ticket_id, "person", row["actor_id"], row["actor_name"],
        row["words"], row["micros"],
    ]  # fmt: skip
    whole = ", ".join(as_json(part) if place != 8 else row["words"] for place, part in enumerate(told))
    assert row["digest"] == hashlib.sha256(row["salt"] + f"[{whole}]".encode()).digest()
    jobs = await desk.as_owner("select reaction, priority, due_at, attempts from jobs where event_id = $1", event_id)
    assert [tuple(job) for job in jobs] == [("notify.plan_notifications", 1, row["created_at"], 0)]


def as_json(part: object) -> str:
    return json.dumps(str(part) if isinstance(part, UUID) else part, ensure_ascii=False)


async def test_salts_differ_and_digests_tell_fields_apart(desk: Desk) -> None:
    """Moving a value to its neighbour must not leave the digest as it was."""
    one, other = uuid4(), uuid4()
    async with acting_as(Visitor(desk.system.workspace_id)) as tx:
        for address in ("x", "x"):
            await tx.emit(events.SignInFailed(address=address, throttled=False), ticket_id=one)
        await tx.emit(events.SignInFailed(address="x", throttled=False), ticket_id=other)
    rows = await desk.as_owner("select salt, digest from events where name = 'person.sign_in_failed'")
    assert len({row["salt"] for row in rows}) == len({row["digest"] for row in rows}) == 3


async def test_marks_follow_commits_that_wrote_events_and_no_others(desk: Desk) -> None:
    marks: list[int] = []
    db.after_commit(lambda: marks.append(1))
    async with acting_as(desk.system) as tx:
        await added(tx)
    assert marks == []

    async def fail(tx: Tx) -> None:
        await tx.emit(events.OrganizationCreated(organization_id=uuid4()))
        raise Mishap

    with pytest.raises(Mishap):
        await within(desk.system, fail)
    assert marks == []
    await act(desk.customer, open_ticket, WANTED)
    assert marks == [1]


async def test_a_deadlocks_victim_is_run_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[str] = []
    met = asyncio.Barrier(2)

    async def cross(tx: Tx, first: str, second: str) -> None:
        runs.append(first)
        await tx.rows("select 1 from throttles where key = $1 for update", first)
        if len(runs) <= 2:
            await met.wait()
        await tx.change("update throttles set failures = failures + 1 where key = $1", second)

    monkeypatch.setitem(REGISTRY, f"{cross.__module__}.{cross.__qualname__}", Can.OPERATE)
    async with acting_as(desk.system) as tx:
        await added(tx, "a")
        await added(tx, "b")
    await asyncio.gather(act(desk.system, cross, "a", "b"), act(desk.system, cross, "b", "a"))
    assert len(runs) in {3, 4}  # the second run may meet the other one again
    assert await desk.value("select sum(failures) from throttles") == 4


async def test_a_backend_that_is_killed_in_mid_flight_is_temporary_and_the_next_act_works(desk: Desk) -> None:
    async def die(tx: Tx) -> None:
        await added(tx)
        await end_backend(desk, await tx.value("select pg_backend_pid()"))
        await tx.value("select 1")

    with pytest.raises(Temporary):
        await within(desk.system, die)
    assert await keys(desk) == []
    assert (await act(desk.customer, open_ticket, WANTED)).version == 1


async def test_a_backend_that_is_killed_before_the_commit_leaves_the_outcome_unknown(desk: Desk) -> None:
    async def die(tx: Tx) -> None:
        await added(tx)
        await end_backend(desk, await tx.value("select pg_backend_pid()"))
        await asyncio.sleep(0.1)

    with pytest.raises(Unknown):
        await within(desk.system, die)
    assert await keys(desk) == []
    assert (await act(desk.customer, open_ticket, WANTED)).version == 1


async def test_connections_that_died_while_nobody_used_them_are_replaced_unseen(desk: Desk) -> None:
    await asyncio.gather(*(act(desk.customer, open_ticket, WANTED) for _ in range(6)))
    await desk.as_owner(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'deskhand' "
        "and datname = current_database()"
    )
    tickets = await asyncio.gather(*(act(desk.customer, open_ticket, WANTED) for _ in range(6)))
    assert len({ticket.number for ticket in tickets}) == 6


async def test_a_database_without_a_connection_to_spare_is_temporary(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "PATIENCE", 0.3)
    await desk.as_owner(
        "do $$ begin execute format('alter database %I connection limit 1', current_database()); end $$"
    )
    async with acting_as(desk.system):
        with pytest.raises(Temporary):
            async with acting_as(desk.system):
                pass
    async with acting_as(desk.system) as tx:
        assert await tx.value("select 1") == 1


async def test_a_read_only_database_has_no_room_and_reading_goes_on(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, WANTED)

    async def write(tx: Tx) -> None:
        await tx.rows("set transaction read only")
        assert await tx.value("select number from tickets") == ticket.number
        await added(tx)

    with pytest.raises(NoRoom, match="reading goes on"):
        await within(desk.system, write)
    assert await keys(desk) == []


async def test_a_value_that_no_column_takes_is_our_bug_and_no_outage(desk: Desk) -> None:
    with pytest.raises(asyncpg.DataError, match="out of int32 range"):
        await within(desk.system, lambda tx: tx.value("select $1::int", 2**40))


async def test_a_commit_is_never_cancelled(desk: Desk) -> None:
    """The commit itself takes a while: a trigger that waits is deferred to it."""
    await desk.as_owner(
        "create function linger() returns trigger language plpgsql as "
        "$$ begin perform pg_sleep(0.6); return null; end $$"
    )
    await desk.as_owner(
        "create constraint trigger linger after insert on throttles deferrable initially deferred "
        "for each row execute function linger()"
    )

    task = asyncio.create_task(within(desk.system, added))
    await until(desk, "select 1 from pg_stat_activity where query = 'commit' and state = 'active'")
    task.cancel()
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await keys(desk) == ["k"]
    async with acting_as(desk.system) as tx:
        assert await tx.value("select 1") == 1


async def test_a_commit_that_gave_up_waiting_for_its_standby_is_unknown(desk: Desk) -> None:
    """Only a server's superuser can have commits wait for a standby that is not there."""
    if not await desk.value("select rolsuper from pg_roles where rolname = current_user"):
        pytest.skip("needs a superuser, which the embedded server's owner is not; it runs on PostgreSQL 15")
    await desk.as_owner("alter system set synchronous_standby_names = 'nobody'")
    await desk.as_owner("select pg_reload_conf()")
    await asyncio.sleep(0.5)  # until the checkpointer has told all others
    try:
        task = asyncio.create_task(within(desk.system, added))
        await until(desk, "select 1 from pg_stat_activity where wait_event = 'SyncRep'")
        await desk.as_owner("select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'")
        with pytest.raises(Unknown, match="standby"):
            await task
    finally:
        await desk.as_owner("alter system reset synchronous_standby_names")
        await desk.as_owner("select pg_reload_conf()")
    assert await keys(desk) == ["k"]
    async with acting_as(desk.system) as tx:
        assert await tx.value("select 1") == 1


async def test_a_cancelled_act_is_rolled_back_and_its_connection_serves_on(desk: Desk) -> None:
    async def write(tx: Tx) -> None:
        await added(tx)
        await tx.rows("select pg_sleep(30)")

    task = asyncio.create_task(within(desk.system, write))
    await until(desk, "select 1 from pg_stat_activity where query = 'select pg_sleep(30)' and state = 'active'")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await keys(desk) == []
    async with acting_as(desk.system) as tx:
        assert await tx.value("select 1") == 1


async def test_without_a_connection_it_says_so(desk: Desk) -> None:
    await db.close()
    with pytest.raises(Temporary, match="not connected"):
        async with acting_as(desk.system):
            pass
    await db.close()
