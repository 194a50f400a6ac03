"""Writing on a ticket: public replies and internal notes."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from deskhand.actions import clocks
from deskhand.actions.attachments import Attached, attach
from deskhand.actions.contract import action
from deskhand.actions.mentions import tell_mentions
from deskhand.actions.quota import check_quota
from deskhand.actions.snooze import wake_for_reply, wake_if_done
from deskhand.actions.tickets import lock_place, write_opening
from deskhand.rules import change, draft, events, ticket
from deskhand.rules.access import Can, Person, is_staff, require
from deskhand.rules.errors import Conflict, Invalid
from deskhand.rules.message import Words, from_html, from_text
from deskhand.rules.ticket import RANK, Source, Ticket, Verb
from deskhand.rules.ticket_link import Relation
from deskhand.store import messages, templates, tickets
from deskhand.store.db import Tx
from deskhand.store.messages import Effect, Message


class NewMessage(Struct, frozen=True, kw_only=True):
    """What somebody wants to write; `seen` is the last public message that they had read.

    With `resolves` an agent's reply is the resolution as well: one change, of which the requester hears once.
    """

    content: str
    is_html: bool = False
    reply_to: UUID | None = None
    seen: UUID | None = None
    resolves: bool = False
    template_id: UUID | None = None
    source: Source = Source.API
    attached: Attached = Attached()
    reason: str | None = None
    """What the trail says of why; set by the desk itself, as when a macro does it."""
    home_id: UUID | None = None
    """The merged ticket that it is addressed to; set by the desk itself."""


class Written(Struct, frozen=True, kw_only=True):
    """A message that was written; `ticket` is the follow-up when the old ticket was closed for too long."""

    id: UUID
    ticket: Ticket
    is_internal: bool
    html: str
    body: str


@action(needs=Can.REPLY)
async def reply(tx: Tx, ticket_id: UUID, wanted: NewMessage, *, per_hour: int = 0) -> Written:
    """Write a public message; it moves the ticket's status as the state machine says.

    Where it opens a follow-up, `per_hour` limits customers as for any other opening.
    """
    held = await check_reply(tx, ticket_id, wanted)
    wanted = _addressed(wanted, ticket_id, held)
    words = _words(wanted)
    as_agent = is_staff(tx.actor) and not _is_requester(tx, held)
    verb: Verb | None = Verb.AGENT_REPLY
    if not as_agent:
        verb = ticket.reply_verb(held.standing(by_agent=False, now=tx.now), closed_at=held.closed_at, now=tx.now)
    if verb is None:
        await check_quota(tx, per_hour=per_hour)
        written = await _open_follow_up(tx, held, wanted, words=words)
    else:
        written = await _write_public(tx, held, wanted, words=words, verb=verb, as_agent=as_agent)
    await attach(tx, wanted.attached, message_id=written.id, ticket_id=written.ticket.id)
    return written


@action(needs=Can.NOTE)
async def note(tx: Tx, ticket_id: UUID, wanted: NewMessage) -> Written:
    """Write an internal note; the ticket's status and its customers stay untouched."""
    draft.new_message(wanted.content)
    held = await lock_place(tx, ticket_id)
    wanted = _addressed(wanted, ticket_id, held)
    await _check_place(tx, held, wanted, is_internal=True)
    written = await write_note(tx, held, wanted)
    await attach(tx, wanted.attached, message_id=written.id, ticket_id=held.id)
    await tell_mentions(tx, held, written.body, message_id=written.id)
    await _count_template(tx, wanted)
    return written


async def write_note(tx: Tx, held: Ticket, wanted: NewMessage) -> Written:
    """Write a checked note on a ticket that is held."""
    words = _words(wanted)
    effect = Effect(status=held.status, assignee_id=held.assignee_id, first_response_at=held.first_response_at)
    kind = "agent" if isinstance(tx.actor, Person) else "system"
    row = _row(tx, wanted, words, kind=kind, is_internal=True)
    message_id = await messages.add(tx, held, row, effect=effect)
    added = events.NoteAdded(message_id=message_id, reason=wanted.reason)
    await tx.emit(added, ticket_id=held.id, priority=RANK[held.priority])
    return Written(id=message_id, ticket=held, is_internal=True, html=words.html, body=words.body)


async def write_automatic(tx: Tx, held: Ticket, wanted: NewMessage) -> Written:
    """Write a public message that the desk sends by itself; it answers nobody, so status and clocks stay."""
    draft.new_message(wanted.content)
    words = _words(wanted)
    effect = Effect(status=held.status, assignee_id=held.assignee_id, first_response_at=held.first_response_at)
    row = _row(tx, wanted, words, kind="system", is_internal=False)
    message_id = await messages.add(tx, held, row, effect=effect)
    added = events.MessageAdded(message_id=message_id, by="system", reason=wanted.reason)
    await tx.emit(added, ticket_id=held.id, priority=RANK[held.priority])
    written = replace(held, version=held.version + 1, message_count=held.message_count + 1, updated_at=tx.now)
    await _count_template(tx, wanted)
    return Written(id=message_id, ticket=written, is_internal=False, html=words.html, body=words.body)


@action(needs=Can.REPLY)
async def check_reply(tx: Tx, ticket_id: UUID, wanted: NewMessage) -> Ticket:
    """Return the ticket, held, if a public message may be written on it now; refuse otherwise."""
    draft.new_message(wanted.content)
    if wanted.resolves:
        require(tx.actor, Can.CHANGE)
    held = await lock_place(tx, ticket_id)
    await _check_place(tx, held, wanted, is_internal=False)
    return held


async def _write_public(
    tx: Tx, held: Ticket, wanted: NewMessage, *, words: Words, verb: Verb, as_agent: bool
) -> Written:
    effect = _effect(tx, held, verb=verb, as_agent=as_agent)
    kind = "agent" if as_agent else "customer"
    moved = {"status": effect.status, "first_response_at": effect.first_response_at}
    clock = await clocks.wound(tx, held, moved, said_by=kind)
    effect = replace(effect, clock=clock)
    message_id = await messages.add(tx, held, _row(tx, wanted, words, kind=kind, is_internal=False), effect=effect)
    trail: dict[str, events.Change] = {}
    if effect.status is not held.status:
        trail["status"] = (held.status.value, effect.status.value)
    if effect.assignee_id != held.assignee_id and isinstance(tx.actor, Person):
        trail["assignee"] = (None, tx.actor.name)
    written = replace(
        held, status=effect.status, assignee_id=effect.assignee_id, first_response_at=effect.first_response_at,
        version=held.version + 1, message_count=held.message_count + 1, updated_at=tx.now,
        first_response_due_at=clock["first_response_due_at"], sla_due_at=clock["sla_due_at"],
        next_response_due_at=clock["next_response_due_at"],
    )  # fmt: skip
    if wanted.resolves:
        written = await _resolve(tx, written, words, message_id=message_id, trail=trail, reason=wanted.reason)
    else:
        is_first = held.first_response_at is None and effect.first_response_at is not None
        added = events.MessageAdded(
            message_id=message_id, by=kind, first_response=is_first, changes=trail, reason=wanted.reason
        )
        await tx.emit(added, ticket_id=held.id, priority=RANK[held.priority])
    if as_agent:
        await tell_mentions(tx, written, words.body, message_id=message_id)
    written = await wake_if_done(tx, written) if as_agent else await wake_for_reply(tx, written)
    await _count_template(tx, wanted)
    return Written(id=message_id, ticket=written, is_internal=False, html=words.html, body=words.body)


def _effect(tx: Tx, held: Ticket, *, verb: Verb, as_agent: bool) -> Effect:
    takes_over = as_agent and held.assignee_id is None and held.status in ticket.ACTIVE
    answers = as_agent and held.first_response_at is None
    return Effect(
        status=ticket.after(verb, held.standing(by_agent=as_agent, now=tx.now)) or held.status,
        assignee_id=_user_id(tx) if takes_over else held.assignee_id,
        first_response_at=tx.now if answers else held.first_response_at,
        reopens=verb is Verb.REOPEN,
    )


async def _resolve(
    tx: Tx,
    answered: Ticket,
    words: Words,
    *,
    message_id: UUID,
    trail: dict[str, events.Change],
    reason: str | None,
) -> Ticket:
    wish = change.Wish(status=ticket.Status.RESOLVED, resolution=words.body)
    worked_out = change.apply(wish, answered, by_agent=True, actor_id=_user_id(tx), now=tx.now)
    if not worked_out.columns:
        raise Conflict("The ticket is resolved already; send the reply alone.")
    before = trail["status"][0] if "status" in trail else answered.status.value
    whole = {**trail, "status": (before, ticket.Status.RESOLVED.value)}
    resolved = await clocks.change(tx, answered, worked_out.columns)
    event = events.TicketResolved(resolution=words.body, changes=whole, message_id=message_id, reason=reason)
    await tx.emit(event, ticket_id=answered.id, priority=RANK[answered.priority])
    return resolved


async def _count_template(tx: Tx, wanted: NewMessage) -> None:
    """Count what was written from a template; customers write from none."""
    if wanted.template_id is not None and tx.actor.may(Can.USE_TEMPLATES):
        await templates.count_use(tx, wanted.template_id)


async def _open_follow_up(tx: Tx, closed: Ticket, wanted: NewMessage, *, words: Words) -> Written:
    author = _user_id(tx)
    organization_id = closed.organization_id
    if isinstance(tx.actor, Person) and author == closed.requester_id:
        organization_id = tx.actor.organization_id  # it may have been another one then
    opening = tickets.Opening(
        id=tx.new_id(), message_id=tx.new_id(), subject=closed.subject, priority=closed.priority,
        priority_reason=f"Taken over from {closed.number}, which this one follows.", type=closed.type,
        source=wanted.source, requester_id=closed.requester_id, organization_id=organization_id,
        author_id=author, author_kind="customer", html=words.html, body=words.body, preview=words.preview,
        follow_up_of_id=closed.id,
    )  # fmt: skip
    opened, _ = await write_opening(tx, opening)
    followed = events.TicketLinked(relation=Relation.FOLLOWED_BY, other_id=opened.id)
    await tx.emit(followed, ticket_id=closed.id, priority=RANK[closed.priority])
    return Written(id=opening.message_id, ticket=opened, is_internal=False, html=words.html, body=words.body)


async def _check_place(tx: Tx, held: Ticket, wanted: NewMessage, *, is_internal: bool) -> None:
    if wanted.reply_to is not None and not await messages.is_of_ticket(
        tx, wanted.reply_to, held.id, and_public=not is_internal
    ):
        raise Invalid({"replyTo": f"“{wanted.reply_to}” is no message of this ticket that this one may answer"})
    if wanted.seen is not None and await messages.has_newer_public(
        tx, held.id, after=wanted.seen, by_others_than=_user_id(tx)
    ):
        raise Conflict(
            "Somebody wrote on this ticket while you did. Nothing was sent; your text is kept. Read on, then send."
        )


def _row(tx: Tx, wanted: NewMessage, words: Words, *, kind: str, is_internal: bool) -> Message:
    return Message(
        author_id=_user_id(tx), author_kind=kind, is_internal=is_internal, reply_to_id=wanted.reply_to,
        source=wanted.source, html=words.html, body=words.body, preview=words.preview, home_id=wanted.home_id,
    )  # fmt: skip


def _addressed(wanted: NewMessage, ticket_id: UUID, held: Ticket) -> NewMessage:
    """What is addressed to a merged ticket stands on another one, and still belongs to it."""
    return wanted if held.id == ticket_id else replace(wanted, home_id=ticket_id)


def _words(wanted: NewMessage) -> Words:
    words = from_html(wanted.content) if wanted.is_html else from_text(wanted.content)
    if not words.body:
        raise Invalid({"content": "must not be empty"})
    return words


def _is_requester(tx: Tx, held: Ticket) -> bool:
    return _user_id(tx) == held.requester_id


def _user_id(tx: Tx) -> UUID | None:
    return tx.actor.user_id if isinstance(tx.actor, Person) else None
