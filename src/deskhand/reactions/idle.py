"""Scheduled work on tickets on which nobody writes: warned of, closed, and called to mind."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from uuid import UUID

from deskhand.actions.contract import act
from deskhand.actions.idle import close_idle, remind_of_reply, warn_of_closing
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.idle import Place, idle_tickets, unanswered_tickets
from deskhand.queries.workspaces import profile
from deskhand.rules.access import System
from deskhand.rules.auto_close import IDLE, Policy
from deskhand.rules.settings import Settings
from deskhand.rules.workspace import closing_policy

BATCH = 100
WARNED_AT_ONCE = 500
"""Requesters who are told in one run: those of a desk with many old tickets are told on several days."""
WAIT = timedelta(hours=4)
"""How long a customer waits before the agent who has the ticket is reminded."""


async def close_inactive(system: System, settings: Settings) -> str:
    """Close what has been idle for too long, then tell the requesters of what will be next."""
    desk = System(system.workspace_id, "Deskhand")
    shipped = Policy(settings.auto_close_days, settings.auto_close_warning_days)
    policy = closing_policy(await ask(desk, profile), shipped)
    if not policy.days:
        return "set to close nothing"
    now = clock.now()

    async def close(ticket_id: UUID) -> bool:
        return await act(desk, close_idle, ticket_id, policy)

    async def warn(ticket_id: UUID) -> bool:
        return await act(desk, warn_of_closing, ticket_id, policy)

    closed = await _each(desk, close, until=now - timedelta(days=policy.days), told=True)
    warned = await _each(
        desk, warn, until=now - timedelta(days=policy.warning_days), told=False, most=WARNED_AT_ONCE
    )  # fmt: skip
    return f"{closed} closed, {warned} told"


async def remind_of_replies(system: System) -> str:
    """Remind agents of customers who have waited for long, once for each wait."""
    desk = System(system.workspace_id, "Deskhand")
    until, after, reminded = clock.now() - WAIT, None, 0
    while True:
        found = await ask(desk, unanswered_tickets, until=until, after=after, most=BATCH)
        for one in found:
            reminded += await act(desk, remind_of_reply, one.id, assignee_id=one.assignee_id)
        if len(found) < BATCH:
            return f"{reminded} reminded"
        after = found[-1]


async def _each(
    desk: System,
    do: Callable[[UUID], Awaitable[bool]],
    *,
    until: datetime,
    told: bool,
    most: int | None = None,
) -> int:
    """Do something with each idle ticket, one transaction each; return with how many."""
    done = 0
    for status in IDLE:
        after: Place | None = None
        while most is None or done < most:
            found = await ask(desk, idle_tickets, status, until=until, told=told, after=after, most=BATCH)
            for place in found[: None if most is None else most - done]:
                done += await do(place.id)
            if len(found) < BATCH:
                break
            after = found[-1]
    return done
