"""Attempts and outcomes of deliveries, written also when the database restarts in between."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from uuid import UUID

import structlog
from prometheus_client import Counter as Metric

from deskhand.actions.contract import act
from deskhand.actions.deliveries import begin_attempts, settle_deliveries
from deskhand.kit import clock, ids
from deskhand.reactions.parcel import Parcel, attempt_of
from deskhand.rules.access import System
from deskhand.rules.errors import NoRoom, Temporary, Unknown
from deskhand.store.db import Tx
from deskhand.store.deliveries import Settled

Record = Callable[[Tx, Sequence[Settled]], Awaitable[set[UUID]]]
"""The action that records outcomes, and returns those that were still ours."""
_PAUSE = 0.5
_settled = Metric("deskhand_deliveries", "Deliveries by the state that an attempt, or a silence, led to.", ["state"])
_log = structlog.get_logger("deskhand.deliver")


async def begin(
    system: System, parcels: Sequence[Parcel], *, provider: str, until: datetime, lease_until: datetime
) -> list[Parcel]:
    """Write the attempts and return the parcels that may be sent; a commit in doubt is tried again until `until`."""
    attempts = [attempt_of(parcel, attempt_id=ids.new_id()) for parcel in parcels]
    while True:
        try:
            begun = await act(system, begin_attempts, attempts, provider=provider, lease_until=lease_until)
        except Unknown:
            if clock.now() >= until:
                raise
            await asyncio.sleep(_PAUSE)
            continue
        return [parcel for parcel in parcels if parcel.due.id in begun]


async def settle(
    system: System, outcomes: Sequence[Settled], *, until: datetime, record: Record = settle_deliveries
) -> None:
    """Record outcomes; while the database is away this waits, at most until the lease ends and others take over."""
    while True:
        try:
            ours = await act(system, record, outcomes)
        except (Temporary, Unknown, NoRoom):
            if clock.now() >= until:
                raise
            await asyncio.sleep(_PAUSE)
            continue
        _tell(outcomes, late=len(outcomes) - len(ours))
        return


def _tell(outcomes: Sequence[Settled], *, late: int) -> None:
    for outcome in outcomes:
        _settled.labels(outcome.state).inc()
        if outcome.error_class is not None:
            _log.warning(
                "delivery_not_sent", delivery=str(outcome.delivery_id), state=outcome.state,
                error_class=outcome.error_class, reason=outcome.reason,
            )  # fmt: skip
    _log.info("deliveries_settled", late=late, **Counter(outcome.state for outcome in outcomes))
