"""`/api/tickets/{id}/watchers`: who watches a ticket."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import Router, delete, get, put
from litestar.params import FromPath, PathParameter

from deskhand.actions import watchers
from deskhand.actions.contract import act
from deskhand.api.answers import Answer
from deskhand.api.problem import spec
from deskhand.api.tickets import Who
from deskhand.queries.contract import ask
from deskhand.queries.watchers import watchers_of
from deskhand.rules.access import Actor, Person
from deskhand.rules.errors import Invalid

_PATH = "/{ticket_id:uuid}/watchers"
_READ = spec(400, 401, 403, 404, 422, 500, 503)
_WRITE = spec(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507)
Whom = Annotated[str, PathParameter(description="A user's id, or `me`.")]


class WatcherAnswer(Answer, frozen=True, kw_only=True):
    """Somebody who watches a ticket."""

    id: UUID
    name: str
    email: str
    role: str


class WatchersAnswer(Answer, frozen=True, kw_only=True):
    """Who watches a ticket, by name; customers find themselves alone."""

    items: list[WatcherAnswer]


@get(_PATH, responses=_READ, summary="List watchers", operation_id="listWatchers")
async def list_(actor: Who, ticket_id: FromPath[UUID]) -> WatchersAnswer:
    """Return who watches a ticket."""
    return await _shown(actor, ticket_id)


@put(_PATH + "/{user:str}", status_code=200, responses=_WRITE, summary="Watch a ticket", operation_id="addWatcher")
async def add(actor: Who, ticket_id: FromPath[UUID], user: Whom) -> WatchersAnswer:
    """Have somebody watch a ticket: an agent, or a customer who can see it."""
    await act(actor, watchers.watch, ticket_id, _id_of(actor, user))
    return await _shown(actor, ticket_id)


@delete(_PATH + "/{user:str}", status_code=200, responses=_WRITE, summary="Watch no more", operation_id="removeWatcher")
async def remove(actor: Who, ticket_id: FromPath[UUID], user: Whom) -> WatchersAnswer:
    """Have somebody watch a ticket no more; customers end their own watching alone."""
    await act(actor, watchers.unwatch, ticket_id, _id_of(actor, user))
    return await _shown(actor, ticket_id)


async def _shown(actor: Actor, ticket_id: UUID) -> WatchersAnswer:
    found = await ask(actor, watchers_of, ticket_id)
    return WatchersAnswer(
        items=[WatcherAnswer(id=one.id, name=one.name, email=one.email, role=one.role) for one in found]
    )


def _id_of(actor: Actor, user: str) -> UUID:
    if user == "me" and isinstance(actor, Person):
        return actor.user_id
    try:
        return UUID(user)
    except ValueError:
        raise Invalid({"user": f"“{user[:60]}” is neither a user's id nor `me`"}) from None


ROUTER = Router("/api/tickets", route_handlers=[list_, add, remove], tags=["Tickets"])
