"""A PostgreSQL that somebody else runs: checked before anything rests on it."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from deskhand.app.postgres.addresses import RUNTIME, Addresses, DatabaseRefused, DatabaseWanted, place_of
from deskhand.app.postgres.fitness import (
    FACTS,
    Facts,
    check_maker,
    check_owner,
    check_runtime,
    check_same,
    check_server,
)
from deskhand.app.postgres.runtime_role import make_runtime_role, where_password_is

PATIENCE_S = 10.0
PAUSE_S = 0.25
HEARD_S = 2.0


async def addresses_elsewhere(wanted: DatabaseWanted) -> Addresses:
    """Return the addresses of DATABASE_URL once they are known to be fit; DatabaseRefused says what is not."""
    url = wanted.url
    if not url:
        raise DatabaseRefused(
            "DATABASE_OWNER_URL or DATABASE_DIRECT_URL is set and DATABASE_URL is not: set it to the runtime "
            "role's address, or remove the others to use the embedded server."
        )
    facts = await _facts("DATABASE_URL", url)
    check_server(facts, "DATABASE_URL")
    owner, runtime = wanted.owner_url or url, url
    if wanted.owner_url is None:
        check_maker(facts)
        runtime = await _made_runtime(wanted)
    as_owner = await _facts("DATABASE_OWNER_URL", owner)
    as_runtime = await _facts("DATABASE_URL", runtime)
    check_server(as_runtime, "DATABASE_URL")
    check_same(as_owner, as_runtime, name="DATABASE_OWNER_URL")
    check_owner(as_owner)
    check_runtime(as_runtime)
    await _check_apart(owner, as_runtime.role)
    direct = wanted.direct_url or runtime
    await _check_direct(wanted, direct, as_runtime=as_runtime)
    return Addresses(owner=owner, runtime=runtime, direct=direct, embedded=False, folder=None)


async def _made_runtime(wanted: DatabaseWanted) -> str:
    async with _connected("DATABASE_URL", wanted.url or "") as connection:
        runtime = await make_runtime_role(connection, wanted)
    try:
        connection = await asyncpg.connect(runtime, timeout=PATIENCE_S, statement_cache_size=0)
    except asyncpg.PostgresError as error:
        raise DatabaseRefused(
            f"role {RUNTIME} at {place_of(runtime)} refuses the password {where_password_is(wanted)} ({error}): "
            f"another Deskhand made it, or pg_hba.conf does not let it in. Bring back that file or key, "
            f"or ALTER ROLE {RUNTIME} PASSWORD '…' and set DATABASE_URL and DATABASE_OWNER_URL yourself."
        ) from error
    await connection.close()
    return runtime


async def _facts(name: str, url: str) -> Facts:
    async with _connected(name, url) as connection, connection.transaction(readonly=True):
        row = await connection.fetchrow(FACTS)
    return Facts(**dict(row or {}))


async def _check_apart(owner: str, runtime_role: str) -> None:
    async with _connected("DATABASE_OWNER_URL", owner) as connection, connection.transaction(readonly=True):
        member = await connection.fetchval("SELECT pg_has_role($1::text, current_user, 'MEMBER')", runtime_role)
        role = await connection.fetchval("SELECT current_user::text")
    if member:
        raise DatabaseRefused(
            f"DATABASE_URL signs in as {runtime_role}, which is or may become the owner {role}: "
            f"name two roles, and REVOKE {role} FROM {runtime_role};"
        )


async def _check_direct(wanted: DatabaseWanted, direct: str, *, as_runtime: Facts) -> None:
    name = "DATABASE_DIRECT_URL" if wanted.direct_url else "DATABASE_URL"
    if wanted.direct_url:
        facts = await _facts(name, direct)
        check_same(facts, as_runtime, name=name)
        check_runtime(facts)
    heard = asyncio.Event()
    async with _connected(name, direct) as connection:
        await connection.add_listener("deskhand_check", lambda *_: heard.set())
        try:
            async with _connected("DATABASE_URL", direct) as other:
                await other.execute("NOTIFY deskhand_check")
            await asyncio.wait_for(heard.wait(), HEARD_S)
        except TimeoutError:
            raise DatabaseRefused(
                f"{name} does not deliver notifications, as behind a pooler in transaction mode: "
                "set DATABASE_DIRECT_URL to the server itself (the same role)."
            ) from None
        finally:
            await connection.remove_listener("deskhand_check", lambda *_: None)


@asynccontextmanager
async def _connected(name: str, url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await _connect(name, url)
    try:
        yield connection
    finally:
        await connection.close()


async def _connect(name: str, url: str) -> "asyncpg.Connection[asyncpg.Record]":
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            return await asyncpg.connect(url, timeout=PATIENCE_S, statement_cache_size=0)
        except (OSError, TimeoutError, asyncpg.CannotConnectNowError) as error:
            if time.monotonic() > until:
                raise DatabaseRefused(
                    f"{name} leads to {place_of(url)}, which does not answer ({str(error) or 'it took too long'}): "
                    "start it, or correct the address."
                ) from error
            await asyncio.sleep(PAUSE_S)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
            raise DatabaseRefused(
                f"{name} leads to {place_of(url)}, which refuses: {error}. "
                "The form is postgresql://role:password@host:5432/database."
            ) from error
