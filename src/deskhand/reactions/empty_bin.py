"""Erases tickets whose time in the bin is over, one transaction each."""

from __future__ import annotations

from uuid import UUID

from deskhand.actions.binned import erase_ticket
from deskhand.actions.contract import act
from deskhand.rules.access import System

AT_ONCE = 200
"""Tickets of one run; the next one goes on."""


async def empty_bin(system: System) -> str:
    """Erase a bounded number of tickets; their files go with the next run that erases loose files."""
    last: UUID | None = None
    for count in range(AT_ONCE):
        last = await act(system, erase_ticket, last)
        if last is None:
            return f"{count} tickets erased"
    return f"{AT_ONCE} tickets erased, and more are left"
