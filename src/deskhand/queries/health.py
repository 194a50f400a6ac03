"""How the desk fares: whether the database answers, how much waits. Figures alone, so no actor is asked for."""

from __future__ import annotations

import asyncio

from deskhand.rules.errors import Refusal, Trouble
from deskhand.store import everywhere
from deskhand.store.everywhere import Backlog

__all__ = ["Backlog", "backlog", "database_answers"]

_PATIENCE = 2.0


async def database_answers() -> bool:
    """Say whether the database answers within two seconds."""
    try:
        await asyncio.wait_for(everywhere.snapshot(), _PATIENCE)
    except (TimeoutError, Trouble, Refusal):
        return False
    return True


async def backlog() -> Backlog:
    """Return how much waits and how much was given up, over all workspaces."""
    return await everywhere.backlog()
