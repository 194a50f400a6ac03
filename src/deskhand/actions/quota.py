"""The number of tickets that a customer may open within an hour."""

from __future__ import annotations

from deskhand.rules.access import Person, Role
from deskhand.rules.errors import TooMany
from deskhand.rules.quota import WINDOW, pause_before_next
from deskhand.store import openings
from deskhand.store.db import Tx


async def check_quota(tx: Tx, *, per_hour: int) -> None:
    """Refuse a customer who opened that many tickets within the last hour; 0 is no limit, and agents have none."""
    if not per_hour or not isinstance(tx.actor, Person) or tx.actor.role is not Role.CUSTOMER:
        return
    await openings.one_at_a_time(tx, tx.actor.user_id)
    opened = await openings.newest(tx, tx.actor.user_id, since=tx.now - WINDOW, most=per_hour)
    wait = pause_before_next(opened, most=per_hour, now=tx.now)
    if wait:
        raise TooMany(
            f"You opened {per_hour} tickets within an hour, which is the most. The next one can be opened in "
            f"{_minutes(wait)}; you can write on those that you have.",
            after=wait,
        )


def _minutes(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return f"{minutes} minutes" if minutes > 1 else "a minute"
