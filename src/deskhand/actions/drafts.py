"""What agents have not sent yet: drafts, and replies that can still be taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from deskhand.actions import replies
from deskhand.actions.contract import action
from deskhand.actions.replies import NewMessage
from deskhand.actions.tickets import lock
from deskhand.kit.text import without_controls
from deskhand.rules import draft
from deskhand.rules.access import Can, Person
from deskhand.rules.errors import Conflict, Forbidden, Invalid
from deskhand.rules.events import ReplyHeld, ReplyTakenBack
from deskhand.rules.ticket import RANK, Source
from deskhand.store import drafts, idempotency, jobs, tickets
from deskhand.store.db import Tx

LONGEST_UNDO = 60
"""Seconds for which a reply can be taken back at most."""


class Draft(Struct, frozen=True, kw_only=True):
    """What stands in a field; `version` is the draft that it grew from, 0 for none, `once` the key of its sending."""

    kind: str
    content: str
    seen: UUID | None = None
    version: int = 0
    once: str = ""


class Kept(Struct, frozen=True, kw_only=True):
    """The draft as the server has it now; with `other` it is what another device wrote, and nothing was saved."""

    version: int
    at: datetime
    other: str | None = None


class Sent(Struct, frozen=True, kw_only=True):
    """A reply that went out, or one that goes out at `due_at`."""

    id: UUID
    due_at: datetime | None = None


@action(needs=Can.NOTE)
async def save(tx: Tx, ticket_id: UUID, wanted: Draft) -> Kept:
    """Keep what is being written; what another device wrote since `version` stays, and is given back instead."""
    if wanted.kind not in {"reply", "note"}:
        raise Invalid({"kind": f"“{wanted.kind[:20]}” is neither reply nor note"})
    content = _checked(wanted.content)
    await lock(tx, ticket_id)
    writer = _writer(tx)
    if wanted.once and await idempotency.is_used(tx, wanted.once):
        return Kept(version=0, at=tx.now)  # it was sent while this was on its way
    present = await drafts.written(tx, ticket_id, wanted.kind, by=writer)
    if present is None:
        return await _begin(tx, ticket_id, wanted, content=content)
    return await _go_on(tx, present, wanted, content=content)


@action(needs=Can.REPLY)
async def send(tx: Tx, ticket_id: UUID, wanted: NewMessage) -> Sent:
    """Send a reply once its writer's time to take it back is over; at once when they want none, or attach files."""
    writer = _writer(tx)
    seconds = await drafts.undo_seconds(tx, writer)
    if not seconds or wanted.attached.ids:  # files hang on a message, and a held reply is none yet
        written = await replies.reply(tx, ticket_id, wanted)
        await _discard(tx, ticket_id, "reply")
        return Sent(id=written.id)
    held = await replies.check_reply(tx, ticket_id, wanted)
    await _discard(tx, ticket_id, "reply")
    due_at = tx.now + timedelta(seconds=seconds)
    draft_id = await drafts.hold(
        tx, ticket_id, by=writer, content=wanted.content, seen=wanted.seen, resolves=wanted.resolves,
        template_id=wanted.template_id, until=due_at,
    )  # fmt: skip
    event = ReplyHeld(draft_id=draft_id, due_at=due_at)
    event_id = await tx.emit(event, ticket_id=ticket_id, priority=RANK[held.priority])
    await jobs.delay(tx, event_id, until=due_at)
    return Sent(id=draft_id, due_at=due_at)


@action(needs=Can.NOTE)
async def send_note(tx: Tx, ticket_id: UUID, wanted: NewMessage) -> Sent:
    """Write an internal note, of which no draft is left."""
    written = await replies.note(tx, ticket_id, wanted)
    await _discard(tx, ticket_id, "note")
    return Sent(id=written.id)


@action(needs=Can.REPLY)
async def take_back(tx: Tx, draft_id: UUID) -> UUID:
    """Make a reply that is on its way a draft again, with what was begun since; return its ticket."""
    held = await drafts.by_id(tx, draft_id)
    if held is None or held.due_at is None:
        raise Conflict("This reply is not waiting any more: it is out, or it was taken back already.")
    await _return(tx, held, why=None)
    return held.ticket_id


@action(needs=Can.REPLY)
async def release(tx: Tx, draft_id: UUID) -> None:
    """Send a held reply; one that was taken back or is out already is left alone, so that it goes out once."""
    held = await drafts.by_id(tx, draft_id)
    if held is None or held.due_at is None:
        return
    words = NewMessage(content=held.content, resolves=held.resolves, template_id=held.template_id, source=Source.WEB)
    await replies.reply(tx, held.ticket_id, words)
    await drafts.remove(tx, held.id)


@action(needs=Can.REPLY)
async def return_unsent(tx: Tx, draft_id: UUID, why: str) -> None:
    """Give a held reply that cannot go out back to its writer, with the reason."""
    held = await drafts.by_id(tx, draft_id)
    if held is not None and held.due_at is not None:
        await _return(tx, held, why=why)


@action(needs=Can.NOTE)
async def leave_as_note(tx: Tx, draft_id: UUID) -> None:
    """Put a held reply, whose writer was shut out before it went out, on its ticket as a note: colleagues go on."""
    held = await drafts.by_id(tx, draft_id)
    if held is None or held.due_at is None:
        return
    await tickets.hand_over(tx, held.ticket_id)  # what the writer saw when they wrote may be another team's by now
    ticket = await tickets.locked(tx, held.ticket_id)
    if ticket is not None:
        why = draft.LEFT_UNSENT_AND_UNSOLVED if held.resolves else draft.LEFT_UNSENT
        await replies.write_note(tx, ticket, NewMessage(content=f"{why}\n\n{held.content}", reason=why))
    await drafts.remove(tx, held.id)


@action(needs=Can.NOTE)
async def set_undo_seconds(tx: Tx, seconds: int) -> None:
    """Set for how long one's own replies can be taken back; 0 sends them at once."""
    if not 0 <= seconds <= LONGEST_UNDO:
        raise Invalid({"seconds": f"“{seconds}” is not between 0 and {LONGEST_UNDO}"})
    await drafts.set_undo_seconds(tx, _writer(tx), seconds)


async def _begin(tx: Tx, ticket_id: UUID, wanted: Draft, *, content: str) -> Kept:
    if not content:
        return Kept(version=0, at=tx.now)
    begun = await drafts.begin(tx, ticket_id, wanted.kind, by=_writer(tx), content=content, seen=wanted.seen)
    if begun is None:
        raise Conflict("Another device of yours is saving a draft here; it is tried again.")
    return Kept(version=begun.version, at=begun.updated_at)


async def _go_on(tx: Tx, present: drafts.Draft, wanted: Draft, *, content: str) -> Kept:
    if present.content == content:
        return Kept(version=present.version, at=present.updated_at)
    if present.version != wanted.version:
        return Kept(version=present.version, at=present.updated_at, other=present.content)
    if not content:
        await drafts.remove(tx, present.id)
        return Kept(version=0, at=tx.now)
    rewritten = await drafts.rewrite(tx, present, content, seen=wanted.seen)
    return Kept(version=rewritten.version if rewritten else 0, at=tx.now)


async def _return(tx: Tx, held: drafts.Draft, *, why: str | None) -> None:
    later = await drafts.written(tx, held.ticket_id, "reply", by=_writer(tx))
    content = held.content
    if later is not None:
        content = f"{held.content}\n\n{later.content}"
        await drafts.remove(tx, later.id)
    await drafts.rewrite(tx, held, content, seen=held.seen_id)
    if why is not None:
        await drafts.explain_unsent(tx, held.id, why)
    await tx.emit(ReplyTakenBack(draft_id=held.id, reason=why), ticket_id=held.ticket_id)


async def _discard(tx: Tx, ticket_id: UUID, kind: str) -> None:
    present = await drafts.written(tx, ticket_id, kind, by=_writer(tx))
    if present is not None:
        await drafts.remove(tx, present.id)


def _checked(content: str) -> str:
    if not without_controls(content).strip():
        return ""
    draft.new_message(content)
    return content


def _writer(tx: Tx) -> UUID:
    if not isinstance(tx.actor, Person):
        raise Forbidden("Only people write drafts.")
    return tx.actor.user_id
