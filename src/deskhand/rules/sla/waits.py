"""Waits for a next reply: whether the reply that ends one came in time."""

from __future__ import annotations

from datetime import datetime

from deskhand.rules.sla.clock import History, State, clock
from deskhand.rules.sla.policy import Book, Target


def answered_in_time(history: History, after: State, book: Book, *, now: datetime) -> bool | None:
    """Say whether the wait of a ticket ended in time, to which a state comes now; None when none that counts ended.

    What is over stays as it was: a policy says from a moment on what it promises, and no state of before changes.
    """
    asked_at = history.state.asked_at
    if asked_at is None or asked_at == after.asked_at or history.answered_at is None:
        return None
    found = clock(Target.NEXT_RESPONSE, history, book, now=now)
    return None if found is None else not found.is_late
