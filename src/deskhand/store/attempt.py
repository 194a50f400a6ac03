"""One try within a transaction that goes on when it is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from deskhand.rules.errors import Refusal
from deskhand.store.db import Tx


@asynccontextmanager
async def attempt(tx: Tx) -> AsyncIterator[None]:
    """Undo what the block wrote when it ends in a refusal, which passes on; what came before it stays."""
    await tx.change("savepoint attempt")
    try:
        yield
    except Refusal:
        await tx.change("rollback to savepoint attempt")
        await tx.change("release savepoint attempt")
        raise
    await tx.change("release savepoint attempt")
