"""Tickets that change hands: what one agent or team has to do goes to another, so many at once."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from deskhand.actions.tickets import TicketChange, change_ticket
from deskhand.rules.users import HANDED_AT_ONCE
from deskhand.store.db import Tx


class HandedOver(Struct, frozen=True, kw_only=True):
    """How many tickets changed hands, and how many are still with whom they were: at least `left`."""

    moved: int
    left: int


class Waiting(Protocol):
    """Finds the active tickets that are to change hands, the oldest first."""

    def __call__(self, *, most: int) -> Awaitable[list[UUID]]:
        """Return the ids of up to so many."""


async def hand_over(tx: Tx, waiting: Waiting, wanted: TicketChange) -> HandedOver:
    """Change tickets that wait somewhere, each as if alone; the oldest first, 100 at most."""
    found = await waiting(most=HANDED_AT_ONCE + 1)
    for ticket_id in found[:HANDED_AT_ONCE]:
        await change_ticket(tx, ticket_id, wanted)
    left = len(await waiting(most=HANDED_AT_ONCE + 1)) if len(found) > HANDED_AT_ONCE else 0
    return HandedOver(moved=min(len(found), HANDED_AT_ONCE), left=left)
