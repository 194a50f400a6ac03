"""Histories of tickets that were there before their clocks were, read back from what their trails tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import structs

from deskhand.rules.sla.clock import State
from deskhand.rules.ticket import Priority, Status

Told = tuple[datetime, Mapping[str, Sequence[str | None]]]
"""When something changed, and from what to what by field."""


def past_of(now: State, told: Iterable[Told]) -> list[tuple[datetime, State]]:
    """Return the states that a ticket was in and until when, the oldest first; `told` begins with the latest."""
    state, past = now, []
    for until, changes in told:
        before = structs.replace(
            state, status=Status(_from(changes.get("status"), among=Status, otherwise=state.status)),
            priority=Priority(_from(changes.get("priority"), among=Priority, otherwise=state.priority)),
        )  # fmt: skip
        if before != state:
            past.append((until, before))
        state = before
    return past[::-1]


def _from(change: Sequence[str | None] | None, *, among: Iterable[str], otherwise: str) -> str:
    before = change[0] if change else None
    return before if before is not None and before in set(among) else otherwise
