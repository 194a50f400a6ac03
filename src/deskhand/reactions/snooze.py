"""Wakes tickets at their moment."""

from __future__ import annotations

from collections.abc import Sequence

from deskhand.actions.contract import act
from deskhand.actions.snooze import wake_at
from deskhand.reactions.contract import Happened
from deskhand.rules.access import System
from deskhand.rules.events import TicketSnoozed
from deskhand.store.db import mark_commit


async def wake_tickets(system: System, happened: Sequence[Happened]) -> None:
    """Wake each ticket that still sleeps until this moment; one that sleeps on has a follow-up of its own."""
    woken = 0
    for one in happened:
        if isinstance(one.event, TicketSnoozed) and one.ticket_id is not None:
            woken += await act(system, wake_at, one.ticket_id, one.event.until)
    if woken:
        mark_commit()
