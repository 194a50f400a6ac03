"""Rows of tables that go out with mails."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from deskhand.rules.mail import Enclosure
from deskhand.store.db import Tx

KEPT = timedelta(days=30)
"""How long one is kept, longer than a mail is tried."""


async def add(tx: Tx, file: Enclosure) -> UUID:
    """Keep a table; return its id, which the events of its mails bear."""
    file_id = tx.new_id()
    await tx.change(
        "insert into report_files (workspace_id, id, name, media_type, content, created_at) "
        "values ($1, $2, $3, $4, $5, $6)",
        tx.workspace_id, file_id, file.name, file.media_type, file.content, tx.now,
    )  # fmt: skip
    return file_id


async def forget_old(tx: Tx) -> int:
    """Remove those whose time is over; return how many."""
    return await tx.change(
        "delete from report_files where workspace_id = $1 and created_at < $2", tx.workspace_id, tx.now - KEPT
    )
