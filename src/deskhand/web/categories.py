"""Categories: the pages on which admins keep them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import UNSET

from deskhand.actions import categories
from deskhand.actions.categories import CategoryChange, NewCategory
from deskhand.actions.contract import act, act_once
from deskhand.queries import categories as queries
from deskhand.queries.assignment import read_needs
from deskhand.queries.contract import ask
from deskhand.queries.policies import policy_names
from deskhand.queries.teams import offered_teams
from deskhand.rules.assignment.availability import Needs
from deskhand.rules.errors import Conflict, Invalid
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.refused import sentences
from deskhand.web.ticket import id_of

CATEGORIES = "/dashboard/settings/categories"
_PATH = CATEGORIES + "/{category_id:uuid}"
_FIELDS = ("name", "key", "description", "parent", "public", "active", "policy", "once")
Answer = Response[str] | Response[None]


@get(CATEGORIES)
async def read_categories(frame: Framed) -> Response[str]:
    """Show the categories in their order, with how much each is used."""
    asked = frame.request.query_params
    text = asked.get("text", "").strip()
    found = await ask(frame.actor, queries.list_categories, text=text)
    return frame.show("categories.html", found=found, text=text, said=asked.get("said", ""))


@get(CATEGORIES + "/new")
async def read_new_category(frame: Framed) -> Response[str]:
    """Show an empty form."""
    return await _form(frame, None, {"public": "yes", "active": "yes"})


@post(CATEGORIES)
async def add_category(frame: Framed) -> Answer:
    """Make a category."""
    form = await frame.form(*_FIELDS)
    try:
        wanted = NewCategory(
            name=form["name"], key=form["key"], description=form["description"],
            parent_id=id_of(form["parent"], "parentId"), is_active=form["active"] == "yes",
            is_public=form["public"] == "yes", sla_policy_id=id_of(form["policy"], "slaPolicyId"),
        )  # fmt: skip
        once = frame.once(form["once"], *(form[name] for name in _FIELDS))
        made = await act_once(frame.actor, once, categories.add_category, wanted)
    except (Invalid, Conflict) as refusal:
        return await _refused(frame, None, form, refusal=refusal)
    return go(f"{CATEGORIES}/{made.id}?said=made")


@get(_PATH)
async def read_category(frame: Framed, category_id: FromPath[UUID]) -> Response[str]:
    """Show a category with its figures and its trail."""
    view = await ask(frame.actor, queries.read_category, category_id)
    return await _form(frame, view, _written(view), said=frame.request.query_params.get("said", ""))


@post(_PATH)
async def save_category(frame: Framed, category_id: FromPath[UUID]) -> Answer:
    """Change a category, or archive it."""
    form = await frame.form(*_FIELDS)
    try:
        wanted = CategoryChange(
            name=form["name"], key=form["key"].strip() or UNSET, description=form["description"],
            parent_id=id_of(form["parent"], "parentId"), is_active=form["active"] == "yes",
            is_public=form["public"] == "yes", sla_policy_id=id_of(form["policy"], "slaPolicyId"),
        )  # fmt: skip
        await act(frame.actor, categories.change_category, category_id, wanted)
    except Invalid as refusal:
        view = await ask(frame.actor, queries.read_category, category_id)
        return await _refused(frame, view, form, refusal=refusal)
    return go(f"{CATEGORIES}/{category_id}?said=saved")


@post(_PATH + "/move")
async def move_category(frame: Framed, category_id: FromPath[UUID]) -> Answer:
    """Move a category by one place."""
    form = await frame.form("up")
    await act(frame.actor, categories.move_category, category_id, form["up"] == "yes")
    return go(CATEGORIES)


@post(_PATH + "/removal")
async def remove_category(frame: Framed, category_id: FromPath[UUID]) -> Answer:
    """Remove a category that no ticket is of."""
    await frame.form()
    try:
        await act(frame.actor, categories.remove_category, category_id)
    except Conflict as refusal:
        view = await ask(frame.actor, queries.read_category, category_id)
        return await _refused(frame, view, _written(view), refusal=refusal)
    return go(f"{CATEGORIES}?said=removed")


async def show_category(
    frame: Frame, category_id: UUID, *, errors: dict[str, str], taken: dict[str, str]
) -> Response[str]:
    """Show a category, with what cannot be taken of what its tickets need."""
    view = await ask(frame.actor, queries.read_category, category_id)
    return await _form(
        frame, view, _written(view), errors=errors, taken=taken, status=HTTPStatus.UNPROCESSABLE_ENTITY
    )  # fmt: skip


async def _form(frame: Frame, view: queries.View | None, written: dict[str, Any], **values: Any) -> Response[str]:
    found = await ask(frame.actor, queries.list_categories)
    above = [one for one in found if one.parent_id is None and (view is None or one.id != view.id)]
    needs = await ask(frame.actor, read_needs, view.id) if view else Needs()
    taken = {"team": str(needs.team_id or ""), "needs": ", ".join(needs.needs), "prefers": ", ".join(needs.prefers)}
    return frame.show(
        "category_form.html", view=view, written=written, above=above, policies=await ask(frame.actor, policy_names),
        teams=await ask(frame.actor, offered_teams) if view else [],
        **{"said": "", "problem": "", "taken": taken, **values},
    )  # fmt: skip


async def _refused(
    frame: Frame, view: queries.View | None, form: dict[str, Any], *, refusal: Invalid | Conflict
) -> Response[str]:
    if isinstance(refusal, Invalid):
        errors = sentences(refusal, frame)
        return await _form(frame, view, form, errors=errors, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return await _form(frame, view, {**form, "once": ""}, problem=str(refusal), status=HTTPStatus.CONFLICT)


def _written(view: queries.View) -> dict[str, Any]:
    return {
        "name": view.name, "key": view.key, "description": view.description, "parent": str(view.parent_id or ""),
        "public": "yes" if view.is_public else "", "active": "yes" if view.is_active else "",
        "policy": str(view.sla_policy_id or ""),
    }  # fmt: skip


ROUTES = [
    read_categories, read_new_category, add_category, read_category, save_category, move_category, remove_category,
]  # fmt: skip
