"""`/api/tickets/{id}/merge` and `/unmerge`: tickets that become one, and are taken apart again."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import Router, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from deskhand.actions import merges
from deskhand.actions.contract import act_once
from deskhand.api import answers
from deskhand.api.answers import TicketAnswer
from deskhand.api.bodies import Body
from deskhand.api.problem import spec
from deskhand.api.tickets import Asking, Key, Who
from deskhand.door.once import once_of

_WRITE = spec(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507)


class MergeBody(Body, frozen=True, kw_only=True):
    """The tickets that are merged into this one: by id, by number, or both."""

    ticket_ids: Annotated[list[UUID], Meta(max_length=50)] | None = None
    numbers: Annotated[list[Annotated[str, Meta(min_length=1, max_length=60)]], Meta(max_length=50)] | None = None


@post(
    "/{ticket_id:uuid}/merge", status_code=200, responses=_WRITE, summary="Merge tickets into one",
    operation_id="mergeTickets",
)  # fmt: skip
async def merge(
    request: Asking, actor: Who, ticket_id: FromPath[UUID], *, data: JSONBody[MergeBody], idempotency_key: Key = None
) -> TicketAnswer:
    """Merge tickets into this one and return it; they lead to it from then on, and nothing of them is lost."""
    once = await once_of(request, key=idempotency_key)
    sources: list[UUID | str] = [*(data.ticket_ids or ()), *(data.numbers or ())]
    return answers.for_agents(await act_once(actor, once, merges.merge, ticket_id, sources))


@post(
    "/{ticket_id:uuid}/unmerge", status_code=200, responses=_WRITE, summary="Take a merge back",
    operation_id="unmergeTicket",
)  # fmt: skip
async def unmerge(
    request: Asking, actor: Who, ticket_id: FromPath[UUID], *, idempotency_key: Key = None
) -> TicketAnswer:
    """Take the merge of this ticket back and return it as it was, with what was addressed to it since."""
    once = await once_of(request, key=idempotency_key)
    return answers.for_agents(await act_once(actor, once, merges.unmerge, ticket_id))


ROUTER = Router("/api/tickets", route_handlers=[merge, unmerge], tags=["Tickets"])
