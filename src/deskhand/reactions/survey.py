"""Plans to ask how satisfied the requester of a closed ticket is, some time later."""

from __future__ import annotations

from collections.abc import Sequence

from deskhand.actions.contract import act
from deskhand.actions.ratings import plan_survey
from deskhand.reactions.contract import Happened
from deskhand.rules.access import System


async def plan_surveys(system: System, happened: Sequence[Happened]) -> None:
    """Plan the question for each ticket that was closed; called again, it plans only what nobody was asked."""
    for one in happened:
        if one.ticket_id is not None:
            await act(system, plan_survey, one.ticket_id, closed_at=one.at)
