"""`/api/tickets/{id}/messages/{message}/split`: a message that becomes a ticket."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import Router, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from deskhand.actions import splits
from deskhand.actions.contract import act_once
from deskhand.api import answers
from deskhand.api.answers import TicketAnswer
from deskhand.api.bodies import Body
from deskhand.api.problem import spec
from deskhand.api.tickets import Asking, Key, Who
from deskhand.door.once import once_of

_WRITE = spec(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507)


class SplitBody(Body, frozen=True, kw_only=True):
    """The subject of the new ticket; without one it is that of the old."""

    subject: Annotated[str, Meta(max_length=255)] = ""


@post(
    "/{ticket_id:uuid}/messages/{message_id:uuid}/split", responses=_WRITE, summary="Split a message off",
    operation_id="splitMessage",
)  # fmt: skip
async def split(
    request: Asking,
    actor: Who,
    ticket_id: FromPath[UUID],
    *,
    message_id: FromPath[UUID],
    data: JSONBody[SplitBody],
    idempotency_key: Key = None,
) -> TicketAnswer:
    """Have a public message, with its files, open a ticket of its own, and return that."""
    once = await once_of(request, key=idempotency_key)
    return answers.for_agents(await act_once(actor, once, splits.split, ticket_id, message_id, subject=data.subject))


ROUTER = Router("/api/tickets", route_handlers=[split], tags=["Tickets"])
