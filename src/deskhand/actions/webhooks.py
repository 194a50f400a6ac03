"""Keeping endpoints of webhooks: making, changing and removing them, new secrets, tests, and sending again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from deskhand.actions.contract import action
from deskhand.actions.deliveries import send_again
from deskhand.rules import events
from deskhand.rules.access import Can, Person
from deskhand.rules.delivery import State
from deskhand.rules.errors import Conflict, NotFound
from deskhand.rules.moment import in_utc
from deskhand.rules.notify import Step
from deskhand.rules.outbound import Networks
from deskhand.rules.webhook import MOST, NOT_TAKEN, REPLAYED, Endpoint, Off, changes_of, checked
from deskhand.rules.webhook.answer import ENDS
from deskhand.store import automation, deliveries, webhooks
from deskhand.store.db import Tx
from deskhand.store.deliveries import Settled


class WebhookChange(Struct, frozen=True, kw_only=True):
    """The parts of an endpoint that somebody wants."""

    name: str | UnsetType = UNSET
    url: str | UnsetType = UNSET
    events: list[str] | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET


class Secret(Struct, frozen=True, kw_only=True):
    """An endpoint and its secret, sealed."""

    webhook_id: UUID
    sealed: bytes


@action(needs=Can.MANAGE_WEBHOOKS)
async def add_webhook(tx: Tx, wanted: WebhookChange, *, secret: bytes, allowed: Networks) -> Secret:
    """Make an endpoint with a sealed secret; `allowed` are the private networks that the operator lists."""
    if await webhooks.count(tx) >= MOST:
        raise Conflict(f"There are {MOST} endpoints already, which is as many as a workspace has. Remove one first.")
    endpoint = checked(_wanted(Endpoint(id=tx.new_id(), name="", url=""), wanted), allowed=allowed)
    by = tx.actor.user_id if isinstance(tx.actor, Person) else None
    if not await webhooks.add(tx, endpoint, secret=secret, created_by_id=by):
        raise _taken(endpoint)
    changes = changes_of(None, endpoint)
    await tx.emit(events.WebhookCreated(webhook_id=endpoint.id, label=endpoint.name, changes=changes))
    return Secret(webhook_id=endpoint.id, sealed=secret)


@action(needs=Can.MANAGE_WEBHOOKS)
async def change_webhook(tx: Tx, webhook_id: UUID, wanted: WebhookChange, *, allowed: Networks) -> None:
    """Change any parts of an endpoint, or switch it on or off; what waits for one that is off is not sent."""
    before = await _held(tx, webhook_id)
    endpoint = checked(_wanted(before, wanted), allowed=allowed, before=before)
    changes = changes_of(before, endpoint)
    if not changes:
        return
    if not await webhooks.change(tx, endpoint):
        raise _taken(endpoint)
    await tx.emit(events.WebhookChanged(webhook_id=webhook_id, label=endpoint.name, changes=changes))


@action(needs=Can.MANAGE_WEBHOOKS)
async def rotate_secret(tx: Tx, webhook_id: UUID, *, secret: bytes) -> Secret:
    """Give an endpoint a new sealed secret; for a day both sign, so that its receiver can change over."""
    held = await _held(tx, webhook_id)
    await webhooks.rotate(tx, webhook_id, secret=secret)
    await tx.emit(events.WebhookSecretRotated(webhook_id=webhook_id, label=held.name))
    return Secret(webhook_id=webhook_id, sealed=secret)


@action(needs=Can.MANAGE_WEBHOOKS)
async def remove_webhook(tx: Tx, webhook_id: UUID) -> None:
    """Remove an endpoint and its secrets; refuse while a rule sends to it."""
    held = await _held(tx, webhook_id)
    names = await automation.named_by(tx, webhook_id)
    if names:
        listed = ", ".join(f"“{name}”" for name in names)
        raise Conflict(f"The rules {listed} send to “{held.name}”. Take it out of them first.")
    await webhooks.remove(tx, webhook_id)
    await tx.emit(events.WebhookRemoved(webhook_id=webhook_id, label=held.name))


@action(needs=Can.MANAGE_WEBHOOKS)
async def send_test(tx: Tx, webhook_id: UUID) -> UUID:
    """Have a test sent to an endpoint, also to one that is off; return the event that it tells of."""
    held = await _held(tx, webhook_id)
    return await tx.emit(events.WebhookTested(webhook_id=webhook_id, label=held.name))


@action(needs=Can.MANAGE_WEBHOOKS)
async def replay(tx: Tx, webhook_id: UUID, delivery_id: UUID) -> UUID:
    """Send a message to its endpoint again, the same words under the same id; return the new delivery."""
    held = await _held(tx, webhook_id)
    found = await deliveries.read(tx, delivery_id)
    if found is None or found["webhook_id"] != webhook_id:
        raise NotFound("There is no such delivery to this endpoint.")
    again = await send_again(tx, delivery_id, found, among=REPLAYED)
    await tx.emit(events.WebhookReplayed(webhook_id=webhook_id, label=held.name, delivery_id=again))
    return again


@action(needs=Can.MANAGE_WEBHOOKS)
async def replay_since(tx: Tx, webhook_id: UUID, since: datetime) -> int:
    """Send again what an endpoint did not take since a moment, the oldest first; return how many, 500 at most."""
    since = in_utc(since, field="since")
    held = await _held(tx, webhook_id)
    step = Step("replay", "not taken", "go on", f"all since {since.isoformat(timespec='minutes')} were asked for")
    trace = msgspec.json.encode([step]).decode()
    count = await webhooks.replay_since(tx, webhook_id, since, states=sorted(NOT_TAKEN), trace=trace)
    if count:
        await tx.emit(events.WebhookReplayed(webhook_id=webhook_id, label=held.name, messages=count))
    return count


@action(needs=Can.OPERATE)
async def settle_calls(tx: Tx, settled: Sequence[Settled]) -> set[UUID]:
    """Record what became of deliveries to endpoints, and switch those off that asked for no more."""
    ours = await deliveries.settle(tx, settled)
    kept = [one for one in settled if one.delivery_id in ours and one.ended is not None and one.counts]
    good = [one.delivery_id for one in kept if one.state == State.DELIVERED]
    bad = {one.delivery_id: one.error or "" for one in kept if one.state != State.DELIVERED}
    await webhooks.note_outcomes(tx, delivered=good, failed=list(bad), errors=list(bad.values()))
    gone = [one.delivery_id for one in kept if one.error_class == ENDS]
    for webhook_id in await webhooks.of_deliveries(tx, gone) if gone else []:
        await _let_go(tx, webhook_id)
    return ours


async def _let_go(tx: Tx, webhook_id: UUID) -> None:
    held = await webhooks.locked(tx, webhook_id)
    if held is None or not held.is_active:
        return
    after = replace(held, off=Off.GONE)
    await webhooks.change(tx, after)
    changes = changes_of(held, after)
    await tx.emit(events.WebhookGone(webhook_id=webhook_id, label=held.name, changes=changes))


async def _held(tx: Tx, webhook_id: UUID) -> Endpoint:
    held = await webhooks.locked(tx, webhook_id)
    if held is None:
        raise NotFound("There is no such endpoint; it may have been removed.")
    return held


def _wanted(before: Endpoint, wanted: WebhookChange) -> Endpoint:
    off = before.off
    if wanted.is_active is not UNSET:
        off = None if wanted.is_active else before.off or Off.SWITCHED_OFF
    return replace(
        before, name=before.name if wanted.name is UNSET else wanted.name,
        url=before.url if wanted.url is UNSET else wanted.url,
        events=before.events if wanted.events is UNSET else tuple(wanted.events), off=off,
    )  # fmt: skip


def _taken(endpoint: Endpoint) -> Conflict:
    return Conflict(f"There is an endpoint called “{endpoint.name}” already.")
