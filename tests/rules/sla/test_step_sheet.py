"""Steps as text are read as they were written on any other desk; what is missing there is named, all of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from deskhand.rules.errors import Invalid
from deskhand.rules.sla.policy import STANDARD, Policy, Target
from deskhand.rules.sla.sheet import policy_of, sheet_of, sheet_text
from deskhand.rules.sla.step import MOST_MINUTES_AFTER, Step, flaws_of, mentioned
from deskhand.rules.sla.step_sheet import Known, WrittenStep, steps_read
from deskhand.rules.ticket import Priority

ANN, BO, NIGHT, DAY = (UUID(int=number) for number in range(1, 5))
NAMES = {ANN: "ann@desk.example", BO: "bo+1@desk.example", NIGHT: "Night: shift", DAY: "“Day” & Co."}
ELSEWHERE = {name: UUID(int=100 + number) for number, name in enumerate(NAMES.values())}
"""The same people and teams on another desk, where they have other ids."""
KNOWN = Known(
    people={name: one for name, one in ELSEWHERE.items() if "@" in name},
    teams={name: one for name, one in ELSEWHERE.items() if "@" not in name},
)
PEOPLE = st.lists(st.sampled_from([ANN, BO]), unique=True).map(tuple)


def whole(found: dict[str, Any]) -> Step:
    moment = found.pop("moment")
    return Step(**{"percent" if moment[0] else "minutes": moment[1]}, **found)


STEPS = st.fixed_dictionaries({
    "moment": st.one_of(
        st.tuples(st.just(True), st.integers(1, 99)),
        st.tuples(st.just(False), st.integers(-MOST_MINUTES_AFTER, MOST_MINUTES_AFTER)),
    ),
    "targets": st.lists(st.sampled_from([one.value for one in Target]), unique=True).map(tuple),
    "tells_assignee": st.booleans(), "tells_team": st.booleans(), "people": PEOPLE, "watchers": PEOPLE,
    "assignee_id": st.sampled_from([None, ANN, BO]), "team_id": st.sampled_from([None, NIGHT, DAY]),
    "priority": st.sampled_from([None, *Priority]),
}).map(whole)  # fmt: skip


def moved(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return steps as they are on the other desk."""
    to = {one: ELSEWHERE[name] for one, name in NAMES.items()}
    return tuple(
        structs.replace(
            step, people=tuple(to[one] for one in step.people), watchers=tuple(to[one] for one in step.watchers),
            assignee_id=to[step.assignee_id] if step.assignee_id else None,
            team_id=to[step.team_id] if step.team_id else None,
        )
        for step in steps
    )  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(st.lists(STEPS | st.integers(1, 99).map(lambda percent: Step(percent=percent)), max_size=8).map(tuple))
def test_a_policy_comes_out_of_its_text_as_it_went_in(steps: tuple[Step, ...]) -> None:
    if flaws_of(steps, targets=list(Target)):
        return
    policy = structs.replace(STANDARD, steps=steps)
    assert taken(policy) == structs.replace(policy, steps=moved(steps))
    assert mentioned(steps) <= set(NAMES)


def taken(policy: Policy) -> Policy:
    (written,) = sheet_of(sheet_text({"Gold": policy}, {}, names=NAMES)).policies
    return policy_of(written, steps=(), known=KNOWN)


def test_all_that_is_missing_is_named_at_once() -> None:
    steps = [
        WrittenStep(when="25% left", people=["Ann@Desk.example", "cy@desk.example"], assignee="di@desk.example"),
        WrittenStep(when="0m late", team="Late shift", watchers=["cy@desk.example"]),
    ]
    with pytest.raises(Invalid) as refused:
        steps_read(steps, known=KNOWN)
    assert refused.value.fields == {
        "steps": "“cy@desk.example” is not an active agent here; “di@desk.example” is not an active agent here; "
        "“Late shift” is not a team here"
    }
    found = steps_read([structs.replace(steps[0], people=["Ann@Desk.example"], assignee="")], known=KNOWN)
    assert found == (Step(percent=25, people=(ELSEWHERE["ann@desk.example"],)),)


@pytest.mark.parametrize(
    ("step", "name", "why"),
    [
        (WrittenStep(when="soon"), "steps", "“soon” is not a moment such as 25% left"),
        (WrittenStep(when="soon left"), "steps, step 1, when", "“soon” is not a time"),
        (WrittenStep(when="25% late"), "steps, step 1, when", "is a share of what is left"),
        (WrittenStep(when="1h left", tells=["boss"]), "steps", "“boss” is not who a step tells"),
        (WrittenStep(when="1h left", tells=[]), "steps, step 1, people", "neither tells anybody"),
        (WrittenStep(when="1h left", targets=["lunch"]), "steps, step 1, targets", "“lunch” is no target"),
        (WrittenStep(when="1h left", priority="loud"), "steps, step 1, priority", "“loud” is not a priority"),
    ],
)
def test_a_step_that_makes_no_sense_is_named(step: WrittenStep, name: str, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        steps_read([step], known=KNOWN)
    assert list(refused.value.fields) == [name]
    assert why in refused.value.fields[name]
