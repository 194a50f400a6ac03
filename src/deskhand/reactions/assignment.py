"""Gives tickets that nobody has to agents, whenever something has changed; and takes back what was not begun."""

from __future__ import annotations

from uuid import UUID

import structlog
from prometheus_client import Counter

from deskhand.actions.assignment import hand_back, share_out
from deskhand.actions.contract import act
from deskhand.kit import clock
from deskhand.rules.access import System
from deskhand.rules.errors import Trouble
from deskhand.store import everywhere

REST = 1.0
"""Seconds for which a workspace is left alone whose tickets found nobody."""
RESTS = 10
"""Or so many times as long as looking at them took, so that thousands that wait do not keep the database busy."""
_NAME = "Deskhand"

_log = structlog.get_logger("deskhand.assignment")
_given = Counter("deskhand_tickets_given", "Tickets that a rule gave to an agent.")


class Assigner:
    """One worker's rounds over the tickets that nobody has.

    Each round looks at them anew, whatever woke it: a ticket that came, an agent who became free or came back, a shift
    that began. So nothing has to be remembered, and a worker that is lost leaves nothing undone.
    """

    def __init__(self) -> None:
        """Remember which workspaces rest."""
        self._rests: dict[UUID, float] = {}

    async def __call__(self) -> int:
        """Give tickets of all workspaces in which a rule is on; return how many."""
        return sum([await self._share_out(workspace_id) for workspace_id in await everywhere.unassigned()])

    async def _share_out(self, workspace_id: UUID) -> int:
        if clock.elapsed() < self._rests.get(workspace_id, 0.0):
            return 0
        began, given = clock.elapsed(), 0
        try:
            given = await act(System(workspace_id, _NAME), share_out)
        except Trouble:
            raise
        except Exception:  # noqa: BLE001 (the worker's loop: one workspace keeps no other waiting)
            _log.exception("assignment_failed", workspace=str(workspace_id))
        if given:
            _given.inc(given)
            _log.info("tickets_given", tickets=given)
        else:
            ended = clock.elapsed()
            self._rests[workspace_id] = ended + max(REST, RESTS * (ended - began))
        return given


async def hand_back_tickets(system: System) -> str:
    """Take back what agents were given and have not begun, once their shift is over or they are away.

    What refuses is named in the log, counted in the outcome, and tried again the next time.
    """
    taken, refused = 0, dict[UUID, str]()
    after: UUID | None = None
    while True:
        found = await act(System(system.workspace_id, _NAME), hand_back, after)
        taken, refused, after = taken + found.moved, refused | found.refused, found.last
        if after is None:
            break
    for ticket_id, why in refused.items():
        _log.warning("hand_back_refused", ticket=str(ticket_id), why=why)
    told = [f"{ticket_id}: {why}" for ticket_id, why in refused.items()][:1]
    return "; ".join([f"{taken} handed back", *([f"{len(refused)} refused, such as {told[0]}"] if refused else [])])
