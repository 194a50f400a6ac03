"""Rows of workspaces."""

from __future__ import annotations

from deskhand.store.db import Tx


async def set_base_url(tx: Tx, base_url: str) -> None:
    """Write the address that the workspace's links begin with."""
    await tx.change("update workspaces set base_url = $2 where id = $1 and base_url <> $2", tx.workspace_id, base_url)
