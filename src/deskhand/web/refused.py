"""Refusals beside the fields that they are about, each a whole sentence."""

from __future__ import annotations

from collections.abc import Mapping

from deskhand.rules.errors import Invalid
from deskhand.rules.sla.calendar import WEEKDAYS
from deskhand.rules.sla.policy import Target
from deskhand.rules.sla.promise import cell
from deskhand.rules.ticket import Priority
from deskhand.web.deadlines import target_name
from deskhand.web.frame import Frame
from deskhand.web.reader import gettext as _
from deskhand.web.reader import reading
from deskhand.web.times import weekday
from deskhand.web.words import priority_name

_FIELDS = {
    "requesterEmail": "requester",
    "requesterId": "requester",
    "agentId": "agent",
    "parentId": "parent",
    "categoryId": "category",
}
"""What an action calls a field, and what its form does."""


def sentences(refusal: Invalid, frame: Frame, *, asked: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return a sentence for each field of the form, naming the field as its label does; `asked` are more labels."""
    with reading(frame.reader):
        labels = {
            **_labels(),
            **_of_sorting(),
            **_of_tokens(),
            **_of_what_follows(),
            **_of_deadlines(),
            **_of_assignment(),
            **{name: f"“{label}”" for name, label in (asked or {}).items()},
        }
        named = {_FIELDS.get(name, name): sentence for name, sentence in refusal.fields.items()}
        return {name: _sentence(labels.get(name, name), flaw) for name, flaw in named.items()}


def _sentence(label: str, flaw: str) -> str:
    return f"{label}: {flaw}" if flaw.startswith("“") else f"{label} {flaw}"


def _labels() -> dict[str, str]:
    return {
        "subject": _("The subject"),
        "description": _("The description"),
        "content": _("The message"),
        "attachments": _("The files"),
        "requester": _("The requester"),
        "priority": _("The priority"),
        "resolution": _("The solution"),
        "status": _("The status"),
        "snoozedUntil": _("The time to snooze until"),
        "dueAt": _("The due date"),
        "reason": _("The reason"),
        "rating": _("The rating"),
        "comment": _("The comment"),
        "agent": _("The assignee"),
        "watcher": _("The watcher"),
        "ticket": _("The other ticket"),
        "message": _("This message"),
        "firstName": _("The first name"),
        "lastName": _("The last name"),
        "timeZone": _("The time zone"),
        "language": _("The language"),
        "phone": _("The phone number"),
        "email": _("The e-mail address"),
        "password": _("The password"),
        "old": _("The present password"),
        "new": _("The new password"),
        "name": _("The name"),
        "logo": _("The logo"),
        "accent": _("The accent"),
        "accentDark": _("The accent in the dark theme"),
        "supportAddress": _("The support address"),
        "welcome": _("The sentence"),
        "signUp": _("Who may sign up"),
        "role": _("The role"),
        "members": _("The members"),
        "domains": _("The e-mail domains"),
        "slackWebhook": _("The Slack address"),
        "memberIds": _("The members"),
        "categories": _("The categories"),
        "categoryIds": _("The categories"),
        "team": _("The team"),
        "teamId": _("The team"),
        "organization": _("The organization"),
        "organizationId": _("The organization"),
        "emails": _("The e-mail addresses"),
    }


def _of_what_follows() -> dict[str, str]:
    return {
        "trigger": _("What sets it off"),
        "after": _("The wait"),
        "conditions": _("The conditions"),
        "notify": _("Whom it tells"),
        "tests": _("The tests"),
        "url": _("The address"),
        "events": _("The events"),
        "webhooks": _("The webhooks"),
        "surveyHours": _("The hours after closing"),
        "autoCloseDays": _("The days until closing"),
        "autoCloseWarningDays": _("The days until the requester is told"),
    }


def _of_deadlines() -> dict[str, str]:
    return {
        **{
            cell(target, priority): f"{target_name(target)}, {priority_name(priority)}"
            for target in Target
            for priority in Priority
        },
        "targets": _("The table"),
        "calendarId": _("The calendar"),
        "warnings": _("The warnings"),
        "tests": _("The tests"),
        "yaml": _("The text"),
        "slaPolicyId": _("The policy"),
        **{f"week.{name}": weekday(place) for place, name in enumerate(WEEKDAYS)},
        "week": _("The week"),
        "holidays": _("The holidays"),
        "since": _("The first day"),
        "country": _("The country"),
        "ics": _("The file"),
        "part": _("The part of the country"),
    }


def _of_assignment() -> dict[str, str]:
    return {
        "skills": _("The skills"),
        "languages": _("The languages"),
        "capacity": _("The capacity"),
        "awayUntil": _("The end of being away"),
        "awayReason": _("The reason"),
        "needs": _("The skills that are needed"),
        "prefers": _("The skills that are preferred"),
    }


def _of_tokens() -> dict[str, str]:
    return {"days": _("How long it works"), "scopes": _("What the token may do")}


def _of_sorting() -> dict[str, str]:
    return {
        "key": _("The key"),
        "parent": _("The category above it"),
        "colour": _("The colour"),
        "category": _("The category"),
        "categoryId": _("The category"),
        "label": _("The label"),
        "kind": _("The kind"),
        "options": _("The choices"),
        "help": _("The help"),
        "rules.min": _("The least"),
        "rules.max": _("The most"),
        "rules.pattern": _("The pattern"),
        "rules.maxLength": _("The greatest length"),
        "editableByCustomer": _("Letting customers answer"),
        "into": _("The tag that stays"),
        "tags": _("The tags"),
        "text": _("The text"),
        "templateId": _("The template"),
        "effects": _("The macro"),
        "assignee": _("The assignee"),
        "sets.category": _("The category of the ticket"),
    }
