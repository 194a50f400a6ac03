"""Every single thing that speaks against an agent, at its very edge, and that the first of several is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from deskhand.rules.assignment.eligibility import (
    PREFERENCE_LASTS,
    SEEN_WITHIN,
    Agent,
    Demand,
    Policy,
    Why,
    excluded,
    is_away,
    is_on_duty,
    is_on_shift,
)
from deskhand.rules.sla.calendar import Calendar, opening

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)  # a Monday
TICK = timedelta(microseconds=1)
TEAM = UUID(int=7)
DAY = opening(Calendar(zone="Europe/Berlin", week=(((540, 1020),),) * 5 + ((), ())))  # 07:00 to 15:00 in UTC, in June
AGENT = Agent(id=UUID(int=1), name="Ada", seen_at=NOW, teams=frozenset({TEAM}))
DEMAND = Demand(ticket_id=UUID(int=9), waits_since=NOW)


def why(demand: Demand, agent: Agent, policy: Policy = Policy.FEWEST_OPEN) -> tuple[Why, str] | None:
    found = excluded(replace(demand, policy=policy), agent, NOW)
    return None if found is None else (found.why, found.detail)


@pytest.mark.parametrize(
    ("demand", "agent", "expected"),
    [
        ({}, {}, None),
        ({"requester_id": AGENT.id}, {}, (Why.OWN_TICKET, "")),
        ({"team_id": TEAM}, {}, None),
        ({"team_id": UUID(int=8)}, {}, (Why.NOT_IN_TEAM, "")),
        ({"needs": frozenset({"sso", "dns", "tls"})}, {"skills": frozenset({"tls"})}, (Why.SKILLS, "dns, sso")),
        ({"needs": frozenset({"tls"})}, {"skills": frozenset({"tls", "dns"})}, None),
        ({"language": "de"}, {"languages": frozenset({"en", "fr"})}, (Why.LANGUAGE, "de")),
        ({"language": "de"}, {"languages": frozenset({"de"})}, None),
        ({"language": "de"}, {}, None),
        ({}, {"languages": frozenset({"en"})}, None),
        ({"given_back_by": frozenset({AGENT.id})}, {}, (Why.GAVE_BACK, "")),
        ({}, {"is_accepting": False}, (Why.NOT_ACCEPTING, "")),
        ({}, {"away_until": NOW}, None),
        ({}, {"away_until": NOW + timedelta(hours=1)}, (Why.AWAY, "2026-06-01T10:00:00+00:00")),
        ({}, {"seen_at": None}, (Why.NOT_SEEN, "")),
        ({}, {"seen_at": NOW - SEEN_WITHIN}, None),
        ({}, {"seen_at": NOW - SEEN_WITHIN - TICK}, (Why.NOT_SEEN, "2026-06-01T08:29:59+00:00")),
        ({}, {"held": 9}, None),
        ({}, {"held": 10}, (Why.FULL, "10")),
        ({}, {"held": 0, "capacity": 0}, (Why.FULL, "0")),
        ({"prefers": frozenset({"tls"})}, {}, (Why.PREFERRED_SKILLS, "tls")),
        ({"prefers": {"tls"}, "waits_since": NOW - PREFERENCE_LASTS + TICK}, {}, (Why.PREFERRED_SKILLS, "tls")),
        ({"prefers": {"tls"}, "waits_since": NOW - PREFERENCE_LASTS}, {}, None),
    ],
)  # fmt: skip
def test_what_speaks_against_an_agent(
    demand: dict[str, object], agent: dict[str, object], expected: tuple[Why, str] | None
) -> None:
    assert why(replace(DEMAND, **demand), replace(AGENT, **agent)) == expected


def test_late_binding_asks_only_those_who_have_nothing_to_do() -> None:
    busy = replace(AGENT, held=1)
    assert why(DEMAND, busy) is None
    assert why(DEMAND, busy, Policy.LATE_BINDING) == (Why.AT_WORK, "1")
    assert why(DEMAND, AGENT, Policy.LATE_BINDING) is None


def test_the_first_of_several_reasons_is_said() -> None:
    worst = replace(AGENT, is_accepting=False, away_until=NOW + timedelta(days=1), seen_at=None, held=99)
    assert why(replace(DEMAND, needs=frozenset({"tls"})), worst) == (Why.SKILLS, "tls")
    assert why(DEMAND, worst) == (Why.NOT_ACCEPTING, "")
    assert why(DEMAND, replace(worst, is_accepting=True)) == (Why.AWAY, "2026-06-02T09:00:00+00:00")


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 6, 1, 6, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 6, 1, 7, tzinfo=UTC), True),
        (datetime(2026, 6, 1, 14, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 6, 1, 15, tzinfo=UTC), False),
        (datetime(2026, 6, 6, 9, tzinfo=UTC), False),  # a Saturday
        (datetime(2026, 1, 5, 7, tzinfo=UTC), False),  # eight in the morning, in winter
    ],
)
def test_a_shift_begins_and_ends_by_the_clock_of_its_zone(at: datetime, expected: bool) -> None:
    agent = replace(AGENT, hours=DAY)
    assert is_on_shift(agent, at) is expected
    assert is_on_duty(agent, at) is expected
    found = excluded(DEMAND, replace(agent, seen_at=at), at)
    assert (found is None) is expected
    assert found is None or found.why is Why.OFF_SHIFT


def test_who_is_away_is_not_on_duty_until_they_are_back() -> None:
    away = replace(AGENT, hours=DAY, away_until=NOW + TICK)
    assert is_away(away, NOW)
    assert not is_on_duty(away, NOW)
    assert not is_away(away, NOW + TICK)
    assert is_on_duty(away, NOW + TICK)
