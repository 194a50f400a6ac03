"""Tests that rules bring along: what passes, and what a failing one says."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from deskhand.rules.automation.checking import checked
from deskhand.rules.automation.example import MOST, failure_of
from deskhand.rules.automation.facts import FIELDS
from deskhand.rules.automation.rule import Effects, Example, Expected
from deskhand.rules.errors import Invalid
from tests.rules.automation.test_rule import REFUNDS

GIVEN = {"ticket.subject": "My refund", "ticket.tags": ["vip"], "ticket.priority": "low"}
CHANGES = {"ticket.priority": "high", "ticket.tags": ["refund", "vip"]}


def failure(name: str = "A refund", event: str = "ticket.created", given: Any = None, **expect: Any) -> str | None:
    test = Example(name=name, event=event, given=GIVEN if given is None else given, expect=Expected(**expect))
    return failure_of(replace(REFUNDS, tests=(test,)), FIELDS)


def test_what_a_rule_does_is_what_its_tests_expect() -> None:
    assert failure() is None
    assert failure(changes=CHANGES, sends=False, notes=False, calls=False) is None
    assert failure(event="ticket.closed", runs=False) is None
    assert failure(given={"ticket.subject": "Hello"}, runs=False) is None
    assert failure(given={}, runs=False) is None


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"runs": False}, "“A refund” expected that it does not run, got that it runs"),
        (
            {"event": "ticket.closed"},
            "“A refund” expected that it runs, got that it does not run, since ticket.",
        ),
        ({"given": {}}, "“A refund” expected that it runs, got that it does not run, since ticket.subject is empty"),
        ({"changes": {}}, "“A refund” expected ticket.priority unchanged, got ticket.priority changed to “high”"),
        (
            {"changes": CHANGES | {"ticket.type": "bug_report"}},
            "“A refund” expected ticket.type changed to “bug_report”, got ticket.type unchanged",
        ),
        ({"calls": True}, "“A refund” expected calls: true, got calls: false"),
        ({"sends": True}, "“A refund” expected sends: true, got sends: false"),
        ({"given": {"ticket.colour": "red"}}, "“A refund” names “ticket.colour”, which is not a field"),
        ({"name": ""}, "the name of test 1 must not be empty"),
    ],
)
def test_a_failing_test_says_what_it_expected_and_what_it_got(parts: dict[str, Any], sentence: str) -> None:
    assert (failure(**parts) or "").startswith(sentence)


NO_LISTS: tuple[object, ...] = ([1], [None], [{}], [["x"]], "x", {"a": "b"}, 5)
NO_TEXTS: tuple[object, ...] = ([1], ["x"], [None], {}, 5, True)
NO_NUMBERS: tuple[object, ...] = ("5", True, [], float("inf"))


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        *(("ticket.tags", value, "a list of texts") for value in NO_LISTS),
        *(("ticket.subject", value, "a text") for value in NO_TEXTS),
        *(("ticket.priority", value, "a text") for value in NO_TEXTS),
        *(("ticket.messages", value, "a number") for value in NO_NUMBERS),
        ("ticket.answered", "yes", "true or false"),
        ("ticket.answered", 1, "true or false"),
    ],
)
def test_a_test_gives_each_field_what_it_can_hold(name: str, value: object, kind: str) -> None:
    wanted = f"“A refund” gives {name} “{value}”, which is not {kind}"
    assert failure(given=GIVEN | {name: value}) == wanted
    assert failure(given=GIVEN | {"ticket.tags": None, "ticket.category": None}) is None


def test_a_rule_that_fails_a_test_is_not_kept() -> None:
    test = Example(name="A refund", event="ticket.created", given=GIVEN, expect=Expected(changes=CHANGES))
    assert checked(replace(REFUNDS, tests=(test,)), FIELDS).tests == (test,)
    with pytest.raises(Invalid) as refused:
        checked(replace(REFUNDS, effects=Effects(priority="low"), tests=(test,)), FIELDS)
    assert set(refused.value.fields) == {"tests"}
    assert failure_of(replace(REFUNDS, tests=(test,) * (MOST + 1)), FIELDS) == "21 are too many; a rule has at most 20"
