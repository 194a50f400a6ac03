"""`/api/tickets`: open, read, list and change tickets, and write on them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, Router, get, post, route
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.enums import HttpMethod
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, HeaderParameter, JSONBody, QueryParameter, SkipValidation
from msgspec import UNSET

from deskhand.actions import replies, tickets
from deskhand.actions.classification import Wanted
from deskhand.actions.contract import act, act_once
from deskhand.api import answers
from deskhand.api.answers import (
    Answer,
    CustomerTicket,
    CustomerTicketDetail,
    CustomerTicketPage,
    StatsAnswer,
    TicketAnswer,
    TicketDetail,
    TicketPage,
    Written,
)
from deskhand.api.bodies import AssignBody, CloseBody, MessageBody, TicketBody, TicketChangeBody
from deskhand.api.problem import spec
from deskhand.door.desk import desk_of
from deskhand.door.filters import check_page, filters_of
from deskhand.door.once import once_of
from deskhand.door.upload import attached_to
from deskhand.queries.contract import ask
from deskhand.queries.portal import read_my_ticket
from deskhand.queries.stats import ticket_stats
from deskhand.queries.ticket import read_ticket
from deskhand.queries.tickets import TicketList, list_tickets
from deskhand.rules.access import Actor, is_staff
from deskhand.rules.errors import Invalid
from deskhand.rules.filters import Filters
from deskhand.rules.ticket import Source, Status, Ticket


class Moved(Answer, frozen=True, kw_only=True):
    """A ticket was merged: what is addressed to it stands on another one."""

    merged_into: answers.Place


Asking = Request[object, object, State]
Who = NamedDependency[SkipValidation[Actor]]
Key = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        required=False,
        description="Kept 48 hours: the same key and body get the same answer, and nothing happens twice.",
    ),
]
Words = Annotated[list[str] | None, QueryParameter(required=False, description="Repeated or separated by commas.")]
Category = Annotated[
    str | None, QueryParameter(required=False, description="A category's id or key, with those below it.")
]
Searched = Annotated[
    str | None,
    QueryParameter(required=False, description="A search: words, fields such as `status:open`, or a number."),
]
Organization = Annotated[str | None, QueryParameter(required=False, description="An organization's id or whole name.")]
Span = Annotated[
    str | None,
    QueryParameter(
        required=False,
        description="`from..to` as days or moments (UTC), or as ages such as `7d`; either may be left out.",
    ),
]
Sorting = Annotated[
    str | None,
    QueryParameter(
        required=False, description="`newest`, `oldest`, `updated`, `priority`, `need`, or for agents `due`."
    ),
]
Viewed = Annotated[
    str | None,
    QueryParameter(required=False, description="A saved view's id or key; other filters take the place of its own."),
]
Sleeping = Annotated[
    str | None,
    QueryParameter(
        required=False,
        description="`only` tickets that sleep, `no` ones, or `any`; without it any, and with a view as that says.",
    ),
]
ByDate = Annotated[
    str | None,
    QueryParameter(
        required=False,
        description="By due date: `overdue`, `today`, `this_week` (in your time zone) or `none`. For agents.",
    ),
]
_ASSIGN_FIELDS = {"assigneeId": "agentId"}
_NO_WORDS = CloseBody()
_READ = spec(400, 401, 403, 404, 422, 500, 503)
_MERGED = {301: ResponseSpec(Moved, description="It was merged; `Location` is where it stands now.")}
_WRITE = spec(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507)


@get("/", responses=_READ, summary="List tickets", operation_id="listTickets")
async def list_(
    request: Asking,
    actor: Who,
    *,
    status: Words = None,
    priority: Words = None,
    assigned_to: Annotated[
        str | None, QueryParameter(name="assignedTo", required=False, description="An agent's id, `me` or `none`.")
    ] = None,
    team: Annotated[str | None, QueryParameter(required=False, description="A team's id, `mine` or `none`.")] = None,
    requester: Annotated[
        str | None, QueryParameter(required=False, description="A user's id or e-mail address.")
    ] = None,
    category: Category = None,
    tag: Annotated[str | None, QueryParameter(required=False, description="A tag's name.")] = None,
    q: Searched = None,
    source: Words = None,
    organization: Organization = None,
    created: Span = None,
    snoozed: Sleeping = None,
    sla: Annotated[
        str | None,
        QueryParameter(
            required=False,
            description="How the nearest target stands now: `breached`, `critical`, `warning`, `upcoming`, `on_track`, "
            "`on_time` (all that is not late), `paused`, `met` or `none`.",
        ),
    ] = None,
    due: ByDate = None,
    view: Viewed = None,
    sort: Sorting = None,
    page: Annotated[int, QueryParameter(required=False, description="Counts from 1; page × limit ≤ 10,000.")] = 1,
    limit: Annotated[int, QueryParameter(required=False, description="1 to 100.")] = 20,
    cursor: Annotated[
        str | None, QueryParameter(required=False, description="`nextCursor` of the page before; `page` is ignored.")
    ] = None,
) -> TicketPage | CustomerTicketPage:
    """Return the tickets that the caller may see, the newest first unless another order is asked for."""
    check_page(page, limit)
    filters = filters_of(
        status=status, priority=priority, assignee=assigned_to, team=team, requester=requester, text=q, source=source,
        organization=organization, category=category, tag=tag, created=created, sla=sla, due=due, view=view,
        sort=sort, snoozed=snoozed,
    )  # fmt: skip
    found = await _found(request, actor, filters, page=page, limit=limit, cursor=cursor)
    around: dict[str, Any] = {"page": page, "limit": limit, "total": found.total, "next_cursor": found.next_cursor}
    if is_staff(actor):
        return TicketPage(items=[answers.for_agents(ticket) for ticket in found.items], **around)
    return CustomerTicketPage(items=[answers.for_customers(ticket) for ticket in found.items], **around)


@post("/", responses=_WRITE, summary="Open a ticket", operation_id="openTicket")
async def open_(
    request: Asking, actor: Who, *, data: JSONBody[TicketBody], idempotency_key: Key = None
) -> TicketAnswer | CustomerTicket:
    """Open a ticket for the caller, or, as an agent, for the requester that is named."""
    wanted = tickets.NewTicket(
        subject=data.subject, description=data.description, is_html=data.format == "html", type=data.type,
        priority=data.priority, requester_id=data.requester_id, requester_email=data.requester_email,
        attached=attached_to(request, data.attachments),
        classification=Wanted(
            category_id=data.category_id or UNSET, tags=tuple(data.tags or ()), fields=data.fields or {}
        ),
        template_id=data.template_id,
    )  # fmt: skip
    once = await once_of(request, key=idempotency_key)
    per_hour = desk_of(request).settings.tickets_per_hour
    return _shown(actor, await act_once(actor, once, tickets.open_ticket, wanted, per_hour=per_hour))


@get("/stats", responses=_READ, summary="Count tickets", operation_id="ticketStats")
async def stats(actor: Who) -> StatsAnswer:
    """Return how many tickets there are of each kind; for agents."""
    return answers.stats_of(await ask(actor, ticket_stats))


@get("/{ticket_id:uuid}", responses={**_READ, **_MERGED}, summary="Read a ticket", operation_id="readTicket")
async def read(actor: Who, ticket_id: FromPath[UUID]) -> TicketDetail | CustomerTicketDetail | Response[Moved]:
    """Return a ticket with its messages; agents also get internal notes and the trail. One that was merged leads on."""
    if is_staff(actor):
        for_agents = await ask(actor, read_ticket, ticket_id)
        return _moved(for_agents.merged_into) or answers.detail_for_agents(for_agents)
    for_customers = await ask(actor, read_my_ticket, ticket_id)
    return _moved(for_customers.merged_into) or answers.detail_for_customers(for_customers)


@route(
    "/{ticket_id:uuid}",
    http_method=[HttpMethod.PUT, HttpMethod.PATCH],
    status_code=200,
    responses=_WRITE,
    summary="Change a ticket",
    operation_id=lambda _handler, method, _path: f"{HttpMethod(method).value.lower()}Ticket",
)
async def change(
    actor: Who, ticket_id: FromPath[UUID], data: JSONBody[TicketChangeBody]
) -> TicketAnswer | CustomerTicket:
    """Change any subset of a ticket's fields at once; customers may close and reopen."""
    wanted = tickets.TicketChange(
        subject=data.subject, type=data.type, priority=data.priority, status=data.status,
        assignee_id=data.assignee_id, team_id=data.team_id, resolution=data.resolution, version=data.version,
        snoozed_until=data.snoozed_until, due_at=data.due_at,
        classification=Wanted(
            category_id=data.category_id,
            tags=tuple(data.tags) if isinstance(data.tags, list) else UNSET,
            fields=data.fields if isinstance(data.fields, dict) else UNSET,
        ),
    )  # fmt: skip
    return _shown(actor, await act(actor, tickets.change_ticket, ticket_id, wanted))


@post("/{ticket_id:uuid}/messages", responses=_WRITE, summary="Write on a ticket", operation_id="addMessage")
async def write(
    request: Asking,
    actor: Who,
    ticket_id: FromPath[UUID],
    *,
    data: JSONBody[MessageBody],
    idempotency_key: Key = None,
) -> Written:
    """Write a public message, or an internal note that customers never see."""
    wanted = replies.NewMessage(
        content=data.content, is_html=data.format == "html", reply_to=data.reply_to, seen=data.seen,
        template_id=data.template_id, source=Source.API, attached=attached_to(request, data.attachments),
    )  # fmt: skip
    once = await once_of(request, key=idempotency_key)
    if data.internal:
        written = await act_once(actor, once, replies.note, ticket_id, wanted)
    else:
        per_hour = desk_of(request).settings.tickets_per_hour
        written = await act_once(actor, once, replies.reply, ticket_id, wanted, per_hour=per_hour)
    return Written(
        id=written.id, ticket_id=written.ticket.id, ticket_number=written.ticket.number,
        ticket_status=written.ticket.status, ticket_version=written.ticket.version, internal=written.is_internal,
        content=written.body, html=written.html,
    )  # fmt: skip


@post(
    "/{ticket_id:uuid}/close", status_code=200, responses=_WRITE, summary="Close a ticket", operation_id="closeTicket"
)
async def close(
    request: Asking,
    actor: Who,
    ticket_id: FromPath[UUID],
    *,
    data: JSONBody[CloseBody] = _NO_WORDS,
    idempotency_key: Key = None,
) -> TicketAnswer | CustomerTicket:
    """Close a ticket, with a resolution or without."""
    wanted = tickets.TicketChange(
        status=Status.CLOSED, resolution=UNSET if data.resolution is None else data.resolution, version=data.version
    )
    once = await once_of(request, key=idempotency_key)
    return _shown(actor, await act_once(actor, once, tickets.change_ticket, ticket_id, wanted))


@post(
    "/{ticket_id:uuid}/assign",
    status_code=200,
    responses=_WRITE,
    summary="Assign a ticket",
    operation_id="assignTicket",
)
async def assign(
    request: Asking,
    actor: Who,
    ticket_id: FromPath[UUID],
    *,
    data: JSONBody[AssignBody],
    idempotency_key: Key = None,
) -> TicketAnswer | CustomerTicket:
    """Give a ticket to an agent or to nobody, and to a team or to none; at least one of the two."""
    if data.agent_id is UNSET and data.team_id is UNSET:
        raise Invalid({"agentId": "or teamId must be given; null takes the ticket away"})
    wanted = tickets.TicketChange(assignee_id=data.agent_id, team_id=data.team_id, version=data.version)
    once = await once_of(request, key=idempotency_key)
    try:
        return _shown(actor, await act_once(actor, once, tickets.change_ticket, ticket_id, wanted))
    except Invalid as refusal:
        raise Invalid({_ASSIGN_FIELDS.get(name, name): flaw for name, flaw in refusal.fields.items()}) from refusal


async def _found(request: Asking, actor: Actor, filters: Filters, **place: Any) -> TicketList:
    totals = desk_of(request).totals
    found = await ask(actor, list_tickets, filters, known=totals.known(actor, filters), **place)
    totals.note(actor, filters, found.total)
    return found


def _moved(place: tuple[UUID, str] | None) -> Response[Moved] | None:
    """A merge can be taken back, so nobody may remember where it led."""
    if place is None:
        return None
    body = Moved(merged_into=answers.Place(id=place[0], number=place[1]))
    headers = {"Location": f"/api/tickets/{place[0]}", "Cache-Control": "no-store"}
    return Response(body, status_code=HTTPStatus.MOVED_PERMANENTLY, headers=headers)


def _shown(actor: Actor, ticket: Ticket) -> TicketAnswer | CustomerTicket:
    return answers.for_agents(ticket) if is_staff(actor) else answers.for_customers(ticket)


ROUTER = Router(
    "/api/tickets",
    route_handlers=[list_, open_, stats, read, change, write, close, assign],
    tags=["Tickets"],
)
