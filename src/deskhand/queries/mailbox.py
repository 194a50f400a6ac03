"""The built-in mailbox: the mails that the desk wrote while no mail server is set."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.kit.text import flaw_in
from deskhand.queries.contract import query
from deskhand.rules.access import Can
from deskhand.rules.delivery import State
from deskhand.rules.errors import Invalid, NotFound
from deskhand.rules.mail import Enclosure
from deskhand.store.db import Reading

PAGE = 50
"""Mails on a page."""


class Mail(Struct, frozen=True, kw_only=True):
    """A line of the mailbox."""

    id: UUID
    to: str
    subject: str
    notification_type: str
    state: State
    created_at: datetime
    ticket_number: str | None
    ticket_id: UUID | None


class Page(Struct, frozen=True, kw_only=True):
    """Some mails, the newest first, and where the next page begins."""

    items: list[Mail]
    next_cursor: str | None


class MailView(Mail, frozen=True, kw_only=True):
    """A mail as its recipient sees it, with its headers, and the name and size of the file that went with it."""

    text: str
    html: str
    headers: list[tuple[str, str]]
    file_name: str | None
    file_size: int | None


_LINE = """
    select d.id, d.recipient as to, d.subject, d.notification_type, d.state, d.created_at, t.number as ticket_number,
           t.id as ticket_id
    from deliveries d left join tickets t on t.workspace_id = d.workspace_id and t.id = d.ticket_id
    where d.workspace_id = $1 and d.provider = 'mailbox' and ($2::uuid is null or d.id < $2)
      and ($3::text is null or strpos(lower(d.subject), lower($3)) > 0 or strpos(d.recipient, lower($3)) > 0)
    order by d.id desc limit $4
"""
_MAIL = """
    select d.id, d.recipient as to, d.subject, d.notification_type, d.state, d.created_at, t.number as ticket_number,
           t.id as ticket_id, d.message as text, d.html, d.headers, f.name as file_name,
           octet_length(f.content) as file_size
    from deliveries d left join tickets t on t.workspace_id = d.workspace_id and t.id = d.ticket_id
    left join events e on e.workspace_id = d.workspace_id and e.id = d.event_id
    left join report_files f on f.workspace_id = d.workspace_id and f.id = (e.payload ->> 'file_id')::uuid
    where d.workspace_id = $1 and d.id = $2 and d.provider = 'mailbox'
"""
_FILE = """
    select f.name, f.media_type, f.content
    from deliveries d join events e on e.workspace_id = d.workspace_id and e.id = d.event_id
    join report_files f on f.workspace_id = d.workspace_id and f.id = (e.payload ->> 'file_id')::uuid
    where d.workspace_id = $1 and d.id = $2 and d.provider = 'mailbox'
"""


@query(needs=Can.READ_MAILBOX)
async def list_mails(reading: Reading, *, cursor: str | None = None, text: str | None = None) -> Page:
    """Return a page of mails whose subject or recipient holds a text, the newest first."""
    if text is not None and (flaw := flaw_in(text)):
        raise Invalid({"text": f"holds {flaw}; remove it"})
    rows = await reading.rows(_LINE, reading.workspace_id, _place(cursor), text or None, PAGE + 1)
    items = [msgspec.convert(dict(row), Mail) for row in rows[:PAGE]]
    return Page(items=items, next_cursor=str(items[-1].id) if len(rows) > PAGE else None)


@query(needs=Can.READ_MAILBOX)
async def read_mail(reading: Reading, mail_id: UUID) -> MailView:
    """Return one mail of the mailbox."""
    row = await reading.row(_MAIL, reading.workspace_id, mail_id)
    if row is None:
        raise NotFound("There is no such mail in the mailbox.")
    return msgspec.convert(dict(row), MailView)


@query(needs=Can.READ_MAILBOX)
async def read_enclosure(reading: Reading, mail_id: UUID) -> Enclosure:
    """Return the file that went with a mail, while it is kept."""
    row = await reading.row(_FILE, reading.workspace_id, mail_id)
    if row is None:
        raise NotFound("No file went with this mail, or it is kept no more.")
    return Enclosure(**dict(row))


def _place(cursor: str | None) -> UUID | None:
    try:
        return UUID(cursor) if cursor else None
    except ValueError:
        raise Invalid({"cursor": "is not one that a page of the mailbox gave; begin without it"}) from None
