"""The steps of a policy: who is told and what is done before and after the due moments, all on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import structs

from deskhand.actions import policies
from deskhand.actions.contract import act
from deskhand.actions.policies import Wanted
from deskhand.queries import policies as queries
from deskhand.queries import queue
from deskhand.queries import templates as texts
from deskhand.queries.contract import ask
from deskhand.rules.errors import Conflict, Invalid
from deskhand.rules.sla.escalation import NEW, SEVERAL, SINGLE, Row, row_of, steps_of
from deskhand.rules.sla.policy import Target
from deskhand.rules.sla.step import MOST_STEPS
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.policies import POLICIES
from deskhand.web.reader import gettext as _
from deskhand.web.reader import reading
from deskhand.web.refused import sentences

_PATH = POLICIES + "/{policy_id:uuid}/steps"
_ROWS = MOST_STEPS + 1
Answer = Response[str] | Response[None]


@get(_PATH)
async def read_steps(frame: Framed, policy_id: FromPath[UUID]) -> Response[str]:
    """Show the steps of a policy, and an empty one."""
    view = await ask(frame.actor, queries.read_policy, policy_id)
    said = frame.request.query_params.get("said", "")
    return await _shown(frame, view, [row_of(step) for step in view.last.says.steps], said=said)


@post(_PATH)
async def save_steps(frame: Framed, policy_id: FromPath[UUID]) -> Answer:
    """Save the steps of a policy as a version from now on; a row without a moment is none any more."""
    form = await frame.lists(
        "number", *(f"{place}.{name}" for place in range(_ROWS) for name in SINGLE),
        several=tuple(f"{place}.{name}" for place in range(_ROWS) for name in SEVERAL),
    )  # fmt: skip
    view = await ask(frame.actor, queries.read_policy, policy_id)
    rows = [{name: form[f"{place}.{name}"] for name in (*SINGLE, *SEVERAL)} for place in range(_ROWS)]
    number = form["number"][0]
    try:
        says = structs.replace(view.last.says, steps=steps_of(rows))
        wanted = Wanted(name=view.name, says=says, number=int(number) if number.isdecimal() else None)
        await _kept(frame, policy_id, wanted, rows=rows)
    except Invalid as refusal:
        errors = sentences(refusal, frame, asked=_labels(frame, refusal.fields))
        return await _shown(frame, view, _used(rows), errors=errors, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except Conflict as refusal:
        return await _shown(frame, view, _used(rows), problem=str(refusal), status=HTTPStatus.CONFLICT)
    return go(f"{POLICIES}/{policy_id}/steps?said=saved")


async def _kept(frame: Frame, policy_id: UUID, wanted: Wanted, *, rows: Sequence[Row]) -> None:
    """Keep a policy; refuse by the rows of its steps, of which some may be empty."""
    try:
        await act(frame.actor, policies.change_policy, policy_id, wanted)
    except Invalid as refusal:
        places = [place for place, row in enumerate(rows) if row["amount"][0].strip()]
        flaws = {}
        for name, why in refusal.fields.items():
            head, *rest = name.removesuffix("Id").split(".")
            flaws[f"{head}.{places[int(rest[0])]}.{rest[1]}" if len(rest) == 2 else name] = why
        raise Invalid(flaws) from refusal


async def _shown(
    frame: Frame, view: queries.View, rows: Sequence[Row], *, status: HTTPStatus = HTTPStatus.OK, **values: object
) -> Response[str]:
    shown = [*rows, NEW] if len(rows) < MOST_STEPS else rows
    return frame.show(
        "policy_steps.html", view=view, rows=shown, targets=list(Target),
        agents=[(str(agent.id), agent.name) for agent in await ask(frame.actor, queue.agents)],
        teams=[(str(team_id), name) for team_id, name in await ask(frame.actor, texts.teams)],
        status=status, **{"said": "", "problem": "", "errors": {}, **values},
    )  # fmt: skip


def _used(rows: Sequence[Row]) -> list[Row]:
    """Return rows up to the last one that is written on."""
    last = max((place for place, row in enumerate(rows) if row["amount"] != [""]), default=-1)
    return list(rows[: last + 1])


def _labels(frame: Frame, names: Mapping[str, str]) -> dict[str, str]:
    """Return what fields of rows are called, each with the number of its step."""
    with reading(frame.reader):
        fields = {
            "amount": _("Moment"), "targets": _("For"), "people": _("Also tell"), "watchers": _("Watch from then on"),
            "priority": _("Raise the priority to"), "assignee": _("Assign to"), "team": _("Give to the team"),
        }  # fmt: skip
        row = _("Step %(number)s")
        parts = {name: name.split(".")[1:] for name in names}
        return {
            name: f"{row % {'number': int(place[0]) + 1}}, {fields.get(place[-1], place[-1])}"
            for name, place in parts.items()
            if place
        }


ROUTES = [read_steps, save_steps]
