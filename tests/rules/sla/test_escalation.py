"""Steps as a form writes them: each row is read as what it was made from, and refused by its own fields."""

from __future__ import annotations

from uuid import UUID

import pytest

from deskhand.rules.errors import Invalid
from deskhand.rules.sla.escalation import Row, row_of, steps_of
from deskhand.rules.sla.step import MOST_STEPS, WARNING, Step
from deskhand.rules.ticket import Priority

ANN, TEAM = UUID(int=1), UUID(int=2)
STEPS = (
    WARNING,
    Step(minutes=30, targets=("resolution",), tells_assignee=False, tells_team=True, priority=Priority.HIGH),
    Step(minutes=-90, people=(ANN,), watchers=(ANN, TEAM), assignee_id=ANN, team_id=TEAM),
    Step(minutes=0, tells_team=True),
)


def row(**fields: str) -> Row:
    return {"tells": ["assignee"]} | {name: [value] for name, value in fields.items()}


def test_rows_and_steps_are_one_another() -> None:
    assert steps_of([row_of(step) for step in STEPS]) == STEPS
    assert [row_of(step)["amount"] for step in STEPS] == [["25%"], ["30m"], ["1h 30m"], ["0"]]
    assert [row_of(step)["side"] for step in STEPS] == [["before"], ["before"], ["after"], ["after"]]


def test_a_row_without_a_moment_is_left_out() -> None:
    assert steps_of([row(amount=" "), row(amount="2:00", side="after"), {}]) == (Step(minutes=-120),)


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        ([row(amount="soon")], "steps.0.amount"),
        ([row(amount="x%")], "steps.0.amount"),
        ([row(amount="²%")], "steps.0.amount"),
        ([row(), row(amount="0%")], "steps.1.amount"),
        ([row(amount="25%", side="after")], "steps.0.amount"),
        ([row(amount="0")], "steps.0.amount"),
        ([row(), row(amount="99999h")], "steps.1.amount"),
        ([row(), row(amount="10%", priority="loud")], "steps.1.priority"),
        ([row(amount="10%", people="me")], "steps.0.people"),
        ([row(amount="10%", targets="lunch")], "steps.0.targets"),
        ([{"amount": ["10%"]}], "steps.0.people"),
        ([row(), row(amount="10%"), row(amount="10%")], "steps.2.amount"),
        ([row(amount=f"{n + 1}m") for n in range(MOST_STEPS + 1)], "steps"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_row(rows: list[Row], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        steps_of(rows)
    assert list(refused.value.fields) == [field]
