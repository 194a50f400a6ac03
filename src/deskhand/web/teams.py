"""Teams: the pages on which admins keep them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from deskhand.actions import teams
from deskhand.actions.contract import act, act_once
from deskhand.actions.teams import TeamChange
from deskhand.queries import teams as queries
from deskhand.queries.assignment import rule_of_team
from deskhand.queries.contract import ask
from deskhand.rules.access import Can, require
from deskhand.rules.assignment import Policy
from deskhand.rules.errors import Conflict, Invalid
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.refused import sentences

TEAMS = "/dashboard/settings/teams"
_PATH = TEAMS + "/{team_id:uuid}"
_SAID = {"made", "saved", "closed", "opened", "moved"}
Answer = Response[str] | Response[None]


@get(TEAMS)
async def read_teams(frame: Framed) -> Response[str]:
    """Show the teams by name."""
    require(frame.person, Can.MANAGE_PEOPLE)
    return frame.show("teams.html", found=await ask(frame.actor, queries.list_teams, with_closed=True))


@get(TEAMS + "/new")
async def read_new_team(frame: Framed) -> Response[str]:
    """Show an empty form."""
    return await _form(frame, None, {"members": [], "categories": []})


@post(TEAMS)
async def add_team(frame: Framed) -> Answer:
    """Make a team."""
    form = await _sent(frame)
    try:
        once = frame.once(form["once"], str(form))
        made = await act_once(frame.actor, once, teams.add_team, _wanted(form))
    except (Invalid, Conflict) as refusal:
        return await _refused(frame, None, form, refusal=refusal)
    return go(f"{TEAMS}/{made}?said=made")


@get(_PATH)
async def read_team(frame: Framed, team_id: FromPath[UUID]) -> Response[str]:
    """Show a team."""
    view = await ask(frame.actor, queries.read_team, team_id)
    said = frame.request.query_params.get("said", "")
    return await _form(frame, view, _written(view), said=said if said in _SAID else "")


@post(_PATH)
async def save_team(frame: Framed, team_id: FromPath[UUID]) -> Answer:
    """Save name, description, members and categories."""
    form = await _sent(frame)
    try:
        await act(frame.actor, teams.change_team, team_id, _wanted(form))
    except (Invalid, Conflict) as refusal:
        return await _refused(frame, await ask(frame.actor, queries.read_team, team_id), form, refusal=refusal)
    return go(f"{TEAMS}/{team_id}?said=saved")


@post(_PATH + "/state")
async def close_or_open(frame: Framed, team_id: FromPath[UUID]) -> Answer:
    """Close a team, or open it again."""
    form = await frame.form("active")
    opens = form["active"] == "yes"
    try:
        await act(frame.actor, teams.change_team, team_id, TeamChange(is_active=opens))
    except Conflict as refusal:
        view = await ask(frame.actor, queries.read_team, team_id)
        return await _refused(frame, view, _written(view), refusal=refusal)
    return go(f"{TEAMS}/{team_id}?said={'opened' if opens else 'closed'}")


@post(_PATH + "/tickets")
async def give_on(frame: Framed, team_id: FromPath[UUID]) -> Answer:
    """Give the active tickets of a team to another one, or to none."""
    form = await frame.form("team")
    view = await ask(frame.actor, queries.read_team, team_id)
    try:
        to = _ids([form["team"]], "team")[0] if form["team"] else None
        await act(frame.actor, teams.give_to_team, team_id, to=to)
    except Invalid as refusal:
        return await _refused(frame, view, _written(view), refusal=refusal)
    return go(f"{TEAMS}/{team_id}?said=moved")


async def _sent(frame: Frame) -> dict[str, Any]:
    """Return the form; members and categories are as many fields as there are."""
    sent = await frame.lists("name", "description", "once", several=("members", "categories"))
    return {**sent, **{name: sent[name][0] for name in ("name", "description", "once")}}


def _wanted(form: dict[str, Any]) -> TeamChange:
    return TeamChange(
        name=form["name"], description=form["description"], member_ids=_ids(form["members"], "members"),
        category_ids=_ids(form["categories"], "categories"),
    )  # fmt: skip


def _ids(texts: list[str], field: str) -> list[UUID]:
    try:
        return [UUID(text) for text in texts]
    except ValueError:
        raise Invalid({field: "holds what is none of the choices; reload the page"}) from None


async def _refused(
    frame: Frame, view: queries.View | None, form: dict[str, Any], *, refusal: Invalid | Conflict
) -> Response[str]:
    if isinstance(refusal, Invalid):
        return await _form(frame, view, form, errors=sentences(refusal, frame), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return await _form(frame, view, form, problem=str(refusal), status=HTTPStatus.CONFLICT)


async def _form(frame: Frame, view: queries.View | None, written: dict[str, Any], **values: Any) -> Response[str]:
    choices = await ask(frame.actor, queries.choices)
    others = await ask(frame.actor, queries.offered_teams) if view and view.held else []
    rule = await ask(frame.actor, rule_of_team, view.id) if view else None
    return frame.show(
        "team.html", view=view, written=written, choices=choices, others=others, rule=rule, policies=list(Policy),
        **{"said": "", "problem": "", **values},
    )  # fmt: skip


def _written(view: queries.View) -> dict[str, Any]:
    return {
        "name": view.name, "description": view.description, "members": [str(one.id) for one in view.members],
        "categories": [str(one.id) for one in view.categories],
    }  # fmt: skip


ROUTES = [read_teams, read_new_team, add_team, read_team, save_team, close_or_open, give_on]
