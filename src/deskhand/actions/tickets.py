"""Opening and changing tickets."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import UNSET, Struct, UnsetType

from deskhand.actions import clocks
from deskhand.actions.attachments import Attached, attach
from deskhand.actions.classification import UNSORTED, Wanted, for_opening, put_tags, reclassify, with_defaults
from deskhand.actions.contract import action
from deskhand.actions.priorities import priority_of
from deskhand.actions.quota import check_quota
from deskhand.actions.snooze import set_moments, wake_if_done
from deskhand.rules import change, draft, message
from deskhand.rules.access import Can, Person, Role, System, Whose, is_staff, may_see, require
from deskhand.rules.errors import Conflict, Forbidden, Gone, Invalid, NotFound, check_version
from deskhand.rules.events import PersonCreated, TicketCreated
from deskhand.rules.templates import NO_FIELDS, Fields, Kind, may_open_from
from deskhand.rules.ticket import RANK, Source, Status, Ticket, Type
from deskhand.store import merges, people, teams, templates, tickets
from deskhand.store.binned import Binned, held_in, open_bin
from deskhand.store.db import Tx

_TRIES = 5
"""How often a ticket is looked for that is merged while it is looked for."""


class NewTicket(Struct, frozen=True, kw_only=True):
    """What somebody wants to open a ticket with; words are as they were typed."""

    subject: str
    description: str
    is_html: bool = False
    type: str | None = None
    priority: str | None = None
    requester_id: UUID | None = None
    requester_email: str | None = None
    template_id: UUID | None = None
    source: Source = Source.API
    attached: Attached = Attached()
    classification: Wanted = Wanted()


class TicketChange(Struct, frozen=True, kw_only=True):
    """The fields of a ticket that somebody wants changed; `version` is the one that they saw."""

    subject: str | UnsetType = UNSET
    type: str | UnsetType = UNSET
    priority: str | UnsetType = UNSET
    status: str | UnsetType = UNSET
    assignee_id: UUID | UnsetType | None = UNSET
    team_id: UUID | UnsetType | None = UNSET
    resolution: str | UnsetType | None = UNSET
    classification: Wanted = Wanted()
    snoozed_until: datetime | UnsetType | None = UNSET
    due_at: datetime | UnsetType | None = UNSET
    version: int | UnsetType = UNSET
    reason: str | None = None
    """What the trail says of why; set by the desk itself, as when a macro does it."""


class _Requester(Struct, frozen=True):
    id: UUID
    organization_id: UUID | None
    email: str


@action(needs=Can.OPEN_TICKET)
async def open_ticket(tx: Tx, wanted: NewTicket, *, per_hour: int = 0) -> Ticket:
    """Open a ticket for the caller, or for the requester that somebody with the right to do so names.

    `per_hour` is how many a customer may open within an hour, 0 for as many as they like.
    """
    fields = await _fields(tx, wanted.template_id)
    checked = draft.new_ticket(
        subject=wanted.subject, description=wanted.description,
        priority=fields.priority if wanted.priority is None else wanted.priority,
        type_=fields.type if wanted.type is None else wanted.type,
        requester_email=wanted.requester_email,
    )  # fmt: skip
    requester = await _requester(tx, wanted)
    words = message.from_html(wanted.description) if wanted.is_html else message.from_text(wanted.description)
    if not words.body:
        raise Invalid({"description": "must not be empty"})
    await check_quota(tx, per_hour=per_hour)
    # Without a classification nothing is asked before; that a field would have to be answered, the insert says.
    asked = await with_defaults(tx, wanted.classification, fields)
    sorted_as = UNSORTED if asked.gives_nothing else await for_opening(tx, asked)
    author = tx.actor if isinstance(tx.actor, Person) else None
    kind = checked.type or Type.GENERAL_SUPPORT
    priority, why = await priority_of(
        tx, checked.priority, subject=checked.subject, body=words.body, type_=kind, source=wanted.source,
        sender=requester.email, organization_id=requester.organization_id,
    )  # fmt: skip
    opening = tickets.Opening(
        id=tx.new_id(),
        message_id=tx.new_id(),
        subject=checked.subject,
        priority=priority,
        priority_reason=why,
        type=kind,
        source=wanted.source,
        requester_id=requester.id,
        organization_id=requester.organization_id,
        author_id=author.user_id if author else None,
        author_kind="system" if author is None else "customer" if requester.id == author.user_id else "agent",
        html=words.html, body=words.body, preview=words.preview,
        category_id=sorted_as.category_id, field_values=sorted_as.field_values,
    )  # fmt: skip
    opened, has_required_fields = await write_opening(tx, opening)
    if has_required_fields and asked.gives_nothing:
        await for_opening(tx, asked)
    await attach(tx, wanted.attached, message_id=opening.message_id, ticket_id=opening.id)
    await put_tags(tx, opened.id, sorted_as.tags)
    return tickets.with_classification(
        opened, category_key=sorted_as.category_key, tags=sorted_as.tags, fields=sorted_as.fields
    )


async def write_opening(tx: Tx, opening: tickets.Opening) -> tuple[Ticket, bool]:
    """Write a checked ticket with its opening message, and tell that it was opened.

    Return it, and whether there are fields that must be answered.
    """
    created = TicketCreated(
        number="", subject=opening.subject, priority=opening.priority, type=opening.type, source=opening.source,
        requester_id=opening.requester_id, message_id=opening.message_id, follow_up_of=opening.follow_up_of_id,
    )  # fmt: skip
    if opening.category_id is not None:
        await tickets.hand_over(tx, opening.id)  # its category may be another team's than the opener's
    clock, thought = await clocks.opening(tx, opening)
    opened, has_required_fields, terms = await tickets.add(tx, msgspec.structs.replace(opening, clock=clock), created)
    if terms != thought:
        opened = await clocks.begin_otherwise(tx, opened, terms)
    return opened, has_required_fields


@action(needs=Can.READ_TICKET)
async def change_ticket(tx: Tx, ticket_id: UUID, wanted: TicketChange) -> Ticket:
    """Change any of a ticket's fields at once; an illegal move or an old version changes nothing."""
    _permit(tx, wanted)
    ticket = await lock(tx, ticket_id, version=None if wanted.version is UNSET else wanted.version)
    wish = await _wish(tx, wanted, ticket)
    user_id = tx.actor.user_id if isinstance(tx.actor, Person) else None
    worked_out = change.apply(
        wish, ticket, by_agent=is_staff(tx.actor), actor_id=user_id, now=tx.now,
        by=wanted.reason or (tx.actor.name if isinstance(tx.actor, System) else "Set by hand"),
    )  # fmt: skip
    event = change.event_of(worked_out, ticket, wish)
    changed = ticket
    if event is not None:
        changed = await clocks.change(tx, ticket, worked_out.columns)
        told = msgspec.structs.replace(event, reason=wanted.reason) if wanted.reason else event
        await tx.emit(told, ticket_id=ticket.id, priority=RANK[changed.priority])
    sorted_now = await reclassify(
        tx, changed, wanted.classification, is_new_version=event is not None, reason=wanted.reason
    )
    moved = await set_moments(
        tx, sorted_now, snoozed_until=wanted.snoozed_until, due_at=wanted.due_at,
        is_new_version=sorted_now.version > ticket.version,
    )  # fmt: skip
    return await wake_if_done(tx, moved)


async def lock(tx: Tx, ticket_id: UUID, *, version: int | None = None) -> Ticket:
    """Hold a ticket; NotFound when the actor can see no such ticket, Conflict when it has moved on or was merged."""
    ticket = await hold(tx, ticket_id)
    if ticket.merged_into_id is not None:
        raise Conflict(
            f"{ticket.number} was merged into another ticket, and is not changed by itself. Change that one, or take "
            "the merge back."
        )
    check_version("ticket", version, at=ticket.version)
    return ticket


async def hold(tx: Tx, ticket_id: UUID) -> Ticket:
    """Hold a ticket, merged or not; NotFound when the actor can see no such ticket."""
    return await _seen(tx, await tickets.locked(tx, ticket_id), asked=ticket_id)


async def lock_place(tx: Tx, ticket_id: UUID) -> Ticket:
    """Hold the ticket on which what is addressed to one is written: itself, or the one that it was merged into."""
    for _ in range(_TRIES):
        place = await _seen(tx, await tickets.locked_place(tx, ticket_id), asked=ticket_id)
        if place.merged_into_id is None and (place.id == ticket_id or await merges.place_of(tx, ticket_id) == place.id):
            return place
    raise Conflict("The ticket is being merged right now. Nothing was sent; your text is kept. Try again.")


async def _seen(tx: Tx, ticket: Ticket | None, *, asked: UUID) -> Ticket:
    if ticket is None:
        await _refuse_deleted(tx, asked)
    if ticket is None or not may_see(tx.actor, whose_is(ticket)):
        raise NotFound("There is no such ticket, or it is not yours to see.")
    return ticket


async def _refuse_deleted(tx: Tx, ticket_id: UUID) -> None:
    """Tell whoever could see a ticket before it was deleted that it was; to others it never was there."""
    await open_bin(tx)
    binned = await held_in(tx, ticket_id)
    if binned is not None and may_see(tx.actor, whose_is(binned)):
        raise Gone(f"Ticket {binned.number} was deleted, and takes nothing more. Open a new one to go on.")


def whose_is(ticket: Ticket | Binned) -> Whose:
    """Return what decides who may see a ticket."""
    return Whose(
        requester_id=ticket.requester_id, organization_id=ticket.organization_id, assignee_id=ticket.assignee_id,
        team_id=ticket.team_id, category_id=ticket.category_id,
    )  # fmt: skip


def _permit(tx: Tx, wanted: TicketChange) -> None:
    """Each field has its permission; closing and reopening are everybody's who may close."""
    needed: dict[Can, tuple[object, ...]] = {
        Can.CHANGE: (
            wanted.subject, wanted.type, wanted.priority, wanted.snoozed_until, wanted.due_at,
            UNSET if wanted.classification.is_empty else wanted
        ),
        Can.ASSIGN: (wanted.assignee_id, wanted.team_id),
    }  # fmt: skip
    for permission, fields in needed.items():
        if any(value is not UNSET for value in fields) and not tx.actor.may(permission):
            raise Forbidden(
                "Only agents change subject, type, priority, classification and assignee; you can close or reopen."
            )
    if isinstance(wanted.status, str):
        resolves = is_staff(tx.actor) and draft.word_of(Status, wanted.status) is Status.RESOLVED
        require(tx.actor, Can.CHANGE if resolves else Can.CLOSE)


async def _wish(tx: Tx, wanted: TicketChange, ticket: Ticket) -> change.Wish:
    checked = draft.ticket_change(
        subject=wanted.subject, priority=wanted.priority, type_=wanted.type, status=wanted.status,
        resolution=wanted.resolution or UNSET,
    )  # fmt: skip
    checked = await _with_team(tx, checked, wanted.team_id, ticket=ticket)
    if wanted.assignee_id is UNSET:
        return checked
    holder = None if ticket.assignee_id is None else await people.by_id(tx, ticket.assignee_id)
    chosen = await _assignee(tx, wanted.assignee_id)
    return change.with_assignee(checked, chosen, held_by=holder.name if holder else None)


async def _with_team(tx: Tx, wish: change.Wish, team_id: UUID | UnsetType | None, *, ticket: Ticket) -> change.Wish:
    """Return the wish with the team that is to have the ticket; a closed team may only keep what it has."""
    if team_id is UNSET or team_id == ticket.team_id:
        return wish
    before = await teams.name_of(tx, ticket.team_id) if ticket.team_id else None
    after = await teams.name_of(tx, team_id) if team_id else None
    if team_id is not None and (after is None or not after[1]):
        raise Invalid({"teamId": f"“{team_id}” is not an active team of this workspace"})
    return change.with_team(wish, team_id, names=(before[0] if before else None, after[0] if after else None))


async def _assignee(tx: Tx, agent_id: UUID | UnsetType | None) -> change.Assignee | None:
    if not isinstance(agent_id, UUID):
        return None
    account = await people.by_id(tx, agent_id)
    if account is None or account.role is Role.CUSTOMER or not account.is_active:
        raise Invalid({"assigneeId": f"“{agent_id}” is not an active agent of this workspace"})
    return change.Assignee(id=account.id, name=account.name)


async def _fields(tx: Tx, template_id: UUID | None) -> Fields:
    """Return what the template of a new ticket sets, and count its use."""
    if template_id is None:
        return NO_FIELDS
    template = await templates.by_id(tx, template_id)
    if template is None or template.kind is not Kind.TICKET or not may_open_from(tx.actor, template.offer):
        raise Invalid({"templateId": f"“{template_id}” is not a template that you can open a ticket from"})
    await templates.count_use(tx, template_id)
    return template.fields


async def _requester(tx: Tx, wanted: NewTicket) -> _Requester:
    caller = tx.actor if isinstance(tx.actor, Person) else None
    if wanted.requester_id is None and wanted.requester_email is None:
        if caller is None:
            raise Invalid({"requesterEmail": "must name the requester when the desk itself opens a ticket"})
        return _Requester(caller.user_id, caller.organization_id, caller.email)
    if caller is not None and wanted.requester_id == caller.user_id and wanted.requester_email is None:
        return _Requester(caller.user_id, caller.organization_id, caller.email)
    if not tx.actor.may(Can.OPEN_FOR_OTHERS):
        raise Forbidden("Only agents open tickets for others; leave requesterId and requesterEmail out.")
    if wanted.requester_id is not None:
        return await _requester_by_id(tx, wanted.requester_id, wanted.requester_email)
    return await _requester_by_email(tx, wanted.requester_email or "")


async def _requester_by_id(tx: Tx, user_id: UUID, email: str | None) -> _Requester:
    account = await people.by_id(tx, user_id)
    if account is None or not account.is_active:
        raise Invalid({"requesterId": f"“{user_id}” is not an active user of this workspace"})
    if email is not None and account.email != email.lower():
        raise Invalid({"requesterEmail": "is not the address of requesterId; send one of the two"})
    return _Requester(account.id, account.organization_id, account.email)


async def _requester_by_email(tx: Tx, email: str) -> _Requester:
    added = await people.add(tx, email=email, role=Role.CUSTOMER)
    if added is not None:
        await tx.emit(PersonCreated(user_id=added, role=Role.CUSTOMER))
    account = await people.by_email(tx, email)
    if account is None or not account.is_active:
        raise Invalid({"requesterEmail": f"“{email}” is the address of a deactivated user"})
    return _Requester(account.id, account.organization_id, account.email)
