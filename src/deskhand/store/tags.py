"""Rows of tags, and of which ticket bears which."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import asyncpg
import msgspec

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
        "and g.workspace_id = x.workspace_id and g.id = x.tag_id and g.name = any($3)",
        tx.workspace_id, ticket_id, list(names),
    )  # fmt: skip


async def by_id(tx: Tx, tag_id: UUID) -> Tag | None:
    """Return a tag; None when there is none."""
    row = await tx.row(
        "select id, name, colour, description from tags where workspace_id = $1 and id = $2", tx.workspace_id, tag_id
    )
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


async def merge(tx: Tx, gone_id: UUID, *, into: UUID) -> int:
    """Move a tag's tickets to another tag and remove it; return how many tickets bore it."""
    await tx.change(
        "insert into ticket_tags (workspace_id, ticket_id, tag_id, is_public) "
        "select workspace_id, ticket_id, $3, is_public from ticket_tags where workspace_id = $1 and tag_id = $2 "
        "on conflict (workspace_id, ticket_id, tag_id) do update "
        "set is_public = ticket_tags.is_public or excluded.is_public",
        tx.workspace_id, gone_id, into,
    )  # fmt: skip
    return await remove(tx, gone_id)


async def remove(tx: Tx, tag_id: UUID) -> int:
    """Remove a tag; return how many tickets bore it."""
    borne = await tx.change("delete from ticket_tags where workspace_id = $1 and tag_id = $2", tx.workspace_id, tag_id)
    await tx.change("delete from tags where workspace_id = $1 and id = $2", tx.workspace_id, tag_id)
    return borne
