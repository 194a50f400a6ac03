"""What the desk does so that tickets can be found: taking in their words."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from deskhand.actions.contract import action
from deskhand.rules.access import Can
from deskhand.store import search
from deskhand.store.db import Tx
from deskhand.store.search import Backlog


@action(needs=Can.OPERATE)
async def take_in_tickets(tx: Tx, ticket_ids: Sequence[UUID]) -> int:
    """Have tickets found by what they say now; return how many there are."""
    return await search.take_in(tx, ticket_ids)


@action(needs=Can.OPERATE)
async def take_in_backlog(tx: Tx, most: int) -> Backlog:
    """Have more of the tickets found that were there before there was a search."""
    return await search.take_in_backlog(tx, most)


@action(needs=Can.OPERATE)
async def take_in_anew(tx: Tx) -> None:
    """Have tickets found that were written many at once, without their words."""
    await search.reopen_backlog(tx)
