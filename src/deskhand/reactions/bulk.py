"""Carries out changes of many tickets, batch by batch, in the name of those who asked for them."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from deskhand.actions import bulk_changes
from deskhand.actions.contract import act
from deskhand.queries.contract import ask
from deskhand.queries.identity import colleague
from deskhand.reactions.contract import Happened
from deskhand.rules.access import System
from deskhand.rules.events import BulkBegun
from deskhand.store.db import mark_commit

_log = structlog.get_logger("deskhand.bulk")


async def carry_out_bulk(system: System, happened: Sequence[Happened]) -> None:
    """Go through each change to its end; one whose worker was lost goes on where it stood."""
    for one in happened:
        if not isinstance(one.event, BulkBegun) or one.actor_id is None:
            continue
        agent = await ask(system, colleague, one.actor_id)
        if agent is None:
            _log.warning("bulk_stopped", bulk=str(one.event.bulk_id), why="who asked may not sign in any more")
            continue
        while await act(agent, bulk_changes.carry_on, one.event.bulk_id):
            mark_commit()
