"""Rows of what tickets are to each other."""

from __future__ import annotations

from uuid import UUID

from deskhand.store.db import Tx


async def one_at_a_time(tx: Tx) -> None:
    """Have changes of how tickets hang together wait for each other, so that two at once close no circle."""
    await tx.value("select pg_advisory_xact_lock(hashtextextended($1, 45))", f"{tx.workspace_id}/bonds")


async def id_of(tx: Tx, number: str) -> UUID | None:
    """Return the id of the ticket with a number that the actor can see."""
    found: UUID | None = await tx.value(
        "select id from tickets where workspace_id = $1 and number = $2", tx.workspace_id, number
    )
    return found


async def add(tx: Tx, ticket_id: UUID, kind: str, *, other_id: UUID) -> bool:
    """Link a ticket with another one; False when it is already."""
    return bool(
        await tx.change(
            "insert into ticket_links (workspace_id, ticket_id, kind, other_id, created_at) "
            "values ($1, $2, $3, $4, $5) on conflict (workspace_id, ticket_id, kind, other_id) do nothing",
            tx.workspace_id, ticket_id, kind, other_id, tx.now,
        )
    )  # fmt: skip


async def remove(tx: Tx, ticket_id: UUID, kind: str, *, other_id: UUID) -> bool:
    """Take a link away; False when there is none."""
    return bool(
        await tx.change(
            "delete from ticket_links where workspace_id = $1 and ticket_id = $2 and kind = $3 and other_id = $4",
            tx.workspace_id, ticket_id, kind, other_id,
        )
    )  # fmt: skip


async def other_of(tx: Tx, ticket_id: UUID, kind: str) -> UUID | None:
    """Return the ticket that one is linked with by a kind of which it has one at most."""
    found: UUID | None = await tx.value(
        "select other_id from ticket_links where workspace_id = $1 and ticket_id = $2 and kind = $3",
        tx.workspace_id, ticket_id, kind,
    )  # fmt: skip
    return found


async def is_descendant(tx: Tx, low: UUID, high: UUID) -> bool:
    """Say whether a ticket stands anywhere below another one, as its child or a child's child."""
    return bool(await tx.value("select is_descendant($1, $2)", low, high))
