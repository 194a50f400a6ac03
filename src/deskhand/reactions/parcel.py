"""One delivery on its way: checked again, packed, and what becomes of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

import msgspec
import structlog
from liquid.exceptions import LiquidError
from msgspec.structs import replace

from deskhand.channels.contract import Channel, Context, Receipt, Rendered
from deskhand.channels.letter import AccountContext, account_letter
from deskhand.queries.due import AccountDue, Due, Message, Written
from deskhand.rules.access import ROLES, Can
from deskhand.rules.account import STOP, AccountKind, link_of, path_of, stop_of
from deskhand.rules.delivery import OF_MAIL, Ended, Patience, State, Tries, Verdict, after_trouble, duplicates_told
from deskhand.rules.errors import Permanent, Temporary, Trouble, Unknown
from deskhand.rules.events import BY_NAME, Event
from deskhand.rules.notify import OWN_MAILBOX, Decision, Kind, Occasion, Part, Reason, decide
from deskhand.store.deliveries import Attempt, Settled

_log = structlog.get_logger("deskhand.deliver")
_ENCODER = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Hand:
    """Who writes: the address that mails come from, and the tokens of links, which are made when they are written."""

    sender: str
    link_token: Callable[[UUID], str]
    rating_token: Callable[[UUID], str]
    stop_token: Callable[[str, UUID], str]


class Tried(Protocol):
    """A claimed delivery, wherever it goes."""

    @property
    def id(self) -> UUID:
        """Which one."""

    @property
    def attempts(self) -> int:
        """How often it was tried."""

    @property
    def uncertain_attempts(self) -> int:
        """How many of these may have arrived."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed delivery with the words that go out."""

    due: Tried
    fence: int
    rendered: Rendered
    patience: Patience = OF_MAIL
    secret: str = ""
    """What is left out of the words that are kept: the token of a link that opens something."""

    def after(self, trouble: Trouble, *, now: datetime, luck: float) -> Settled:
        """Return what an attempt that failed makes of it."""
        return failed(self.due, self.fence, trouble, now=now, luck=luck, patience=self.patience)


def packed(
    due: Due | AccountDue, fence: int, *, channel: Channel, hand: Hand, now: datetime, luck: float
) -> Parcel | Settled:
    """Decide again with what is known now and return the parcel, or the silence that has come of it.

    The words of an earlier attempt go out again unchanged; a delivery that breaks fails alone.
    """
    try:
        if isinstance(due, AccountDue):
            return _packed_account(due, fence, channel=channel, hand=hand, now=now)
        return _packed(due, fence, channel=channel, hand=hand, now=now)
    except Trouble as trouble:
        return failed(due, fence, trouble, now=now, luck=luck)
    except LiquidError as error:
        broken = Permanent(f"The words cannot be rendered: {error}", kind="content")
        return failed(due, fence, broken, now=now, luck=luck)
    except Exception as error:  # noqa: BLE001 (our own bug in one mail must not stop the others)
        _log.exception("packing_broke", delivery=str(due.id))
        bug = Temporary(f"The desk failed to write it ({type(error).__name__}).")
        return failed(due, fence, bug, now=now, luck=luck)


def lost(due: Tried, fence: int, *, now: datetime, luck: float, patience: Patience = OF_MAIL) -> Settled:
    """Return what becomes of a delivery whose worker ended while it was being sent."""
    trouble = Unknown("The worker ended before it could say whether this was sent; it may have arrived.")
    return failed(due, fence, trouble, now=now, luck=luck, patience=patience)


def accepted(parcel: Parcel, receipt: Receipt, *, now: datetime) -> Settled:
    """Return a delivery that its provider took; earlier attempts that may have arrived too stay named."""
    verdict = Verdict(
        state=receipt.state, due_at=now, ended=Ended.ACCEPTED, reason=duplicates_told(parcel.due.uncertain_attempts)
    )
    return settled(parcel.due, parcel.fence, verdict, receipt=receipt)


def failed(
    due: Tried, fence: int, trouble: Trouble, *, now: datetime, luck: float, patience: Patience = OF_MAIL
) -> Settled:
    """Return what a trouble makes of a delivery."""
    tries = Tries(counted=due.attempts, uncertain=due.uncertain_attempts)
    return settled(due, fence, after_trouble(trouble, tries, now=now, luck=luck, patience=patience))


def settled(
    due: Tried, fence: int, verdict: Verdict, *, receipt: Receipt | None = None, trace: str | None = None
) -> Settled:
    """Return a verdict as the row that records it."""
    return Settled(
        delivery_id=due.id, fence=fence, state=verdict.state.value, due_at=verdict.due_at,
        ended=verdict.ended.value if verdict.ended else None, counts=verdict.counts,
        provider_message_id=receipt.message_id if receipt else None,
        provider_response=receipt.response if receipt else None,
        reason=verdict.reason, error=verdict.error, error_class=verdict.error_class, trace=trace,
    )  # fmt: skip


def withdrawn(delivery_id: UUID, fence: int, *, now: datetime) -> Settled:
    """Return the end of a delivery whose ticket was deleted after it was claimed."""
    return Settled(
        delivery_id=delivery_id, fence=fence, state=State.SUPERSEDED.value, due_at=now, ended=None, counts=False,
        provider_message_id=None, provider_response=None, reason="deleted", error=None, error_class=None, trace=None,
    )  # fmt: skip


def attempt_of(parcel: Parcel, *, attempt_id: UUID) -> Attempt:
    """Return the attempt as it is written before the call."""
    rendered = parcel.rendered
    return Attempt(
        id=attempt_id, delivery_id=parcel.due.id, fence=parcel.fence, subject=rendered.subject,
        message=_kept(rendered.text, parcel.secret), html=_kept(rendered.html, parcel.secret),
        headers=_kept(_ENCODER.encode(rendered.headers).decode(), parcel.secret),
    )  # fmt: skip


def _packed(due: Due, fence: int, *, channel: Channel, hand: Hand, now: datetime) -> Parcel | Settled:
    event = msgspec.convert(due.payload, BY_NAME[due.event_name])
    occasion = Occasion(
        event=event, actor_id=due.actor_id, matter=due.matter, desk=due.desk, now=now, provider=channel.provider
    )
    decision = decide(occasion, due.person, channel=due.channel)
    if decision.reason is not None or decision.part is None:
        return _silenced(due, fence, decision, now=now)
    if due.kind is Kind.SURVEY:
        token = hand.rating_token(due.matter.id)
        context = _context(due, event=event, part=decision.part, sender=hand.sender, now=now)
        asking = dataclasses.replace(context, rating_url=f"{context.base_url}/rate/{due.matter.id}/{token}")
        return Parcel(due, fence, channel.render(asking), secret="" if channel.provider == OWN_MAILBOX else token)
    if due.written is not None:
        return Parcel(due, fence, _rendered_before(due.recipient, due.written))
    context = _context(due, event=event, part=decision.part, sender=hand.sender, now=now)
    return Parcel(due, fence, channel.render(context))


def _packed_account(due: AccountDue, fence: int, *, channel: Channel, hand: Hand, now: datetime) -> Parcel | Settled:
    is_kept = channel.provider == OWN_MAILBOX
    reason = _silence(due, is_kept=is_kept)
    if reason is not None:
        verdict = Verdict(state=State.SUPPRESSED, due_at=now, reason=reason)
        return settled(due, fence, verdict)
    event = msgspec.convert(due.payload, BY_NAME[due.event_name])
    path, token = _path(due, event, hand=hand)
    base_url = due.base_url.rstrip("/")
    context = AccountContext(
        delivery_id=due.id, generation=due.generation, kind=due.kind, person=replace(due.person, email=due.recipient),
        actor_name=due.actor_name, changes=getattr(event, "changes", {}),
        figures=getattr(event, "figures", None), rows=getattr(event, "rows", ()), workspace_name=due.workspace_name,
        link=f"{base_url}{path}{token}" if token else "", base_url=base_url, sender=hand.sender, now=now,
        logo=due.logo, file=due.file,
    )  # fmt: skip
    return Parcel(due, fence, account_letter(context), secret="" if is_kept else token)


def _path(due: AccountDue, event: Event, *, hand: Hand) -> tuple[str, str]:
    """Return where the link of a mail leads and its token; both are empty where there is none."""
    if (found := link_of(event)) is not None:
        return path_of(due.purpose or found[1]), hand.link_token(found[0])
    if (stopped := stop_of(event)) is not None:
        kind, one_id = stopped
        return f"{STOP}/{kind}/{one_id}/", hand.stop_token(kind, one_id)
    return "", ""


def _silence(due: AccountDue, *, is_kept: bool) -> str | None:
    if not due.person.is_active:
        return Reason.INACTIVE.value
    if not due.works:
        return "link_over"
    if due.kind is AccountKind.SUBSCRIPTION and Can.MANAGE_WORKSPACE not in ROLES[due.person.role]:
        return Reason.NO_PART.value
    return Reason.MADE_UP.value if due.person.is_demo and not is_kept else None


def _kept(words: str, secret: str) -> str:
    return words.replace(secret, "…") if secret else words


def _silenced(due: Due, fence: int, decision: Decision, *, now: datetime) -> Settled:
    reason = decision.reason or Reason.NO_PART
    state = State.SUPERSEDED if reason is Reason.NO_PART else State.SUPPRESSED
    verdict = Verdict(state=state, due_at=now, reason=reason.value)
    return settled(due, fence, verdict, trace=_ENCODER.encode(decision.trace).decode())


def _rendered_before(recipient: str, written: Written) -> Rendered:
    return Rendered(
        recipient=recipient, subject=written.subject, text=written.text, html=written.html, headers=written.headers
    )


def _context(due: Due, *, event: Event, part: Part, sender: str, now: datetime) -> Context:
    message = due.message or Message()
    return Context(
        delivery_id=due.id, generation=due.generation, kind=due.kind, part=part,
        person=replace(due.person, email=due.recipient), matter=due.matter, event=event, actor_name=due.actor_name,
        requester_name=due.requester_name, text=message.text, html=message.html, workspace_name=due.workspace_name,
        base_url=due.base_url.rstrip("/"), sender=sender, now=now, logo=due.logo,
    )  # fmt: skip
