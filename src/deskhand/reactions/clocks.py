"""Watches the clocks: raises what is due, and winds those that were never wound or whose book says something else."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

import structlog
from prometheus_client import Counter

from deskhand.actions.clocks import Raised, check_clocks, raise_due, wind_backlog
from deskhand.actions.contract import act
from deskhand.kit import clock
from deskhand.rules.access import System
from deskhand.rules.errors import Trouble
from deskhand.store import everywhere

AT_ONCE = 100
"""Tickets of one transaction."""
MOST_ROUNDS = 100
"""Rounds of a check that somebody asks for; what is left then, the worker does."""

_log = structlog.get_logger("deskhand.sla")
_raised = Counter("deskhand_sla_raised", "Warnings and breaches that were raised.", ["kind"])


async def watch_clocks() -> int:
    """Raise what is due and wind some clocks, of all workspaces; return how many tickets that were.

    Nothing is looked at that is not due, however many tickets there are.
    """
    touched = 0
    for workspace_id, ticket_ids in (await _due()).items():
        touched += await _raise(workspace_id, ticket_ids)
    return touched + await _wind()


async def check_now() -> Raised:
    """Raise all that is due, of all workspaces, and say what that was."""
    tickets, warnings, breaches = 0, 0, 0
    for _ in range(MOST_ROUNDS):
        due = await _due()
        if not due:
            break
        for workspace_id, ticket_ids in due.items():
            raised = await raise_of(workspace_id, ticket_ids)
            tickets, warnings, breaches = (
                tickets + raised.tickets, warnings + raised.warnings, breaches + raised.breaches
            )  # fmt: skip
    return Raised(tickets=tickets, warnings=warnings, breaches=breaches)


async def check(system: System) -> str:
    """Have all clocks gone through once more, should anything have changed behind their back."""
    await act(system, check_clocks)
    return "clocks are gone through"


async def raise_of(workspace_id: UUID, ticket_ids: list[UUID]) -> Raised:
    """Raise what is due of some tickets of a workspace."""
    raised = await act(System(workspace_id, "sla"), raise_due, ticket_ids)
    if raised.warnings or raised.breaches:
        _raised.labels("warning").inc(raised.warnings)
        _raised.labels("breach").inc(raised.breaches)
        _log.info("sla_raised", warnings=raised.warnings, breaches=raised.breaches)
    return raised


async def _due() -> dict[UUID, list[UUID]]:
    due: dict[UUID, list[UUID]] = defaultdict(list)
    for workspace_id, ticket_id in await everywhere.due_clocks(clock.now(), most=AT_ONCE):
        due[workspace_id].append(ticket_id)
    return due


async def _raise(workspace_id: UUID, ticket_ids: list[UUID]) -> int:
    try:
        return (await raise_of(workspace_id, ticket_ids)).tickets
    except Trouble:
        raise
    except Exception:  # noqa: BLE001 (the worker's loop: one ticket whose clocks fail keeps no other waiting)
        if len(ticket_ids) == 1:
            _log.exception("clock_failed", ticket=str(ticket_ids[0]))
            return 0
    return sum([await _raise(workspace_id, [ticket_id]) for ticket_id in ticket_ids])


async def _wind() -> int:
    left = 0
    for workspace_id in await everywhere.clock_backlogs():
        backlog = await act(System(workspace_id, "sla"), wind_backlog, AT_ONCE)
        left += not backlog.is_finished
        if backlog.is_finished:
            _log.info("clocks_wound", tickets=backlog.done)
    return left
