"""A text of rules names people, teams and templates, and another desk finds its own by these names."""

from __future__ import annotations

from uuid import UUID

import pytest
from msgspec.structs import replace

from deskhand.rules.automation.document import rules_of, text_of
from deskhand.rules.automation.naming import Known, Named, known_of
from deskhand.rules.automation.rule import Condition, Content, Effects, Example, Expected, Trigger
from deskhand.rules.errors import Invalid
from tests.rules.automation.test_decision import rule

NAMES = (
    ("people", "ann@desk.example"),
    ("teams", "Night: shift"),
    ("templates", "Thanks"),
    ("teams", "none"),
    ("webhooks", "Pager"),
)


def desk(first: int) -> Known:
    """Return a desk where everything has ids from a number on."""
    return known_of(Named(kind=kind, name=name, id=UUID(int=first + n)) for n, (kind, name) in enumerate(NAMES))


def content(first: int, odd: int) -> Content:
    """Return a rule of that desk; the team that is called “none” has no name of its own."""
    ann, night, none = str(UUID(int=first)), str(UUID(int=first + 1)), str(UUID(int=odd + 3))
    either = Condition(any=(
        Condition(field="ticket.assignee", op="any_of", value=[ann, none]),
        Condition(no=Condition(field="ticket.team", op="is", value=night)),
        Condition(field="ticket.subject", op="is", value=ann),
    ))  # fmt: skip
    example = Example(
        name="t", event="ticket.created", given={"ticket.assignee": ann, "ticket.tags": ["a"]},
        expect=Expected(changes={"ticket.team": night}),
    )  # fmt: skip
    does = Effects(
        assignee=ann, team=night, notify=("assignee", ann, night, none), template_id=UUID(int=first + 2),
        webhooks=(str(UUID(int=first + 4)),),
    )  # fmt: skip
    return Content(
        name="R", trigger=Trigger(events=("ticket.created",)), conditions=either, effects=does, tests=(example,)
    )  # fmt: skip


def test_another_desk_finds_its_own_by_the_names() -> None:
    text = text_of([rule(1, content(1, 1))], desk(1))
    assert ("template: Thanks" in text, "assignee: ann@desk.example" in text) == (True, True)
    (taken,) = rules_of(text, desk(100))
    there, subject = content(100, 1), Condition(field="ticket.subject", op="is", value=str(UUID(int=1)))
    expected = replace(there, conditions=Condition(any=(*(there.conditions.any or ())[:2], subject)))
    assert taken.content == expected, "a subject is no person, and what has no name of its own stays an id"
    assert rules_of(text, desk(1))[0].content == content(1, 1)


def test_all_that_is_missing_is_named_at_once() -> None:
    text = text_of([rule(1, content(1, 1))], desk(1))
    with pytest.raises(Invalid) as refused:
        rules_of(text.replace("ann@desk.example", "Bo@desk.example"), Known())
    assert refused.value.fields["text"] == (
        "rule 1: “Bo@desk.example” is not an active agent here; “Night: shift” is not an active team here; "
        "“Pager” is not a webhook here; “Thanks” is not a reply template that every agent has here"
    )
    for odd in ("rules: [{effects: 3, conditions: [3], tests: [3]}]", "rules: [{effects: {notify: 3, team: [x]}}]"):
        with pytest.raises(Invalid, match="rule 1"):
            rules_of(odd, Known())
