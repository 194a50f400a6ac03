"""The ticket's state machine, and what a ticket may say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from msgspec import Struct


class Status(StrEnum):
    """Where a ticket stands."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    WAITING_CUSTOMER = "waiting_customer"
    WAITING_SUPPORT = "waiting_support"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Priority(StrEnum):
    """How urgent a ticket is, most urgent first."""

    CRITICAL = "critical"
    URGENT = "urgent"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Type(StrEnum):
    """What kind of matter a ticket is."""

    USER_ERROR = "user_error"
    SYSTEM_ERROR = "system_error"
    INTEGRATION_FAILURE = "integration_failure"
    CONTENT_GENERATION_FAILURE = "content_generation_failure"
    AUTHENTICATION_ISSUE = "authentication_issue"
    BILLING_ISSUE = "billing_issue"
    FEATURE_REQUEST = "feature_request"
    BUG_REPORT = "bug_report"
    GENERAL_SUPPORT = "general_support"
    TECHNICAL_ISSUE = "technical_issue"


class Source(StrEnum):
    """Where a ticket or message came in."""

    WEB = "web"
    API = "api"
    EMAIL = "email"
    SLACK_INTAKE = "slack_intake"
    CHAT = "chat"
    IMPORT = "import"
    DEMO = "demo"


class Verb(StrEnum):
    """What moves a ticket's status."""

    ASSIGN = "assign"
    UNASSIGN = "unassign"
    AGENT_REPLY = "agent_reply"
    CUSTOMER_REPLY = "customer_reply"
    RESOLVE = "resolve"
    CLOSE = "close"
    CANCEL = "cancel"
    REOPEN = "reopen"


ACTIVE = frozenset({Status.OPEN, Status.IN_PROGRESS, Status.WAITING_CUSTOMER, Status.WAITING_SUPPORT})
"""States in which somebody still has something to do."""
ARCHIVED = frozenset({Status.RESOLVED, Status.CLOSED, Status.CANCELLED})
"""States outside the active list."""

RANK: dict[Priority, int] = {priority: rank for rank, priority in enumerate(Priority)}
"""Order of urgency, 0 the most urgent; stored beside the word so that lists sort by an index."""

ATTENTION: dict[Status, int] = {
    Status.OPEN: 0, Status.WAITING_SUPPORT: 0, Status.IN_PROGRESS: 1, Status.WAITING_CUSTOMER: 2,
    Status.RESOLVED: 3, Status.CLOSED: 4, Status.CANCELLED: 4,
}  # fmt: skip
"""Groups of the queue: 0 needs a reply, 1 in progress, 2 waiting for the customer, 3 resolved, 4 done."""

_Moves = dict[Verb, dict[Status, Status]]

MOVES: _Moves = {
    Verb.ASSIGN: {s: Status.IN_PROGRESS if s is Status.OPEN else s for s in Status if s in ACTIVE},
    Verb.UNASSIGN: {s: Status.OPEN for s in Status if s in ACTIVE},
    Verb.AGENT_REPLY: {s: Status.WAITING_CUSTOMER for s in Status if s in ACTIVE},
    Verb.CUSTOMER_REPLY: {
        s: Status.WAITING_SUPPORT if s is Status.WAITING_CUSTOMER else s for s in Status if s in ACTIVE
    },
    Verb.RESOLVE: {s: Status.RESOLVED for s in Status if s in ACTIVE},
    Verb.CLOSE: {s: Status.CLOSED for s in Status if s in ACTIVE or s is Status.RESOLVED},
    Verb.CANCEL: {s: Status.CANCELLED for s in Status if s in ACTIVE},
    Verb.REOPEN: {s: Status.WAITING_SUPPORT for s in Status if s in ARCHIVED},
}
"""Every legal move: verb, from, to. A reopened ticket that nobody holds becomes `open`."""

REOPEN_WINDOW = timedelta(days=14)
"""How long after closing a customer's reply reopens the ticket; later it opens a follow-up."""

_BY_HAND = (Verb.RESOLVE, Verb.CLOSE, Verb.CANCEL, Verb.REOPEN)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the state machine needs to know of a ticket and of who moves it."""

    status: Status
    is_assigned: bool
    is_answered: bool
    by_agent: bool
    is_long_done: bool = False
    """Whether the reopen window has passed, after which customers open a follow-up instead."""


def after(verb: Verb, standing: Standing) -> Status | None:
    """Return the status that a verb leads to, or None where it is not a legal move for this actor."""
    if not _may(verb, standing):
        return None
    target = MOVES[verb].get(standing.status)
    if verb is Verb.REOPEN and target is not None and not standing.is_assigned:
        return Status.OPEN
    return target


def moves_from(standing: Standing) -> tuple[Verb, ...]:
    """Return the verbs that a person may choose by hand now, in the order buttons show them."""
    return tuple(verb for verb in _BY_HAND if after(verb, standing) is not None)


def verb_towards(target: Status, standing: Standing) -> Verb | None:
    """Return the verb by which setting a status by hand reaches the target, or None."""
    return next((verb for verb in _BY_HAND if after(verb, standing) is target), None)


def reply_verb(standing: Standing, *, closed_at: datetime | None, now: datetime) -> Verb | None:
    """Return what a customer's reply does to the ticket; None means that it opens a follow-up instead."""
    if standing.status in ACTIVE:
        return Verb.CUSTOMER_REPLY
    if standing.status is Status.RESOLVED:
        return Verb.REOPEN
    if standing.status is Status.CLOSED and not is_long_done(standing.status, closed_at=closed_at, now=now):
        return Verb.REOPEN
    return None


def is_long_done(status: Status, *, closed_at: datetime | None, now: datetime) -> bool:
    """Say whether a closed or cancelled ticket has been so for longer than the reopen window."""
    return status in {Status.CLOSED, Status.CANCELLED} and (closed_at is None or now - closed_at > REOPEN_WINDOW)


def whose_turn(status: Status) -> str:
    """Say who has to act next, as customers read it: `us`, `you` or `nobody`."""
    if status is Status.WAITING_CUSTOMER:
        return "you"
    return "us" if status in ACTIVE else "nobody"


def _may(verb: Verb, standing: Standing) -> bool:
    if standing.by_agent:
        return True
    if verb is Verb.CANCEL:
        return not standing.is_answered
    if verb is Verb.REOPEN:
        return not standing.is_long_done
    return verb in {Verb.CUSTOMER_REPLY, Verb.CLOSE}


class Ticket(Struct, frozen=True, kw_only=True):
    """A ticket as it stands; moments are UTC."""

    id: UUID
    number: str
    subject: str
    status: Status
    priority: Priority
    priority_reason: str | None
    type: Type
    source: Source
    requester_id: UUID
    organization_id: UUID | None
    assignee_id: UUID | None
    team_id: UUID | None = None
    follow_up_of_id: UUID | None
    version: int
    message_count: int
    resolution: str | None
    resolved_by_id: UUID | None
    first_response_at: datetime | None
    first_response_due_at: datetime | None
    sla_due_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    snoozed_until: datetime | None = None
    due_at: datetime | None = None
    created_at: datetime
    updated_at: datetime
    next_response_due_at: datetime | None = None
    merged_into_id: UUID | None = None
    """The ticket that has its messages now."""
    category_id: UUID | None = None
    category_key: str | None = None
    tags: tuple[str, ...] = ()
    fields: dict[str, Any] = {}
    """Values by the fields' keys: those that the reader may see."""

    def standing(self, *, by_agent: bool, now: datetime) -> Standing:
        """Return what the state machine needs to know."""
        return Standing(
            self.status, self.assignee_id is not None, self.first_response_at is not None, by_agent,
            is_long_done(self.status, closed_at=self.closed_at, now=now),
        )  # fmt: skip
