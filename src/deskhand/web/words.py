"""The names that people read for the words of the trade."""

from __future__ import annotations

from datetime import datetime

from deskhand.rules.sla.calendar import WEEKDAYS
from deskhand.web.reader import by_language
from deskhand.web.reader import gettext as _
from deskhand.web.times import stamp, weekday

STATUS_ICONS = {
    "open": "circle-dashed",
    "in_progress": "circle-dot",
    "waiting_customer": "circle-pause",
    "waiting_support": "corner-up-left",
    "resolved": "circle-check",
    "closed": "archive",
    "cancelled": "circle-slash",
}
PRIORITIES = ("critical", "urgent", "high", "medium", "low")
SOURCE_ICONS = {
    "web": "message-square",
    "api": "code-xml",
    "email": "mail",
    "slack_intake": "hash",
    "chat": "message-circle",
    "import": "history",
    "demo": "shapes",
}
TAG_HUES = {"red": 30, "orange": 60, "yellow": 90, "green": 150, "teal": 180, "blue": 240, "violet": 300, "pink": 0}


@by_language
def status_name(status: str) -> str:
    """Return what agents call a status."""
    return {
        "open": _("Open"),
        "in_progress": _("In progress"),
        "waiting_customer": _("Waiting for customer"),
        "waiting_support": _("Waiting for support"),
        "resolved": _("Resolved"),
        "closed": _("Closed"),
        "cancelled": _("Cancelled"),
    }.get(status, status)


@by_language
def priority_name(priority: str) -> str:
    """Return what people call a priority."""
    return {
        "critical": _("Critical"),
        "urgent": _("Urgent"),
        "high": _("High"),
        "medium": _("Medium"),
        "low": _("Low"),
    }.get(priority, priority)


@by_language
def type_name(kind: str) -> str:
    """Return what people call a type of matter."""
    return {
        "user_error": _("User error"),
        "system_error": _("System error"),
        "integration_failure": _("Integration failure"),
        "content_generation_failure": _("Content generation failure"),
        "authentication_issue": _("Authentication issue"),
        "billing_issue": _("Billing issue"),
        "feature_request": _("Feature request"),
        "bug_report": _("Bug report"),
        "general_support": _("General support"),
        "technical_issue": _("Technical issue"),
    }.get(kind, kind)


def answer_text(value: object) -> str:
    """Return what a ticket holds in a field as people read it."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


@by_language
def kind_name(kind: str) -> str:
    """Return what people call a kind of field."""
    return {
        "text": _("A line of text"),
        "long_text": _("Several lines of text"),
        "number": _("A number"),
        "date": _("A date"),
        "boolean": _("Yes or no"),
        "choice": _("One of several"),
        "choices": _("Some of several"),
    }.get(kind, kind)


@by_language
def colour_name(colour: str) -> str:
    """Return what people call a tag's colour."""
    return {
        "neutral": _("Grey"),
        "red": _("Red"),
        "orange": _("Orange"),
        "yellow": _("Yellow"),
        "green": _("Green"),
        "teal": _("Teal"),
        "blue": _("Blue"),
        "violet": _("Violet"),
        "pink": _("Pink"),
    }.get(colour, colour)


def tag_hue(colour: str) -> int | None:
    """Return the hue of a tag's colour, None for the neutral one."""
    return TAG_HUES.get(colour)


@by_language
def source_name(source: str) -> str:
    """Return how a ticket came in."""
    return {
        "web": _("the portal"),
        "api": _("the API"),
        "email": _("e-mail"),
        "slack_intake": _("Slack"),
        "chat": _("live chat"),
        "import": _("an import"),
        "demo": _("the demo"),
    }.get(source, source)


@by_language
def group_name(attention: int) -> str:
    """Return the heading of a group of the queue."""
    return {
        0: _("Needs a reply"),
        1: _("In progress"),
        2: _("Waiting for customer"),
        3: _("Resolved"),
        4: _("Closed"),
    }.get(attention, "")


def field_name(field: str) -> str:
    """Return what a changed field is called in a sentence."""
    return {
        **_of_the_workspace(),
        **_of_assignment(),
        "status": _("status"),
        "priority": _("priority"),
        "assignee": _("assignee"),
        "subject": _("subject"),
        "type": _("type"),
        "requester": _("requester"),
        "due_at": _("due date"),
        "snoozed_until": _("snoozed until"),
        "name": _("name"),
        "language": _("language"),
        "key": _("key"),
        "tags": _("tags"),
        "category": _("category"),
        "colour": _("colour"),
        "label": _("label"),
        "options": _("choices"),
        "help": _("help"),
        "is_required": _("must be answered"),
        "visible_to_customer": _("shown to customers"),
        "editable_by_customer": _("answered by customers"),
        "categories": _("categories"),
        "min": _("least"),
        "max": _("most"),
        "pattern": _("pattern"),
        "max_length": _("greatest length"),
        "description": _("description"),
        "parent": _("category above it"),
        "position": _("place"),
        "is_active": _("in use"),
        "is_public": _("offered to customers"),
        "role": _("role"),
        "team": _("team"),
        "members": _("members"),
        "domains": _("e-mail domains"),
        "is_priority_client": _("priority client"),
        "shares_tickets": _("its people see each other’s tickets"),
        "slack": _("Slack address"),
        "organization": _("organization"),
        "first_name": _("first name"),
        "last_name": _("last name"),
        "email": _("e-mail address"),
        "phone": _("phone number"),
        **_of_deadlines(),
        **_of_webhooks(),
    }.get(field, field.replace("_", " "))


def _of_webhooks() -> dict[str, str]:
    return {"webhook": _("webhook"), "url": _("address"), "events": _("events")}


def _of_deadlines() -> dict[str, str]:
    targets = {"first_response": _("first reply"), "next_response": _("next reply"), "resolution": _("solution")}
    cells = {
        f"sla_{target}_{priority}": f"{name}, {priority_name(priority).lower()}"
        for target, name in targets.items()
        for priority in PRIORITIES
    }
    return {
        **{name: weekday(place).lower() for place, name in enumerate(WEEKDAYS)},
        **cells,
        **{
            f"sla_pauses_{target}": _("%(target)s stands still in") % {"target": name}
            for target, name in targets.items()
        },
        "holidays": _("holidays"),
        "since": _("from when on"),
        "calendar": _("calendar"),
        "sla_policy": _("policy of deadlines"),
        "sla_steps": _("warnings and steps"),
        "sla_tests": _("tests"),
        "restarts_on_rise": _("clocks begin anew when the priority rises"),
        "critical_below_half": _("critical only under half of the time"),
    }


def _of_assignment() -> dict[str, str]:
    return {
        "skills": _("skills"),
        "languages": _("languages"),
        "hours": _("working hours"),
        "capacity": _("capacity"),
        "is_accepting": _("accepts tickets"),
        "away_until": _("away until"),
        "away_reason": _("why away"),
        "assignment": _("rule of assignment"),
        "needs": _("needed skills"),
        "prefers": _("preferred skills"),
    }


def _of_the_workspace() -> dict[str, str]:
    return {
        "logo": _("logo"),
        "accent": _("accent"),
        "accent_dark": _("accent in the dark theme"),
        "support_address": _("support address"),
        "welcome": _("sentence on the portal's first page"),
        "time_zone": _("time zone"),
        "sign_up": _("who may sign up"),
    }


def value_name(field: str, value: str | None) -> str:
    """Return a changed value as people read it."""
    if value is None:
        return _("nobody") if field == "assignee" else _("none")
    if field in {"due_at", "snoozed_until"}:
        return stamp(datetime.fromisoformat(value))
    return {"status": status_name, "priority": priority_name, "type": type_name}.get(field, str)(value)


def role_name(role: str) -> str:
    """Return what people call a role."""
    return {"customer": _("Customer"), "agent": _("Agent"), "admin": _("Admin")}.get(role, role)


def happening(event: str) -> str:
    """Return what happened to a person, as one reads it after the name of who did it."""
    return {
        "person.created": _("made the account"),
        "person.changed": _("changed"),
        "person.invited": _("sent the invitation"),
        "person.deactivated": _("deactivated the account"),
        "person.reactivated": _("let them in again"),
        "person.signed_in": _("signed in"),
        "person.signed_out": _("signed out"),
        "person.sessions_ended": _("signed devices out"),
        "person.password_changed": _("set the password"),
        "person.address_changed": _("confirmed a new address"),
        "person.link_made": _("made a sign-in link"),
        "person.link_asked": _("asked for a link"),
        "token.created": _("made an API token"),
        "token.revoked": _("revoked an API token"),
        "team.created": _("made the team"),
        "team.changed": _("changed"),
        "webhook.created": _("made the webhook"),
        "webhook.changed": _("changed"),
        "webhook.gone": _("switched it off, since its receiver asked for no more"),
        "webhook.secret_rotated": _("gave it a new secret"),
        "webhook.removed": _("removed the webhook"),
        "webhook.tested": _("sent a test"),
        "webhook.replayed": _("sent a message again"),
        "organization.created": _("made the organization"),
        "organization.changed": _("changed"),
    }.get(event, event)


def report_name(by: str) -> str:
    """Return by what the figures of a report are told apart, as the head of its column."""
    return {
        "day": _("Day"),
        "month": _("Month"),
        "category": _("Category"),
        "priority": _("Priority"),
        "source": _("Channel"),
        "agent": _("Agent"),
        "team": _("Team"),
        "organization": _("Organization"),
    }.get(by, by)


def job_name(name: str) -> str:
    """Return what people call a scheduled job."""
    return {
        "close_inactive": _("Closing idle tickets"),
        "remind_of_replies": _("Reminding of customers who wait"),
        "summarise_week": _("Telling agents of their week"),
        "report_deadlines": _("Telling admins which deadlines were kept"),
        "mail_reports": _("Mailing reports"),
        "update_statistics": _("Counting what happened"),
        "rebuild_statistics": _("Counting everything anew"),
        "check_clocks": _("Checking due moments"),
        "hand_back_tickets": _("Handing tickets back"),
        "partitions": _("Making room for events"),
        "divide_words": _("Dividing the index of the search"),
        "forget_expired": _("Forgetting what has expired"),
        "empty_bin": _("Emptying the bin"),
        "erase_files": _("Erasing loose files"),
        "erase_exports": _("Erasing old exports"),
    }.get(name, name)


def job_about(name: str) -> str:
    """Return when a scheduled job runs and what it does, in one sentence."""
    return {
        "close_inactive": _("Every night at 2, local time: what is idle is closed, and requesters are told."),
        "remind_of_replies": _("Every four hours: agents hear of customers who have waited for more than four."),
        "summarise_week": _("Mondays at 7, local time: agents hear what they have and what they did."),
        "report_deadlines": _("Every morning at six: admins are mailed which deadlines were kept in the last 30 days."),
        "mail_reports": _("Every quarter of an hour: reports go out whose moment has come, to whoever asked for them."),
        "update_statistics": _("Every hour: what reports show is brought up to date."),
        "rebuild_statistics": _("Every Sunday: all figures are counted again, as tickets are sorted now."),
        "hand_back_tickets": _(
            "Every five minutes: what agents were given by rule and have not begun goes back once they have left."
        ),
        "check_clocks": _("Every night: the clocks of service levels are compared with what they follow from."),
        "partitions": _("Every night: the months of the event log are made ahead."),
        "divide_words": _("Every night: the index of the search is divided by time where it has grown."),
        "forget_expired": _("Every half hour: sessions, links and keys whose time is over are removed."),
        "empty_bin": _("Every hour: tickets that were deleted 30 days ago are erased."),
        "erase_files": _("Every ten minutes: uploads that no message carries are erased."),
        "erase_exports": _("Every ten minutes: exports that are a week old are erased."),
    }.get(name, "")


def relation_name(relation: str) -> str:
    """Return what another ticket is to a ticket, as people call it."""
    return {
        "parent": _("Parent"),
        "child": _("Child"),
        "duplicate_of": _("Duplicate of"),
        "duplicated_by": _("Duplicated by"),
        "follow_up_of": _("Follow-up of"),
        "followed_by": _("Followed by"),
        "caused_by": _("Caused by"),
        "causes": _("Cause of"),
        "split_from": _("Split from"),
        "split_off": _("Split off"),
    }.get(relation, relation)
