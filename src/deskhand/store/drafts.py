"""Rows of drafts: what their writer has not sent yet, and replies that can still be taken back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from deskhand.store.db import Row, Tx

_COLUMNS = "id, ticket_id, kind, content, seen_id, resolves, template_id, due_at, version, updated_at"
_WRITTEN = "workspace_id = $1 and ticket_id = $2 and user_id = $3 and kind = $4 and due_at is null"


class Draft(Struct, frozen=True, kw_only=True):
    """What somebody wrote and has not sent; with `due_at` it is on its way out."""

    id: UUID
    ticket_id: UUID
    kind: str
    content: str
    seen_id: UUID | None
    resolves: bool
    template_id: UUID | None
    due_at: datetime | None
    version: int
    updated_at: datetime


async def written(tx: Tx, ticket_id: UUID, kind: str, *, by: UUID) -> Draft | None:
    """Return what its writer has begun on a ticket, and hold it until the transaction ends."""
    row = await tx.row(
        f"select {_COLUMNS} from drafts where {_WRITTEN} for update",  # noqa: S608 (constants)
        tx.workspace_id, ticket_id, by, kind,
    )  # fmt: skip
    return _draft(row)


async def by_id(tx: Tx, draft_id: UUID) -> Draft | None:
    """Return one draft of the actor, and hold it until the transaction ends."""
    row = await tx.row(
        f"select {_COLUMNS} from drafts where workspace_id = $1 and id = $2 for update",  # noqa: S608 (constants)
        tx.workspace_id, draft_id,
    )  # fmt: skip
    return _draft(row)


async def begin(tx: Tx, ticket_id: UUID, kind: str, *, by: UUID, content: str, seen: UUID | None) -> Draft | None:
    """Write a new draft; None when there is one already."""
    row = await tx.row(
        "insert into drafts (workspace_id, ticket_id, user_id, kind, id, content, seen_id, updated_at) "  # noqa: S608
        f"values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning {_COLUMNS}",
        tx.workspace_id, ticket_id, by, kind, tx.new_id(), content, seen, tx.now,
    )  # fmt: skip
    return _draft(row)


async def rewrite(tx: Tx, draft: Draft, content: str, *, seen: UUID | None) -> Draft | None:
    """Write what a draft has become; a reply that was on its way is a draft again."""
    row = await tx.row(
        "update drafts set content = $3, seen_id = $4, updated_at = $5, version = version + 1, due_at = null, "  # noqa: S608
        f"unsent_reason = null where workspace_id = $1 and id = $2 returning {_COLUMNS}",
        tx.workspace_id, draft.id, content, seen, tx.now,
    )  # fmt: skip
    return _draft(row)


async def explain_unsent(tx: Tx, draft_id: UUID, why: str) -> None:
    """Write why a reply that was taken back by the desk did not go out."""
    await tx.change(
        "update drafts set unsent_reason = $3 where workspace_id = $1 and id = $2", tx.workspace_id, draft_id, why
    )


async def remove(tx: Tx, draft_id: UUID) -> None:
    """Remove a draft."""
    await tx.change("delete from drafts where workspace_id = $1 and id = $2", tx.workspace_id, draft_id)


async def hold(
    tx: Tx, ticket_id: UUID, *, by: UUID, content: str, seen: UUID | None, resolves: bool, until: datetime,
    template_id: UUID | None = None,
) -> UUID:  # fmt: skip
    """Write a reply that goes out later, and return its id."""
    draft_id = tx.new_id()
    await tx.change(
        "insert into drafts (workspace_id, id, ticket_id, user_id, kind, content, seen_id, resolves, "
        "template_id, due_at, updated_at) values ($1, $2, $3, $4, 'reply', $5, $6, $7, $8, $9, $10)",
        tx.workspace_id, draft_id, ticket_id, by, content, seen, resolves, template_id, until, tx.now,
    )  # fmt: skip
    return draft_id


async def undo_seconds(tx: Tx, user_id: UUID) -> int:
    """Return how long a reply of somebody can be taken back."""
    found: int = await tx.value(
        "select undo_seconds from users where workspace_id = $1 and id = $2", tx.workspace_id, user_id
    )
    return found


async def set_undo_seconds(tx: Tx, user_id: UUID, seconds: int) -> None:
    """Write how long a reply of somebody can be taken back."""
    await tx.change(
        "update users set undo_seconds = $3 where workspace_id = $1 and id = $2", tx.workspace_id, user_id, seconds
    )


def _draft(row: Row | None) -> Draft | None:
    return None if row is None else Draft(**dict(row))
