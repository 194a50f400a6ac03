"""Rules as text: written and read again, and what is said of a text that is not taken."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from deskhand.rules.automation.document import free_name, names_apart, rules_of, text_of
from deskhand.rules.automation.naming import Known
from deskhand.rules.automation.ready import READY
from deskhand.rules.automation.rule import NAME_LIMIT, Example, Expected
from deskhand.rules.errors import Invalid
from tests.rules.automation.test_decision import rule
from tests.rules.automation.test_rule import REFUNDS


def test_what_is_written_is_read_again() -> None:
    tested = replace(REFUNDS, tests=(Example(name="x", event="ticket.created", expect=Expected(runs=False)),))
    contents = [tested, *(replace(content, name=key) for key, content in READY.items())]
    rules = [rule(number, content) for number, content in enumerate(contents, start=1)]
    text = text_of(rules, Known())
    assert text.startswith("rules:\n- name: Escalate refunds\n  active: true\n  events:\n  - ticket.created\n")
    assert [one.content for one in rules_of(text, Known())] == contents
    assert all(one.active for one in rules_of(text, Known()))


def test_rules_of_one_name_are_told_apart_in_the_text() -> None:
    twins = [rule(number, replace(REFUNDS, name=name)) for number, name in enumerate(("A", "A (2)", "A", "A"), start=1)]
    assert [one.name for one in rules_of(text_of(twins, Known()), Known())] == ["A", "A (2)", "A (3)", "A (4)"]
    assert names_apart(["B", "A"]) == ["B", "A"]
    assert free_name("x" * NAME_LIMIT, {"x" * NAME_LIMIT}) == "x" * (NAME_LIMIT - 4) + " (2)"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("rules: [", "cannot be read (line 1)"),
        ("", "must be “rules:” and a list of at least one rule"),
        ("rules: []", "must be “rules:”"),
        ("rules: 3", "must be “rules:”"),
        ("rules: [{}]\nmore: 1", "must be “rules:”"),
        ("rules: [3]", "rule 1: Expected `object`, got `int`"),
        ("rules: [{name: a, events: [], effects: {color: x}}]", "rule 1: Object contains unknown field `color`"),
        ("rules: [" + ", ".join(["{name: a, events: [], effects: {}}"] * 2) + "]", "has two rules that are called “a”"),
        ("rules: [" + ", ".join(["1"] * 101) + "]", "holds 101 rules; a workspace has at most 100"),
    ],
)
def test_a_text_that_is_not_taken_says_why(text: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules_of(text, Known())
    assert refused.value.fields["text"].startswith(sentence)
