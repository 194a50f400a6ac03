"""Rows of tags, and of which ticket bears which."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct

from deskhand.rules.tag import Tag
from deskhand.store.db import Tx


async def put(tx: Tx, ticket_id: UUID, names: Sequence[str], *, is_public: bool) -> None:
    """Put tags on a ticket, each made on its first use; those that it bears already stay as they are."""
    await tx.change(
        "insert into ticket_tags (workspace_id, ticket_id, tag_id, is_public) "
        "select $1, $2, g.tag_id, $6 from take_tags($3, $4, $5) g on conflict do nothing",
        tx.workspace_id, ticket_id, list(names), [tx.new_id() for _ in names], tx.now, is_public,
    )  # fmt: skip


async def take_off(tx: Tx, ticket_id: UUID, names: Sequence[str]) -> None:
    """Take tags off a ticket."""
    await tx.change(
        "delete from ticket_tags x using tags g where x.workspace_id = $1 and x.ticket_id = $2 "
        "and g.workspace_id = x.workspace_id and g.id = x.tag_id and g.name = any($3) and g.going_at is null",
        tx.workspace_id, ticket_id, list(names),
    )  # fmt: skip


async def public_on(tx: Tx, ticket_id: UUID) -> set[str]:
    """Return the tags of a ticket that customers see too."""
    rows = await tx.rows(
        "select g.name from ticket_tags x join tags g on g.workspace_id = x.workspace_id and g.id = x.tag_id "
        "where x.workspace_id = $1 and x.ticket_id = $2 and x.is_public and g.going_at is null",
        tx.workspace_id, ticket_id,
    )  # fmt: skip
    return {row["name"] for row in rows}


class Going(Struct, frozen=True, kw_only=True):
    """A tag on its way out, and the one that took its tickets over."""

    name: str
    into: str | None


async def by_id(tx: Tx, tag_id: UUID) -> Tag | None:
    """Return a tag and hold its row; None when there is none, or it is on its way out."""
    row = await tx.row(
        "select id, name, colour, description from tags where workspace_id = $1 and id = $2 and going_at is null "
        "for update",
        tx.workspace_id, tag_id,
    )  # fmt: skip
    return None if row is None else msgspec.convert(dict(row), Tag)


async def by_name(tx: Tx, name: str) -> Tag | None:
    """Return the tag of a name and hold its row; None when there is none."""
    row = await tx.row(
        "select id, name, colour, description from tags where workspace_id = $1 and name = $2 and going_at is null "
        "for update",
        tx.workspace_id, name,
    )  # fmt: skip
    return None if row is None else msgspec.convert(dict(row), Tag)


async def add(tx: Tx, tag: Tag) -> bool:
    """Write a tag; False when its name is taken."""
    return bool(
        await tx.change(
            "insert into tags (workspace_id, id, name, colour, description, created_at, updated_at) "
            "values ($1, $2, $3, $4, $5, $6, $6) on conflict (workspace_id, name) where going_at is null do nothing",
            tx.workspace_id, tag.id, tag.name, tag.colour, tag.description, tx.now,
        )
    )  # fmt: skip


async def rewrite(tx: Tx, tag: Tag) -> bool:
    """Write a tag anew; False when its name is another's."""
    try:
        await tx.change(
            "update tags set name = $3, colour = $4, description = $5, updated_at = $6 "
            "where workspace_id = $1 and id = $2",
            tx.workspace_id, tag.id, tag.name, tag.colour, tag.description, tx.now,
        )  # fmt: skip
    except asyncpg.UniqueViolationError:
        return False
    return True


async def hand_on(tx: Tx, tag_id: UUID, *, to: UUID) -> None:
    """Put another tag on every ticket that bears one."""
    await tx.change(
        "insert into ticket_tags (workspace_id, ticket_id, tag_id, is_public) "
        "select workspace_id, ticket_id, $3, is_public from ticket_tags where workspace_id = $1 and tag_id = $2 "
        "on conflict (workspace_id, ticket_id, tag_id) do update "
        "set is_public = ticket_tags.is_public or excluded.is_public",
        tx.workspace_id, tag_id, to,
    )  # fmt: skip


async def begin_to_go(tx: Tx, tag_id: UUID, *, into: UUID | None) -> int:
    """Have a tag be nobody's to see any more, its name free; return how many tickets bear it."""
    borne: int = await tx.value(
        "update tags set going_at = $3, goes_into = $4, updated_at = $3, going_total = (select count(*) "
        "from ticket_tags x where x.workspace_id = $1 and x.tag_id = $2) "
        "where workspace_id = $1 and id = $2 returning going_total",
        tx.workspace_id, tag_id, tx.now, into,
    )  # fmt: skip
    return borne


async def going(tx: Tx, tag_id: UUID) -> Going | None:
    """Return a tag on its way out and hold its row; None when it is gone."""
    row = await tx.row(
        "select g.name, (select i.name from tags i where i.workspace_id = g.workspace_id and i.id = g.goes_into) "
        "as into from tags g where g.workspace_id = $1 and g.id = $2 and g.going_at is not null for update of g",
        tx.workspace_id, tag_id,
    )  # fmt: skip
    return None if row is None else msgspec.convert(dict(row), Going)


async def take_from_some(tx: Tx, tag_id: UUID, *, most: int) -> list[UUID]:
    """Take a tag from some of its tickets, whose versions rise; return these."""
    rows = await tx.rows(
        "with taking as materialized (select ticket_id from ticket_tags where workspace_id = $1 and tag_id = $2 "
        "order by ticket_id limit $3), "
        "taken as (delete from ticket_tags x using taking where x.workspace_id = $1 and x.tag_id = $2 "
        "and x.ticket_id = taking.ticket_id) "
        "update tickets t set version = t.version + 1, updated_at = $4 from taking "
        "where t.workspace_id = $1 and t.id = taking.ticket_id returning t.id",
        tx.workspace_id, tag_id, most, tx.now,
    )  # fmt: skip
    return sorted(row["id"] for row in rows)


async def erase(tx: Tx, tag_id: UUID) -> None:
    """Remove a tag that no ticket bears."""
    await tx.change("delete from tags where workspace_id = $1 and id = $2", tx.workspace_id, tag_id)
