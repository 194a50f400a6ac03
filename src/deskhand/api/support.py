"""`/api/admin/support/tickets`: the tickets as agents' tools of their own open, list and change them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import Request, Router, get, patch, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, HeaderParameter, JSONBody, QueryParameter, SkipValidation
from msgspec import UNSET

from deskhand.actions import staff
from deskhand.actions.classification import Wanted
from deskhand.actions.contract import act, act_once
from deskhand.actions.replies import NewMessage
from deskhand.actions.tickets import NewTicket, TicketChange
from deskhand.api import answers
from deskhand.api.answers import Comment, SupportTicket, SupportTicketPage
from deskhand.api.bodies import CommentBody, SupportChangeBody, SupportTicketBody
from deskhand.api.problem import spec
from deskhand.door.filters import check_page, filters_of
from deskhand.door.once import once_of
from deskhand.queries.contract import ask
from deskhand.queries.tickets import list_all_tickets
from deskhand.rules.access import Actor
from deskhand.rules.errors import Invalid

Asking = Request[object, object, State]
Who = NamedDependency[SkipValidation[Actor]]
Key = Annotated[str | None, HeaderParameter(name="Idempotency-Key", required=False)]
Words = Annotated[list[str] | None, QueryParameter(required=False, description="Repeated or separated by commas.")]
Text = Annotated[str | None, QueryParameter(required=False)]
_FIELDS = {"content": "comment"}
_READ = spec(400, 401, 403, 404, 422, 500, 503)
_WRITE = spec(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507)


@get("/", responses=_READ, summary="List tickets as an agent", operation_id="listSupportTickets")
async def list_(
    actor: Who,
    *,
    status: Words = None,
    priority: Words = None,
    assigned_to: Annotated[str | None, QueryParameter(name="assignedTo", required=False)] = None,
    requester: Text = None,
    q: Text = None,
    sort: Text = None,
    page: Annotated[int, QueryParameter(required=False)] = 1,
    limit: Annotated[int, QueryParameter(required=False)] = 20,
    cursor: Text = None,
) -> SupportTicketPage:
    """Return the tickets that the agent may see, the newest first."""
    check_page(page, limit)
    filters = filters_of(
        status=status, priority=priority, assignee=assigned_to, requester=requester, text=q, sort=sort
    )  # fmt: skip
    found = await ask(actor, list_all_tickets, filters, cursor=cursor, limit=limit, page=page)
    items = [answers.at_desk(ticket) for ticket in found.items]
    return SupportTicketPage(items=items, page=page, limit=limit, total=found.total, next_cursor=found.next_cursor)


@post("/", responses=_WRITE, summary="Open a ticket as an agent", operation_id="openSupportTicket")
async def open_(
    request: Asking, actor: Who, *, data: JSONBody[SupportTicketBody], idempotency_key: Key = None
) -> SupportTicket:
    """Open a ticket for the agent, or for the requester that is named."""
    wanted = NewTicket(
        subject=data.subject, description=data.description, type=data.type, priority=data.priority,
        requester_id=data.requester_id, requester_email=data.requester_email,
        classification=Wanted(category_key=data.category or UNSET),
    )  # fmt: skip
    once = await once_of(request, key=idempotency_key)
    return answers.at_desk(await act_once(actor, once, staff.open_ticket, wanted))


@patch("/{ticket_id:uuid}", responses=_WRITE, summary="Change a ticket as an agent", operation_id="patchSupportTicket")
async def change(actor: Who, ticket_id: FromPath[UUID], data: JSONBody[SupportChangeBody]) -> SupportTicket:
    """Change any subset of a ticket's fields at once."""
    wanted = TicketChange(
        subject=data.subject, type=data.type, priority=data.priority, status=data.status,
        assignee_id=data.assignee_id, resolution=data.resolution, version=data.version,
        classification=Wanted(category_key=data.category),
    )  # fmt: skip
    return answers.at_desk(await act(actor, staff.change_ticket, ticket_id, wanted))


@post("/{ticket_id:uuid}/comments", responses=_WRITE, summary="Comment on a ticket", operation_id="addComment")
async def comment(
    request: Asking,
    actor: Who,
    ticket_id: FromPath[UUID],
    *,
    data: JSONBody[CommentBody],
    idempotency_key: Key = None,
) -> Comment:
    """Write a public comment, or an internal one that customers never see."""
    wanted = NewMessage(content=data.comment)
    once = await once_of(request, key=idempotency_key)
    try:
        written = await act_once(actor, once, staff.comment, ticket_id, wanted, is_internal=data.is_internal)
    except Invalid as refusal:
        raise Invalid({_FIELDS.get(name, name): flaw for name, flaw in refusal.fields.items()}) from refusal
    return Comment(
        id=written.id, ticket_id=written.ticket.id, ticket_number=written.ticket.number,
        ticket_status=written.ticket.status, ticket_version=written.ticket.version, comment=written.body,
        is_internal=written.is_internal, html=written.html,
    )  # fmt: skip


ROUTER = Router("/api/admin/support/tickets", route_handlers=[list_, open_, change, comment], tags=["Agents"])
