"""Merging from the ticket's page: find the other one, see what happens, do it, and take it back."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from deskhand.actions import merges
from deskhand.actions.contract import act_once
from deskhand.queries.contract import ask
from deskhand.queries.merges import preview_merge
from deskhand.queries.ticket import read_ticket
from deskhand.queries.tickets import list_all_tickets
from deskhand.rules.errors import Conflict, Invalid
from deskhand.rules.filters import Filters
from deskhand.rules.ticket import Ticket
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.links import QUEUE, query_of
from deskhand.web.queue import filters_asked
from deskhand.web.ticket import Answer, id_of, show_refused

_PATH = QUEUE + "/{ticket_id:uuid}"
OFFERED = 8
"""Tickets that are offered to merge into."""
LONGEST = 200
"""Characters of what is searched for."""


@get(_PATH + "/merge")
async def read(frame: Framed, ticket_id: FromPath[UUID]) -> Response[str]:
    """Show what the ticket can be merged into, and what merging it into the chosen one would do."""
    asked = frame.request.query_params
    chosen = id_of(asked.get("into", ""), "into")
    return await _shown(frame, ticket_id, text=asked.get("text", "")[:LONGEST].strip(), chosen=chosen)


@post(_PATH + "/merge")
async def merge(frame: Framed, ticket_id: FromPath[UUID]) -> Answer:
    """Merge the ticket into the chosen one, and go there."""
    form = await frame.form("into", "once")
    into = id_of(form["into"], "into")
    if into is None:
        return await _shown(frame, ticket_id, text="", chosen=None, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        once = frame.once(form["once"], form["into"])
        place = await act_once(frame.actor, once, merges.merge, into, [ticket_id])
    except Conflict:
        return await _shown(frame, ticket_id, text="", chosen=into, status=HTTPStatus.CONFLICT)
    return go(f"{QUEUE}/{place.id}")


@post(_PATH + "/unmerge")
async def unmerge(frame: Framed, ticket_id: FromPath[UUID]) -> Answer:
    """Take back the merge of a ticket into this one."""
    form = await frame.form("merged", "once")
    merged = id_of(form["merged"], "merged") or ticket_id
    try:
        await act_once(frame.actor, frame.once(form["once"], form["merged"]), merges.unmerge, merged)
    except (Invalid, Conflict) as refusal:
        return await show_refused(frame, ticket_id, refusal, written={})
    return go(f"{QUEUE}/{ticket_id}{query_of(filters_asked(frame))}")


async def _shown(
    frame: Frame, ticket_id: UUID, *, text: str, chosen: UUID | None, status: int = HTTPStatus.OK
) -> Response[str]:
    ticket = await ask(frame.actor, read_ticket, ticket_id)
    preview = None if chosen is None else await ask(frame.actor, preview_merge, ticket_id, chosen)
    filters = Filters(text=text) if text else Filters(requester=str(ticket.requester_id))
    flaw = ""
    found: list[Ticket] = []
    try:
        found = (await ask(frame.actor, list_all_tickets, filters, cursor=None, limit=OFFERED + 1, page=1)).items
    except Invalid as refusal:
        flaw = str(refusal)
    offered = [one for one in found if one.id != ticket_id and one.merged_into_id is None][:OFFERED]
    return frame.show(
        "merge.html", status=status, ticket=ticket, text=text, offered=offered, preview=preview, flaw=flaw,
    )  # fmt: skip


ROUTES = [read, merge, unmerge]
