"""The archive: the desk's for agents, one's own for everybody else."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Response, get
from msgspec.structs import replace

from deskhand.door.filters import filters_of
from deskhand.queries import portal
from deskhand.queries.archive import archive_page
from deskhand.queries.contract import ask
from deskhand.rules.access import Can, Role
from deskhand.rules.ticket import ARCHIVED, Status
from deskhand.web.frame import Frame, Framed
from deskhand.web.my_tickets import MINE

ARCHIVE = MINE + "/archive"
_NARROWING = ("q", "status", "priority", "assignee", "requester", "since", "until")
"""What of the address narrows the archive; its order does not."""


@get(ARCHIVE)
async def read_archive(frame: Framed) -> Response[str]:
    """Show what is done, the newest first: to agents all of it, to others and for `own` one's own tickets."""
    me = frame.person
    if me.may(Can.WORK_QUEUE) and not frame.request.query_params.get("own"):
        return await _of_desk(frame)
    asked = frame.request.query_params
    wanted = filters_of(text=asked.get("q"), requester=None if me.role is Role.CUSTOMER else str(me.user_id))
    filters = replace(wanted, status=tuple(status for status in Status if status in ARCHIVED))
    page = await ask(me, portal.my_tickets, filters, cursor=asked.get("cursor") or None)
    return frame.show("my_archive.html", page=page, text=filters.text or "", own=me.role is not Role.CUSTOMER)


async def _of_desk(frame: Frame) -> Response[str]:
    asked = frame.request.query_params
    since, until = (asked.get(name, "")[:40] for name in ("since", "until"))
    filters = filters_of(
        text=asked.get("q"), status=asked.getall("status", []), priority=asked.getall("priority", []),
        assignee=asked.get("assignee"), requester=asked.get("requester"), sort=asked.get("sort"),
        created=f"{since}..{until}" if since or until else None,
    )  # fmt: skip
    page = await ask(frame.actor, archive_page, filters, cursor=asked.get("cursor") or None)
    return frame.show(
        "archive.html", page=page, filters=filters, since=since, until=until,
        archived=[status.value for status in Status if status in ARCHIVED],
        more=f"{ARCHIVE}?{_query(asked, page.next_cursor)}" if page.next_cursor else "",
        is_narrowed=any(asked.get(name) for name in _NARROWING),
    )  # fmt: skip


def _query(asked: Any, cursor: str | None) -> str:
    kept = [(name, value) for name in (*_NARROWING, "sort") for value in asked.getall(name, []) if value]
    return urlencode([*kept, ("cursor", cursor or "")])


ROUTES = [read_archive]
