"""Policies of deadlines: the pages on which admins say what is promised, and which policy counts for the workspace."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from deskhand.actions import policies
from deskhand.actions.contract import act, act_once
from deskhand.actions.policies import Wanted
from deskhand.queries import calendars, hindsights
from deskhand.queries import policies as queries
from deskhand.queries.contract import ask
from deskhand.rules.errors import Conflict, Invalid
from deskhand.rules.sla.policy import PAUSES, STANDARD, Policy, Target
from deskhand.rules.sla.promise import cell, minutes_text, pauses_of, targets_of, warnings_of, warnings_text
from deskhand.rules.sla.sheet import cases_of, cases_text
from deskhand.rules.sla.step import Step
from deskhand.rules.ticket import ACTIVE, Priority, Status
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.refused import sentences
from deskhand.web.removed import removed, way_back
from deskhand.web.ticket import id_of

POLICIES = "/dashboard/settings/policies"
_PATH = POLICIES + "/{policy_id:uuid}"
_CELLS = tuple(cell(target, priority) for target in Target for priority in Priority)
FIELDS = ("name", "calendar", "warnings", "restarts", "below_half", "number", "start", "tests", "once", *_CELLS)
PAUSING = "pauses."
_SAMPLE = """\
- name: Friday evening
  opened: 2026-07-03T16:30:00+02:00
  priority: high
  target: resolution
  due: 2026-07-04T17:00:00+02:00
  events:
  - {at: 2026-07-03T17:00:00+02:00, status: waiting_customer, reply: agent}
  - {at: 2026-07-03T17:30:00+02:00, status: waiting_support, reply: customer}
"""
Answer = Response[str] | Response[None]


@get(POLICIES)
async def read_policies(frame: Framed) -> Response[str]:
    """Show every policy with what it promises and who uses it."""
    return await _listed(frame)


@post(POLICIES + "/choice")
async def choose_policy(frame: Framed) -> Answer:
    """Have the workspace's tickets count by a policy."""
    form = await frame.form("policy")
    policy_id = id_of(form["policy"], "policy")
    if policy_id is not None:
        await act(frame.actor, policies.choose_policy, policy_id)
    return go(f"{POLICIES}?said=chosen")


@get(POLICIES + "/new")
async def read_new_policy(frame: Framed) -> Response[str]:
    """Show a form that begins as another policy is, or as the shipped one."""
    start = id_of(frame.request.query_params.get("start", ""), "start")
    found = None if start is None else await ask(frame.actor, queries.read_policy, start)
    written = _written(found.last.says if found else STANDARD) | {"start": str(start or "")}
    return await _form(frame, None, written | await _draft(frame))


@post(POLICIES)
async def add_policy(frame: Framed) -> Answer:
    """Make a policy; what its steps do beside warning is as in the one that it began as."""
    form = await frame.form(*FIELDS, several=PAUSING)
    try:
        start = id_of(form["start"], "start")
        steps = () if start is None else (await ask(frame.actor, queries.read_policy, start)).last.says.steps
        once = frame.once(form["once"], *form.values())
        made = await act_once(frame.actor, once, policies.add_policy, wanted_of(form, steps))
    except (Invalid, Conflict) as refusal:
        return await refused(frame, None, form, refusal=refusal)
    return go(f"{POLICIES}/{made}?said=made")


@get(_PATH)
async def read_policy(frame: Framed, policy_id: FromPath[UUID]) -> Response[str]:
    """Show a policy with who uses it, its versions and its trail."""
    view = await ask(frame.actor, queries.read_policy, policy_id)
    said = frame.request.query_params.get("said", "")
    return await _form(frame, view, _kept(view) | await _draft(frame), said=said)


@post(_PATH)
async def save_policy(frame: Framed, policy_id: FromPath[UUID]) -> Answer:
    """Save a policy as a version from now on."""
    form = await frame.form(*FIELDS, several=PAUSING)
    view = await ask(frame.actor, queries.read_policy, policy_id)
    try:
        await act(frame.actor, policies.change_policy, policy_id, wanted_of(form, view.last.says.steps))
    except (Invalid, Conflict) as refusal:
        return await refused(frame, view, form, refusal=refusal)
    return go(f"{POLICIES}/{policy_id}?said=saved")


@post(_PATH + "/removal")
async def remove_policy(frame: Framed, policy_id: FromPath[UUID]) -> Answer:
    """Remove a policy that nobody uses."""
    await frame.form()
    try:
        await act(frame.actor, policies.remove_policy, policy_id)
    except Conflict as refusal:
        view = await ask(frame.actor, queries.read_policy, policy_id)
        return await refused(frame, view, _kept(view), refusal=refusal)
    return removed(POLICIES, policy_id)


@post(_PATH + "/restore")
async def restore_policy(frame: Framed, policy_id: FromPath[UUID]) -> Answer:
    """Take a removal back."""
    await frame.form()
    await act(frame.actor, policies.restore_policy, policy_id)
    return go(f"{POLICIES}/{policy_id}?said=restored")


def wanted_of(form: Mapping[str, str], steps: tuple[Step, ...]) -> Wanted:
    """Return the policy of a form; what its steps do beside warning is as it was."""
    chosen = {target: set(form.get(PAUSING + target.value, "").split("\n")) for target in Target}
    says = Policy(
        targets=targets_of(form), calendar_id=id_of(form["calendar"], "calendarId"), pauses=pauses_of(chosen),
        restarts_on_rise=form["restarts"] == "yes", critical_below_half=form["below_half"] == "yes",
        steps=warnings_of(form["warnings"], beside=steps), tests=cases_of(form["tests"]),
    )  # fmt: skip
    number = int(form["number"]) if form["number"].isascii() and form["number"].isdigit() else None
    return Wanted(name=form["name"], says=says, number=number)


async def refused(
    frame: Frame, view: queries.View | None, form: Mapping[str, Any], *, refusal: Invalid | Conflict
) -> Response[str]:
    """Show a form as it was sent, with what is wrong beside it."""
    shown = dict(form)
    for target in Target:
        name = PAUSING + target.value
        shown[name] = form.get(name, "").split("\n") if isinstance(form.get(name, ""), str) else form[name]
    if isinstance(refusal, Invalid):
        errors = sentences(refusal, frame)
        return await _form(frame, view, shown, errors=errors, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return await _form(frame, view, {**shown, "once": ""}, problem=str(refusal), status=HTTPStatus.CONFLICT)


async def _listed(frame: Frame) -> Response[str]:
    found = await ask(frame.actor, queries.list_policies)
    said = frame.request.query_params.get("said", "")
    return frame.show(
        "policies.html", found=found, said=said, targets=list(Target), minutes_text=minutes_text,
        back=way_back(frame, POLICIES),
    )  # fmt: skip


async def _form(frame: Frame, view: queries.View | None, written: Mapping[str, Any], **values: Any) -> Response[str]:
    found = await ask(frame.actor, calendars.list_calendars)
    return frame.show(
        "policy_form.html", view=view, written=written, calendars=[(str(one.id), one.name) for one in found],
        targets=list(Target), active=[status for status in Status if status in ACTIVE], cell=cell,
        minutes_text=minutes_text, more_steps=_more_steps(view), sample=_SAMPLE,
        **{"said": "", "problem": "", "errors": {}, **values},
    )  # fmt: skip


async def _draft(frame: Frame) -> dict[str, Any]:
    """Return what is written where somebody goes on with the draft of their hindsight."""
    if not frame.request.query_params.get("draft", ""):
        return {}
    found = await ask(frame.actor, hindsights.read_draft)
    number = "" if found.number is None else str(found.number)
    return _written(found.draft) | {"name": found.name, "number": number, "start": str(found.start_id or "")}


def _kept(view: queries.View) -> dict[str, Any]:
    return _written(view.last.says) | {"name": view.name, "number": str(view.last.number)}


def _written(policy: Policy) -> dict[str, Any]:
    cells = {
        cell(target, priority): minutes_text(policy.targets.get(target, {}).get(priority))
        for target in Target
        for priority in Priority
    }
    pauses = {PAUSING + target.value: [one.value for one in policy.pauses.get(target, PAUSES)] for target in Target}
    return {
        "calendar": str(policy.calendar_id or ""), "warnings": warnings_text(policy.steps),
        "tests": cases_text(policy.tests),
        "restarts": "yes" if policy.restarts_on_rise else "", "below_half": "yes" if policy.critical_below_half else "",
        **cells, **pauses,
    }  # fmt: skip


def _more_steps(view: queries.View | None) -> int:
    """Return how many steps of a policy do more than warn, which this form leaves as they are."""
    steps = view.last.says.steps if view else ()
    return len(steps) - len(warnings_of(warnings_text(steps)))


ROUTES = [
    read_policies,
    choose_policy,
    read_new_policy,
    add_policy,
    read_policy,
    save_policy,
    remove_policy,
    restore_policy,
]
