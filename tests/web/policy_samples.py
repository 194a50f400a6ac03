"""Policies that sample pages show."""

from __future__ import annotations

from typing import Any

from deskhand.queries.hindsights import Flipped, Hindsight
from deskhand.queries.policies import Edition, Named, View
from deskhand.queries.trail import Step
from deskhand.rules.sla.escalation import NEW, row_of
from deskhand.rules.sla.hindsight import MOST_FLIPS, SPAN, Tally
from deskhand.rules.sla.policy import ACCELERATED, STANDARD, Policy, Target, Version
from deskhand.rules.sla.promise import cell, minutes_text
from deskhand.rules.sla.step import WARNING
from deskhand.rules.sla.step import Step as SlaStep
from deskhand.rules.ticket import ACTIVE, Priority, Status
from tests.web import samples

_SET = Policy(targets=STANDARD.targets, overrides={Target.RESOLUTION: {Priority.CRITICAL: 45}})


def policies() -> list[View]:
    """Return the workspace's own policy, which the environment overrides, and one that is used elsewhere."""
    changes: dict[str, tuple[str | None, str | None]] = {"sla_resolution_high": ("24h", "8h")}
    step = Step(name="policy.changed", actor_name="Ada Admin", created_at=samples.ago(90), changes=changes)
    return [
        View(
            id=samples.an_id(820 + place), name=name, shipped=name.lower(), is_workspaces=not place, more=3 * place,
            last=Version(samples.ago(50), 2, says), calendar_name="Berlin" if place else None,
            organizations=[Named(id=samples.an_id(830), name="Halcyon Legal")] * place,
            categories=[Named(id=samples.an_id(831), name="Billing")] * place,
            editions=[Edition(number=2, since=samples.ago(50)), Edition(number=1, since=samples.ago(900))],
            trail=[step],
        )
        for place, (name, says) in enumerate((("Standard", _SET), ("Accelerated", ACCELERATED)))
    ]  # fmt: skip


def listed(**values: Any) -> dict[str, Any]:
    """Return what the list of policies shows."""
    return {"found": policies(), "said": "chosen", "targets": list(Target), "minutes_text": minutes_text, **values}


def form(**values: Any) -> dict[str, Any]:
    """Return what the page of a policy shows."""
    cells = {
        cell(target, priority): minutes_text(STANDARD.targets.get(target, {}).get(priority))
        for target in Target
        for priority in Priority
    }
    pauses = {f"pauses.{target}": ["waiting_customer"] for target in Target}
    return {
        "view": policies()[0], "written": {"name": "Standard", "warnings": "25, 10", **cells, **pauses},
        "calendars": [(str(samples.an_id(811)), "Berlin")], "targets": list(Target), "cell": cell,
        "active": [status for status in Status if status in ACTIVE], "minutes_text": minutes_text, "more_steps": 2,
        "sample": "- name: Friday",
        "said": "saved", "problem": "", "errors": {}, **values,
    }  # fmt: skip


def steps(**values: Any) -> dict[str, Any]:
    """Return what the page of a policy's steps shows."""
    agent, team = samples.an_id(3), samples.an_id(4)
    late = SlaStep(minutes=-60, targets=("resolution",), tells_team=True, people=(agent,), team_id=team)
    return {
        "view": policies()[0], "rows": [row_of(WARNING), row_of(late), NEW],
        "agents": [(str(agent), "Maya Okafor"), (str(samples.an_id(5)), "Tom Berg")], "teams": [(str(team), "Billing")],
        "targets": list(Target), "said": "", "problem": "",
        "errors": {"steps.1.people": "Step 2, Also tell: must be 20 at most; there are 21"}, **values,
    }  # fmt: skip


def hindsight(*, state: str = "ready") -> dict[str, Any]:
    """Return what the page of a draft shows that is judged by past tickets."""
    first, _, solution = Target
    until = samples.ago(1)
    rows = samples.rows()[:3]
    found = Hindsight(
        policy_id=samples.an_id(820), is_new=False, start_id=None, name="Standard", number=2, draft=STANDARD,
        id=samples.an_id(840), policy_name="Standard", state=state, since=until - SPAN, until=until,
        reached_at=until - SPAN / 3, flipped=MOST_FLIPS + 1,
        tally=Tally(judged=1204, before={first: 31, solution: 12}, after={first: 58, solution: 9}),
        items=[Flipped(id=one.id, number=one.number, subject=one.subject, targets=(first, solution)) for one in rows],
        next_cursor="WyJ4Il0",
    )  # fmt: skip
    return {"found": found, "is_late": True, "targets": list(Target), "days": SPAN.days, "most": MOST_FLIPS}
