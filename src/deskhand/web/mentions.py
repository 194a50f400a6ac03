"""Names that the composer offers after an `@`."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import MediaType, Response, get
from litestar.params import FromPath

from deskhand.queries.contract import ask
from deskhand.queries.mentions import mentionable
from deskhand.web.frame import Framed
from deskhand.web.links import QUEUE

LONGEST = 100
"""Characters of a name that has begun."""


@get(QUEUE + "/{ticket_id:uuid}/mentions")
async def offer(frame: Framed, ticket_id: FromPath[UUID]) -> Response[list[dict[str, Any]]]:
    """Offer colleagues who may see the ticket, and teams, whose names begin like this."""
    text = frame.request.query_params.get("text", "")[:LONGEST]
    found = await ask(frame.actor, mentionable, ticket_id, text)
    told = [{"name": one.name, "team": one.is_team} for one in found]
    return Response(told, status_code=HTTPStatus.OK, media_type=MediaType.JSON, headers={"Cache-Control": "no-store"})


ROUTES = [offer]
