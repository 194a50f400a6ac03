"""What a wish to change a ticket makes of it: new values, the trail of from and to, and the one event that tells."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from msgspec import UNSET, UnsetType

from deskhand.rules import events, ticket
from deskhand.rules.errors import Conflict, Invalid
from deskhand.rules.ticket import Priority, Standing, Status, Ticket, Type, Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignee:
    """An agent whom a ticket may be given to."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The fields that somebody wants changed; UNSET ones stay as they are."""

    subject: str | UnsetType = UNSET
    type: Type | UnsetType = UNSET
    priority: Priority | UnsetType = UNSET
    status: Status | UnsetType = UNSET
    assignee: Assignee | UnsetType | None = UNSET
    held_by: str | None = None
    """The name of who has the ticket now, for the trail."""
    resolution: str | UnsetType = UNSET
    team_id: UUID | UnsetType | None = UNSET
    team_names: events.Change = (None, None)
    """The names of the team that has the ticket now and of the one that gets it, for the trail."""


@dataclass(slots=True)
class Change:
    """The outcome of a wish: columns to write, the trail, and the verb that moved the status by hand."""

    columns: dict[str, object] = field(default_factory=dict)
    trail: dict[str, events.Change] = field(default_factory=dict)
    verb: Verb | None = None


def with_assignee(wish: Wish, assignee: Assignee | None, *, held_by: str | None) -> Wish:
    """Return the wish with somebody, or nobody, to assign the ticket to, and the name of who has it now."""
    return replace(wish, assignee=assignee, held_by=held_by)


def with_team(wish: Wish, team_id: UUID | None, *, names: events.Change) -> Wish:
    """Return the wish with a team, or none, that is to have the ticket."""
    return replace(wish, team_id=team_id, team_names=names)


def apply(
    wish: Wish, to: Ticket, *, by_agent: bool, actor_id: UUID | None, now: datetime, by: str = "Set by hand"
) -> Change:
    """Work out a change; refuse an illegal move (Conflict, with the allowed ones) or a resolution without words.

    `by` says what did, for whoever asks why a ticket has its priority.
    """
    change = Change()
    for name in ("subject", "type", "priority"):
        wanted = getattr(wish, name)
        if wanted is not UNSET and wanted != getattr(to, name):
            _set(change, name, before=getattr(to, name), after=wanted)
    if "priority" in change.columns:
        change.columns["priority_reason"] = f"{by}."
    if wish.team_id is not UNSET and wish.team_id != to.team_id:
        change.columns["team_id"] = wish.team_id
        change.trail["team"] = wish.team_names
    standing = _assigned(wish, to, standing=to.standing(by_agent=by_agent, now=now), change=change)
    if wish.status is not UNSET and wish.status is not standing.status:
        _move(wish, to, standing=standing, change=change, actor_id=actor_id, now=now)
    says_how = wish.resolution is not UNSET and wish.resolution != to.resolution
    if says_how and change.verb not in {Verb.RESOLVE, Verb.CLOSE}:
        if wish.status in {Status.RESOLVED, Status.CLOSED}:
            raise Conflict(f"The ticket is {to.status.value} already, and its resolution stays as it is.")
        raise Invalid({"resolution": "is taken together with the status resolved or closed"})
    return change


def event_of(change: Change, to: Ticket, wish: Wish) -> events.Event | None:
    """Return the most specific event that tells of a change; None when nothing changed."""
    match change.verb:
        case Verb.CLOSE:
            resolution = change.columns.get("resolution", to.resolution)
            return events.TicketClosed(resolution=_text(resolution), changes=change.trail)
        case Verb.RESOLVE:
            return events.TicketResolved(resolution=_text(change.columns["resolution"]) or "", changes=change.trail)
        case Verb.REOPEN:
            return events.TicketReopened(changes=change.trail)
        case Verb.CANCEL:
            return events.StatusChanged(changes=change.trail)
    if "assignee" in change.trail:
        chosen = wish.assignee.id if isinstance(wish.assignee, Assignee) else None
        return events.TicketAssigned(assignee_id=chosen, changes=change.trail)
    return events.TicketUpdated(changes=change.trail) if change.trail else None


def refuse_move(target: Status, standing: Standing) -> Conflict:
    """Return the refusal of an illegal move, with the moves that are legal now."""
    allowed = tuple(str(ticket.after(verb, standing)) + f" ({verb.value})" for verb in ticket.moves_from(standing))
    ways = f"it can become: {', '.join(allowed)}" if allowed else "it cannot be moved by hand now"
    hint = ""
    if target is Status.IN_PROGRESS and not standing.is_assigned:
        hint = " A ticket gets in progress by assigning it."
    elif standing.is_long_done and not standing.by_agent:
        hint = " It was closed too long ago to open again; a reply opens a new ticket that follows it."
    elif target in {Status.WAITING_CUSTOMER, Status.WAITING_SUPPORT}:
        hint = " It waits for somebody after a reply."
    return Conflict(
        f"A ticket that is {standing.status.value} cannot become {target.value}; {ways}.{hint}",
        allowed=allowed,
    )


def _assigned(wish: Wish, to: Ticket, *, standing: Standing, change: Change) -> Standing:
    if wish.assignee is UNSET:
        return standing
    chosen = wish.assignee.id if isinstance(wish.assignee, Assignee) else None
    if chosen == to.assignee_id:
        return standing
    status = ticket.after(Verb.ASSIGN if chosen else Verb.UNASSIGN, standing)
    if status is None:
        raise Conflict(
            f"A ticket that is {standing.status.value} cannot be assigned; reopen it first.",
            allowed=("reopen",),
        )
    change.columns["assignee_id"] = chosen
    change.trail["assignee"] = (wish.held_by, wish.assignee.name if isinstance(wish.assignee, Assignee) else None)
    if status is not standing.status:
        _set(change, "status", before=standing.status, after=status)
    return replace(standing, status=status, is_assigned=chosen is not None)


def _move(wish: Wish, to: Ticket, *, standing: Standing, change: Change, actor_id: UUID | None, now: datetime) -> None:
    target = wish.status
    if not isinstance(target, Status):
        return
    verb = ticket.verb_towards(target, standing)
    if verb is None:
        raise refuse_move(target, standing)
    change.verb = verb
    _set(change, "status", before=to.status, after=target)
    words = wish.resolution if isinstance(wish.resolution, str) else None
    if verb is Verb.RESOLVE:
        if not words:
            raise Invalid({"resolution": "must say how the ticket was resolved; the requester reads it"})
        change.columns |= {"resolution": words, "resolved_by_id": actor_id, "resolved_at": now}
    elif verb is Verb.CLOSE:
        change.columns |= {"closed_at": now}
        if words:
            change.columns |= {"resolution": words}
        if to.resolved_at is None:
            change.columns |= {"resolved_at": now, "resolved_by_id": actor_id}
    elif verb is Verb.CANCEL:
        change.columns |= {"closed_at": now}
    else:
        change.columns |= {"closed_at": None, "resolved_at": None, "resolved_by_id": None, "resolution": None}


def _set(change: Change, column: str, *, before: object, after: object) -> None:
    change.columns[column] = after
    change.trail[column] = (_text(before), _text(after))


def _text(value: object) -> str | None:
    return None if value is None else str(value)
