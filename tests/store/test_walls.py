"""The walls, for every table that the schema has: no workspace and no customer reads or writes what is another's.

Everything here is raw SQL behind `acting_as`: what would be left of our promises if every check of ours were forgotten.
"""

# ruff: noqa: S608 - statements name every table of the catalogue, and no value comes from outside

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

from deskhand.rules.access import Person, System, Visitor
from deskhand.store.db import acting_as, past_the_walls, reading_as
from deskhand.store.migrations.grants import FUNCTIONS, TABLES
from tests.database import Desk
from tests.store.furniture import Catalogue, Place, home_of, shortened, touched_by, two_places
from tests.store.walls import ADD, CHANGE, EVERYWHERE, OWN, PRIVATE, READ, REMOVE, told


async def runtime_role() -> str:
    async with past_the_walls() as connection:
        return str(await connection.fetchval("select current_user"))


async def seen_by(actor: Person | System | Visitor, table: str) -> list[str]:
    async with reading_as(actor) as reading:
        rows = await reading.rows(f"select to_jsonb(t)::text as row from {table} t order by 1")
    return [row["row"] for row in rows]


@pytest.fixture
async def catalogue(desk: Desk) -> AsyncIterator[Catalogue]:
    owner = await asyncpg.connect(desk.addresses.owner)
    yield Catalogue(owner)
    await owner.close()


@pytest.fixture
async def places(desk: Desk) -> tuple[Place, Place]:
    return await two_places(desk)


async def test_every_table_has_a_wall_rows_to_prove_it_with_and_none_without_a_workspace(
    desk: Desk, catalogue: Catalogue, places: tuple[Place, Place]
) -> None:
    bare = await desk.as_owner(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'm', 'f') "
        "and not relrowsecurity and relname <> 'alembic_version'"
    )
    assert [row["relname"] for row in bare] == []
    tables = await catalogue.tables()
    assert set(tables) == set(READ), "say here what customers may read of it"
    assert set(tables) <= set(TABLES), "say in grants.py what the runtime role may do with it"
    for table in tables:
        for place in places:
            rows = await catalogue.rows(table, f"{home_of(table)} = $1", place.system.workspace_id)
            assert rows, f"{table} has no row of every workspace: furnish one"
    async with past_the_walls() as connection:
        for table in await catalogue.tables():
            assert await connection.fetchval(f"select count(*) from {table}") == 0, table


async def test_views_stand_behind_the_walls_of_their_reader(desk: Desk) -> None:
    views = await desk.as_owner(
        "select relname, coalesce(reloptions, '{}') as options from pg_class "
        "where relnamespace = 'public'::regnamespace and relkind = 'v'"
    )
    assert {view["relname"] for view in views} == {
        "public_messages", "notification_log", "readable_tags", "readable_categories", "readable_fields"
    }  # fmt: skip
    for view in views:
        assert "security_invoker=true" in view["options"], view["relname"]


async def test_the_runtime_role_owns_nothing_and_cannot_pass(desk: Desk) -> None:
    name = await runtime_role()
    (role,) = await desk.as_owner(
        "select oid, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication from pg_roles "
        "where rolname = $1",
        name,
    )
    assert not any(tuple(role)[1:])
    owned = "select count(*) from pg_shdepend where refobjid = $1 and deptype = 'o'"
    assert await desk.value(owned, role["oid"]) == 0
    assert await desk.value("select count(*) from pg_auth_members where member = $1", role["oid"]) == 0
    assert await desk.value("select has_schema_privilege($1::name, 'public', 'create')", name) is False
    assert await desk.value("select has_database_privilege($1::name, current_database(), 'create')", name) is False
    async with past_the_walls() as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("alter table tickets disable row level security")
        await connection.execute("set row_security = off")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch("select * from tickets")
        await connection.execute("reset row_security")


async def test_a_workspace_reads_and_writes_its_own_rows_and_no_others(
    desk: Desk, catalogue: Catalogue, places: tuple[Place, Place]
) -> None:
    for place in places:
        for table in await catalogue.tables():
            for actor in (place.system, place.admin, place.agent):
                rule = PRIVATE.get(table) or OWN.get(table, "true")
                mine = told(rule, actor) if isinstance(actor, Person) else str(table not in PRIVATE)
                own = await catalogue.rows(table, f"{home_of(table)} = $1 and {mine}", place.system.workspace_id)
                assert await seen_by(actor, table) == own, (table, actor)
    (here, there) = places
    for table in await catalogue.tables():
        home = home_of(table)
        other = there.system.workspace_id
        foreign = await catalogue.rows(table, f"{home} = $1", other)
        copying = await catalogue.copying(table)
        for actor in (here.system, here.admin):
            assert await touched_by(actor, f"update {table} set {home} = $1 where {home} = $1", other) <= 0, table
            assert await touched_by(actor, f"delete from {table} where {home} = $1", other) <= 0, table
            moved = await touched_by(actor, f"update {table} set {home} = $1", other)
            assert moved == (0 if table in PRIVATE and actor is here.system else -1), f"{table}: moved away"
            for row in foreign:
                assert await touched_by(actor, copying, row) == -1, f"{table}: inserted {row[:160]}"
    await check_partitions(desk, places[0].system)


async def check_partitions(desk: Desk, system: System) -> None:
    """Partitions are reached through their table alone."""
    partitions = await desk.as_owner(
        "select relname from pg_class where relispartition and relnamespace = 'public'::regnamespace "
        "and relkind in ('r', 'p')"
    )
    assert len(partitions) >= 5
    for row in partitions:
        for statement in ("select * from {}", "delete from {}", "update {} set name = 'x'"):
            assert await touched_by(system, statement.format(row["relname"])) == -1, row["relname"]


async def test_a_customer_reads_changes_and_removes_what_is_theirs_and_nothing_else(
    catalogue: Catalogue, places: tuple[Place, Place]
) -> None:
    """What writes reads no column, so that the walls of writing are tried without those of reading."""
    for place in places:
        for who in place.customers:
            for table in await catalogue.tables():
                theirs = f"{home_of(table)} = $1 and ({told(READ[table], who)})"
                own = await catalogue.rows(table, theirs, who.workspace_id)
                assert shortened(await seen_by(who, table)) == shortened(own), (table, who.email)
    for who in places[0].customers:
        for table in await catalogue.tables():
            home = home_of(table)
            may_change = await catalogue.rows(table, f"{home} = $1 and ({told(CHANGE[table], who)})", who.workspace_id)
            changed = await touched_by(who, f"update {table} set {home} = '{who.workspace_id}'")
            assert max(changed, 0) in {0, len(may_change)}, f"{table}: {who.email} changed {changed}"
            may_remove = await catalogue.rows(table, f"{home} = $1 and ({told(REMOVE[table], who)})", who.workspace_id)
            removed = await touched_by(who, f"delete from {table}")
            assert max(removed, 0) in {0, len(may_remove)}, f"{table}: {who.email} removed {removed}"


async def test_a_customer_adds_nothing_in_anothers_name_or_place(
    desk: Desk, catalogue: Catalogue, places: tuple[Place, Place]
) -> None:
    for who in places[0].customers:
        for table in await catalogue.tables():
            copying = await catalogue.copying(table)
            for row in await catalogue.rows(table, f"not coalesce(({told(ADD[table], who)}), false)"):
                assert await touched_by(who, copying, row) == -1, f"{table}: {who.email} added {row[:160]}"
    (here, _) = places
    (mine,) = await catalogue.rows("tickets", "t.requester_id = $1", here.member.user_id)
    planted = mine.replace(str(here.member.organization_id), str(here.sharers[0].organization_id))
    assert planted != mine
    assert await touched_by(here.member, await catalogue.copying("tickets"), planted) == -1
    foreign = await desk.value("select id from tickets where requester_id = $1", here.loner.user_id)
    with pytest.raises(asyncpg.UniqueViolationError):
        await touched_by(
            here.member,
            "insert into messages (workspace_id, id, ticket_id, author_id, author_kind, visibility, is_opening, "
            "source, html, body, created_at) "
            "values ($1, gen_random_uuid(), $2, $3, 'customer', 'public', true, 'api', '', '', now())",
            here.member.workspace_id, foreign, here.member.user_id,
        )  # fmt: skip


async def test_a_customer_rises_to_nothing(desk: Desk, places: tuple[Place, Place]) -> None:
    (here, there) = places
    who = here.member
    for change in (
        "update users set role = 'admin'", "update users set role = 'agent'", "update users set organization_id = null",
        f"update users set organization_id = '{here.sharers[0].organization_id}'",
        f"update users set id = '{here.admin.user_id}'",
        f"update tickets set requester_id = '{here.loner.user_id}'",
        f"update sessions set user_id = '{here.admin.user_id}'",
        f"update api_tokens set user_id = '{here.admin.user_id}'",
        f"update idempotency_keys set actor_id = '{here.loner.user_id}'",
        f"update tickets set workspace_id = '{there.system.workspace_id}'",
        f"update files set uploaded_by_id = '{here.loner.user_id}'",
    ):  # fmt: skip
        assert await touched_by(who, change) == -1, change
    own = await desk.value("select id from tickets where requester_id = $1", who.user_id)
    foreign = await desk.value("select id from tickets where requester_id = $1", here.loner.user_id)
    add = (
        "insert into messages (workspace_id, id, ticket_id, author_id, author_kind, visibility, source, html, body, "
        "created_at) values ($1, gen_random_uuid(), $2, $3, $4, $5, 'api', '', '', now())"
    )
    mine = who.workspace_id, own, who.user_id, "customer", "public"
    assert await touched_by(who, add, *mine) == 1
    assert await touched_by(who, add, who.workspace_id, foreign, who.user_id, "customer", "public") == -1
    assert await touched_by(who, add, who.workspace_id, own, who.user_id, "agent", "internal") == -1
    assert await touched_by(who, add, who.workspace_id, own, here.agent.user_id, "agent", "public") == -1


async def test_colleagues_share_their_organizations_tickets_alone(desk: Desk, places: tuple[Place, Place]) -> None:
    (here, there) = places
    numbers = "select array_agg(number order by number) from tickets where organization_id = $1"
    for place in (here, there):
        shared = await desk.value(numbers, place.sharers[0].organization_id)
        assert len(shared) == 2  # type: ignore[arg-type]  # an array
        for who in place.sharers:
            async with acting_as(who) as tx:
                assert await tx.value("select array_agg(number order by number) from tickets") == shared
                assert await tx.value("select count(*) from messages where visibility = 'internal'") == 0
                assert await tx.value("select count(*) from messages") == 6
    async with acting_as(here.member) as tx:
        assert await tx.value("select count(*) from tickets") == 1


async def test_a_stranger_sees_what_signing_in_needs(catalogue: Catalogue, places: tuple[Place, Place]) -> None:
    (here, _) = places
    visitor = Visitor(here.system.workspace_id, "192.0.2.7")
    seen = {table for table in await catalogue.tables() if await seen_by(visitor, table)}
    assert seen == {"workspaces", "users", "throttles", "one_time_links"}
    for table in ("workspaces", "users", "tickets", "messages", "organizations", "api_tokens", "deliveries"):
        home = home_of(table)
        assert await touched_by(visitor, f"update {table} set {home} = '{visitor.workspace_id}'") <= 0, table
        assert await touched_by(visitor, f"delete from {table}") <= 0, table
        copying = await catalogue.copying(table)
        for row in await catalogue.rows(table, f"{home} = $1", visitor.workspace_id):
            assert await touched_by(visitor, copying, row) == -1, table


async def test_functions_that_pass_the_wall_give_keys_and_serve_the_runtime_role_alone(desk: Desk) -> None:
    functions = await desk.as_owner(
        "select p.proname, p.prosecdef, p.proargmodes is not null as has_columns, "
        "p.proargnames[p.pronargs + 1:] as columns, "
        "p.proconfig, array(select coalesce(r.rolname, 'PUBLIC') from aclexplode(p.proacl) a "
        "left join pg_roles r on r.oid = a.grantee where a.grantee <> p.proowner order by 1) as callers "
        "from pg_proc p where p.pronamespace = 'public'::regnamespace and not exists (select 1 from pg_depend d "
        "where d.objid = p.oid and d.deptype = 'e') order by p.proname"
    )
    assert {row["proname"] for row in functions if row["prosecdef"]} == set(EVERYWHERE)
    assert len(functions) == len(FUNCTIONS)
    runtime = await runtime_role()
    for row in functions:
        assert row["callers"] == [runtime], row["proname"]
        if row["prosecdef"]:
            given = set(row["columns"]) if row["has_columns"] else set()
            assert given == EVERYWHERE[row["proname"]], row["proname"]
            assert "search_path=public, pg_temp" in row["proconfig"], row["proname"]
    others = await desk.as_owner(
        "select c.relname, a.privilege_type, coalesce(r.rolname, 'PUBLIC') as whom from pg_class c "
        "cross join lateral aclexplode(c.relacl) a left join pg_roles r on r.oid = a.grantee "
        "where c.relnamespace = 'public'::regnamespace and a.grantee <> c.relowner and r.rolname is distinct from $1",
        runtime,
    )
    assert [tuple(row) for row in others] == []


async def test_a_customer_hangs_a_file_on_their_own_public_messages_alone(
    desk: Desk, places: tuple[Place, Place]
) -> None:
    (here, there) = places
    who = here.member
    hang = "update files set message_id = $1 where message_id is null"
    own = await desk.value("select id from messages where author_id = $1 and not is_opening", who.user_id)
    assert await touched_by(who, hang, own) == 1
    for condition, value in (
        ("visibility = 'internal' and workspace_id = $1", who.workspace_id),
        ("visibility = 'public' and author_id = $1", here.agent.user_id),
        ("author_id = $1", here.loner.user_id),
        ("author_id = $1", there.member.user_id),
    ):
        foreign = await desk.value(f"select id from messages where {condition} limit 1", value)
        assert await touched_by(who, hang, foreign) == -1, condition
