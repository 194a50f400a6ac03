"""Policies, calendars and tests as text are read as they were written; what does not fit is named by its place."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from msgspec.structs import replace

from deskhand.rules.errors import Invalid
from deskhand.rules.sla.calendar import Calendar, Proof
from deskhand.rules.sla.policy import ACCELERATED, STANDARD, Case, Moment, Target
from deskhand.rules.sla.sheet import calendar_of, cases_of, cases_text, policy_of, sheet_of, sheet_text
from deskhand.rules.sla.step import Step
from deskhand.rules.sla.step_sheet import Known
from deskhand.rules.ticket import Priority, Status
from tests.rules.sla.test_promise import BERLIN

TEST = "{name: T, opened: '2026-07-01T09:00:00Z', priority: low, target: resolution, due: never"
OFFICE = Calendar(
    zone="Europe/Berlin", week=(((540, 720), (780, 1020)),) * 5 + ((), ()),
    holidays={date(2026, 12, 24): "Heiligabend: früh zu", date(2026, 12, 25): ""},
    tests=(Proof(name="Over lunch: 2 h", begins_at=datetime.fromisoformat("2026-07-01T11:00:00+02:00"), minutes=120,
                 ends_at=datetime.fromisoformat("2026-07-01T14:00:00+02:00")),),
)  # fmt: skip
CASE = Case(
    name="Friday", opened_at=datetime.fromisoformat("2026-07-03T16:30:00+02:00"), priority=Priority.HIGH,
    is_halved=True, target=Target.RESOLUTION, due_at=None,
    moments=(
        Moment(
            at=datetime.fromisoformat("2026-07-03T17:00:00+02:00"), status=Status.WAITING_CUSTOMER, is_answer=True,
            priority=Priority.LOW,
        ),
        Moment(at=datetime.fromisoformat("2026-07-03T18:00:00+02:00"), is_asked=True),
    ),
)  # fmt: skip
GOLD = replace(
    ACCELERATED, calendar_id=BERLIN, pauses={Target.RESOLUTION: (Status.OPEN,)}, restarts_on_rise=True, tests=(CASE,)
)

KNOWN = Known(calendars={"Berlin": BERLIN})


def test_what_is_written_is_read_again() -> None:
    text = sheet_text({"Gold": GOLD, "Plain": STANDARD}, {"Berlin": OFFICE}, names={BERLIN: "Berlin"})
    sheet = sheet_of(text)
    assert [calendar_of(one) for one in sheet.calendars] == [OFFICE]
    found = [policy_of(one, steps=(), known=KNOWN) for one in sheet.policies]
    assert found == [GOLD, STANDARD]
    assert cases_of(cases_text((CASE,))) == (CASE,)
    assert (cases_of(" "), cases_text(())) == ((), "")


def test_steps_that_do_more_than_warn_stay_where_a_text_names_none() -> None:
    more = Step(percent=50, tells_team=True)
    (written,) = sheet_of("policies:\n- name: A\n  targets: {resolution: {low: 2:00}}\n  warnings: [10]\n").policies
    policy = policy_of(written, steps=(more,), known=Known())
    assert (policy.steps, policy.targets) == ((Step(percent=10), more), {Target.RESOLUTION: {Priority.LOW: 120}})
    without = replace(written, steps=[])
    assert policy_of(without, steps=(more,), known=Known()).steps == (Step(percent=10),)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("- a", "must be a mapping"),
        ("policies: x", "policies: Expected a list, got a text"),
        ("policies: [{name: A}]", "policies[0]: Object missing required field “targets”"),
        ("policies: [{name: A, targets: {}, colour: red}]", "policies[0]: Object contains unknown field “colour”"),
        ("policies: [{name: A, targets: {resolution: [x]}}]", "policies[0].targets[...]: Expected a mapping"),
        ("a: *b", "refers to another place"),
    ],
)
def test_what_does_not_fit_is_named_by_its_place(text: str, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        sheet_of(text)
    assert why in refused.value.fields["yaml"]


@pytest.mark.parametrize(
    ("part", "why"),
    [
        ("targets: {answer: {low: 1h}}", "“answer” is none of these: first_response, next_response, resolution"),
        ("targets: {resolution: {lowest: 1h}}", "“lowest” is none of these: critical"),
        ("targets: {resolution: {low: soon}}", "“soon” is not a time such as 1h 30m"),
        ("targets: {}\n  pauses: {resolution: [asleep]}", "“asleep” is not a status"),
        ("targets: {}\n  restarts_on_rise: maybe", "“maybe” is none of these: yes, no"),
        ("targets: {}\n  calendar: Paris", "“Paris” is not a calendar; there is “Berlin”"),
        ("targets: {}\n  tests: [{name: T, opened: soon, priority: low, target: resolution, due: never}]",
         "tests, “T”: “soon” is not a time such as 2026"),
        (f"targets: {{}}\n  tests: [{TEST}, events: [{{at: '2026-07-01T09:00:00Z', reply: robot}}]}}]",
         "“robot” is none of these: agent or customer"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_taken_is_named(part: str, why: str) -> None:
    (written,) = sheet_of(f"policies:\n- name: A\n  {part}\n").policies
    with pytest.raises(Invalid, match=why[:20].replace("(", r"\(")) as refused:
        policy_of(written, steps=(), known=KNOWN)
    assert why in str(refused.value)
