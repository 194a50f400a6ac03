"""Policies: the shipped tables value by value, priority clients, what the environment sets, and versions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from deskhand.rules.errors import Invalid
from deskhand.rules.sla.calendar import ALWAYS
from deskhand.rules.sla.policy import (
    ACCELERATED,
    SHIPPED,
    STANDARD,
    Book,
    Policy,
    Target,
    Version,
    checked,
    rules_in_force,
    with_overrides,
)
from deskhand.rules.sla.step import Step
from deskhand.rules.ticket import Priority, Status

STANDARD_TABLE = {
    Priority.CRITICAL: (60, 4), Priority.URGENT: (120, 8), Priority.HIGH: (240, 24), Priority.MEDIUM: (480, 48),
    Priority.LOW: (1440, 72),
}  # fmt: skip
"""Minutes of first response and hours of resolution."""
ACCELERATED_TABLE = {
    Priority.CRITICAL: (30, 4), Priority.URGENT: (60, 8), Priority.HIGH: (120, 24), Priority.MEDIUM: (240, 48),
    Priority.LOW: (480, 96),
}  # fmt: skip
HALVED = {
    Priority.CRITICAL: (30, 120), Priority.HIGH: (120, 12 * 60), Priority.MEDIUM: (240, 24 * 60),
    Priority.LOW: (720, 36 * 60), Priority.URGENT: (60, 240),
}  # fmt: skip
"""Minutes of both for priority clients under the standard policy."""
ID = UUID(int=1)


@pytest.mark.parametrize("priority", Priority)
def test_the_shipped_tables(priority: Priority) -> None:
    for policy, table in ((STANDARD, STANDARD_TABLE), (ACCELERATED, ACCELERATED_TABLE)):
        first, resolution = table[priority]
        assert policy.whole(Target.FIRST_RESPONSE, priority, is_halved=False) == timedelta(minutes=first)
        assert policy.whole(Target.RESOLUTION, priority, is_halved=False) == timedelta(hours=resolution)
        assert policy.whole(Target.NEXT_RESPONSE, priority, is_halved=False) is None
        assert policy.whole(Target.FIRST_RESPONSE, priority, is_halved=True) == timedelta(minutes=first) / 2
        assert policy.whole(Target.RESOLUTION, priority, is_halved=True) == timedelta(hours=resolution) / 2
    first, resolution = HALVED[priority]
    assert STANDARD.whole(Target.FIRST_RESPONSE, priority, is_halved=True) == timedelta(minutes=first)
    assert STANDARD.whole(Target.RESOLUTION, priority, is_halved=True) == timedelta(minutes=resolution)
    assert list(SHIPPED) == ["standard", "accelerated"]


def test_the_environment_overrides_minutes_and_nothing_else() -> None:
    policy = with_overrides(STANDARD, {Target.FIRST_RESPONSE: {Priority.CRITICAL: 15}, Target.RESOLUTION: {}})
    assert policy.whole(Target.FIRST_RESPONSE, Priority.CRITICAL, is_halved=False) == timedelta(minutes=15)
    assert policy.whole(Target.FIRST_RESPONSE, Priority.CRITICAL, is_halved=True) == timedelta(minutes=7.5)
    assert policy.whole(Target.FIRST_RESPONSE, Priority.HIGH, is_halved=False) == timedelta(hours=4)
    assert with_overrides(policy, {}) == STANDARD


def test_clocks_stand_still_where_the_policy_says() -> None:
    assert [status for status in Status if STANDARD.pauses_in(Target.RESOLUTION, status)] == [Status.WAITING_CUSTOMER]
    never = Policy(targets=STANDARD.targets, pauses={Target.RESOLUTION: ()})
    assert not never.pauses_in(Target.RESOLUTION, Status.WAITING_CUSTOMER)
    assert never.pauses_in(Target.FIRST_RESPONSE, Status.WAITING_CUSTOMER)


def test_versions_hold_from_their_moment_on_and_the_first_one_before_it() -> None:
    days = [datetime(2026, 1, day, tzinfo=UTC) for day in range(1, 11)]
    book = Book(policies={ID: [Version(days[2], 1, STANDARD), Version(days[5], 2, ACCELERATED)]})
    found = list(rules_in_force(book, ID, since=days[0], before=days[8]))
    assert [(rule.policy_number, since, before) for rule, since, before in found if rule] == [
        (1, days[0], days[5]), (2, days[5], days[8]),
    ]  # fmt: skip
    assert all(rule is not None and rule.hours is ALWAYS for rule, _, _ in found)
    open_ended = [
        (rule and rule.policy_number, before)
        for rule, _, before in rules_in_force(book, ID, since=days[5], before=None)
    ]
    assert open_ended == [(2, None)]
    assert list(rules_in_force(book, None, since=days[0], before=None)) == [(None, days[0], None)]


@pytest.mark.parametrize(
    ("policy", "field"),
    [
        (Policy(targets={}), "targets"),
        (Policy(targets={Target.RESOLUTION: {Priority.LOW: 0}}), "targets.resolution.low"),
        (Policy(targets={Target.RESOLUTION: {Priority.LOW: 600_000}}), "targets.resolution.low"),
        (Policy(targets=STANDARD.targets, steps=(Step(percent=0),)), "steps.0.percent"),
        (Policy(targets=STANDARD.targets, pauses={Target.RESOLUTION: (Status.CLOSED,)}), "pauses.resolution"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(policy: Policy, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked(policy)
    assert field in refused.value.fields
    assert checked(STANDARD) is STANDARD
