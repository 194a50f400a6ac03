"""Migrations: fresh is upgraded, twice is once, two at a time are one, and the runtime role has exactly its rights."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import psycopg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from deskhand.app.postgres.addresses import Addresses
from deskhand.app.postgres.programs import bundled_programs
from deskhand.store import migrations
from deskhand.store.migrations import HEAD, migrate, revision_of
from deskhand.store.migrations.grants import FUNCTIONS, TABLES
from tests.database import fresh_database

ROLE = "deskhand_app"
NOT_OURS = re.compile(r"^(\\(un)?restrict .*|ALTER .* SET \(pg_attver=\d+\);)$", re.MULTILINE)
"""Lines of a dump that differ each time: pg_dump's own mark, and the versions that some servers give to columns."""
MIGRATE = (
    "import sys; from deskhand.store.migrations import migrate; migrate(sys.stdin.read(), runtime_role=sys.argv[1])"
)
FOLDER = Path(migrations.__file__).parent


@pytest.fixture
async def empty(server: Addresses) -> AsyncIterator[Addresses]:
    """Lend a database in which nothing is."""
    async with fresh_database(server, template="template0") as found:
        yield found


async def brought(addresses: Addresses, to: str = "head") -> None:
    await asyncio.to_thread(migrate, addresses.owner, runtime_role=ROLE, to=to)


async def dumped(addresses: Addresses) -> str:
    """Return the schema as pg_dump tells it, rights included."""
    program = str(bundled_programs().path("pg_dump"))
    command = [program, "--schema-only", "--no-owner", addresses.owner]
    done = await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True, text=True)
    return NOT_OURS.sub("", done.stdout)


async def rows(addresses: Addresses, statement: str, *values: object) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(addresses.owner)
    try:
        return await connection.fetch(statement, *values)
    finally:
        await connection.close()


def revisions() -> list[str]:
    """Return all revisions, the first one first."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    script = ScriptDirectory.from_config(config)
    return [revision.revision for revision in reversed(list(script.walk_revisions()))]


def test_the_revisions_are_one_line_to_the_head_and_leave_no_statement_out() -> None:
    assert revisions()[-1] == HEAD
    assert revisions() == sorted(revisions())
    names = {path.stem for path in (FOLDER / "versions").glob("[0-9]*.py")}
    assert {path.stem for path in (FOLDER / "sql").glob("*.sql")} == names
    assert {name.split("_", 1)[0] for name in names} == set(revisions())
    for path in (FOLDER / "versions").glob("[0-9]*.py"):
        assert f'apply(op.get_bind(), "{path.stem}")' in path.read_text(), path


async def test_upgraded_step_by_step_is_as_fresh_and_keeps_its_rows(empty: Addresses, addresses: Addresses) -> None:
    workspace = uuid4()
    for revision in revisions():
        await brought(empty, revision)
        assert (await rows(empty, "select version_num from alembic_version"))[0][0] == revision
        if revision == revisions()[0]:
            await rows(
                empty, "insert into workspaces (id, slug, name, base_url, created_at) values ($1, 'a', 'A', '', now())",
                workspace,
            )  # fmt: skip
    assert await dumped(empty) == await dumped(addresses)
    assert [row[0] for row in await rows(empty, "select id from workspaces")] == [workspace]


async def test_migrating_again_changes_nothing(addresses: Addresses) -> None:
    assert await revision_of(addresses.runtime) == HEAD
    before = await dumped(addresses)
    oids = "select oid, relname from pg_class where relnamespace = 'public'::regnamespace order by oid"
    made = await rows(addresses, oids)
    await brought(addresses)
    assert await dumped(addresses) == before
    assert await rows(addresses, oids) == made


async def test_three_migrations_at_once_are_one(empty: Addresses, addresses: Addresses) -> None:
    assert await revision_of(empty.runtime) is None
    command = [sys.executable, "-W", "error", "-c", MIGRATE, ROLE]
    programs = [await asyncio.create_subprocess_exec(*command, stdin=subprocess.PIPE) for _ in range(3)]
    await asyncio.gather(*(program.communicate(empty.owner.encode()) for program in programs))
    assert [program.returncode for program in programs] == [0, 0, 0]
    assert await dumped(empty) == await dumped(addresses)


async def test_a_migration_that_fails_leaves_what_was_before_it_and_goes_on_later(
    empty: Addresses, addresses: Addresses
) -> None:
    await rows(empty, "create table timetable (in_the_way int)")
    with pytest.raises(psycopg.errors.DuplicateTable):
        await brought(empty)
    assert (await rows(empty, "select version_num from alembic_version"))[0][0] == "0002"
    assert (await rows(empty, "select to_regclass('events')"))[0][0] is None
    await rows(empty, "drop table timetable")
    await brought(empty)
    assert await dumped(empty) == await dumped(addresses)


async def test_the_runtime_role_has_exactly_its_rights(addresses: Addresses) -> None:
    await rows(addresses, f"grant truncate, update on events to {ROLE}")
    await rows(addresses, f"grant delete on ticket_number_bases to {ROLE}")
    await brought(addresses)
    found = await rows(
        addresses,
        "select c.relname, string_agg(lower(a.privilege_type), ', ' order by a.privilege_type) as rights "
        "from pg_class c cross join lateral aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee "
        "where r.rolname = $1 and c.relnamespace = 'public'::regnamespace group by c.relname",
        ROLE,
    )
    wanted = {table: ", ".join(sorted(rights.split(", "))) for table, rights in TABLES.items()}
    assert {row["relname"]: row["rights"] for row in found} == wanted
    columns = "select count(*) from pg_attribute where attacl is not null and attrelid > 16383"
    assert (await rows(addresses, columns))[0][0] == 0


async def test_the_runtime_role_calls_exactly_its_functions(addresses: Addresses) -> None:
    found = await rows(
        addresses,
        "select p.oid from pg_proc p cross join lateral aclexplode(p.proacl) a join pg_roles r on r.oid = a.grantee "
        "where r.rolname = $1 and p.pronamespace = 'public'::regnamespace",
        ROLE,
    )
    wanted = await rows(addresses, "select f::regprocedure::oid as oid from unnest($1::text[]) f", list(FUNCTIONS))
    assert {row["oid"] for row in found} == {row["oid"] for row in wanted}
