"""Tickets in lists and as single ones: for agents, for the agents' own doors, and for customers."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import field

from deskhand.api.answers.shape import Answer, Page, shared
from deskhand.queries.stats import Stats
from deskhand.rules.priority.reason import in_english
from deskhand.rules.ticket import Ticket


class TicketAnswer(Answer, frozen=True, kw_only=True):
    """A ticket as agents see it."""

    id: UUID
    number: str
    subject: str
    status: str
    priority: str
    priority_reason: str | None
    type: str
    source: str
    requester_id: UUID
    organization_id: UUID | None
    assignee_id: UUID | None
    team_id: UUID | None
    follow_up_of_id: UUID | None
    merged_into_id: UUID | None
    version: int
    resolution: str | None
    resolved_by_id: UUID | None
    first_response_at: datetime | None
    first_response_due_at: datetime | None
    next_response_due_at: datetime | None
    sla_due_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    snoozed_until: datetime | None
    due_at: datetime | None
    created_at: datetime
    updated_at: datetime
    category_id: UUID | None
    tags: list[str]
    fields: dict[str, Any]
    attachments: list[str] = field(default_factory=list)


class CustomerTicket(Answer, frozen=True, kw_only=True):
    """A ticket as its requester sees it."""

    id: UUID
    number: str
    subject: str
    status: str
    priority: str
    type: str
    requester_id: UUID
    assigned: bool
    follow_up_of_id: UUID | None
    merged_into_id: UUID | None
    version: int
    resolution: str | None
    first_response_at: datetime | None
    first_response_due_at: datetime | None
    next_response_due_at: datetime | None
    sla_due_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    created_at: datetime
    updated_at: datetime
    category_id: UUID | None
    tags: list[str]
    fields: dict[str, Any]
    attachments: list[str] = field(default_factory=list)


class StatsAnswer(Answer, frozen=True, kw_only=True):
    """Counts of tickets, each a number or `10000+`; `pending` waits for a customer or for support."""

    total: int | str
    open: int | str
    in_progress: int | str
    waiting_customer: int | str
    waiting_support: int | str
    pending: int | str
    resolved: int | str
    closed: int | str
    cancelled: int | str
    unassigned: int | str
    urgent: int | str
    breached: int | str


class TicketPage(Page, frozen=True, kw_only=True):
    """A page of the tickets that agents work on."""

    items: list[TicketAnswer]


class CustomerTicketPage(Page, frozen=True, kw_only=True):
    """A page of a customer's own tickets."""

    items: list[CustomerTicket]


class SupportTicket(TicketAnswer, frozen=True, kw_only=True):
    """A ticket as the agents' own doors show it."""

    ticket_number: str
    category: str | None


class SupportTicketPage(Page, frozen=True, kw_only=True):
    """A page of tickets as the agents' own doors show them."""

    items: list[SupportTicket]


def for_agents(ticket: Ticket) -> TicketAnswer:
    """Return a ticket as agents see it."""
    return TicketAnswer(**_at_desk(ticket))


def at_desk(ticket: Ticket) -> SupportTicket:
    """Return a ticket as the agents' own doors show it."""
    return SupportTicket(**_at_desk(ticket), ticket_number=ticket.number, category=ticket.category_key)


def for_customers(ticket: Ticket) -> CustomerTicket:
    """Return a ticket as its requester sees it."""
    return CustomerTicket(**shared(ticket, CustomerTicket), assigned=ticket.assignee_id is not None)


def stats_of(stats: Stats) -> StatsAnswer:
    """Return counts of tickets."""
    return StatsAnswer(**shared(stats, StatsAnswer))


def _at_desk(ticket: Ticket) -> dict[str, Any]:
    told = in_english(ticket.priority_reason)
    return shared(ticket, TicketAnswer, without={"priority_reason"}) | {"priority_reason": told}
