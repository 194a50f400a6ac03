"""What tests of sending share: a desk whose deliveries are planned, and a deliverer to a post office."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.channels import open_channels
from deskhand.reactions.deliver import Deliverer
from deskhand.rules.ticket import Ticket
from tests.database import Desk
from tests.post_office import PostOffice
from tests.reactions.test_notify import plan_all


@asynccontextmanager
async def deliverer(desk: Desk, office: PostOffice | None, *, options: str = "") -> AsyncIterator[Deliverer]:
    """Lend a deliverer to a post office, or to the mailbox."""
    settings = replace(desk.settings, smtp_url=office.url + options if office else "")
    found = Deliverer(open_channels(settings), sender=settings.support_email, stop_token=desk.keys.stop_token)
    yield found
    await found.close(grace=1)


async def told(desk: Desk, *, tickets: int = 1) -> list[Ticket]:
    """Open tickets of which the requester alone hears, and plan that."""
    await desk.as_owner("update users set is_active = false where role <> 'customer'")
    found = [
        await act(desk.customer, open_ticket, NewTicket(subject=f"Printer {n}", description="It burns."))
        for n in range(tickets)
    ]
    await plan_all(desk)
    await desk.as_owner("delete from deliveries where state = 'suppressed'")
    return found


async def sent(sender: Deliverer, limit: int = 50) -> int:
    """Deliver until nothing is due and nothing is on its way; return how many were claimed."""
    claimed = 0
    while (found := await sender.deliver_due(limit)) or sender.is_busy:
        claimed += found
        await asyncio.sleep(0.01)
    return claimed


async def until(holds: Callable[[], Awaitable[bool]], *, within: float = 10) -> None:
    """Wait until something holds."""
    for _ in range(int(within / 0.01)):
        if await holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come about in time")


async def soon(desk: Desk) -> None:
    """Let the time pass that deliveries wait for."""
    await desk.as_owner("update deliveries set due_at = now() - interval '1 second' where state <> 'accepted'")


async def rows(desk: Desk) -> list[dict[str, Any]]:
    """Return all deliveries."""
    return [dict(row) for row in await desk.as_owner("select * from deliveries order by id")]


async def only(desk: Desk) -> dict[str, Any]:
    """Return the one delivery."""
    [row] = await rows(desk)
    return row


async def attempts(desk: Desk) -> list[tuple[int, str | None]]:
    """Return number and outcome of all attempts."""
    found = await desk.as_owner("select number, outcome from delivery_attempts order by delivery_id, number")
    return [(row[0], row[1]) for row in found]
