"""`/api/tickets/{id}/rate`: what a requester says of what was done."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Router, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from deskhand.actions import ratings
from deskhand.actions.contract import act_once
from deskhand.api.answers import Answer
from deskhand.api.bodies import Body
from deskhand.api.problem import spec
from deskhand.api.tickets import Asking, Key, Who
from deskhand.door.once import once_of
from deskhand.rules.rating import CHANGEABLE, COMMENT_LIMIT, HIGHEST, LOWEST

_WRITE = spec(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507)


class RateBody(Body, frozen=True, kw_only=True):
    """How satisfied the requester is."""

    rating: Annotated[int, Meta(ge=LOWEST, le=HIGHEST, description="From 1 to 5, the best.")]
    comment: Annotated[str, Meta(max_length=COMMENT_LIMIT)] | None = None


class RatingAnswer(Answer, frozen=True, kw_only=True):
    """What the requester said of a ticket; it may be said otherwise until `changeableUntil`."""

    ticket_id: UUID
    rating: int
    comment: str
    created_at: datetime
    changed_at: datetime
    changeable_until: datetime


@post("/{ticket_id:uuid}/rate", status_code=200, responses=_WRITE, summary="Rate a ticket", operation_id="rateTicket")
async def rate(
    request: Asking, actor: Who, ticket_id: FromPath[UUID], *, data: JSONBody[RateBody], idempotency_key: Key = None
) -> RatingAnswer:
    """Say how satisfied one is with one's ticket once it is done; within a day it may be said otherwise."""
    once = await once_of(request, key=idempotency_key)
    kept = await act_once(actor, once, ratings.rate, ticket_id, marks=data.rating, comment=data.comment or "")
    return RatingAnswer(
        ticket_id=kept.ticket_id, rating=kept.rating, comment=kept.comment, created_at=kept.created_at,
        changed_at=kept.changed_at, changeable_until=kept.created_at + CHANGEABLE,
    )  # fmt: skip


ROUTER = Router("/api/tickets", route_handlers=[rate], tags=["Tickets"])
