"""Types of notifications, the parts that people play, and who hears of which unless they say otherwise."""

from __future__ import annotations

from enum import StrEnum

from deskhand.rules import events

CHANNELS: dict[str, dict[str, tuple[str, ...]]] = {
    "email": {"smtp": ("smtp_url", "support_email"), "mailbox": ("support_email",)},
}
"""Each channel's providers in the order of choice, with the settings that a provider needs."""

OWN_MAILBOX = "mailbox"
"""The provider that keeps mail instead of sending it."""


class Kind(StrEnum):
    """A notification's type."""

    CREATED = "ticket_created"
    UPDATED = "ticket_updated"
    STATUS_CHANGE = "ticket_status_change"
    COMMENT = "ticket_comment"
    ASSIGNED = "ticket_assigned"
    RESOLVED = "ticket_resolved"
    CLOSED = "ticket_closed"
    MENTION = "ticket_mention"
    SLA_WARNING = "sla_warning"
    SLA_BREACH = "sla_breach"
    SURVEY = "satisfaction_survey"
    CLOSING = "auto_close_warning"
    PENDING = "pending_response"


class Part(StrEnum):
    """The part that a person plays in a ticket; the first that fits counts."""

    REQUESTER = "requester"
    ASSIGNEE = "assignee"
    WATCHER = "watcher"
    MENTIONED = "mentioned"
    NAMED = "named"
    TEAM = "team"


class Reason(StrEnum):
    """Why somebody is not told."""

    NO_PART = "no_part"
    OWN_ACT = "own_act"
    OUT_OF_SIGHT = "out_of_sight"
    PREFERENCE = "preference"
    OFF_BY_DEFAULT = "off_by_default"
    TOLD_RESOLVED = "told_resolved"
    REOPENED = "reopened"
    RATED = "rated"
    ANSWERED = "answered"
    INACTIVE = "inactive"
    MADE_UP = "made_up"
    TOLD_LATELY = "told_lately"


KIND_OF: dict[type[events.Event], Kind] = {
    events.TicketCreated: Kind.CREATED,
    events.TicketUpdated: Kind.UPDATED,
    events.TicketAssigned: Kind.ASSIGNED,
    events.MessageAdded: Kind.COMMENT,
    events.StatusChanged: Kind.STATUS_CHANGE,
    events.TicketReopened: Kind.STATUS_CHANGE,
    events.TicketResolved: Kind.RESOLVED,
    events.TicketClosed: Kind.CLOSED,
    events.Mentioned: Kind.MENTION,
    events.SlaWarning: Kind.SLA_WARNING,
    events.SlaBreached: Kind.SLA_BREACH,
    events.SlaEscalated: Kind.SLA_BREACH,
    events.SurveyPlanned: Kind.SURVEY,
    events.AutoCloseWarned: Kind.CLOSING,
    events.ResponsePending: Kind.PENDING,
}
"""The one type that an event makes; an event that is not here, such as an internal note, is told to nobody."""

DEFAULTS: dict[Kind, dict[Part, bool]] = {
    Kind.CREATED: {Part.REQUESTER: True, Part.TEAM: True},
    Kind.UPDATED: {Part.REQUESTER: False, Part.ASSIGNEE: False, Part.WATCHER: False},
    Kind.STATUS_CHANGE: {Part.REQUESTER: False, Part.ASSIGNEE: False, Part.WATCHER: False},
    Kind.COMMENT: {Part.REQUESTER: True, Part.ASSIGNEE: True, Part.WATCHER: True},
    Kind.ASSIGNED: {Part.ASSIGNEE: True},
    Kind.RESOLVED: {Part.REQUESTER: True, Part.ASSIGNEE: False, Part.WATCHER: False},
    Kind.CLOSED: {Part.REQUESTER: True, Part.ASSIGNEE: False, Part.WATCHER: False},
    Kind.MENTION: {Part.MENTIONED: True},
    Kind.SLA_WARNING: {Part.ASSIGNEE: True, Part.NAMED: True, Part.TEAM: True},
    Kind.SLA_BREACH: {Part.ASSIGNEE: True, Part.NAMED: True, Part.TEAM: True},
    Kind.SURVEY: {Part.REQUESTER: True},
    Kind.CLOSING: {Part.REQUESTER: True},
    Kind.PENDING: {Part.ASSIGNEE: True},
}
"""Whose part a type concerns, and whether they hear of it unless a preference says otherwise."""
