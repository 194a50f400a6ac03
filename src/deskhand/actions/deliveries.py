"""What the desk does with deliveries: plan them, begin and settle attempts, and make a new generation of a lost one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from deskhand.actions.contract import action
from deskhand.rules.access import Can
from deskhand.rules.delivery import REPLAYED, State
from deskhand.rules.errors import Conflict, NotFound
from deskhand.rules.notify import Step
from deskhand.store import deliveries
from deskhand.store.db import Row, Tx
from deskhand.store.deliveries import Attempt, NewDelivery, Settled


@action(needs=Can.OPERATE)
async def enter_deliveries(tx: Tx, new: Sequence[NewDelivery]) -> int:
    """Enter what was decided, once for each event, person and channel; return how many were new."""
    return await deliveries.enter(tx, new)


@action(needs=Can.OPERATE)
async def begin_attempts(tx: Tx, attempts: Sequence[Attempt], *, provider: str, lease_until: datetime) -> set[UUID]:
    """Write attempts ahead of the calls; return the deliveries that may be sent, which are still ours and open."""
    return await deliveries.begin(tx, attempts, provider=provider, lease_until=lease_until)


@action(needs=Can.OPERATE)
async def settle_deliveries(tx: Tx, settled: Sequence[Settled]) -> set[UUID]:
    """Record what became of deliveries; return those that were still ours."""
    return await deliveries.settle(tx, settled)


@action(needs=Can.OPERATE)
async def replay_delivery(tx: Tx, delivery_id: UUID) -> UUID:
    """Send a delivery that failed once more, as a new generation; return its id."""
    found = await deliveries.read(tx, delivery_id)
    if found is None:
        raise NotFound("There is no such delivery.")
    return await send_again(tx, delivery_id, found, among=REPLAYED)


async def send_again(tx: Tx, delivery_id: UUID, found: Row, *, among: Collection[State]) -> UUID:
    """Make a new generation of a delivery that is held; refuse one that is in no state of these."""
    state = State(found["state"])
    if state not in among:
        raise Conflict(f"The delivery is {state}; only one that is {', '.join(sorted(among))} can be sent again.")
    step = Step("replay", state.value, "go on", f"generation {found['generation'] + 1} was asked for")
    again = await deliveries.enter_generation(tx, delivery_id, trace=msgspec.json.encode([step]).decode())
    if again is None:
        raise Conflict("The delivery was sent again already; look at its newest generation.")
    return again
