"""Calls endpoints of webhooks: the same message under the same id until it is taken, each endpoint for itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
import structlog

from deskhand.actions.webhooks import settle_calls
from deskhand.channels.contract import Carrier
from deskhand.channels.webhook import ID, Call
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.webhook_calls import CallDue, calls_due
from deskhand.reactions.deliver import CLAIM_LEASE, Sender, luck
from deskhand.reactions.parcel import Parcel, failed, lost, settled
from deskhand.rules.access import System
from deskhand.rules.delivery import OF_WEBHOOKS, Breaker, Ended, State, Verdict, not_begun
from deskhand.rules.errors import Permanent, Temporary
from deskhand.rules.events import BY_NAME, WebhookTested
from deskhand.rules.webhook.answer import signed_with
from deskhand.rules.webhook.body import Told, body_of, name_of
from deskhand.store import everywhere
from deskhand.store.deliveries import Settled

NAME = "webhook"
_log = structlog.get_logger("deskhand.calls")
REST = 3.0
"""Least seconds for which an endpoint rests that was out of reach; up to ten while it stays so."""
_MOST_REMEMBERED = 1000
"""Endpoints whose failures a process remembers at once."""


class Caller(Sender[CallDue]):
    """Sends deliveries to endpoints; one that does not answer keeps no other waiting.

    `unseal` opens the secrets with the desk's key.
    """

    def __init__(self, carrier: Carrier, *, unseal: Callable[[bytes], str | None]) -> None:
        """Take what carries webhooks; `close` ends it."""
        super().__init__({NAME: carrier}, record=settle_calls)
        self._unseal = unseal
        self._rests: dict[UUID, Breaker] = {}

    async def _claim(self, most: int) -> Sequence[everywhere.Claim]:
        return await everywhere.claim_webhooks(clock.now(), lease=CLAIM_LEASE, most=most)

    async def _look_up(self, system: System, ids: Sequence[UUID]) -> Sequence[CallDue]:
        return await ask(system, calls_due, ids)

    def _judged(self, one: CallDue, fence: int, now: datetime) -> tuple[str, Parcel] | Settled:
        if one.state == "sending":
            return lost(one, fence, now=now, luck=luck(), patience=OF_WEBHOOKS)
        if one.is_removed or not (one.endpoint.is_active or one.event_name == WebhookTested.name):
            why = "removed" if one.is_removed else one.endpoint.off or "switched_off"
            return settled(one, fence, Verdict(state=State.SUPPRESSED, due_at=now, reason=str(why)))
        rest = self._resting(one.endpoint.id, now)
        if rest is not None:
            return self._put_off(one, fence, until=rest)
        secrets = [secret for kept in one.sealed if (secret := self._unseal(kept)) is not None]
        if len(secrets) < len(one.sealed):
            closed = Permanent("Its secret was sealed under another key; give it a new one.", kind="config")
            return failed(one, fence, closed, now=now, luck=luck(), patience=OF_WEBHOOKS)
        signing = signed_with(secrets, rotated_at=one.endpoint.rotated_at, now=now)
        try:
            return NAME, Parcel(one, fence, _call(one, signing), patience=OF_WEBHOOKS)
        except Exception as error:  # noqa: BLE001 (our own bug in one message must not stop the others)
            _log.exception("calling_broke", delivery=str(one.id))
            bug = Temporary(f"The desk failed to write it ({type(error).__name__}).")
            return failed(one, fence, bug, now=now, luck=luck(), patience=OF_WEBHOOKS)

    async def _sent(self, name: str, parcel: Parcel, *, start_by: float) -> Settled:
        if not isinstance(parcel.due, CallDue):
            raise TypeError("A caller sends calls.")
        endpoint_id = parcel.due.endpoint.id
        rest = self._resting(endpoint_id, clock.now())
        if rest is not None:
            return self._put_off(parcel.due, parcel.fence, until=rest)
        outcome = await super()._sent(name, parcel, start_by=start_by)
        self._remember(endpoint_id, outcome)
        return outcome

    def _resting(self, endpoint_id: UUID, now: datetime) -> datetime | None:
        rest = self._rests.get(endpoint_id)
        return None if rest is None or rest.lets_through(now) else rest.until

    def _put_off(self, one: CallDue, fence: int, *, until: datetime) -> Settled:
        quiet = Temporary("The endpoint did not take another message a moment ago.")
        return settled(one, fence, not_begun(quiet, until=until, luck=luck()))

    def _remember(self, endpoint_id: UUID, outcome: Settled) -> None:
        """Let an endpoint rest for seconds once it was out of reach, so that what waits for others goes first."""
        if outcome.ended not in {Ended.TRANSIENT, Ended.UNCERTAIN}:
            self._rests.pop(endpoint_id, None)
        elif outcome.counts and (endpoint_id in self._rests or len(self._rests) < _MOST_REMEMBERED):
            trouble = Temporary(outcome.error or "", after=REST)
            held = self._rests.get(endpoint_id, Breaker())
            self._rests[endpoint_id] = held.after_failure(trouble, now=clock.now(), luck=luck())


def _call(one: CallDue, secrets: tuple[str, ...]) -> Call:
    """Return a delivery as it is sent: in the words of an earlier attempt, if there was one."""
    headers = ((ID, f"msg_{one.event_id.hex}"),)
    if one.written is not None:
        subject, text = one.written.subject, one.written.text
    else:
        event = msgspec.convert(one.payload, BY_NAME[one.event_name], strict=False)
        told = Told(
            event=event, at=one.at, actor_id=one.actor_id, actor_name=one.actor_name, base_url=one.base_url,
            ticket=one.ticket, text=one.text,
        )  # fmt: skip
        subject, text = name_of(event), body_of(told)
    return Call(
        recipient=one.endpoint.name, subject=subject, text=text, html="", headers=headers, url=one.endpoint.url,
        secrets=secrets,
    )  # fmt: skip
