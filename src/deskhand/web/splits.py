"""Splitting a message off from the ticket's page."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from deskhand.actions import splits
from deskhand.actions.contract import act_once
from deskhand.queries.contract import ask
from deskhand.queries.ticket import read_ticket
from deskhand.rules.errors import Conflict, Invalid, NotFound
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.links import QUEUE
from deskhand.web.refused import sentences
from deskhand.web.ticket import Answer

_PATH = QUEUE + "/{ticket_id:uuid}/messages/{message_id:uuid}/split"


@get(_PATH)
async def read(frame: Framed, ticket_id: FromPath[UUID], message_id: FromPath[UUID]) -> Response[str]:
    """Show the message that would leave, and ask for the subject of its ticket."""
    return await _shown(frame, ticket_id, message_id)


@post(_PATH)
async def split(frame: Framed, ticket_id: FromPath[UUID], message_id: FromPath[UUID]) -> Answer:
    """Have the message open a ticket of its own, and go there."""
    form = await frame.form("subject", "once")
    try:
        once = frame.once(form["once"], form["subject"])
        opened = await act_once(frame.actor, once, splits.split, ticket_id, message_id, subject=form["subject"])
    except Invalid as refusal:
        errors, status = sentences(refusal, frame), HTTPStatus.UNPROCESSABLE_ENTITY
        return await _shown(frame, ticket_id, message_id, status=status, errors=errors, written=form)
    except Conflict as refusal:
        told = {"subject": str(refusal)}
        return await _shown(frame, ticket_id, message_id, status=HTTPStatus.CONFLICT, errors=told, written=form)
    return go(f"{QUEUE}/{opened.id}")


async def _shown(
    frame: Frame, ticket_id: UUID, message_id: UUID, *, status: int = HTTPStatus.OK, **values: Any
) -> Response[str]:
    ticket = await ask(frame.actor, read_ticket, ticket_id)
    message = next((one for one in ticket.messages if one.id == message_id), None)
    if message is None:
        raise NotFound("There is no such message on this ticket.")
    return frame.show("split.html", status=status, ticket=ticket, message=message, **values)


ROUTES = [read, split]
