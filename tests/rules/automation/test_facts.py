"""What a condition may ask about."""

from __future__ import annotations

from deskhand.rules import field
from deskhand.rules.automation.facts import ALONE, FIELDS, OPS, WITH_SEVERAL, WORDS, Kind, Op, kinds_of


def test_every_kind_is_compared_and_every_comparison_is_of_some_kind() -> None:
    assert set(OPS) == set(Kind)
    assert {op for ops in OPS.values() for op in ops} == set(Op)
    assert not ALONE & WITH_SEVERAL
    assert set(WORDS) == {name for name, kind in FIELDS.items() if kind is Kind.WORD}


def test_the_fields_of_forms_are_compared_by_their_kind() -> None:
    kinds = kinds_of({kind.value: kind for kind in field.Kind})
    assert kinds["fields.choices"] is Kind.LIST
    assert kinds["fields.boolean"] is Kind.BOOLEAN
    assert kinds["fields.long_text"] is Kind.TEXT
    assert len(kinds) == len(FIELDS) + len(field.Kind)
