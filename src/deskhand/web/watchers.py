"""Watching a ticket from its page: agents add and remove, customers end their own watching."""

from __future__ import annotations

from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath

from deskhand.actions import watchers
from deskhand.actions.contract import act
from deskhand.rules.errors import Conflict, Invalid
from deskhand.web.frame import Framed, go
from deskhand.web.links import QUEUE, query_of
from deskhand.web.my_tickets import MINE
from deskhand.web.queue import filters_asked
from deskhand.web.ticket import Answer, id_of, show_refused

_PATH = QUEUE + "/{ticket_id:uuid}/watchers"


@post(_PATH)
async def add(frame: Framed, ticket_id: FromPath[UUID]) -> Answer:
    """Watch the ticket, or have whoever bears an e-mail address watch it."""
    form = await frame.form("watcher")
    try:
        await act(frame.actor, watchers.watch, ticket_id, form["watcher"].strip() or frame.person.user_id)
    except (Invalid, Conflict) as refusal:
        return await show_refused(frame, ticket_id, refusal, written=form)
    return go(f"{QUEUE}/{ticket_id}{query_of(filters_asked(frame))}")


@post(_PATH + "/removal")
async def remove(frame: Framed, ticket_id: FromPath[UUID]) -> Answer:
    """Watch the ticket no more, or have somebody else watch it no more."""
    form = await frame.form("person")
    await act(frame.actor, watchers.unwatch, ticket_id, id_of(form["person"], "person") or frame.person.user_id)
    return go(f"{QUEUE}/{ticket_id}{query_of(filters_asked(frame))}")


@post(MINE + "/{ticket_id:uuid}/unwatching")
async def stop(frame: Framed, ticket_id: FromPath[UUID]) -> Response[None]:
    """End one's own watching in the portal."""
    await frame.form()
    await act(frame.actor, watchers.unwatch, ticket_id, frame.person.user_id)
    return go(f"{MINE}/{ticket_id}")


ROUTES = [add, remove, stop]
