"""How tickets find agents: the rules that are on, what categories take, and why a ticket has whom it has."""

from __future__ import annotations

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from deskhand.actions import availability
from deskhand.actions.contract import act
from deskhand.queries.assignment import read_assignment, read_rules
from deskhand.queries.contract import ask
from deskhand.rules.assignment import Policy
from deskhand.rules.assignment.availability import Needs
from deskhand.rules.assignment.eligibility import is_away_at
from deskhand.rules.errors import Invalid
from deskhand.web.categories import CATEGORIES, show_category
from deskhand.web.frame import Framed, go
from deskhand.web.links import QUEUE, query_of
from deskhand.web.queue import filters_asked
from deskhand.web.refused import sentences
from deskhand.web.teams import TEAMS
from deskhand.web.ticket import id_of

ASSIGNMENT = "/dashboard/settings/assignment"
Answer = Response[str] | Response[None]


@get(QUEUE + "/{ticket_id:uuid}/assignment")
async def read_why(frame: Framed, ticket_id: FromPath[UUID]) -> Response[str]:
    """Show why a ticket has whom it has."""
    found = await ask(frame.actor, read_assignment, ticket_id)
    return frame.show("assigned.html", found=found, url=f"{QUEUE}/{ticket_id}{query_of(filters_asked(frame))}")


@get(ASSIGNMENT)
async def read_settings(frame: Framed) -> Response[str]:
    """Show the workspace's rule, those of its teams, and who is there."""
    found = await ask(frame.actor, read_rules)
    away = {one.id for one in found.agents if is_away_at(one.away_until, frame.now)}
    return frame.show(
        "assignment.html", found=found, away=away, policies=list(Policy),
        said=frame.request.query_params.get("said", ""),
    )  # fmt: skip


@post(ASSIGNMENT)
async def set_rule(frame: Framed) -> Answer:
    """Say by what rule tickets are given where a team has none of its own."""
    form = await frame.form("policy")
    await act(frame.actor, availability.set_policy, None, _policy(form["policy"]))
    return go(f"{ASSIGNMENT}?said=saved")


@post(TEAMS + "/{team_id:uuid}/assignment")
async def set_team_rule(frame: Framed, team_id: FromPath[UUID]) -> Answer:
    """Say by what rule a team's tickets are given."""
    form = await frame.form("policy")
    policy = _policy(form["policy"]) if form["policy"] else None
    await act(frame.actor, availability.set_policy, team_id, policy)
    return go(f"{TEAMS}/{team_id}?said=saved")


@post(CATEGORIES + "/{category_id:uuid}/needs")
async def set_needs(frame: Framed, category_id: FromPath[UUID]) -> Answer:
    """Say which team and skills the tickets of a category take."""
    form = await frame.form("team", "needs", "prefers")
    try:
        wanted = Needs(
            team_id=id_of(form["team"], "teamId"), needs=tuple(form["needs"].split(",")),
            prefers=tuple(form["prefers"].split(",")),
        )  # fmt: skip
        await act(frame.actor, availability.set_needs, category_id, wanted)
    except Invalid as refusal:
        return await show_category(frame, category_id, errors=sentences(refusal, frame), taken=form)
    return go(f"{CATEGORIES}/{category_id}?said=saved")


def _policy(word: str) -> Policy:
    try:
        return Policy(word)
    except ValueError:
        raise Invalid({"policy": f"“{word[:40]}” is not one of the choices; reload the page"}) from None


ROUTES = [read_why, read_settings, set_rule, set_team_rule, set_needs]
