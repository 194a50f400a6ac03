"""The words of rules: none is missing."""

from __future__ import annotations

from deskhand.kit import clock
from deskhand.rules.automation.facts import FIELDS, Op
from deskhand.rules.automation.rule import TRIGGERS
from deskhand.web.automation_words import event_words, field_word, field_words, op_words
from deskhand.web.reader import Reader, reading


def test_everything_that_a_rule_can_name_has_words() -> None:
    with reading(Reader(clock.now())):
        assert set(event_words()) == set(TRIGGERS)
        assert set(field_words()) == set(FIELDS)
        assert set(op_words()) == set(Op)
        assert field_word("fields.floor") == "floor"
