"""Rows of workspaces."""

from __future__ import annotations

from deskhand.store.db import Tx


async def set_base_url(tx: Tx, base_url: str) -> None:
    """Write the address that the workspace's links begin with."""
    await tx.change("update workspaces set base_url = $2 where id = $1 and base_url <> $2", tx.workspace_id, base_url)


async def note_served(tx: Tx) -> bool:
    """Write when the workspace was first served, once; return whether this is that time."""
    touched = await tx.change(
        "update workspaces set settings = settings || jsonb_build_object('first_served_at', $2::timestamptz) "
        "where id = $1 and not settings ? 'first_served_at'",
        tx.workspace_id, tx.now,
    )  # fmt: skip
    return touched == 1
