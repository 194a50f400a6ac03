"""Applying macros: everything that one does in one change of the ticket, and taking it back for a while."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET, Struct, UnsetType

from deskhand.actions import clocks, replies
from deskhand.actions.classification import Wanted, reclassify
from deskhand.actions.contract import action
from deskhand.actions.macros import missing
from deskhand.actions.tickets import TicketChange, change_ticket, lock
from deskhand.rules import events
from deskhand.rules.access import Can, Person, require
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound
from deskhand.rules.events.templates import MacroApplied
from deskhand.rules.macros import ME, NOBODY, UNDO, Effects, Macro, plain, reason, takes_back
from deskhand.rules.templates import filled, may_use, values_of
from deskhand.rules.ticket import RANK, Source, Status, Ticket
from deskhand.store import macros, people, templates
from deskhand.store.db import Tx
from deskhand.store.events import by_ids


class Application(Struct, frozen=True, kw_only=True):
    """Which macro somebody wants applied; `version` is the ticket's that they saw, `seen` the last public message."""

    macro_id: UUID
    version: int | UnsetType = UNSET
    seen: UUID | None = None
    source: Source = Source.API


class Applied(Struct, frozen=True, kw_only=True):
    """What came of a macro: the ticket, whether a reply was sent, and until when its changes can be taken back."""

    ticket: Ticket
    run_id: UUID
    message_id: UUID | None
    sent: bool
    undo_until: datetime | None


@action(needs=Can.USE_TEMPLATES)
async def apply_macro(tx: Tx, ticket_id: UUID, wanted: Application) -> Applied:
    """Do all that a macro does, or nothing of it; the permission of each of its effects still holds."""
    macro = await macros.by_id(tx, wanted.macro_id)
    if macro is None or not may_use(tx.actor, macro.belonging):
        raise missing()
    if not macro.is_active:
        raise Conflict(f"The macro “{macro.name}” is switched off.")
    held = await lock(tx, ticket_id, version=None if wanted.version is UNSET else wanted.version)
    because = reason(macro.name)
    changed = await change_ticket(tx, ticket_id, _fields(tx, macro.effects, because=because))
    written = await _write(tx, changed, macro, wanted=wanted)
    ended = written.ticket if written is not None else changed
    if macro.effects.status == Status.CLOSED:
        ended = await change_ticket(tx, ticket_id, TicketChange(status=Status.CLOSED, reason=because))
    before, after = takes_back(held, ended, macro.effects)
    run_id = await tx.emit(
        MacroApplied(macro_id=macro.id, macro_name=macro.name, sent=macro.effects.sends, before=before, after=after),
        ticket_id=ticket_id,
        priority=RANK[ended.priority],
    )
    await macros.count_use(tx, macro.id)
    return Applied(
        ticket=ended, run_id=run_id, message_id=None if written is None else written.id, sent=macro.effects.sends,
        undo_until=tx.now + UNDO if before else None,
    )  # fmt: skip


@action(needs=Can.CHANGE)
async def undo_macro(tx: Tx, ticket_id: UUID, run_id: UUID) -> Ticket:
    """Take back what a macro changed, as one change; a reply that it sent stays sent."""
    held = await lock(tx, ticket_id)
    run = await _run(tx, run_id, held)
    if "assignee_id" in run.before:
        require(tx.actor, Can.ASSIGN)
    if not run.before:
        raise Conflict("There is nothing to take back: the macro only wrote, and what is written stays.")
    if any(plain(getattr(held, name)) != value for name, value in run.after.items()):
        raise Conflict("The ticket has been changed since the macro ran. Change back by hand what should be different.")
    names = {} if "assignee_id" not in run.before else await _names(tx, run)
    trail: dict[str, events.Change] = {
        _FIELDS.get(name, name): (names.get(run.after[name], run.after[name]), names.get(value, value))
        for name, value in run.before.items()
        if name in _TOLD
    }
    columns, restored = _columns(run.before), held
    if columns:
        restored = await clocks.change(tx, held, columns)
        told = _event(held, restored, trail, name=run.macro_name)
        await tx.emit(told, ticket_id=ticket_id, priority=RANK[held.priority])
    because = f"{reason(run.macro_name)} taken back"
    return await reclassify(tx, restored, _sorted_before(run), is_new_version=bool(columns), reason=because)


_TOLD = ("status", "priority", "type", "assignee_id")
_FIELDS = {"assignee_id": "assignee"}
_SORTING = {"category_id", "tags"}


def _fields(tx: Tx, effects: Effects, *, because: str) -> TicketChange:
    assignee: UUID | UnsetType | None = UNSET
    if effects.assignee == NOBODY:
        assignee = None
    elif effects.assignee is not None:
        assignee = _me(tx) if effects.assignee == ME else UUID(effects.assignee)
    return TicketChange(
        priority=effects.priority or UNSET, type=effects.type or UNSET, assignee_id=assignee, reason=because,
        classification=_sorting(effects),
    )  # fmt: skip


def _sorting(effects: Effects) -> Wanted:
    key: str | UnsetType | None = UNSET
    if effects.category is not None:
        key = None if effects.category == NOBODY else effects.category
    return Wanted(category_key=key, add_tags=effects.add_tags, remove_tags=effects.remove_tags)


async def _write(tx: Tx, ticket: Ticket, macro: Macro, *, wanted: Application) -> replies.Written | None:
    if not macro.effects.writes:
        return None
    require(tx.actor, Can.REPLY if macro.effects.public else Can.NOTE)
    message = replies.NewMessage(
        content=await _text(tx, ticket, macro.effects), seen=wanted.seen if macro.effects.public else None,
        resolves=macro.effects.status == Status.RESOLVED, template_id=macro.effects.template_id,
        source=wanted.source, reason=reason(macro.name),
    )  # fmt: skip
    return await (replies.reply if macro.effects.public else replies.note)(tx, ticket.id, message)


async def _text(tx: Tx, ticket: Ticket, effects: Effects) -> str:
    if not isinstance(tx.actor, Person):
        raise Forbidden("Only people apply macros that write: templates name who writes.")
    source = effects.text
    if effects.template_id is not None:
        template = await templates.by_id(tx, effects.template_id)
        if template is None or not template.is_active or not may_use(tx.actor, template.belonging):
            raise Conflict("The macro writes a template that is switched off, or not yours to use.")
        source = template.body
    setting = await templates.setting_of(tx, ticket, agent_name=tx.actor.name, agent_email=tx.actor.email)
    content = filled(source or "", values_of(setting))
    if not content:
        raise Invalid({"content": "would be empty on this ticket; the macro's text names only what it does not have"})
    return content


async def _run(tx: Tx, run_id: UUID, held: Ticket) -> MacroApplied:
    row = (await by_ids(tx, [run_id])).get(run_id)
    if row is None or row.ticket_id != held.id or row.actor_id != _me(tx):
        raise NotFound("There is no such run of a macro on this ticket by you.")
    if not isinstance(row.event, MacroApplied):
        raise NotFound("There is no such run of a macro on this ticket by you.")
    if tx.now - row.at > UNDO:
        minutes = int(UNDO.total_seconds() // 60)
        raise Conflict(f"A macro can be taken back for {minutes} minutes; change the ticket by hand.")
    return row.event


async def _names(tx: Tx, run: MacroApplied) -> dict[str | None, str | None]:
    found: dict[str | None, str | None] = {}
    for user_id in {run.before["assignee_id"], run.after["assignee_id"]} - {None}:
        account = await people.by_id(tx, UUID(user_id))
        found[user_id] = account.name if account else None
    return found


def _columns(before: dict[str, str | None]) -> dict[str, Any]:
    kinds = {field.name: field.type for field in msgspec.structs.fields(Ticket)}
    return {
        name: msgspec.convert(value, kinds[name], strict=False)
        for name, value in before.items()
        if name not in _SORTING
    }


def _sorted_before(run: MacroApplied) -> Wanted:
    """Return the classification that a ticket had before a macro ran, as far as this changed it."""
    category = run.before.get("category_id")
    return Wanted(
        category_id=UNSET if "category_id" not in run.before else None if category is None else UUID(category),
        tags=tuple((run.before["tags"] or "").split(",")) if run.before.get("tags") else _no_tags(run),
    )


def _no_tags(run: MacroApplied) -> tuple[str, ...] | UnsetType:
    return () if "tags" in run.before else UNSET


def _event(held: Ticket, restored: Ticket, trail: dict[str, events.Change], *, name: str) -> events.Event:
    because = f"{reason(name)} taken back"
    if held.status is Status.CLOSED and restored.status is not Status.CLOSED:
        return events.TicketReopened(changes=trail, reason=because)
    if "assignee" in trail:
        return events.TicketAssigned(assignee_id=restored.assignee_id, changes=trail, reason=because)
    return events.TicketUpdated(changes=trail, reason=because)


def _me(tx: Tx) -> UUID:
    if not isinstance(tx.actor, Person):
        raise Forbidden("Only people apply macros that assign to “me”, and take macros back.")
    return tx.actor.user_id
