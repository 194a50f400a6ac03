"""A next reply is in time or late by its own wait, and what is no next reply is neither."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from deskhand.rules.sla.policy import Policy, Target
from deskhand.rules.sla.waits import answered_in_time
from deskhand.rules.ticket import Priority, Status
from tests.rules.sla.test_clock import NINE, book, history, hours, state

SAYS = book(Policy(targets={Target.NEXT_RESPONSE: dict.fromkeys(Priority, 120)}))
ASKED = NINE + hours(5)
BEFORE = history(
    state(Status.WAITING_SUPPORT, asked_at=ASKED), (ASKED, state(Status.WAITING_CUSTOMER)), answered_at=NINE
)  # fmt: skip
ANSWERED = state(Status.WAITING_CUSTOMER)


@pytest.mark.parametrize(
    ("after", "in_time"), [(hours(2) - timedelta(microseconds=1), True), (hours(2), False), (hours(9), False)]
)
def test_a_next_reply_is_late_from_its_due_moment_on(after: timedelta, *, in_time: bool) -> None:
    assert answered_in_time(BEFORE, ANSWERED, SAYS, now=ASKED + after) is in_time


def test_what_ends_no_wait_that_counts_is_neither() -> None:
    for told, after, says in (
        (BEFORE, BEFORE.state, SAYS), (BEFORE, state(Status.RESOLVED, asked_at=ASKED), SAYS),
        (replace(BEFORE, answered_at=None), ANSWERED, SAYS), (replace(BEFORE, state=ANSWERED), ANSWERED, SAYS),
        (BEFORE, ANSWERED, book(Policy(targets={}))),
    ):  # fmt: skip
        assert answered_in_time(told, after, says, now=ASKED + hours(9)) is None
