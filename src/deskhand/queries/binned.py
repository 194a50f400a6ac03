"""The bin as admins see it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from deskhand.kit.text import flaw_in
from deskhand.queries.contract import query
from deskhand.queries.filters import decode_cursor, encode_cursor
from deskhand.rules.access import Can
from deskhand.rules.binned import erased_at
from deskhand.rules.errors import Invalid
from deskhand.store.db import Reading

PAGE = 50
"""Tickets on a page."""


class Deleted(Struct, frozen=True, kw_only=True):
    """A ticket in the bin: whose it is, who put it there, and when it goes."""

    id: UUID
    number: str
    subject: str
    requester_name: str
    deleted_by: str | None
    deleted_at: datetime
    erased_at: datetime


class Page(Struct, frozen=True, kw_only=True):
    """Some of the bin, the latest first, and where the next page begins."""

    items: list[Deleted]
    next_cursor: str | None


_PAGE = """
    select t.id, t.number, t.subject, r.name as requester_name, b.name as deleted_by, t.deleted_at
    from tickets t
    join users r on r.workspace_id = t.workspace_id and r.id = t.requester_id
    left join users b on b.workspace_id = t.workspace_id and b.id = t.deleted_by_id
    where t.workspace_id = $1 and t.deleted_at is not null
      and ($2::timestamptz is null or (t.deleted_at, t.id) < ($2, $3::uuid))
      and ($4::text is null or strpos(lower(t.subject), lower($4)) > 0 or strpos(lower(t.number), lower($4)) > 0)
    order by t.deleted_at desc, t.id desc limit $5
"""


@query(needs=Can.DELETE_TICKET)
async def list_bin(reading: Reading, *, text: str | None = None, cursor: str | None = None) -> Page:
    """Return a page of the bin, narrowed to a text in subject or number."""
    if text is not None and (flaw := flaw_in(text)):
        raise Invalid({"q": f"holds {flaw}; remove it"})
    at, last = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else (None, None)
    await reading.value("select set_config('app.bin', 'open', true)")
    rows = await reading.rows(_PAGE, reading.workspace_id, at, last, text or None, PAGE + 1)
    items = [Deleted(**row, erased_at=erased_at(row["deleted_at"])) for row in rows[:PAGE]]
    more = items[-1] if len(rows) > PAGE else None
    return Page(items=items, next_cursor=encode_cursor(more.deleted_at, more.id) if more else None)
