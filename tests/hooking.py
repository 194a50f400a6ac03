"""What tests of webhooks share: endpoints, a caller, and following up until nothing is left."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

from deskhand.actions.contract import act
from deskhand.actions.webhooks import WebhookChange, add_webhook
from deskhand.app import wiring
from deskhand.app.worker import JobRounds
from deskhand.channels.webhook import Webhook
from deskhand.reactions.calls import Caller
from tests.database import Desk
from tests.reactions.sending import until
from tests.receiver import LOOPBACK

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # the example of the scheme


async def endpoint(
    desk: Desk, url: str, *events: str, name: str = "Billing", secret: str = SECRET, is_active: bool = True
) -> UUID:
    """Make an endpoint that is told of these events."""
    wanted = WebhookChange(name=name, url=url, events=list(events), is_active=is_active)
    return (await act(desk.admin, add_webhook, wanted, secret=desk.keys.seal(secret), allowed=LOOPBACK)).webhook_id


@asynccontextmanager
async def caller(desk: Desk, *, is_open: bool = True) -> AsyncIterator[Caller]:
    """Lend a caller that may call this machine, or public ones alone."""
    settings = replace(desk.settings, outbound_allow=LOOPBACK if is_open else ())
    found = Caller(Webhook(settings), unseal=desk.keys.unseal)
    yield found
    await found.close(grace=1)


async def follow(desk: Desk) -> None:
    """Do all follow-ups that are due, without sending anything."""
    rounds = JobRounds(wiring.reactions_by_name())
    await desk.as_owner("update jobs set due_at = now()")
    while await rounds():
        pass


async def call(found: Caller) -> None:
    """Call until nothing is due and nothing is on its way."""
    while await found.deliver_due(50):
        pass
    await until(lambda: _rests(found))


async def _rests(found: Caller) -> bool:
    return not found.is_busy


async def soon(desk: Desk) -> None:
    """Let the time pass that deliveries wait for."""
    await desk.as_owner("update deliveries set due_at = now() - interval '1 second' where channel = 'webhook'")


async def sent(desk: Desk) -> list[dict[str, Any]]:
    """Return the deliveries to endpoints, the oldest first."""
    return [dict(row) for row in await desk.as_owner("select * from deliveries where channel = 'webhook' order by id")]
