"""`/api/views`: saved views of the queue: keep, order, copy and remove them; `view=` lists the tickets of one."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Router, delete, get, patch, post, put
from litestar.params import FromPath, JSONBody
from msgspec import UNSET, Meta, UnsetType

from deskhand.actions import views
from deskhand.actions.contract import act, act_once
from deskhand.api.answers import Answer
from deskhand.api.bodies import Body, Version, Word
from deskhand.api.problem import spec
from deskhand.api.templates import Removed, Whose, scope_of
from deskhand.api.tickets import Asking, Key, Who
from deskhand.door.filters import filters_of
from deskhand.door.once import once_of
from deskhand.queries import views as queries
from deskhand.queries.contract import ask
from deskhand.rules.draft import flaw_in_word, word_of
from deskhand.rules.errors import Invalid
from deskhand.rules.filters import Filters, Sort
from deskhand.rules.views import NAME_LIMIT, Grouping, View, columns_of

_READ = spec(400, 401, 403, 404, 422, 500, 503)
_WRITE = spec(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507)
Name = Annotated[str, Meta(min_length=1, max_length=NAME_LIMIT)]
Columns = Annotated[
    tuple[Word, ...], Meta(max_length=20, description="Facts that rows show; none leaves it to the reader.")
]
Order = Annotated[Word, Meta(description="`need`, `priority`, `newest`, `oldest`, `updated` or `due`.")]
Gathered = Annotated[Word, Meta(description="`need`, `priority`, `day` or `none`, as the order allows.")]


class QueryBody(Body, frozen=True, kw_only=True):
    """What a view is narrowed to, in the words of the list's own filters."""

    status: tuple[Word, ...] = ()
    priority: tuple[Word, ...] = ()
    assigned_to: str | None = None
    requester: str | None = None
    category: str | None = None
    tag: str | None = None
    q: str | None = None
    source: tuple[Word, ...] = ()
    organization: str | None = None
    created: str | None = None
    sla: Word | None = None
    due: Word | None = None
    snoozed: Word | None = None


class ViewBody(Body, frozen=True, kw_only=True):
    """A new view."""

    name: Name
    query: QueryBody = QueryBody()
    sort: Order = "need"
    columns: Columns = ()
    grouping: Gathered | None = None
    scope: Whose = "private"
    team_id: UUID | None = None


class ViewChangeBody(Body, frozen=True, kw_only=True):
    """Any subset of a view's fields; `version` is the one that was read, and an old one is refused."""

    name: Name | UnsetType = UNSET
    query: QueryBody | UnsetType = UNSET
    sort: Order | UnsetType = UNSET
    columns: Columns | UnsetType = UNSET
    grouping: Gathered | UnsetType = UNSET
    scope: Whose | UnsetType = UNSET
    team_id: UUID | UnsetType | None = UNSET
    version: Version | UnsetType = UNSET


class PlaceBody(Body, frozen=True, kw_only=True):
    """Whether a view moves up by one place, or down."""

    up: bool


class QueryAnswer(Answer, frozen=True, kw_only=True):
    """What a view is narrowed to."""

    status: list[str]
    priority: list[str]
    assigned_to: str | None
    requester: str | None
    category: str | None
    tag: str | None
    q: str | None
    source: list[str]
    organization: str | None
    created: str | None
    sla: str | None
    due: str | None
    snoozed: str | None


class ViewAnswer(Answer, frozen=True, kw_only=True):
    """A view; `key` is the word of one that the desk came with. Either that or the id goes into `view=`."""

    id: UUID
    key: str | None
    name: str
    query: QueryAnswer
    sort: str
    columns: list[str]
    grouping: str
    scope: str
    team_id: UUID | None
    version: int
    updated_at: datetime


class CountedView(ViewAnswer, frozen=True, kw_only=True):
    """A view in the sidebar, with how many tickets it shows: `12`, `99+`, or null where that takes a search."""

    count: str | None


@get("/", responses=_READ, summary="List views", operation_id="listViews")
async def list_(actor: Who) -> list[CountedView]:
    """Return the views that an agent has, in their order, each with how many tickets it shows."""
    found = await ask(actor, queries.counted_views)
    return [CountedView(**msgspec.structs.asdict(_shown(one.view)), count=one.count or None) for one in found]


@post("/", responses=_WRITE, summary="Keep a view", operation_id="addView")
async def add(request: Asking, actor: Who, *, data: JSONBody[ViewBody], idempotency_key: Key = None) -> ViewAnswer:
    """Keep a new view for oneself, for a team, or for every agent."""
    wanted = views.NewView(
        name=data.name, filters=filters_in(data.query), sort=_sort(data.sort), columns=columns_of(list(data.columns)),
        grouping=None if data.grouping is None else _grouping(data.grouping), scope=scope_of(data.scope),
        team_id=data.team_id,
    )  # fmt: skip
    once = await once_of(request, key=idempotency_key)
    return _shown(await act_once(actor, once, views.add_view, wanted))


@get("/{slug:str}", responses=_READ, summary="Read a view", operation_id="readView")
async def read(actor: Who, slug: FromPath[str]) -> ViewAnswer:
    """Return a view, by its id or the key of one that the desk came with."""
    return _shown(await ask(actor, queries.read_view, slug))


@patch("/{view_id:uuid}", responses=_WRITE, summary="Change a view", operation_id="changeView")
async def change(actor: Who, view_id: FromPath[UUID], data: JSONBody[ViewChangeBody]) -> ViewAnswer:
    """Change any subset of a view's fields at once."""
    wanted = views.ViewChange(
        name=data.name, filters=UNSET if data.query is UNSET else filters_in(data.query),
        sort=UNSET if data.sort is UNSET else _sort(data.sort),
        columns=UNSET if data.columns is UNSET else columns_of(list(data.columns)),
        grouping=UNSET if data.grouping is UNSET else _grouping(data.grouping),
        scope=UNSET if data.scope is UNSET else scope_of(data.scope), team_id=data.team_id, version=data.version,
    )  # fmt: skip
    return _shown(await act(actor, views.change_view, view_id, wanted))


@delete("/{view_id:uuid}", status_code=200, responses=_WRITE, summary="Remove a view", operation_id="removeView")
async def remove(actor: Who, view_id: FromPath[UUID]) -> Removed:
    """Remove a view; its tickets stay as they are."""
    await act(actor, views.remove_view, view_id)
    return Removed(id=view_id)


@post(
    "/{view_id:uuid}/restore", status_code=200, responses=_WRITE, summary="Restore a view",
    operation_id="restoreView",
)  # fmt: skip
async def restore(actor: Who, view_id: FromPath[UUID]) -> ViewAnswer:
    """Take a removal back, for 90 days; it is as it was."""
    return _shown(await act(actor, views.restore_view, view_id))


@post("/{view_id:uuid}/duplicate", responses=_WRITE, summary="Copy a view", operation_id="duplicateView")
async def duplicate(request: Asking, actor: Who, view_id: FromPath[UUID], *, idempotency_key: Key = None) -> ViewAnswer:
    """Keep a copy for oneself."""
    once = await once_of(request, key=idempotency_key)
    return _shown(await act_once(actor, once, views.duplicate_view, view_id))


@put("/{view_id:uuid}/place", responses=_WRITE, summary="Move a view", operation_id="moveView")
async def move(actor: Who, view_id: FromPath[UUID], data: JSONBody[PlaceBody]) -> ViewAnswer:
    """Move a view by one place in the sidebar; at the end it stays where it is."""
    await act(actor, views.move_view, view_id, data.up)
    return _shown(await ask(actor, queries.read_view, str(view_id)))


def filters_in(given: QueryBody, *, view: str | None = None, sort: str | None = None) -> Filters:
    """Return what a list is narrowed to; refuse words that it does not know."""
    return filters_of(
        status=given.status, priority=given.priority, assignee=given.assigned_to, requester=given.requester,
        category=given.category, tag=given.tag, text=given.q, source=given.source, organization=given.organization,
        created=given.created, sla=given.sla, due=given.due, snoozed=given.snoozed, view=view, sort=sort,
    )  # fmt: skip


def _sort(given: str) -> Sort:
    sort = filters_of(sort=given).sort
    if sort is None:
        raise Invalid({"sort": flaw_in_word(Sort, given)})
    return sort


def _grouping(given: str) -> Grouping:
    grouping = word_of(Grouping, given)
    if grouping is None:
        raise Invalid({"grouping": flaw_in_word(Grouping, given)})
    return grouping


def _shown(view: View) -> ViewAnswer:
    found = view.filters
    return ViewAnswer(
        id=view.id, key=view.shipped, name=view.name,
        query=QueryAnswer(
            status=list(found.status), priority=list(found.priority), assigned_to=found.assignee,
            requester=found.requester, category=found.category, tag=found.tag, q=found.text,
            source=list(found.source), organization=found.organization, created=found.created, sla=found.sla,
            due=found.due, snoozed=found.snoozed,
        ),
        sort=view.sort, columns=list(view.columns), grouping=view.grouping, scope=view.scope, team_id=view.team_id,
        version=view.version, updated_at=view.updated_at,
    )  # fmt: skip


ROUTER = Router(
    "/api/views", route_handlers=[list_, add, read, change, remove, restore, duplicate, move], tags=["Views"]
)  # fmt: skip
