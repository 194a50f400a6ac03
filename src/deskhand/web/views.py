"""Saved views: the pages on which agents make, change, order, copy, share and remove them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from deskhand.actions import views
from deskhand.actions.contract import act, act_once
from deskhand.actions.views import NewView, ViewChange
from deskhand.door.filters import filters_of
from deskhand.queries import queue
from deskhand.queries import templates as prepared
from deskhand.queries import views as queries
from deskhand.queries.contract import ask
from deskhand.rules.access import Can
from deskhand.rules.draft import flaw_in_word, word_of
from deskhand.rules.errors import Conflict, Forbidden, Invalid
from deskhand.rules.filters import Filters, Sort, kept
from deskhand.rules.templates import Scope
from deskhand.rules.views import Grouping, columns_of, may_keep
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.links import VIEWS
from deskhand.web.queue import filters_asked
from deskhand.web.refused import sentences
from deskhand.web.removed import removed, way_back

_PATH = VIEWS + "/{view_id:uuid}"
_SINGLE = ("assignee", "team", "requester", "category", "organization", "tag", "sla", "due", "text", "sort", "snoozed")
_SEVERAL = ("status", "priority", "source", "columns")
_FIELDS = ("name", "grouping", "scope", "version", "once", "created", "since", "until", *_SINGLE)
Answer = Response[str] | Response[None]


@get(VIEWS)
async def read_views(frame: Framed) -> Response[str]:
    """Show the views that somebody has, in the order of the sidebar."""
    found = await ask(frame.actor, queries.list_views)
    keepable = {one.id for one in found if may_keep(frame.person, one.belonging)}
    said = frame.request.query_params.get("said", "")
    return frame.show("views.html", views=found, keepable=keepable, said=said, back=way_back(frame, VIEWS))


@get(VIEWS + "/new")
async def read_new_view(frame: Framed) -> Response[str]:
    """Show the form of a new view, which begins with the list that somebody came from."""
    asked = filters_asked(frame)
    return await _form(
        frame, None, {"sort": asked.sort or Sort.NEED, "scope": Scope.PRIVATE, "columns": []}, shown=kept(asked)
    )


@post(VIEWS)
async def add_view(frame: Framed) -> Answer:
    """Keep a new view."""
    form = await frame.lists(*_FIELDS, several=_SEVERAL)
    try:
        wanted = _wanted(form)
        once = frame.once(form["once"][0], *(",".join(form[name]) for name in (*_FIELDS, *_SEVERAL)))
        made = await act_once(frame.actor, once, views.add_view, wanted)
        frame.desk.sidebars.forget(frame.actor.workspace_id)
    except (Invalid, Forbidden) as refusal:
        return await _refused(frame, None, form, refusal=refusal)
    return go(f"{VIEWS}/{made.id}?said=kept")


@get(_PATH)
async def read_view(frame: Framed, view_id: FromPath[UUID]) -> Response[str]:
    """Show a view with its trail."""
    view = await ask(frame.actor, queries.read_view, str(view_id))
    return await _form(frame, view, _written(view), shown=view.filters, said=frame.request.query_params.get("said", ""))


@post(_PATH)
async def save_view(frame: Framed, view_id: FromPath[UUID]) -> Answer:
    """Change a view."""
    view = await ask(frame.actor, queries.read_view, str(view_id))
    form = await frame.lists(*_FIELDS, several=_SEVERAL)
    try:
        new = _wanted(form)
        wanted = ViewChange(
            name=new.name, filters=new.filters, sort=new.sort, columns=new.columns, grouping=new.grouping,
            scope=new.scope, team_id=new.team_id, version=_number(form["version"][0]),
        )  # fmt: skip
        await act(frame.actor, views.change_view, view_id, wanted)
        frame.desk.sidebars.forget(frame.actor.workspace_id)
    except (Invalid, Forbidden, Conflict) as refusal:
        return await _refused(frame, view, form, refusal=refusal)
    return go(f"{VIEWS}/{view_id}?said=saved")


@post(_PATH + "/copy")
async def copy_view(frame: Framed, view_id: FromPath[UUID]) -> Answer:
    """Keep a copy for oneself, and go to it."""
    form = await frame.form("once")
    copy = await act_once(frame.actor, frame.once(form["once"]), views.duplicate_view, view_id)
    frame.desk.sidebars.forget(frame.actor.workspace_id)
    return go(f"{VIEWS}/{copy.id}?said=copied")


@post(_PATH + "/place")
async def move_view(frame: Framed, view_id: FromPath[UUID]) -> Answer:
    """Move a view by one place."""
    form = await frame.form("to")
    await act(frame.actor, views.move_view, view_id, form["to"] == "up")
    frame.desk.sidebars.forget(frame.actor.workspace_id)
    return go(VIEWS)


@post(_PATH + "/removal")
async def remove_view(frame: Framed, view_id: FromPath[UUID]) -> Answer:
    """Remove a view."""
    await frame.form()
    await act(frame.actor, views.remove_view, view_id)
    frame.desk.sidebars.forget(frame.actor.workspace_id)
    return removed(VIEWS, view_id)


@post(_PATH + "/restore")
async def restore_view(frame: Framed, view_id: FromPath[UUID]) -> Answer:
    """Take a removal back."""
    await frame.form()
    await act(frame.actor, views.restore_view, view_id)
    frame.desk.sidebars.forget(frame.actor.workspace_id)
    return go(f"{VIEWS}/{view_id}?said=restored")


async def _form(
    frame: Frame, view: queries.Whole | None, written: dict[str, Any], *, shown: Filters, **values: Any
) -> Response[str]:
    teams = await ask(frame.actor, prepared.teams)
    agents, choices = await ask(frame.actor, queue.choices)
    return frame.show(
        "view_form.html", view=view, shown=shown, written=written, teams=teams, agents=agents, choices=choices,
        may_share=frame.person.may(Can.SHARE_VIEWS),
        may_keep=view is None or may_keep(frame.person, view.belonging), **{"said": "", "problem": "", **values},
    )  # fmt: skip


async def _refused(
    frame: Frame, view: queries.Whole | None, form: dict[str, list[str]], *, refusal: Invalid | Forbidden | Conflict
) -> Response[str]:
    written = {name: values[0] if values and name not in _SEVERAL else values for name, values in form.items()}
    try:
        shown = _filters(form)
    except Invalid:
        shown = Filters() if view is None else view.filters
    if isinstance(refusal, Invalid):
        errors = sentences(refusal, frame)
        return await _form(frame, view, written, shown=shown, errors=errors, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    status = HTTPStatus.CONFLICT if isinstance(refusal, Conflict) else HTTPStatus.FORBIDDEN
    return await _form(frame, view, {**written, "once": ""}, shown=shown, problem=str(refusal), status=status)


def _wanted(form: dict[str, list[str]]) -> NewView:
    filters = _filters(form)
    scope, team_id = _scope(form["scope"][0])
    grouping = form["grouping"][0]
    if grouping and word_of(Grouping, grouping) is None:
        raise Invalid({"grouping": flaw_in_word(Grouping, grouping)})
    return NewView(
        name=form["name"][0], filters=kept(filters), sort=filters.sort or Sort.NEED,
        columns=columns_of(form["columns"]), grouping=word_of(Grouping, grouping) if grouping else None, scope=scope,
        team_id=team_id,
    )  # fmt: skip


def _filters(form: dict[str, list[str]]) -> Filters:
    since, until = form["since"][0], form["until"][0]
    return filters_of(
        status=form["status"], priority=form["priority"], source=form["source"],
        created=f"{since}..{until}" if since or until else form["created"][0],
        **{name: form[name][0] for name in _SINGLE},
    )  # fmt: skip


def _written(view: queries.Whole) -> dict[str, Any]:
    return {
        "name": view.name, "sort": view.sort, "grouping": view.grouping.value, "columns": list(view.columns),
        "scope": f"team:{view.team_id}" if view.team_id else view.scope.value, "version": str(view.version),
    }  # fmt: skip


def _scope(text: str) -> tuple[Scope, UUID | None]:
    name, _, team = text.partition(":")
    try:
        return Scope(name or Scope.PRIVATE), UUID(team) if team else None
    except ValueError:
        raise Invalid({"scope": f"“{text[:40]}” is not one of the choices"}) from None


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Invalid({"version": f"“{text[:20]}” is not a whole number; reload the page"})
    return int(text)


ROUTES = [read_views, read_new_view, add_view, read_view, save_view, copy_view, move_view, remove_view, restore_view]
