"""Steps of a policy: their moments, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from deskhand.rules.sla.policy import Target
from deskhand.rules.sla.step import MOST_PEOPLE, MOST_STEPS, WARNING, Step, flaws_of
from deskhand.rules.ticket import Priority

HOUR = timedelta(hours=1)


def test_a_step_comes_at_what_is_left_or_so_long_after() -> None:
    assert [Step(percent=25).level(8 * HOUR), Step(minutes=90).level(8 * HOUR)] == [6 * HOUR, 6.5 * HOUR]
    assert (Step(minutes=-30).level(8 * HOUR), Step(minutes=0).level(8 * HOUR)) == (8.5 * HOUR, 8 * HOUR)
    assert [one.is_after for one in (WARNING, Step(minutes=5), Step(minutes=0), Step(minutes=-5))] == [
        False, False, True, True
    ]  # fmt: skip
    assert [Step(percent=10).key, Step(minutes=30).key, Step(minutes=-30).key] == ["10%", "30m", "-30m"]


def test_a_priority_only_rises() -> None:
    step = Step(percent=10, priority=Priority.HIGH)
    assert [step.raised(priority) for priority in (Priority.LOW, Priority.HIGH, Priority.CRITICAL)] == [
        Priority.HIGH, None, None
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("steps", "field"),
    [
        ((Step(),), "steps.0.percent"),
        ((Step(percent=5, minutes=5),), "steps.0.percent"),
        ((WARNING, Step(percent=0)), "steps.1.percent"),
        ((Step(percent=100),), "steps.0.percent"),
        ((Step(minutes=-(10**6)),), "steps.0.minutes"),
        ((Step(percent=5, targets=("lunch",)),), "steps.0.targets"),
        ((Step(percent=5, people=tuple(UUID(int=n) for n in range(MOST_PEOPLE + 1))),), "steps.0.people"),
        ((Step(percent=5, watchers=tuple(UUID(int=n) for n in range(MOST_PEOPLE + 1))),), "steps.0.watchers"),
        ((Step(percent=5, tells_assignee=False),), "steps.0.people"),
        ((WARNING, Step(percent=25, targets=("resolution",))), "steps.1"),
        (tuple(Step(minutes=n) for n in range(MOST_STEPS + 1)), "steps"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_field(steps: tuple[Step, ...], field: str) -> None:
    assert list(flaws_of(steps, targets=list(Target))) == [field]


def test_two_targets_may_have_a_step_at_the_same_moment() -> None:
    steps = (Step(percent=25, targets=("first_response",)), Step(percent=25, targets=("resolution",)))
    assert not flaws_of(steps, targets=list(Target))
