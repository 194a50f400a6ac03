"""The letter of an e-mail: subject, text and HTML from the words, headers that thread, the mail as bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import UnknownLocaleError
from babel.dates import format_date
from liquid import Markup

from deskhand.channels import words
from deskhand.channels.contract import Context, Rendered
from deskhand.channels.report_rows import heads_of, table_of
from deskhand.kit.html import from_text
from deskhand.kit.text import on_one_line, without_controls
from deskhand.rules import events, mail
from deskhand.rules.access import Role
from deskhand.rules.account import STOPPABLE, AccountKind
from deskhand.rules.logo import Logo
from deskhand.rules.mail import Enclosure
from deskhand.rules.notify import Recipient

ONE_CLICK = "List-Unsubscribe=One-Click"
"""What a mail program sends to end a mail."""
_LOGO = (200, 44)
"""Pixels of a logo in a mail at most."""


def letter(context: Context) -> Rendered:
    """Return the e-mail of one delivery."""
    written = words.written(context.kind, _variables(context), language=context.person.language)
    subject = on_one_line(without_controls(written.subject))
    return Rendered(
        recipient=context.person.email, subject=subject, text=written.text, html=written.html,
        headers=_headers(context, subject),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountContext:
    """Everything that the words of a mail about an account may be made of; `link` is empty where there is none."""

    delivery_id: UUID
    generation: int
    kind: AccountKind
    person: Recipient
    actor_name: str
    changes: Mapping[str, events.Change]
    workspace_name: str
    link: str
    base_url: str
    sender: str
    now: datetime
    logo: Logo | None = None
    figures: Mapping[str, str] | None = None
    """What the summary of a week or a report tells."""
    rows: Sequence[Mapping[str, str]] = ()
    """The rows of a report."""
    file: Enclosure | None = None
    """All of a report as a table, which goes with the mail."""


def account_letter(context: AccountContext) -> Rendered:
    """Return the e-mail of one delivery about an account."""
    variables = {
        "ticket": None, "part": "", "person": {"name": context.person.name, "email": context.person.email},
        "actor": {"name": context.actor_name}, "workspace": {**_workspace(context), "url": context.base_url},
        "link": {"url": context.link}, "summary": context.figures, **_table(context),
        "file": {"name": context.file.name if context.file else ""},
        "changes": _changes(context.changes, language=context.person.language),
    }  # fmt: skip
    written = words.written(context.kind, variables, language=context.person.language)
    subject = on_one_line(without_controls(written.subject))
    headers = (
        ("Date", format_datetime(context.now)),
        ("From", mail.named(context.workspace_name, context.sender)),
        ("Reply-To", context.sender),
        ("To", mail.named(context.person.name, context.person.email)),
        ("Subject", subject),
        ("Message-ID", mail.message_id(context.delivery_id, context.generation, sender=context.sender)),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        *_stopping(context),
    )
    return Rendered(
        recipient=context.person.email, subject=subject, text=written.text, html=written.html, headers=headers,
        files=(context.file,) if context.file else (),
    )  # fmt: skip


def as_bytes(rendered: Rendered) -> bytes:
    """Return the mail as it goes over the wire."""
    boundary = "=_" + dict(rendered.headers)["Message-ID"][1:].partition("@")[0].replace(".", "_")
    return mail.composed(
        rendered.headers, text=rendered.text, html=rendered.html, boundary=boundary, files=rendered.files
    )


def _stopping(context: AccountContext) -> tuple[tuple[str, str], ...]:
    """Return the headers by which mail programs offer to end a mail (RFC 2369), with one click (RFC 8058)."""
    if context.kind not in STOPPABLE or not context.link:
        return ()
    where = ("List-Unsubscribe", f"<{context.link}>")
    # One click is offered over HTTPS alone; anywhere else the link leads to its page.
    return (where, ("List-Unsubscribe-Post", ONE_CLICK)) if context.link.startswith("https:") else (where,)


def _table(context: AccountContext) -> dict[str, Any]:
    """Return the rows of a report in its reader's language, and the heads of those that have other columns each."""
    language, rows = context.person.language, context.rows
    if context.kind is AccountKind.SUBSCRIPTION:
        figures = context.figures or {}
        return {"heads": heads_of(figures, language=language), "rows": table_of(figures, rows, language=language)}
    named = [{**row, "name": words.named(row["priority"], of="priority", language=language)} for row in rows]
    return {"heads": [], "rows": named}


def _headers(context: Context, subject: str) -> tuple[tuple[str, str], ...]:
    sender = context.sender
    thread = mail.thread_id(context.matter.id, sender=sender)
    return (
        ("Date", format_datetime(context.now)),
        ("From", mail.named(context.workspace_name, sender)),
        ("Reply-To", sender),
        ("To", mail.named(context.person.name, context.person.email)),
        ("Subject", subject),
        ("Message-ID", mail.message_id(context.delivery_id, context.generation, sender=sender)),
        ("In-Reply-To", thread),
        ("References", thread),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
    )


def _variables(context: Context) -> dict[str, Any]:
    """Return the fixed set of variables that words may use; messages come in as sanitised HTML and as text.

    Priority and changes are named in the recipient's language; the status is the desk's own word, to choose by.
    """
    matter, event, language = context.matter, context.event, context.person.language
    resolution = getattr(event, "resolution", None) or ""
    place = "/dashboard/tickets" if context.person.role is Role.CUSTOMER else "/admin/support"
    changes: dict[str, events.Change] = getattr(event, "changes", {})
    return {
        "part": context.part.value,
        "person": {"name": context.person.name},
        "actor": {"name": context.actor_name},
        "requester": {"name": context.requester_name},
        "workspace": _workspace(context),
        "ticket": {
            "number": matter.number, "subject": on_one_line(without_controls(matter.subject)),
            "status": changes.get("status", (None, None))[1] or matter.status.value,
            "priority": words.named(matter.priority, of="priority", language=language),
            "url": f"{context.base_url}{place}/{matter.id}",
        },
        "rating": {"url": context.rating_url},
        "summary": None,
        "closing": {"date": _day(getattr(event, "closes_at", None), context.person)},
        "sla": _sla(event, context.person),
        "message": {"text": context.text, "html": Markup(context.html)},  # sanitised when it was written
        "resolution": {"text": resolution, "html": Markup(from_text(resolution))},  # escaped by from_text
        "changes": _changes(changes, language=language),
    }  # fmt: skip


def _day(moment: datetime | None, reader: Recipient) -> str:
    """Return the day of a moment as somebody reads it at their place, empty where there is none."""
    if moment is None:
        return ""
    try:
        return format_date(moment.astimezone(ZoneInfo(reader.time_zone)), format="full", locale=reader.language)
    except (UnknownLocaleError, ZoneInfoNotFoundError, ValueError):
        return moment.date().isoformat()


def _sla(event: events.Event, person: Recipient) -> dict[str, str]:
    """Return what is due and when, in the language and time zone of whoever reads it."""
    if not isinstance(event, events.SlaWarning | events.SlaBreached | events.SlaEscalated):
        return {"target": "", "due": ""}
    due = event.due_at and event.due_at.astimezone(ZoneInfo(person.time_zone))
    return {
        "target": words.named(event.target, of="target", language=person.language),
        "due": due.isoformat(sep=" ", timespec="minutes") if due else "",
    }


def _workspace(context: Context | AccountContext) -> dict[str, Any]:
    """Return the workspace's name and its logo, which mail programs fetch; where they do not, the name stands there."""
    logo = context.logo
    if logo is None:
        return {"name": context.workspace_name, "logo": None}
    width, height = logo.within(*_LOGO)
    shown = {"url": context.base_url + logo.path, "width": width, "height": height, "ground": logo.ground.value}
    return {"name": context.workspace_name, "logo": shown}


def _changes(changes: Mapping[str, events.Change], *, language: str) -> list[dict[str, str]]:
    def named(field: str, value: str | None) -> str:
        return words.named(value, of=field, language=language) if value else "–"

    return [
        {"field": words.named(name, of="field", language=language), "from": named(name, old), "to": named(name, new)}
        for name, (old, new) in changes.items()
    ]
