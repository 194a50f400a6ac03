"""`/api/sla/policies`: what is promised by target and priority, and which policy the workspace has; for admins."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Router, delete, get, post, put
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from deskhand.actions import policies
from deskhand.actions.contract import act, act_once
from deskhand.api.answers import Answer
from deskhand.api.bodies import Body
from deskhand.api.problem import spec
from deskhand.api.templates import Removed
from deskhand.api.tickets import Asking, Key, Who
from deskhand.door.once import once_of
from deskhand.queries import policies as queries
from deskhand.queries.contract import ask
from deskhand.rules.sla.edition import NAME_LIMIT
from deskhand.rules.sla.policy import PAUSES, Case, Policy, Target
from deskhand.rules.sla.promise import is_warning, pauses_of, statuses_of, warnings_of
from deskhand.rules.sla.step import MOST_MINUTES_AFTER, MOST_PEOPLE, MOST_STEPS, Step
from deskhand.rules.ticket import Priority

_READ = spec(400, 401, 403, 404, 422, 500, 503)
_WRITE = spec(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507)
Table = Annotated[
    dict[Target, dict[Priority, int]],
    Meta(description="Minutes by target and priority, a year at most; what is left out is not promised."),
]
Pauses = Annotated[
    dict[Target, list[Annotated[str, Meta(max_length=40)]]],
    Meta(description="Statuses in which a target's clock stands still; `waiting_customer` where none are named."),
]
Warnings = Annotated[
    list[Annotated[int, Meta(ge=1, le=99)]],
    Meta(max_length=MOST_STEPS, description="Percent of the time that are left when its holder is warned."),
]


class StepBody(Body, frozen=True, kw_only=True):
    """A step: at so many percent or minutes that are left (after the due moment: minutes of 0 and less)."""

    percent: Annotated[int, Meta(ge=1, le=99)] | None = None
    minutes: Annotated[int, Meta(ge=-MOST_MINUTES_AFTER, le=MOST_MINUTES_AFTER)] | None = None
    targets: Annotated[list[Target], Meta(max_length=3, description="None: each.")] = msgspec.field(
        default_factory=list
    )
    tells_assignee: bool = True
    tells_team: bool = False
    people: Annotated[list[UUID], Meta(max_length=MOST_PEOPLE, description="Agents who are told as well.")] = (
        msgspec.field(default_factory=list)
    )
    assignee_id: Annotated[UUID, Meta(description="The agent who gets the ticket.")] | None = None
    team_id: Annotated[UUID, Meta(description="The team that gets the ticket.")] | None = None
    priority: Annotated[Priority, Meta(description="What it is raised to, never lowered.")] | None = None
    watchers: Annotated[list[UUID], Meta(max_length=MOST_PEOPLE, description="Agents who watch from then on.")] = (
        msgspec.field(default_factory=list)
    )


class PolicyBody(Body, frozen=True, kw_only=True):
    """A whole policy; its tests stay as they are, and so do the steps beside its warnings when none are named."""

    name: Annotated[str, Meta(min_length=1, max_length=NAME_LIMIT)]
    targets: Table
    calendar_id: Annotated[UUID, Meta(description="In whose hours times count; null: in every hour.")] | None = None
    pauses: Pauses = msgspec.field(default_factory=dict)
    warnings: Warnings = msgspec.field(default_factory=lambda: [25])
    steps: Annotated[list[StepBody], Meta(max_length=MOST_STEPS, description="Beside the warnings.")] | None = None
    restarts_on_rise: Annotated[bool, Meta(description="Whether clocks begin anew when the priority rises.")] = False
    critical_below_half: Annotated[bool, Meta(description="Whether critical also asks for under half.")] = False
    version: Annotated[int, Meta(ge=1, le=2**31 - 1, description="The one that was read; an old one is refused.")] | None = None  # fmt: skip  # noqa: E501


class ChoiceBody(Body, frozen=True, kw_only=True):
    """Which policy counts for the workspace."""

    policy_id: UUID


class UserAnswer(Answer, frozen=True, kw_only=True):
    """An organization or a category that uses a policy."""

    id: UUID
    name: str


class StepAnswer(Answer, frozen=True, kw_only=True):
    """A step that does more than warn."""

    percent: int | None
    minutes: int | None
    targets: list[str]
    tells_assignee: bool
    tells_team: bool
    people: list[UUID]
    assignee_id: UUID | None
    team_id: UUID | None
    priority: Priority | None
    watchers: list[UUID]


class PolicyAnswer(Answer, frozen=True, kw_only=True):
    """A policy as it stands; `overrides` are minutes that the environment sets over its own."""

    id: UUID
    name: str
    shipped: Annotated[str | None, Meta(description="`standard` or `accelerated`; null for one that was made here.")]
    targets: dict[Target, dict[Priority, int]]
    overrides: dict[Target, dict[Priority, int]]
    calendar_id: UUID | None
    pauses: dict[Target, list[str]]
    warnings: list[int]
    steps: Annotated[list[StepAnswer], Meta(description="Those that do more than warn whoever holds the ticket.")]
    restarts_on_rise: bool
    critical_below_half: bool
    version: int
    since: datetime
    is_workspaces: Annotated[bool, Meta(description="Whether it counts where nothing else was chosen.")]
    organizations: Annotated[list[UserAnswer], Meta(description="The first 20 for which it was chosen.")]
    categories: Annotated[list[UserAnswer], Meta(description="The first 20 for which it was chosen.")]


@get("/", responses=_READ, summary="List policies", operation_id="listPolicies")
async def list_(actor: Who) -> list[PolicyAnswer]:
    """Return every policy, the workspace's own first."""
    return [_shown(one) for one in await ask(actor, queries.list_policies)]


@post("/", responses=_WRITE, summary="Make a policy", operation_id="addPolicy")
async def add(request: Asking, actor: Who, *, data: JSONBody[PolicyBody], idempotency_key: Key = None) -> PolicyAnswer:
    """Make a policy; it counts for those for whom it is chosen."""
    once = await once_of(request, key=idempotency_key)
    made = await act_once(actor, once, policies.add_policy, wanted_of(data))
    return _shown(await ask(actor, queries.read_policy, made))


@get("/{policy_id:uuid}", responses=_READ, summary="Read a policy", operation_id="readPolicy")
async def read(actor: Who, policy_id: FromPath[UUID]) -> PolicyAnswer:
    """Return a policy."""
    return _shown(await ask(actor, queries.read_policy, policy_id))


@put("/{policy_id:uuid}", responses=_WRITE, summary="Change a policy", operation_id="changePolicy")
async def change(actor: Who, policy_id: FromPath[UUID], data: JSONBody[PolicyBody]) -> PolicyAnswer:
    """Have a policy promise this from now on; open tickets get their new deadlines within minutes."""
    held = (await ask(actor, queries.read_policy, policy_id)).last.says
    await act(actor, policies.change_policy, policy_id, wanted_of(data, held.steps, held.tests))
    return _shown(await ask(actor, queries.read_policy, policy_id))


@delete("/{policy_id:uuid}", status_code=200, responses=_WRITE, summary="Remove a policy", operation_id="removePolicy")
async def remove(actor: Who, policy_id: FromPath[UUID]) -> Removed:
    """Remove a policy that nobody uses."""
    await act(actor, policies.remove_policy, policy_id)
    return Removed(id=policy_id)


@post(
    "/{policy_id:uuid}/restore", status_code=200, responses=_WRITE, summary="Restore a policy",
    operation_id="restorePolicy",
)  # fmt: skip
async def restore(actor: Who, policy_id: FromPath[UUID]) -> PolicyAnswer:
    """Take a removal back, for 90 days; it is as it was."""
    await act(actor, policies.restore_policy, policy_id)
    return _shown(await ask(actor, queries.read_policy, policy_id))


@put("/choice", responses=_WRITE, summary="Choose the workspace's policy", operation_id="choosePolicy")
async def choose(actor: Who, data: JSONBody[ChoiceBody]) -> PolicyAnswer:
    """Have tickets count by a policy, where no organization or category says otherwise."""
    await act(actor, policies.choose_policy, data.policy_id)
    return _shown(await ask(actor, queries.read_policy, data.policy_id))


def wanted_of(data: PolicyBody, steps: tuple[Step, ...] = (), tests: tuple[Case, ...] = ()) -> policies.Wanted:
    """Return the policy of a body, with the steps that do more than warn and the tests that it keeps."""
    says = Policy(
        targets=data.targets, calendar_id=data.calendar_id, restarts_on_rise=data.restarts_on_rise,
        pauses=pauses_of(statuses_of(data.pauses)),
        critical_below_half=data.critical_below_half,
        steps=_steps(data, held=steps), tests=tests,
    )  # fmt: skip
    return policies.Wanted(name=data.name, says=says, number=data.version)


def _steps(data: PolicyBody, *, held: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return the steps of a policy: those of a body first, so that flaws name them by their own numbers."""
    warnings = " ".join(map(str, data.warnings))
    if data.steps is None:
        return warnings_of(warnings, beside=held)
    return (*(Step(**_told(one)) for one in data.steps), *warnings_of(warnings))


def _told(step: StepBody | Step) -> dict[str, Any]:
    told = msgspec.structs.asdict(step)
    kind = list if isinstance(step, Step) else tuple
    return {name: kind(value) if isinstance(value, list | tuple) else value for name, value in told.items()}


def _shown(line: queries.Line) -> PolicyAnswer:
    says = line.last.says
    return PolicyAnswer(
        id=line.id, name=line.name, shipped=line.shipped, targets=says.targets, overrides=says.overrides,
        calendar_id=says.calendar_id,
        pauses={target: [one.value for one in says.pauses.get(target, PAUSES)] for target in Target},
        warnings=[one.percent for one in says.steps if is_warning(one) and one.percent is not None],
        steps=[StepAnswer(**_told(one)) for one in says.steps if not is_warning(one)],
        restarts_on_rise=says.restarts_on_rise, critical_below_half=says.critical_below_half,
        version=line.last.number, since=line.last.since, is_workspaces=line.is_workspaces,
        organizations=[UserAnswer(id=one.id, name=one.name) for one in line.organizations],
        categories=[UserAnswer(id=one.id, name=one.name) for one in line.categories],
    )  # fmt: skip


ROUTER = Router(
    "/api/sla/policies", route_handlers=[list_, add, choose, read, change, remove, restore], tags=["Deadlines"]
)
"""The routes of policies."""
