"""The only way to a transaction: the pool, the walls' settings, events with their jobs, and the one commit."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from deskhand.kit import clock, ids
from deskhand.rules.access import Actor, Person, System, Visitor
from deskhand.rules.errors import NoRoom, Temporary, Unknown
from deskhand.rules.events import Event
from deskhand.store.emission import ALONE, Along, together

Row = asyncpg.Record
Connection = asyncpg.pool.PoolConnectionProxy

PATIENCE = 6.0
"""Seconds that a request waits for a database that is restarting, before it says so."""

CLASHES = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
"""What PostgreSQL says to the transaction that it chose to fail among several; running it again is safe."""

_GONE = (
    asyncpg.PostgresConnectionError, asyncpg.InterfaceError, asyncpg.OperatorInterventionError,
    asyncpg.InternalClientError, asyncpg.TooManyConnectionsError, OSError,
)  # fmt: skip
"""What is said by, or of, a connection that is no more; the driver's own error when it was just being cut."""
_FULL = (asyncpg.ReadOnlySQLTransactionError, asyncpg.DiskFullError)
_WARNING = "01000"
"""What a commit is told that was cancelled while it waited for its standby: saved here, and perhaps nowhere else."""


@dataclass(slots=True)
class _Desk:
    pool: asyncpg.Pool
    size: int
    reactions: Mapping[str, tuple[str, ...]]
    lent: int = 0
    marks: list[Callable[[], None]] = field(default_factory=list)
    remembered: dict[str, dict[Any, Any]] = field(default_factory=dict)


_desk: _Desk | None = None


class Reading:
    """A transaction that reads as one actor, at one moment."""

    def __init__(self, connection: Connection, actor: Actor, now: datetime) -> None:
        """Wrap a connection on which the actor's walls already stand."""
        self._connection = connection
        self.actor = actor
        self.now = now

    @property
    def workspace_id(self) -> UUID:
        """The actor's workspace."""
        return self.actor.workspace_id

    async def rows(self, statement: str, *values: object) -> list[Row]:
        """Return all rows of a statement."""
        return await self._connection.fetch(statement, *values)

    async def row(self, statement: str, *values: object) -> Row | None:
        """Return the first row of a statement, or None."""
        return await self._connection.fetchrow(statement, *values)

    async def value(self, statement: str, *values: object) -> Any:
        """Return the first column of the first row, or None."""
        return await self._connection.fetchval(statement, *values)

    async def rows_within(self, seconds: float, statement: str, *values: object) -> list[Row]:
        """Return all rows of a statement; TimeoutError when it takes longer, and nothing more can be read then."""
        await self._connection.execute(f"set local statement_timeout = {int(seconds * 1000)}")
        try:
            rows = await self._connection.fetch(statement, *values)
        except asyncpg.QueryCanceledError as error:
            raise TimeoutError from error
        await self._connection.execute("set local statement_timeout = 0")
        return rows


class Tx(Reading):
    """A transaction that changes the world as one actor; it commits once, when `act` says so."""

    def __init__(self, connection: Connection, actor: Actor, *, now: datetime, desk: _Desk) -> None:
        """Wrap a connection on which the actor's walls already stand."""
        super().__init__(connection, actor, now)
        self._desk = desk
        self.has_emitted = False
        self.emitted: list[UUID] = []
        """The ids of the events that were written so far."""

    def new_id(self) -> UUID:
        """Return a new UUIDv7."""
        return ids.new_id()

    async def change(self, statement: str, *values: object) -> int:
        """Run a statement and return how many rows it touched."""
        outcome = await self._connection.execute(statement, *values)
        count = outcome.rsplit(" ", 1)[-1]
        return int(count) if count.isdigit() else 0

    async def change_each(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        """Run a statement once for each row of values."""
        await self._connection.executemany(statement, rows)

    async def emit(self, event: Event, *, ticket_id: UUID | None = None, priority: int = 3) -> UUID:
        """Write an event and the jobs of its reactions in one statement; return the event's id."""
        event_id, *values = self._telling(event, ticket_id, priority=priority)
        await self._connection.execute(ALONE, event_id, *values)
        self.has_emitted = True
        return event_id

    async def write_and_emit(
        self, along: Along, event: Event, *written: object, ticket_id: UUID, priority: int = 3
    ) -> Row:
        """Write rows, the event that tells of them and its jobs in one statement; return the row that comes back."""
        values = self._telling(event, ticket_id, priority=priority)
        (returned,) = await self._connection.fetch(together(along), *values, *written)
        self.has_emitted = True
        row: Row = returned
        return row

    def _telling(self, event: Event, ticket_id: UUID | None, *, priority: int) -> tuple[UUID, *tuple[Any, ...]]:
        kind, actor_id, name = _signature(self.actor)
        reactions = self._desk.reactions.get(event.name, ())
        event_id = ids.new_id()
        self.emitted.append(event_id)
        return (
            event_id, self.workspace_id, event.name, event.public, ticket_id, kind, actor_id, name,
            msgspec.json.encode(event).decode(), secrets.token_bytes(16), self.now, priority,
            [ids.new_id() for _ in reactions], list(reactions),
        )  # fmt: skip


async def connect(url: str, *, reactions: Mapping[str, tuple[str, ...]], size: int = 10, pooled: bool = False) -> None:
    """Open the process's pool; `pooled` says that a transaction pooler stands between (no prepared statements)."""
    global _desk  # noqa: PLW0603 (one pool a process, opened by app and tests alone)
    pool = await asyncpg.create_pool(
        url, min_size=1, max_size=size, init=_prepare, reset=_leave_as_is, command_timeout=60, timeout=PATIENCE,
        max_inactive_connection_lifetime=120, statement_cache_size=0 if pooled else 200,
        server_settings={"application_name": "deskhand", "plan_cache_mode": "auto"},
    )  # fmt: skip
    _desk = _Desk(pool=pool, size=size, reactions=reactions)


async def close() -> None:
    """Close the pool; whoever waits for a connection is told."""
    global _desk
    desk, _desk = _desk, None
    if desk is not None:
        try:
            await asyncio.wait_for(desk.pool.close(), 3)
        except TimeoutError:
            desk.pool.terminate()


def after_commit(mark: Callable[[], None]) -> None:
    """Have a function called after each commit that wrote events; it must not block."""
    _open_desk().marks.append(mark)


@asynccontextmanager
async def acting_as(actor: Actor) -> AsyncIterator[Tx]:
    """Open a transaction behind the actor's walls; commit at the end, roll back on any exception."""
    desk = _open_desk()
    now = clock.now()
    with _outside_named():
        connection = await _begun(desk, _walls(actor))
        try:
            tx = Tx(connection, actor, now=now, desk=desk)
            try:
                yield tx
            except BaseException:
                await _roll_back(connection)
                raise
            await _commit(connection)
        finally:
            await _give_back(desk, connection)
    if tx.has_emitted:
        mark_commit()


@asynccontextmanager
async def reading_as(actor: Actor) -> AsyncIterator[Reading]:
    """Open a read-only transaction behind the actor's walls."""
    desk = _open_desk()
    with _outside_named():
        connection = await _begun(desk, _walls(actor, read_only=True))
        try:
            yield Reading(connection, actor, clock.now())
        finally:
            try:
                await _roll_back(connection)
            finally:
                await _give_back(desk, connection)


@asynccontextmanager
async def past_the_walls() -> AsyncIterator[Connection]:
    """Lend a connection without a workspace, on which every table is empty; for `store.everywhere` alone."""
    desk = _open_desk()
    with _outside_named():
        connection = await _begun(desk, None)
        try:
            yield connection
        finally:
            await _give_back(desk, connection)


def remembered(of: str) -> dict[Any, Any]:
    """Return what this process remembers of the database that it is connected to; each use has to be checked."""
    return _open_desk().remembered.setdefault(of, {})


def mark_commit() -> None:
    """Tell the listeners of this process that something was committed."""
    for mark in _open_desk().marks:
        mark()


def _open_desk() -> _Desk:
    if _desk is None:
        raise Temporary("The database is not connected yet.", after=1)
    return _desk


def _signature(actor: Actor) -> tuple[str, UUID | None, str]:
    match actor:
        case Person():
            return "person", actor.user_id, actor.name
        case Visitor():
            return "visitor", None, "visitor"
        case System():
            return "system", None, actor.name


def _walls(actor: Actor, *, read_only: bool = False) -> str:
    settings = {"workspace": str(actor.workspace_id), "role": _signature(actor)[0]}
    if isinstance(actor, Person):
        settings |= {"actor": str(actor.user_id), "role": actor.role.value}
        if actor.organization_id is not None:
            settings["organization"] = str(actor.organization_id)
            settings["shared"] = str(actor.organization_id) if actor.shares_tickets else ""
    lines = [f"set local app.{name} = '{value}'" for name, value in settings.items()]
    return "; ".join(["begin read only" if read_only else "begin", *lines])


async def _begun(desk: _Desk, opening: str | None) -> Connection:
    """Take a connection that answers; one that a restart has cut is replaced while patience lasts."""
    until = clock.elapsed() + PATIENCE
    while True:
        try:
            connection = await _taken(desk)
        except _GONE:
            if clock.elapsed() > until:
                raise
            await asyncio.sleep(0.1)
            continue
        try:
            if opening is not None:
                await connection.execute(opening)
        except _GONE:
            _drop(connection)
            await _give_back(desk, connection)
            if clock.elapsed() > until:
                raise
            await asyncio.sleep(0.05)
        except BaseException:
            await _give_back(desk, connection)
            raise
        else:
            return connection


async def _taken(desk: _Desk) -> Connection:
    """Take a connection; a timer is set only where the pool may have to wait for one, since it costs as much again."""
    must_wait = desk.lent >= desk.size
    desk.lent += 1
    try:
        return await desk.pool.acquire(timeout=PATIENCE if must_wait else None)
    except BaseException:
        desk.lent -= 1
        raise


async def _give_back(desk: _Desk, connection: Connection) -> None:
    desk.lent -= 1
    await desk.pool.release(connection)


async def _commit(connection: Connection) -> None:
    """Commit, never cancelled; a connection lost meanwhile, or a standby that nobody waited for, is unknown."""
    warnings: list[str] = []

    def note(_: object, message: asyncpg.PostgresLogMessage) -> None:
        warnings.append(message.sqlstate)

    try:
        connection.add_log_listener(note)
        outcome = await _to_its_end(connection.execute("commit"))
    except _GONE as error:
        raise Unknown("The database went away while it was saving; whether it was saved is not known.") from error
    finally:
        with contextlib.suppress(asyncpg.InterfaceError):
            connection.remove_log_listener(note)
    if _WARNING in warnings:
        raise Unknown("The database saved it here and gave up waiting for its standby; it may yet be lost.")
    if outcome != "COMMIT":
        raise Temporary("The database rolled the change back.", after=1)


async def _roll_back(connection: Connection) -> None:
    try:
        await _to_its_end(connection.execute("rollback"))
    except _GONE:
        _drop(connection)


def _drop(connection: Connection) -> None:
    """Give a connection up; one that the pool has noticed to be dead is given up already."""
    with contextlib.suppress(asyncpg.InterfaceError):
        connection.terminate()


async def _to_its_end(work: Coroutine[Any, Any, str]) -> str:
    """Wait for work however often that is cancelled; the cancellation follows once it is done."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait({task})
        task.exception()
        raise


class _outside_named:  # noqa: N801 (reads as a word in `with`)
    """Turn the driver's errors into ours: no room, or a database that is away."""

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        """Raise our word for the driver's error; everything else passes."""
        if isinstance(error, _FULL):
            raise NoRoom from error
        if isinstance(error, _GONE) and not isinstance(error, asyncpg.QueryCanceledError):
            raise Temporary("The database is restarting or out of reach.", after=2) from error


async def _prepare(connection: asyncpg.Connection) -> None:
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(kind, schema="pg_catalog", encoder=_as_is, decoder=msgspec.json.decode)


async def _leave_as_is(connection: asyncpg.Connection) -> None:
    """Skip the reset's round trip: every setting is local to its transaction."""


def _as_is(value: str) -> str:
    return value
