"""Running a rule at an event: all that it does, or nothing of it, and once; the trail names the rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from deskhand.actions import replies
from deskhand.actions.classification import Wanted
from deskhand.actions.contract import action
from deskhand.actions.tickets import TicketChange, change_ticket, lock
from deskhand.rules.access import Can
from deskhand.rules.automation.decision import why_stopped
from deskhand.rules.automation.rule import ASSIGNEE, NOBODY, REOPENED, Effects, Rule, reason
from deskhand.rules.automation.simulation import changes_by
from deskhand.rules.errors import Conflict, Invalid
from deskhand.rules.events import Mentioned, WebhookAsked
from deskhand.rules.mention import Named
from deskhand.rules.templates import filled, values_of
from deskhand.rules.ticket import RANK, Source, Status, Ticket, Verb, after
from deskhand.store import automation, people, templates, webhooks
from deskhand.store.automation import Run
from deskhand.store.db import Tx

PUT_OFF = timedelta(minutes=15)


class Outcome(StrEnum):
    """What became of a rule at an event; `moved_on` asks to look at the ticket again."""

    RAN = "ran"
    STOPPED = "stopped"
    FAILED = "failed"
    DONE_BEFORE = "done_before"
    MOVED_ON = "moved_on"


class Order(Struct, frozen=True, kw_only=True):
    """A rule that matches: which version of it, on which ticket as it was seen, and at which event, with its name."""

    rule: Rule
    ticket_id: UUID
    ticket_version: int
    event_id: UUID
    event: str


@action(needs=Can.OPERATE)
async def run_rule(tx: Tx, order: Order) -> Outcome:
    """Do all that a rule does, unless the loop guard stops it or it was done before."""
    held = await lock(tx, order.ticket_id)
    if held.version != order.ticket_version:
        return Outcome.MOVED_ON
    rule = await automation.by_id(tx, order.rule.id)
    if rule is None or not rule.is_active or await automation.was_judged(tx, rule.id, order.event_id):
        return Outcome.DONE_BEFORE
    if rule.version != order.rule.version:
        return Outcome.MOVED_ON
    past = await automation.past_of(tx, held.id, order.event_id)
    stopped = why_stopped(rule, past)
    effects = rule.content.effects
    run = Run(
        rule_id=rule.id, version=rule.version, ticket_id=held.id, event_id=order.event_id, chain=past.chain,
        outcome=(Outcome.RAN if stopped is None else Outcome.STOPPED).value, reason=stopped,
    )  # fmt: skip
    if stopped is not None:
        await automation.add_run(tx, run)
        return Outcome.STOPPED
    before = len(tx.emitted)
    did = _changes(held, effects)
    await _carry_out(tx, held, effects, because=reason(rule.name))
    await _call(tx, held, rule, trigger=order.event)
    await automation.add_run(tx, replace(run, did=did, has_sent=effects.sends))
    await automation.count_run(tx, rule.id, tx.emitted[before:], chain=(*past.chain, rule.id))
    return Outcome.RAN


@action(needs=Can.OPERATE)
async def note_failure(tx: Tx, order: Order, *, why: str) -> None:
    """Keep why nothing of a rule was done."""
    past = await automation.past_of(tx, order.ticket_id, order.event_id)
    await automation.add_run(
        tx,
        Run(
            rule_id=order.rule.id, version=order.rule.version, ticket_id=order.ticket_id, event_id=order.event_id,
            chain=past.chain, outcome=Outcome.FAILED.value, reason=why[:500],
        ),
    )  # fmt: skip


@action(needs=Can.OPERATE)
async def let_wait(tx: Tx, rule_ids: Sequence[tuple[UUID, datetime]], *, ticket_id: UUID, event_id: UUID) -> None:
    """Have rules look at a ticket at their moments."""
    for rule_id, due_at in rule_ids:
        if not await automation.was_judged(tx, rule_id, event_id):
            await automation.wait(tx, rule_id, ticket_id, event_id=event_id, due_at=due_at)


@action(needs=Can.OPERATE)
async def end_wait(tx: Tx, rule_id: UUID, ticket_id: UUID, *, event_id: UUID) -> bool:
    """Have a rule wait no more for a ticket; False when a later event gave it another moment."""
    return await automation.take_moment(tx, rule_id, ticket_id, event_id=event_id)


@action(needs=Can.OPERATE)
async def put_off(tx: Tx, rule_id: UUID, ticket_id: UUID) -> None:
    """Leave a moment alone for a while whose rule fails, so that it keeps no other waiting."""
    await automation.put_off(tx, rule_id, ticket_id, until=tx.now + PUT_OFF)


def _changes(held: Ticket, effects: Effects) -> dict[str, object]:
    facts = {
        "ticket.status": held.status.value, "ticket.priority": held.priority.value, "ticket.type": held.type.value,
        "ticket.assignee": None if held.assignee_id is None else str(held.assignee_id),
        "ticket.team": None if held.team_id is None else str(held.team_id), "ticket.category": held.category_key,
        "ticket.tags": held.tags, **{f"fields.{key}": value for key, value in held.fields.items()},
    }  # fmt: skip
    did: dict[str, object] = {"changes": changes_by(effects, facts)}
    if effects.writes:
        did["wrote"] = "reply" if effects.public else "note"
    did |= {"told": list(effects.notify)} if effects.notify else {}
    return did | ({"called": list(effects.webhooks)} if effects.webhooks else {})


async def _carry_out(tx: Tx, held: Ticket, effects: Effects, *, because: str) -> None:
    if effects.status == REOPENED:
        await _reopen(tx, held)
    changed = await change_ticket(tx, held.id, _wish(effects))
    said = await _say(tx, changed, effects, because=because)
    if effects.status not in {None, REOPENED}:
        await _move(tx, changed, effects)
    if effects.notify:
        await _tell(tx, changed, effects, because=because, message_id=said)


async def _reopen(tx: Tx, ticket: Ticket) -> None:
    """Have a ticket be active again; one that is active stays as it is."""
    status = after(Verb.REOPEN, ticket.standing(by_agent=True, now=tx.now))
    if status is not None:
        await change_ticket(tx, ticket.id, TicketChange(status=status.value))


def _wish(effects: Effects) -> TicketChange:
    return TicketChange(
        priority=effects.priority or UNSET, type=effects.type or UNSET, assignee_id=_id(effects.assignee),
        team_id=_id(effects.team),
        classification=Wanted(
            category_key=None if effects.category == NOBODY else effects.category or UNSET,
            add_tags=effects.add_tags, remove_tags=effects.remove_tags, fields=effects.fields or UNSET,
        ),
    )  # fmt: skip


def _id(value: str | None) -> UUID | UnsetType | None:
    if value is None:
        return UNSET
    return None if value == NOBODY else UUID(value)


async def _say(tx: Tx, ticket: Ticket, effects: Effects, *, because: str) -> UUID | None:
    """Write what a rule says, if anything; return the message of it that colleagues can read alone."""
    if not effects.writes:
        return None
    content = await _text(tx, ticket, effects)
    message = replies.NewMessage(
        content=content, template_id=effects.template_id, source=Source.API, reason=because
    )  # fmt: skip
    write = replies.write_automatic if effects.public else replies.write_note
    written = await write(tx, ticket, message)
    return None if effects.public else written.id


async def _move(tx: Tx, ticket: Ticket, effects: Effects) -> None:
    """Resolve or close; what is there already stays as it is."""
    if effects.status == ticket.status.value:
        return
    resolution = await _text(tx, ticket, effects) if effects.status == Status.RESOLVED else UNSET
    await change_ticket(tx, ticket.id, TicketChange(status=effects.status or UNSET, resolution=resolution))


async def _text(tx: Tx, ticket: Ticket, effects: Effects) -> str:
    source = effects.text or ""
    if effects.template_id is not None:
        template = await templates.by_id(tx, effects.template_id)
        if template is None or not template.is_active:
            raise Conflict("The rule writes a template that is switched off or gone. Choose another one in the rule.")
        source = template.body
    agent = None if ticket.assignee_id is None else await people.by_id(tx, ticket.assignee_id)
    content = filled(source, values_of(await templates.setting_for_desk(tx, ticket, agent=agent)))
    if not content:
        raise Invalid({"text": "would be empty on this ticket; the rule's text names only what it does not have"})
    return content


async def _tell(tx: Tx, ticket: Ticket, effects: Effects, *, because: str, message_id: UUID | None) -> None:
    """Tell people and teams by an internal note; who is not there any more, is left out."""
    told = _told(await people.nameable(tx), effects, assignee_id=ticket.assignee_id)
    if not told:
        return
    names = ", ".join(one.name for one in told)
    if message_id is None:
        asking = replies.NewMessage(content=f"{because} asks {names} to look at this ticket.", reason=because)
        message_id = (await replies.write_note(tx, ticket, asking)).id
    event = Mentioned(
        message_id=message_id, people=[one.id for one in told if not one.is_team],
        teams=[one.id for one in told if one.is_team], changes={"mentioned": (None, names)},
    )  # fmt: skip
    await tx.emit(event, ticket_id=ticket.id, priority=RANK[ticket.priority])


async def _call(tx: Tx, ticket: Ticket, rule: Rule, *, trigger: str) -> None:
    """Have webhooks sent to those endpoints of a rule that are on."""
    ids = [UUID(one) for one in rule.content.effects.webhooks]
    endpoints = [one for one in await webhooks.among(tx, ids) if one.is_active] if ids else []
    if endpoints:
        event = WebhookAsked(
            webhook_ids=[one.id for one in endpoints], rule_id=rule.id, rule_name=rule.name, trigger=trigger,
            changes={"webhook": (None, ", ".join(one.name for one in endpoints))},
        )  # fmt: skip
        await tx.emit(event, ticket_id=ticket.id, priority=RANK[ticket.priority])


def _told(every: Sequence[Named], effects: Effects, *, assignee_id: UUID | None) -> list[Named]:
    wanted = {str(assignee_id) if one == ASSIGNEE else one for one in effects.notify}
    return [one for one in every if str(one.id) in wanted]
