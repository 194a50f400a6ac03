"""Linking tickets from their page."""

from __future__ import annotations

from uuid import UUID

from litestar import post
from litestar.params import FromPath

from deskhand.actions import ticket_links
from deskhand.actions.contract import act
from deskhand.rules.errors import Conflict, Invalid
from deskhand.web.frame import Framed, go
from deskhand.web.links import QUEUE, query_of
from deskhand.web.queue import filters_asked
from deskhand.web.ticket import Answer, id_of, show_refused

_PATH = QUEUE + "/{ticket_id:uuid}/links"


@post(_PATH)
async def add(frame: Framed, ticket_id: FromPath[UUID]) -> Answer:
    """Say what the ticket with a number is to this one."""
    form = await frame.form("relation", "number")
    try:
        await act(frame.actor, ticket_links.link, ticket_id, form["relation"], other=form["number"])
    except (Invalid, Conflict) as refusal:
        return await show_refused(frame, ticket_id, refusal, written=form)
    return go(f"{QUEUE}/{ticket_id}{query_of(filters_asked(frame))}")


@post(_PATH + "/removal")
async def remove(frame: Framed, ticket_id: FromPath[UUID]) -> Answer:
    """Take a link away."""
    form = await frame.form("relation", "other")
    other = id_of(form["other"], "other")
    if other is not None:
        await act(frame.actor, ticket_links.unlink, ticket_id, form["relation"], other_id=other)
    return go(f"{QUEUE}/{ticket_id}{query_of(filters_asked(frame))}")


ROUTES = [add, remove]
