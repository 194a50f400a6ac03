"""Rating a ticket by the link of the survey, without signing in."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from deskhand.actions import ratings
from deskhand.actions.contract import act
from deskhand.door.identity import visitor_of
from deskhand.kit import crypt
from deskhand.queries import portal
from deskhand.queries.contract import ask
from deskhand.queries.identity import requester_to_rate
from deskhand.queries.portal import TicketView
from deskhand.rules.access import Person, System
from deskhand.rules.errors import Invalid, NotFound
from deskhand.rules.rating import link_works
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.refused import sentences

_PATH = "/rate/{ticket_id:uuid}/{token:str}"
_STATUS = {"over": HTTPStatus.NOT_FOUND, "open": HTTPStatus.CONFLICT, "kept": HTTPStatus.CONFLICT}


@get(_PATH)
async def read_form(frame: Framed, ticket_id: FromPath[UUID], token: FromPath[str]) -> Response[str]:
    """Show the form with the marks that the link names; nothing is kept before it is sent, whoever follows the link."""
    _requester, ticket = await _found(frame, ticket_id, token)
    asked = frame.request.query_params
    state = "done" if asked.get("done") and ticket and ticket.rating and ticket.may_rate else ""
    return _shown(frame, ticket, token, state=state, written={"rating": asked.get("rating", "")})


@post(_PATH)
async def rate(frame: Framed, ticket_id: FromPath[UUID], token: FromPath[str]) -> Response[str] | Response[None]:
    """Keep what the requester says."""
    form = await frame.form("rating", "comment")
    requester, ticket = await _found(frame, ticket_id, token)
    if requester is None or ticket is None or not ticket.may_rate:
        return _shown(frame, ticket, token)
    marks = int(form["rating"]) if form["rating"] in {"1", "2", "3", "4", "5"} else 0
    try:
        await act(requester, ratings.rate, ticket_id, marks=marks, comment=form["comment"])
    except Invalid as refusal:
        return _shown(frame, ticket, token, written=form, errors=sentences(refusal, frame))
    return go(f"/rate/{ticket_id}/{token}?done=1")


async def _found(frame: Frame, ticket_id: UUID, token: str) -> tuple[Person | None, TicketView | None]:
    if not crypt.same(token, frame.desk.keys.rating_token(ticket_id)):
        return None, None
    workspace_id = (await visitor_of(frame.request)).workspace_id
    requester = await ask(System(workspace_id, "link"), requester_to_rate, ticket_id)
    if requester is None:
        return None, None
    try:
        ticket = await ask(requester, portal.read_my_ticket, ticket_id)
    except NotFound:
        return None, None
    return (requester, ticket) if link_works(ticket.closed_at, now=frame.now) else (None, None)


def _shown(
    frame: Frame,
    ticket: TicketView | None,
    token: str,
    *,
    state: str = "",
    written: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> Response[str]:
    said = ticket.rating if ticket else None
    known = written or {}
    reached = state or _state_of(ticket)
    return frame.show(
        "rate.html", status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else _STATUS.get(reached, HTTPStatus.OK),
        state=reached, ticket=ticket, url=f"/rate/{ticket.id}/{token}" if ticket else "", errors=errors or {},
        chosen=known.get("rating") or (str(said[0]) if said else ""),
        comment=known.get("comment") or (said[1] if said else ""),
    )  # fmt: skip


def _state_of(ticket: TicketView | None) -> str:
    if ticket is None:
        return "over"
    if ticket.may_rate:
        return "ask"
    return "kept" if ticket.rating else "open"


ROUTES = [read_form, rate]
