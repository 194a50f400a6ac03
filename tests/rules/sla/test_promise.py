"""Times, pauses and warnings of a policy are read as people write them; what an edit changes is told."""

from __future__ import annotations

from uuid import UUID

import pytest
from msgspec.structs import replace

from deskhand.rules.errors import Invalid
from deskhand.rules.sla.policy import STANDARD, Policy, Target
from deskhand.rules.sla.promise import (
    cell,
    changes_of,
    minutes_of,
    minutes_text,
    pauses_of,
    statuses_of,
    targets_of,
    warnings_of,
    warnings_text,
)
from deskhand.rules.sla.step import WARNING, Step
from deskhand.rules.ticket import Priority, Status

FIRST, NEXT, SOLUTION = Target
BERLIN = UUID(int=7)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("1h 30m", 90), ("90", 90), ("2:00", 120), (" 1H30M ", 90), ("45 min", 45), ("1 hour", 60), ("72h", 4320),
        ("0:05", 5), ("", None), (" ", None),
    ],
)  # fmt: skip
def test_times_are_read(text: str, minutes: int | None) -> None:
    assert minutes_of(text) == minutes


@pytest.mark.parametrize("text", ["1d", "soon", "-5", "1.5h", "2:60", "m", "9" * 9, "1h" * 40, "٩٠"])
def test_other_texts_are_no_times(text: str) -> None:
    with pytest.raises(ValueError, match="is not a time such as 1h 30m"):
        minutes_of(text)


def test_times_are_written_as_they_are_read() -> None:
    assert [minutes_text(minutes) for minutes in (None, 0, 5, 60, 90, 4320)] == ["", "", "5m", "1h", "1h 30m", "72h"]


def test_a_table_is_read_and_a_flaw_names_its_cell() -> None:
    table = {cell(FIRST, Priority.HIGH): "4h", cell(SOLUTION, Priority.LOW): "72:00", cell(NEXT, Priority.LOW): ""}
    assert targets_of(table) == {FIRST: {Priority.HIGH: 240}, SOLUTION: {Priority.LOW: 4320}}
    with pytest.raises(Invalid) as refused:
        targets_of(
            {cell(FIRST, Priority.HIGH): "soon", cell(NEXT, Priority.LOW): "0", cell(FIRST, Priority.LOW): "9999h"}
        )
    assert refused.value.fields == {
        "targets.first_response.high": "“soon” is not a time such as 1h 30m, 90 (minutes) or 2:00",
        "targets.next_response.low": "“0” is not between a minute and a year",
        "targets.first_response.low": "“9999h” is not between a minute and a year",
    }


def test_pauses_name_only_what_is_unusual() -> None:
    assert pauses_of({target: {"waiting_customer"} for target in Target}) == {}
    assert pauses_of({FIRST: {"open", "waiting_customer"}, NEXT: {"waiting_customer"}}) == {
        FIRST: (Status.OPEN, Status.WAITING_CUSTOMER), SOLUTION: (),
    }  # fmt: skip
    assert statuses_of({FIRST: ["open"]})[SOLUTION] == {"waiting_customer"}
    with pytest.raises(Invalid, match="“asleep” is not a status"):
        statuses_of({FIRST: ["asleep"]})


def test_warnings_are_a_list_of_shares_and_other_steps_stay() -> None:
    tells_team = Step(percent=50, tells_team=True)
    assert warnings_of("10, 25%;10", beside=(tells_team, WARNING)) == (Step(percent=25), Step(percent=10), tells_team)
    assert warnings_of(" ", beside=(tells_team, WARNING)) == (tells_team,)
    assert warnings_text((*STANDARD.steps, tells_team, Step(percent=10), Step(minutes=5))) == "25, 10"
    for wrong in ("100", "0", "soon"):
        with pytest.raises(Invalid, match=f"“{wrong}” is not a share"):
            warnings_of(wrong)


def test_what_an_edit_changes_is_told() -> None:
    targets = {**STANDARD.targets, FIRST: {**STANDARD.targets[FIRST], Priority.HIGH: 30}}
    del targets[FIRST][Priority.LOW]
    after = replace(
        STANDARD, targets=targets, calendar_id=BERLIN, pauses={FIRST: ()}, restarts_on_rise=True,
        steps=(Step(percent=50, tells_team=True, priority=Priority.HIGH),),
    )  # fmt: skip
    assert changes_of(STANDARD, after, calendars={BERLIN: "Berlin"}) == {
        "sla_first_response_high": ("4h", "30m"),
        "sla_first_response_low": ("24h", None),
        "calendar": (None, "Berlin"),
        "sla_pauses_first_response": ("waiting_customer", None),
        "sla_steps": ("25%", "50% (assignee, team, priority high)"),
        "restarts_on_rise": ("no", "yes"),
    }
    assert changes_of(STANDARD, STANDARD, calendars={}) == {}
    assert changes_of(None, Policy(targets={FIRST: {Priority.LOW: 5}}), calendars={})["sla_first_response_low"] == (
        None, "5m",
    )  # fmt: skip
