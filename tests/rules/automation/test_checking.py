"""Which rules can be kept, and what is said of the others."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from deskhand.rules.automation.checking import MOST_TESTS, checked
from deskhand.rules.automation.facts import Kind, kinds_of
from deskhand.rules.automation.rule import ALWAYS, Condition, Content, Effects, Trigger
from deskhand.rules.errors import Invalid
from deskhand.rules.field import Kind as FormKind
from tests.rules.automation.test_rule import REFUNDS

KINDS: dict[str, Kind] = kinds_of({"floor": FormKind.NUMBER, "bought": FormKind.DATE})
SOMEBODY = str(UUID(int=7))


def flaws(**parts: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        checked(replace(REFUNDS, **parts), KINDS)
    return refused.value.fields


def flaw_in_condition(**parts: Any) -> str:
    found = flaws(conditions=Condition(all=(Condition(**parts),)))
    assert set(found) == {"conditions"}
    return found["conditions"]


def test_a_rule_is_kept_in_plain_words() -> None:
    assert checked(REFUNDS, KINDS) == REFUNDS
    wanted = Content(
        name="  Escalate refunds ",
        trigger=Trigger(events=("ticket.created", "ticket.created")),
        conditions=Condition(field="ticket.status", op="Any-Of", value=["Waiting-Customer", "open"]),
        effects=Effects(
            priority="HIGH",
            status="REOPENED",
            add_tags=("Refund", "refund"),
            assignee="None",
            notify=(SOMEBODY, SOMEBODY),
            webhooks=(SOMEBODY.upper(), SOMEBODY),
        ),
    )
    kept = checked(wanted, KINDS)
    assert kept.name == "Escalate refunds"
    assert kept.trigger.events == ("ticket.created",)
    assert kept.conditions == Condition(field="ticket.status", op="any_of", value=["waiting_customer", "open"])
    assert kept.effects == Effects(
        priority="high", status="reopened", add_tags=("refund",), assignee="none", notify=(SOMEBODY,),
        webhooks=(SOMEBODY,),
    )  # fmt: skip
    assert checked(replace(REFUNDS, conditions=ALWAYS), KINDS).conditions == ALWAYS


def test_a_tag_is_not_added_and_taken_off_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        checked(replace(REFUNDS, effects=Effects(add_tags=("vip", "Old"), remove_tags=("old",))), KINDS)
    assert refused.value.fields == {"removeTags": "“old” is added as well; leave it out of one of the two"}


def test_every_flaw_is_told_at_once_by_its_field() -> None:
    found = flaws(
        name="",
        trigger=Trigger(events=("ticket.exploded",), after=0),
        effects=Effects(priority="top", type="x", assignee="maya", team="first", status="open", notify=("me",)),
    )
    assert set(found) == {"name", "trigger", "after", "priority", "type", "assignee", "team", "status", "notify"}
    assert found["trigger"].startswith("“ticket.exploded” sets no rule off; choose among: ticket.created")
    assert found["after"] == "0 is not between 1 and 129600 minutes; leave it out to run at once"
    assert found["assignee"] == "“maya” is not “none” or the id of an agent"
    assert found["status"] == "“open” is not one of: resolved, closed, reopened"
    assert found["notify"] == "“me” is not “assignee” or the id of a person or team"


@pytest.mark.parametrize(
    ("effects", "field", "sentence"),
    [
        (Effects(), "effects", "at least one thing"),
        (Effects(public=True), "effects", "at least one thing"),
        (Effects(text="Hello {{ nobody }}"), "text", "“nobody” is not known"),
        (Effects(text="Hello", template_id=UUID(int=1)), "text", "instead of a template"),
        (Effects(status="resolved"), "status", "needs a text or a template"),
        (Effects(webhooks=("Pager",)), "webhooks", "“Pager” is not the id of a webhook"),
        (Effects(webhooks=tuple(str(UUID(int=one)) for one in range(6))), "webhooks", "6 are too many"),
        (Effects(notify=tuple(str(UUID(int=one)) for one in range(21))), "notify", "21 are too many"),
    ],
)
def test_effects_that_cannot_be(effects: Effects, field: str, sentence: str) -> None:
    found = flaws(effects=effects)
    assert set(found) == {field}
    assert sentence in found[field]


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"field": "ticket.colour", "op": "is", "value": "x"}, "“ticket.colour” is not a field; there are ticket.sub"),
        ({"field": "ticket.priority", "op": "contains", "value": "x"}, "“contains” does not compare it; there are is"),
        ({"field": "ticket.priority", "op": "is", "value": "top"}, "“top” is not one of: critical, urgent"),
        ({"field": "ticket.priority", "op": "any_of", "value": "high"}, "“any_of” takes a list of 1 to 50 values"),
        ({"field": "ticket.priority", "op": "any_of", "value": []}, "takes a list"),
        ({"field": "ticket.tags", "op": "is_set", "value": "x"}, "“is_set” takes no value"),
        ({"field": "ticket.messages", "op": "more_than", "value": "3"}, "“3” is not a number"),
        ({"field": "ticket.messages", "op": "more_than", "value": True}, "“True” is not a number"),
        ({"field": "ticket.messages", "op": "is", "value": float("inf")}, "“inf” is not a number"),
        ({"field": "ticket.answered", "op": "is", "value": "yes"}, "“yes” is not true or false"),
        ({"field": "ticket.subject", "op": "is", "value": 3}, "“3” is not a text"),
        ({"field": "ticket.subject", "op": "is", "value": " "}, "must not be empty"),
        ({"field": "fields.bought", "op": "before", "value": "soon"}, "“soon” is not a day"),
        ({"field": "fields.ceiling", "op": "is", "value": 3}, "“fields.ceiling” is not a field"),
        ({"field": "ticket.subject"}, "“” does not compare it"),
        ({}, "must each be a field with an operator"),
        ({"field": "ticket.subject", "op": "is_set", "all": ()}, "must each be"),
        ({"any": ()}, "“any” must hold at least one condition"),
    ],
)
def test_conditions_that_cannot_be(parts: dict[str, Any], sentence: str) -> None:
    assert sentence in flaw_in_condition(**parts)


def test_conditions_are_bounded_in_number_and_depth() -> None:
    one = Condition(field="fields.floor", op="is", value=1)
    assert flaws(conditions=Condition(all=(one,) * (MOST_TESTS + 1)))["conditions"].startswith("51 comparisons")
    deep = one
    for _ in range(7):
        deep = Condition(no=deep)
    assert flaws(conditions=deep)["conditions"] == "are nested deeper than 5; make two rules of it"
