"""Watches the clocks: raises what is due, and winds those that were never wound or whose book says something else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

import structlog
from prometheus_client import Counter

from deskhand.actions.clocks import check_clocks, pass_over, put_off, wind_backlog
from deskhand.actions.contract import act
from deskhand.actions.escalation import Raised, raise_due
from deskhand.kit import clock
from deskhand.rules.access import System
from deskhand.rules.errors import Trouble
from deskhand.store import everywhere
from deskhand.store.clocks import Backlog

AT_ONCE = 100
"""Tickets of one transaction."""
MOST_ROUNDS = 100
"""Rounds of a check that somebody asks for; what is left then, the worker does."""

_log = structlog.get_logger("deskhand.sla")
_raised = Counter("deskhand_sla_raised", "Warnings, breaches and later steps that were raised.", ["kind"])


async def watch_clocks() -> int:
    """Raise what is due and wind some clocks, of all workspaces; return how many tickets that were.

    Nothing is looked at that is not due, however many tickets there are.
    """
    raised = [await _raise(workspace_id, ticket_ids) for workspace_id, ticket_ids in (await _due()).items()]
    return sum(one.tickets for one in raised) + await _wind()


async def check_now() -> Raised:
    """Raise all that is due, of all workspaces, and say what that was."""
    raised = []
    for _ in range(MOST_ROUNDS):
        due = await _due()
        if not due:
            break
        raised += [await _raise(workspace_id, ticket_ids) for workspace_id, ticket_ids in due.items()]
    return _sum(raised)


async def check(system: System) -> str:
    """Have all clocks gone through once more, should anything have changed behind their back."""
    await act(system, check_clocks)
    return "clocks are gone through"


async def raise_of(workspace_id: UUID, ticket_ids: list[UUID]) -> Raised:
    """Raise what is due of some tickets of a workspace."""
    raised = await act(System(workspace_id, "sla"), raise_due, ticket_ids)
    told = {"warning": raised.warnings, "breach": raised.breaches, "escalation": raised.escalations}
    if any(told.values()):
        for kind, count in told.items():
            _raised.labels(kind).inc(count)
        _log.info("sla_raised", **told)
    return raised


async def _due() -> dict[UUID, list[UUID]]:
    due: dict[UUID, list[UUID]] = defaultdict(list)
    for workspace_id, ticket_id in await everywhere.due_clocks(clock.now(), most=AT_ONCE):
        due[workspace_id].append(ticket_id)
    return due


async def _raise(workspace_id: UUID, ticket_ids: list[UUID]) -> Raised:
    try:
        return await raise_of(workspace_id, ticket_ids)
    except Trouble:
        raise
    except Exception:  # noqa: BLE001 (the worker's loop: one ticket whose clocks fail keeps no other waiting)
        if len(ticket_ids) == 1:
            _log.exception("clock_failed", ticket=str(ticket_ids[0]))
            await act(System(workspace_id, "sla"), put_off, ticket_ids[0])
            return Raised(tickets=0, warnings=0, breaches=0, escalations=0)
    return _sum([await _raise(workspace_id, [ticket_id]) for ticket_id in ticket_ids])


def _sum(raised: Sequence[Raised]) -> Raised:
    return Raised(**{name: sum(getattr(one, name) for one in raised) for name in Raised.__struct_fields__})


async def _wind() -> int:
    left = 0
    for workspace_id in await everywhere.clock_backlogs():
        backlog = await _wound(System(workspace_id, "sla"), AT_ONCE)
        left += not backlog.is_finished
        if backlog.is_finished:
            _log.info("clocks_wound", tickets=backlog.done)
    return left


async def _wound(system: System, most: int) -> Backlog:
    """Wind the next clocks of a backlog; where one fails, it goes on one by one, and without that one."""
    try:
        return await act(system, wind_backlog, most)
    except Trouble:
        raise
    except Exception:  # noqa: BLE001 (the worker's loop, as above)
        if most > 1:
            return await _wound(system, 1)
        _log.exception("clock_not_wound")
        return await act(system, pass_over)
