"""Who else is on a ticket: pages say what their agent does, and read who else is there. It never locks."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from deskhand.queries.contract import ask
from deskhand.queries.presence import Company, company
from deskhand.rules.errors import Invalid
from deskhand.rules.presence import Beat, State
from deskhand.web.frame import Frame, Framed
from deskhand.web.links import QUEUE
from deskhand.web.ticket import id_of

_PATH = QUEUE + "/{ticket_id:uuid}/presence"
_LEFT = "left"
SHOWN = 3
"""Faces that are shown; more are a number."""


@get(_PATH)
async def read(frame: Framed, ticket_id: FromPath[UUID]) -> Response[str]:
    """Show who else is on the ticket, as the piece of its bar."""
    others = _others(frame, ticket_id)
    return _shown(frame, others, known=await ask(frame.actor, company, ticket_id, others))


@post(_PATH, status_code=HTTPStatus.OK)
async def say(frame: Framed, ticket_id: FromPath[UUID]) -> Response[str]:
    """Take what a page says of its agent (`viewing`, `writing`, `away`, `left`), and show who else is there."""
    form = await frame.form("page", "state")
    page, state = id_of(form["page"], "page"), _state(form["state"])
    if page is None:
        raise Invalid({"page": "is missing; reload the page"})
    others = _others(frame, ticket_id)
    known = await ask(frame.actor, company, ticket_id, others)
    person = frame.person
    frame.desk.hub.presences.beat(Beat(person.workspace_id, ticket_id, person.user_id, page, state, known.whose))
    return _shown(frame, others, known=known)


def _state(text: str) -> State | None:
    if text != _LEFT and text not in set(State):
        raise Invalid({"state": f"“{text[:40]}” is none of {', '.join(State)}, {_LEFT}"})
    return None if text == _LEFT else State(text)


def _others(frame: Frame, ticket_id: UUID) -> dict[UUID, State]:
    return frame.desk.hub.presences.at(frame.person.workspace_id, ticket_id, but=frame.person.user_id)


def _shown(frame: Frame, others: dict[UUID, State], *, known: Company) -> Response[str]:
    order = list(State)
    found = [(name, others[user_id].value) for user_id, name in known.names.items()]
    found.sort(key=lambda one: order.index(State(one[1])))
    return frame.show("presence.html", shown=found[:SHOWN], rest=found[SHOWN:])


ROUTES = [read, say]
