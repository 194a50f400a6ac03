"""`/api/tickets/{id}/links`: what other tickets are to a ticket."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import Router, delete, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from deskhand.actions import ticket_links
from deskhand.actions.contract import act
from deskhand.api.answers import Answer
from deskhand.api.bodies import Body
from deskhand.api.problem import spec
from deskhand.api.tickets import Who
from deskhand.queries.contract import ask
from deskhand.queries.ticket_links import links_of
from deskhand.rules.access import Actor
from deskhand.rules.errors import Invalid

_PATH = "/{ticket_id:uuid}/links"
_READ = spec(400, 401, 403, 404, 422, 500, 503)
_WRITE = spec(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507)


class LinkBody(Body, frozen=True, kw_only=True):
    """What another ticket is to this one; the other one by its id or its number."""

    relation: Annotated[
        str,
        Meta(
            max_length=40,
            description="`parent`, `child`, `duplicate_of`, `duplicated_by`, `follow_up_of`, `followed_by`, "
            "`caused_by` or `causes`: what the other ticket is to this one.",
        ),
    ]
    ticket_id: UUID | None = None
    number: Annotated[str, Meta(min_length=1, max_length=60)] | None = None


class LinkAnswer(Answer, frozen=True, kw_only=True):
    """What another ticket is to this one."""

    relation: str
    ticket_id: UUID
    number: str
    subject: str
    status: str


class LinksAnswer(Answer, frozen=True, kw_only=True):
    """What other tickets are to this one: those that the caller can see."""

    items: list[LinkAnswer]


@get(_PATH, responses=_READ, summary="List links", operation_id="listLinks")
async def list_(actor: Who, ticket_id: FromPath[UUID]) -> LinksAnswer:
    """Return what other tickets are to this one."""
    return await _shown(actor, ticket_id)


@post(_PATH, status_code=200, responses=_WRITE, summary="Link tickets", operation_id="linkTickets")
async def add(actor: Who, ticket_id: FromPath[UUID], data: JSONBody[LinkBody]) -> LinksAnswer:
    """Say what another ticket is to this one; saying it again changes nothing."""
    other = data.ticket_id or data.number
    if other is None or (data.ticket_id and data.number):
        raise Invalid({"ticketId": "or number must name the other ticket; send one of the two"})
    await act(actor, ticket_links.link, ticket_id, data.relation, other=other)
    return await _shown(actor, ticket_id)


@delete(
    _PATH + "/{relation:str}/{other_id:uuid}", status_code=200, responses=_WRITE, summary="Unlink tickets",
    operation_id="unlinkTickets",
)  # fmt: skip
async def remove(
    actor: Who, ticket_id: FromPath[UUID], relation: FromPath[str], *, other_id: FromPath[UUID]
) -> LinksAnswer:
    """Take back what another ticket is to this one."""
    await act(actor, ticket_links.unlink, ticket_id, relation, other_id=other_id)
    return await _shown(actor, ticket_id)


async def _shown(actor: Actor, ticket_id: UUID) -> LinksAnswer:
    return LinksAnswer(
        items=[
            LinkAnswer(
                relation=one.relation, ticket_id=one.id, number=one.number, subject=one.subject, status=one.status
            )
            for one in await ask(actor, links_of, ticket_id)
        ]
    )  # fmt: skip


ROUTER = Router("/api/tickets", route_handlers=[list_, add, remove], tags=["Tickets"])
