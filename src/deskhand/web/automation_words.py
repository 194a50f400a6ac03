"""The words of rules, as their readers say them."""

from __future__ import annotations

from deskhand.rules.automation.facts import OF_FORM, Op
from deskhand.web.reader import gettext as _


def event_words() -> dict[str, str]:
    """Return what sets rules off, in the order of the page."""
    return {
        "ticket.created": _("a ticket is opened"),
        "ticket.message.added": _("a public message is written"),
        "ticket.note.added": _("an internal note is written"),
        "ticket.updated": _("priority, type, subject or team changes"),
        "ticket.assigned": _("a ticket is assigned or unassigned"),
        "ticket.classified": _("category, tags or fields change"),
        "ticket.status_changed": _("a ticket is cancelled"),
        "ticket.resolved": _("a ticket is resolved"),
        "ticket.closed": _("a ticket is closed"),
        "ticket.reopened": _("a ticket is reopened"),
        "ticket.rated": _("a ticket is rated"),
        "ticket.sla.warning": _("a deadline is near"),
        "ticket.sla.breached": _("a deadline is missed"),
    }


def field_words() -> dict[str, str]:
    """Return what conditions can ask about, but for the fields of forms."""
    return {
        "ticket.subject": _("Subject"),
        "message.text": _("Text of the message"),
        "ticket.status": _("Status"),
        "ticket.priority": _("Priority"),
        "ticket.type": _("Type"),
        "ticket.category": _("Category (its key)"),
        "ticket.tags": _("Tags"),
        "ticket.assignee": _("Assignee"),
        "ticket.team": _("Team"),
        "ticket.source": _("Where it came in"),
        "ticket.messages": _("Number of messages"),
        "ticket.answered": _("Whether it was answered"),
        "ticket.hours_old": _("Hours since it was opened"),
        "ticket.hours_quiet": _("Hours since somebody wrote"),
        "ticket.rating": _("Rating"),
        "sla.state": _("State of its deadline"),
        "requester.name": _("Requester’s name"),
        "requester.email": _("Requester’s e-mail address"),
        "requester.language": _("Requester’s language"),
        "organization.name": _("Organization’s name"),
        "organization.id": _("Organization (its id)"),
        "organization.priority_client": _("Whether it is of a priority client"),
        "event.by": _("Who did it"),
        "event.changed": _("What changed"),
    }


def field_word(name: str) -> str:
    """Return a field as a sentence names it."""
    return field_words().get(name, name.removeprefix(OF_FORM))


def op_words() -> dict[str, str]:
    """Return the comparisons."""
    return {
        Op.IS: _("is"),
        Op.IS_NOT: _("is not"),
        Op.CONTAINS: _("contains"),
        Op.CONTAINS_NOT: _("does not contain"),
        Op.CONTAINS_ANY: _("contains one of"),
        Op.ANY_OF: _("is one of"),
        Op.NONE_OF: _("is none of"),
        Op.STARTS_WITH: _("begins with"),
        Op.ENDS_WITH: _("ends with"),
        Op.MORE_THAN: _("is more than"),
        Op.LESS_THAN: _("is less than"),
        Op.BEFORE: _("is before"),
        Op.AFTER: _("is after"),
        Op.IS_SET: _("is given"),
        Op.IS_EMPTY: _("is empty"),
    }
