"""Tests of a policy come out or are named: what they expect, what came; over nights, pauses and changes of clocks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from deskhand.rules.errors import Invalid
from deskhand.rules.sla.calendar import Calendar, opening
from deskhand.rules.sla.policy import STANDARD, Case, Moment, Target
from deskhand.rules.sla.trial import MOST_CASES, check, checked, due_at
from deskhand.rules.ticket import Priority, Status
from tests.rules.sla.test_promise import BERLIN

OFFICE = opening(Calendar(zone="Europe/Berlin", week=(((540, 720), (780, 1020)),) * 5 + ((), ())))
NIGHTS = opening(Calendar(zone="Europe/Berlin", week=(((0, 360),),) * 7))
COUNTED = replace(STANDARD, calendar_id=BERLIN)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def case(opened: str, due: str | None = None, *, target: Target = Target.FIRST_RESPONSE, **rest: Any) -> Case:
    parts = {"name": "A test", "priority": Priority.HIGH, **rest}
    return Case(opened_at=at(opened), target=target, due_at=None if due is None else at(due), **parts)


@pytest.mark.parametrize(
    ("one", "due"),
    [
        (case("2026-07-03T16:30:00+02:00"), "2026-07-06T13:30:00+02:00"),  # half an hour on Friday, the rest on Monday
        (case("2026-07-03T16:30:00+02:00", is_halved=True), "2026-07-06T10:30:00+02:00"),
        (case("2026-07-03T16:30:00+02:00", moments=(
            Moment(at=at("2026-07-06T09:30:00+02:00"), priority=Priority.URGENT),)),
         "2026-07-06T10:30:00+02:00"),
        (case("2026-07-06T09:00:00+02:00", target=Target.RESOLUTION, moments=(
            Moment(at=at("2026-07-06T10:00:00+02:00"), status=Status.WAITING_CUSTOMER, is_answer=True),
            Moment(at=at("2026-07-06T11:00:00+02:00"), status=Status.WAITING_SUPPORT, is_asked=True))),
         "2026-07-09T14:00:00+02:00"),
    ],
)  # fmt: skip
def test_when_a_target_is_due(one: Case, due: str) -> None:
    assert due_at(one, COUNTED, OFFICE) == at(due)
    check(replace(COUNTED, tests=(replace(one, due_at=at(due)),)), OFFICE)


def test_clocks_that_are_changed() -> None:
    spring = case("2026-03-28T12:00:00+01:00")
    autumn = case("2026-10-24T12:00:00+02:00")
    assert due_at(spring, COUNTED, NIGHTS) == at("2026-03-29T05:00:00+02:00")
    assert due_at(autumn, COUNTED, NIGHTS) == at("2026-10-25T03:00:00+01:00")


def test_what_is_not_promised_is_due_never_and_one_that_asks_again_has_a_next_reply() -> None:
    asked = (
        Moment(at=at("2026-07-06T10:00:00+02:00"), is_answer=True),
        Moment(at=at("2026-07-06T11:00:00+02:00"), is_asked=True),
    )
    again = case("2026-07-06T09:00:00+02:00", target=Target.NEXT_RESPONSE, moments=asked)
    assert due_at(again, STANDARD, None) is None
    promised = replace(STANDARD, targets={Target.NEXT_RESPONSE: {Priority.HIGH: 60}})
    assert due_at(again, promised, None) == at("2026-07-06T12:00:00+02:00")


def test_one_that_does_not_come_out_is_named_with_what_came() -> None:
    wrong = case("2026-07-03T16:30:00+02:00", "2026-07-03T20:30:00+02:00")
    never = case("2026-07-03T16:30:00+02:00", name="Never")
    with pytest.raises(Invalid) as refused:
        check(replace(COUNTED, tests=(wrong, never)), OFFICE, of="Gold")
    assert refused.value.fields["tests"] == (
        "of the policy “Gold” do not come out: “A test” expects first_response due 2026-07-03T20:30:00+02:00, and it "
        "would be due 2026-07-06T13:30:00+02:00; “Never” expects first_response due never, and it would be due "
        "2026-07-06T13:30:00+02:00"
    )


@pytest.mark.parametrize(
    ("cases", "why"),
    [
        ([case("2026-07-03T16:30:00")], "without its zone"),
        ([case("0001-01-01T00:00:00+14:00")], "“0001-01-01T00:00:00+14:00” is not between the years 1970 and 2200"),
        ([case("9999-12-31T23:59:30Z")], "is not between the years 1970 and 2200"),
        ([case("2026-07-03T16:30:00Z", "9999-12-31T23:59:30Z")], "is not between the years 1970 and 2200"),
        ([case("2026-07-03T16:30:00Z", "2026-07-03T16:30:00")], "without its zone"),
        ([case("2026-07-03T16:30:00Z")] * 2, "stands there twice"),
        ([case("2026-07-03T16:30:00Z", name=" ")], "must not be empty"),
        ([case("2026-07-03T16:30:00Z", moments=(Moment(at=at("2026-07-03T16:00:00Z")),))], "not in their order"),
        ([case("2026-07-03T16:30:00Z", moments=(Moment(at=at("2099-07-03T16:00:00Z")),))], "longer than ten years"),
        ([case("2026-07-03T16:30:00Z", moments=(Moment(at=at("2026-07-03T16:30:00Z")),) * 51)], "51 events"),
        ([case("2026-07-03T16:30:00Z", name=str(n)) for n in range(MOST_CASES + 1)], "51; a policy has 50"),
    ],
)
def test_tests_that_cannot_be_run_are_refused(cases: list[Case], why: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked(cases)
    assert why in refused.value.fields["tests"]


def test_others_are_kept() -> None:
    good = case("2026-07-03T16:30:00Z", moments=(Moment(at=at("2026-07-03T16:30:00Z") + timedelta(days=9)),))
    assert checked([good]) == (good,)
