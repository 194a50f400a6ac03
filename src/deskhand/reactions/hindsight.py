"""Works out what drafts of policies would have made of past tickets, a slice of each run at a time."""

from __future__ import annotations

from datetime import timedelta

import structlog

from deskhand.actions.contract import act
from deskhand.actions.hindsights import judge_slice, put_off_hindsight
from deskhand.kit import clock
from deskhand.rules.access import System
from deskhand.rules.errors import Trouble
from deskhand.store import everywhere

LEASE = timedelta(minutes=2)
"""How long a slice belongs to the worker that judges it."""
AT_ONCE = 2
"""Runs of which a slice is judged in one round."""
PAUSE = timedelta(seconds=10)
"""Between two attempts."""

_log = structlog.get_logger("deskhand.sla")


async def judge_due() -> int:
    """Claim runs that are due and judge the next slice of each; return how many were claimed."""
    claims = await everywhere.claim_hindsights(clock.now(), lease=LEASE, most=AT_ONCE)
    for claim in claims:
        system = System(claim.workspace_id, "hindsight")
        try:
            await act(system, judge_slice, claim.id, fence=claim.fence)
        except Trouble:
            raise
        except Exception:  # noqa: BLE001 (the worker's loop: a run that fails keeps no other waiting)
            _log.exception("hindsight_failed", hindsight=str(claim.id))
            await act(system, put_off_hindsight, claim.id, fence=claim.fence, until=clock.now() + PAUSE)
    return len(claims)
