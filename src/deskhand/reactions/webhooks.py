"""Plans which endpoints of webhooks are told of what has happened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
import structlog

from deskhand.actions.contract import act
from deskhand.actions.deliveries import enter_deliveries
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.webhook_calls import endpoints_among, told_by_themselves
from deskhand.reactions.contract import Happened
from deskhand.rules.access import System
from deskhand.rules.delivery import State
from deskhand.rules.events import WebhookAsked, WebhookTested
from deskhand.rules.notify import Step
from deskhand.rules.webhook import Endpoint
from deskhand.rules.webhook.body import name_of
from deskhand.store.db import mark_commit
from deskhand.store.deliveries import NewDelivery

PRIORITY = 3
_log = structlog.get_logger("deskhand.webhooks")


async def tell_subscribers(system: System, happened: Sequence[Happened]) -> None:
    """Enter a delivery for each endpoint that is told of an event by itself."""
    endpoints = await ask(system, told_by_themselves)
    because = Step("webhook", "event", "go on", "the endpoint is told of this event")
    found = ((one, endpoint) for one in happened for endpoint in endpoints if one.event.name in endpoint.events)
    await _enter(system, found, because=because)


async def call_named(system: System, happened: Sequence[Happened]) -> None:
    """Enter a delivery for each endpoint that a rule names, or that is tested."""
    for one in happened:
        match one.event:
            case WebhookAsked(webhook_ids=ids, rule_name=rule_name):
                because = Step("webhook", "rule", "go on", f"the rule “{rule_name}” sends to it")
                endpoints = [endpoint for endpoint in await ask(system, endpoints_among, ids) if endpoint.is_active]
            case WebhookTested(webhook_id=webhook_id):
                because = Step("webhook", "test", "go on", f"{one.actor_name} asked for a test")
                endpoints = await ask(system, endpoints_among, [webhook_id])
            case _:
                continue
        await _enter(system, ((one, endpoint) for endpoint in endpoints), because=because)


async def _enter(system: System, found: Iterable[tuple[Happened, Endpoint]], *, because: Step) -> None:
    new = [_row(one, endpoint, because=because) for one, endpoint in found]
    if new:
        entered = await act(system, enter_deliveries, new)
        mark_commit()
        _log.info("webhooks_planned", decided=len(new), entered=entered)


def _row(one: Happened, endpoint: Endpoint, *, because: Step) -> NewDelivery:
    return NewDelivery(
        event_id=one.id, ticket_id=one.ticket_id, user_id=None, recipient=endpoint.name,
        notification_type=name_of(one.event), channel="webhook", state=State.PLANNED.value, reason=None,
        trace=msgspec.json.encode([because]).decode(), priority=PRIORITY, due_at=clock.now(), webhook_id=endpoint.id,
    )  # fmt: skip
