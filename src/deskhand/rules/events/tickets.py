"""What can have happened to tickets and what is written on them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct, field

from deskhand.rules.events.event import Change, Event


class TicketCreated(Event, frozen=True, kw_only=True):
    """A ticket was opened."""

    name = "ticket.created"
    number: str
    subject: str
    priority: str
    type: str
    source: str
    requester_id: UUID
    message_id: UUID
    follow_up_of: UUID | None = None


class TicketUpdated(Event, frozen=True, kw_only=True):
    """Subject, type, priority or requester of a ticket changed; `changes` holds from and to by field."""

    name = "ticket.updated"
    changes: dict[str, Change]
    reason: str | None = None


class TicketAssigned(Event, frozen=True, kw_only=True):
    """A ticket was given to an agent, or to nobody; `changes` holds the names and the status that followed."""

    name = "ticket.assigned"
    assignee_id: UUID | None
    changes: dict[str, Change]
    reason: str | None = None


class MessageAdded(Event, frozen=True, kw_only=True):
    """A public message was written on a ticket."""

    name = "ticket.message.added"
    message_id: UUID
    by: str
    first_response: bool = False
    changes: dict[str, Change] = field(default_factory=dict)
    reason: str | None = None


class NoteAdded(Event, frozen=True, kw_only=True):
    """An internal note was written on a ticket; customers never hear of it."""

    name = "ticket.note.added"
    public = False
    message_id: UUID
    reason: str | None = None


class ReplyHeld(Event, frozen=True, kw_only=True):
    """An agent sent a reply that goes out at `due_at` unless they take it back; its words are in no event."""

    name = "ticket.reply.held"
    public = False
    draft_id: UUID
    due_at: datetime


class ReplyTakenBack(Event, frozen=True, kw_only=True):
    """A held reply did not go out: its writer took it back, or the desk did and says why."""

    name = "ticket.reply.taken_back"
    public = False
    draft_id: UUID
    reason: str | None = None


class StatusChanged(Event, frozen=True, kw_only=True):
    """A ticket's status changed in a way that has no name of its own."""

    name = "ticket.status_changed"
    changes: dict[str, Change]
    reason: str | None = None


class TicketResolved(Event, frozen=True, kw_only=True):
    """An agent resolved a ticket."""

    name = "ticket.resolved"
    resolution: str
    message_id: UUID | None = None
    changes: dict[str, Change]
    reason: str | None = None


class TicketClosed(Event, frozen=True, kw_only=True):
    """A ticket was closed by its requester, an agent or by itself."""

    name = "ticket.closed"
    resolution: str | None
    changes: dict[str, Change]
    reason: str | None = None


class TicketReopened(Event, frozen=True, kw_only=True):
    """A resolved, closed or cancelled ticket became active again."""

    name = "ticket.reopened"
    changes: dict[str, Change]
    reason: str | None = None


class TicketDeleted(Event, frozen=True, kw_only=True):
    """An admin put a ticket into the bin; it outlives the ticket, so it names no more than the number."""

    name = "ticket.deleted"
    number: str
    reason: str | None = None


class TicketRestored(Event, frozen=True, kw_only=True):
    """An admin took a ticket out of the bin."""

    name = "ticket.restored"
    number: str


class TicketErased(Event, frozen=True, kw_only=True):
    """A ticket's time in the bin was over, and the desk erased it with all that hung on it."""

    name = "ticket.erased"
    public = False
    number: str


class TicketSnoozed(Event, frozen=True, kw_only=True):
    """An agent let a ticket sleep until a moment, at which it comes back to the queue by itself."""

    name = "ticket.snoozed"
    public = False
    until: datetime
    changes: dict[str, Change]


class TicketWoken(Event, frozen=True, kw_only=True):
    """A ticket that slept is back in the queue: its time came, its customer wrote, or an agent woke it."""

    name = "ticket.woken"
    public = False
    changes: dict[str, Change]
    reason: str | None = None


class DueDateSet(Event, frozen=True, kw_only=True):
    """An agent said when a ticket is due, or that it is due at no moment."""

    name = "ticket.due_date_set"
    public = False
    due_at: datetime | None
    changes: dict[str, Change]


class Tells(Struct, frozen=True, kw_only=True):
    """Whom a step of a policy tells."""

    assignee: bool = True
    team: bool = False
    people: tuple[UUID, ...] = ()


class SlaWarning(Event, frozen=True, kw_only=True):
    """A target of a ticket is nearly due; `seconds_left` of its hours are left, `step` says which moment that is."""

    name = "ticket.sla.warning"
    public = False
    target: str
    due_at: datetime | None
    seconds_left: int
    changes: dict[str, Change]
    step: str = "25%"
    tells: Tells = Tells()
    reason: str | None = None


class SlaEscalated(Event, frozen=True, kw_only=True):
    """A target of a ticket is still not met at a `step` after its due moment; `seconds_left` is below zero."""

    name = "ticket.sla.escalated"
    public = False
    target: str
    due_at: datetime | None
    seconds_left: int
    changes: dict[str, Change]
    step: str
    tells: Tells = Tells()
    reason: str | None = None


class SlaBreached(Event, frozen=True, kw_only=True):
    """A target of a ticket was not met in time; `cause` says whether time ran out, or a change left too little."""

    name = "ticket.sla.breached"
    public = False
    target: str
    due_at: datetime | None
    cause: str
    changes: dict[str, Change]


class SurveyPlanned(Event, frozen=True, kw_only=True):
    """A closed ticket's requester is asked at `due_at` how satisfied they are, unless something comes between."""

    name = "ticket.survey.planned"
    public = False
    due_at: datetime
    closed_at: datetime


class AutoCloseWarned(Event, frozen=True, kw_only=True):
    """A requester is told that their ticket will be closed at `closes_at` or soon after, unless they write."""

    name = "ticket.close_warned"
    public = False
    closes_at: datetime


class ResponsePending(Event, frozen=True, kw_only=True):
    """A customer has waited for long, and the agent who has the ticket is reminded of it."""

    name = "ticket.response.pending"
    public = False
    assignee_id: UUID


class Mentioned(Event, frozen=True, kw_only=True):
    """An agent named colleagues or teams in a message; customers never hear of it."""

    name = "ticket.mentioned"
    public = False
    message_id: UUID
    people: list[UUID]
    teams: list[UUID]
    changes: dict[str, Change]


class TicketRated(Event, frozen=True, kw_only=True):
    """A requester said how satisfied they are with a ticket, or said it otherwise."""

    name = "ticket.rated"
    rating: int
    comment: str
    changes: dict[str, Change]
