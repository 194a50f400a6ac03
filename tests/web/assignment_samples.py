"""Sample rows of assignment for the gallery."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from deskhand.queries.assignment import Assigned, Decided, Line, Profile, Settings, TeamLine
from deskhand.rules.assignment import Candidate, Exclusion, Policy, Reason, Why
from deskhand.rules.assignment.availability import Availability, texts_of
from deskhand.rules.sla.calendar import WEEKDAYS, Calendar
from tests.web import samples

HOURS = Calendar(zone="Europe/Berlin", week=(((540, 750), (780, 1020)),) * 5 + ((), ()))
LATER = samples.NOW + timedelta(hours=3)
NAMES = ("Maya Okafor", "Tom Berg", "Ada Admin", "محمد العلي", "Ifeoma Nwachukwu-Featherstonehaugh")


def rules() -> dict[str, Any]:
    """Return the rules of a workspace with teams and agents."""
    agents = tuple(
        Line(
            id=samples.an_id(30 + place), name=name, skills=("billing", "sso")[:place], capacity=1 + 9 * place,
            is_accepting=place != 2, away_until=LATER if place == 1 else None, hours=HOURS, seen_at=samples.ago(place),
        )
        for place, name in enumerate(NAMES)
    )  # fmt: skip
    teams = (
        TeamLine(id=samples.an_id(51), name="Billing", policy=None),
        TeamLine(id=samples.an_id(52), name="Networks", policy=Policy.ROUND_ROBIN),
    )
    found = Settings(policy=Policy.LATE_BINDING, teams=teams, agents=agents)
    return {"found": found, "away": {agents[1].id}, "policies": list(Policy), "said": "saved"}


def availability(*, may_all: bool = False, errors: dict[str, str] | None = None) -> dict[str, Any]:
    """Return the page of an agent who is away."""
    kept = Availability(skills=("billing", "single sign-on"), languages=("de", "en"), hours=HOURS, away_until=LATER)
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    return {
        "view": Profile(id=samples.an_id(30), name="Maya Okafor", availability=kept), "is_own": not may_all,
        "url": "/dashboard/settings/availability", "may_all": may_all, "is_away": True, "errors": errors or {},
        "said": "" if errors else "there", "weekdays": list(zip(WEEKDAYS, days, strict=True)),
        "zones": [("Europe/Berlin", "Europe/Berlin"), ("UTC", "UTC")], "spoken": [("en", "English"), ("de", "Deutsch")],
        "written": {
            "accepting": "yes", "away_until": "2026-11-16T17:00", "away_reason": "Dentist", "capacity": "10",
            "skills": "billing, single sign-on", "languages": ["de"], "zone": "Europe/Berlin", **texts_of(HOURS),
        },
    }  # fmt: skip


def assigned() -> dict[str, Any]:
    """Return why a ticket was assigned so, with every reason that can be said."""
    details = {
        Why.SKILLS: "single sign-on, tls", Why.AWAY: LATER.isoformat(), Why.NOT_SEEN: samples.ago(90).isoformat(),
        Why.FULL: "10", Why.AT_WORK: "1", Why.PREFERRED_SKILLS: "tls", Why.LANGUAGE: "de",
    }  # fmt: skip
    exclusions = tuple(
        Exclusion(agent_id=samples.an_id(60 + place), name=NAMES[place % 5], why=why, detail=details.get(why, ""))
        for place, why in enumerate(Why)
    )
    candidates = tuple(
        Candidate(agent_id=samples.an_id(30 + place), name=NAMES[place], score=(1, place, 0), held=place, capacity=10)
        for place in range(2)
    )
    given = Decided(
        at=samples.ago(12), policy=Policy.LATE_BINDING, reason=Reason.FEWEST_SKILLS, agent_id=samples.an_id(30),
        agent_name="Maya Okafor", handed_back_at=None, candidates=candidates, exclusions=exclusions[:4],
    )  # fmt: skip
    nobody = Decided(
        at=samples.ago(30), policy=Policy.LATE_BINDING, reason=Reason.NOBODY, agent_id=None, agent_name=None,
        handed_back_at=None, candidates=(), exclusions=exclusions,
    )  # fmt: skip
    found = Assigned(
        number="2026-11-04812", subject="Gmail sync stopped after password change", assignee_name="Maya Okafor",
        decisions=(given, nobody),
    )  # fmt: skip
    return {"found": found, "url": f"/admin/support/{samples.an_id(4812)}"}
