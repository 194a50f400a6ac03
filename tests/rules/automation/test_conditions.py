"""When a comparison holds, value by value, and what is said when it does not."""

from __future__ import annotations

import pytest

from deskhand.rules.automation.conditions import flaw_of, holds, spoken
from deskhand.rules.automation.facts import Fact, Op
from deskhand.rules.automation.rule import ALWAYS, Condition

HIGH = Condition(field="ticket.priority", op="is", value="high")
REFUND = Condition(field="ticket.subject", op="contains", value="refund")
FACTS: dict[str, Fact] = {"ticket.priority": "low", "ticket.subject": "My refund", "ticket.tags": ()}


@pytest.mark.parametrize(
    ("op", "fact", "value", "expected"),
    [
        (Op.IS, "high", "HIGH", True),
        (Op.IS, "high", "low", False),
        (Op.IS, None, "high", False),
        (Op.IS, 3, 3, True),
        (Op.IS, 3, 3.0, True),
        (Op.IS, True, True, True),
        (Op.IS, True, 1, False),
        (Op.IS, 1, True, False),
        (Op.IS, False, False, True),
        (Op.IS_NOT, "high", "low", True),
        (Op.IS_NOT, None, "low", True),
        (Op.IS_NOT, "low", "Low", False),
        (Op.ANY_OF, "low", ["high", "low"], True),
        (Op.ANY_OF, "medium", ["high", "low"], False),
        (Op.ANY_OF, ("vip", "refund"), ["Refund"], True),
        (Op.ANY_OF, (), ["refund"], False),
        (Op.NONE_OF, (), ["refund"], True),
        (Op.NONE_OF, None, ["a"], True),
        (Op.NONE_OF, "a", ["a"], False),
        (Op.CONTAINS, "My REFUND please", "refund", True),
        (Op.CONTAINS, "My money", "refund", False),
        (Op.CONTAINS, ("refund",), "Refund", True),
        (Op.CONTAINS, ("refunds",), "refund", False),
        (Op.CONTAINS, None, "refund", False),
        (Op.CONTAINS_NOT, None, "refund", True),
        (Op.CONTAINS_NOT, "a refund", "refund", False),
        (Op.CONTAINS_ANY, "charge back", ["refund", "CHARGE"], True),
        (Op.CONTAINS_ANY, "hello", ["refund"], False),
        (Op.STARTS_WITH, "Re: hello", "re:", True),
        (Op.STARTS_WITH, "Hello", "re:", False),
        (Op.ENDS_WITH, "dana@halcyon.test", "@HALCYON.test", True),
        (Op.ENDS_WITH, "dana@halcyon.test", "@other.test", False),
        (Op.MORE_THAN, 4, 3, True),
        (Op.MORE_THAN, 3, 3, False),
        (Op.MORE_THAN, None, 3, False),
        (Op.LESS_THAN, 2.5, 3, True),
        (Op.LESS_THAN, 3, 3, False),
        (Op.BEFORE, "2026-01-31", "2026-02-01", True),
        (Op.BEFORE, "2026-02-01", "2026-02-01", False),
        (Op.AFTER, "2026-02-02", "2026-02-01", True),
        (Op.AFTER, "2026-02-01", "2026-02-01", False),
        (Op.IS_SET, "x", None, True),
        (Op.IS_SET, 0, None, True),
        (Op.IS_SET, False, None, True),
        (Op.IS_SET, None, None, False),
        (Op.IS_EMPTY, "", None, True),
        (Op.IS_EMPTY, (), None, True),
        (Op.IS_EMPTY, ("a",), None, False),
    ],
)
def test_a_comparison(op: Op, fact: Fact, value: object, *, expected: bool) -> None:
    assert holds(op, fact, value) is expected


def test_groups_say_what_in_them_does_not_hold() -> None:
    assert flaw_of(ALWAYS, {}) is None
    assert flaw_of(REFUND, FACTS) is None
    assert flaw_of(HIGH, FACTS) == "ticket.priority is “low”, and not so that ticket.priority is “high”"
    assert flaw_of(Condition(all=(REFUND, HIGH)), FACTS) == flaw_of(HIGH, FACTS)
    assert flaw_of(Condition(any=(HIGH, REFUND)), FACTS) is None
    neither = flaw_of(Condition(any=(HIGH, HIGH)), FACTS)
    assert neither is not None
    assert neither.startswith("none holds of: ticket.priority is “low”")
    assert flaw_of(Condition(no=HIGH), FACTS) is None
    assert flaw_of(Condition(no=REFUND), FACTS) == "it holds that ticket.subject contains “refund”"
    tagged = Condition(field="ticket.tags", op="is_set")
    assert flaw_of(tagged, FACTS) == "ticket.tags is empty, and not so that ticket.tags is set"


def test_what_is_not_known_holds_of_nothing_but_a_form_may_leave_a_field_out() -> None:
    unknown = Condition(field="ticket.rating", op="is_empty")
    assert flaw_of(unknown, FACTS) == "nothing is known of ticket.rating"
    assert flaw_of(Condition(field="fields.floor", op="is_empty"), FACTS) is None
    long = Condition(field="ticket.subject", op="is", value="x" * 500)
    assert len(spoken(long)) < 100
    assert spoken(Condition(any=(HIGH, Condition(no=ALWAYS)))) == "(ticket.priority is “high” or not (anything is so))"
