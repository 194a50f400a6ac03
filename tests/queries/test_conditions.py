"""Every field of the language has its meaning, and lexemes say no more than it does."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from deskhand.queries.conditions import BEING, CONDITIONS, HAVING, Asker, add_condition, lexemes_of
from deskhand.queries.filters import Where
from deskhand.rules.access import Person, Role
from deskhand.rules.search import FIELDS, Has, Is, parse

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
MAYA = Person(UUID(int=1), UUID(int=2), Role.AGENT, "Maya", "maya@desk.test")
DANA = Person(UUID(int=1), UUID(int=3), Role.CUSTOMER, "Dana", "dana@halcyon.test")


def test_every_field_and_word_has_a_meaning() -> None:
    assert set(CONDITIONS) == set(FIELDS)
    assert {*BEING, Is.MINE} == set(Is)
    assert set(HAVING) == set(Has)


@pytest.mark.parametrize(
    ("text", "clause", "values"),
    [
        ("status:open,closed", "(t.status = $1 or t.status = $2)", ["open", "closed"]),
        ("-status:open", "((t.status = $1) is not true)", ["open"]),
        ("assignee:none", "(t.assignee_id is null)", []),
        ("assignee:me", "(t.assignee_id = any($1))", [[UUID(int=2)]]),
        ("is:mine", "(t.assignee_id = $1)", [UUID(int=2)]),
        ("created:>2026-01-01", "(t.created_at >= $1)", [datetime(2026, 1, 2, tzinfo=UTC)]),
    ],
)
def test_a_field_narrows_by_parameters(text: str, clause: str, values: list[object]) -> None:
    where = Where()
    add_condition(where, parse(text).conditions[0], Asker(MAYA, NOW))
    assert (where.clauses, where.values) == ([clause], values)


@pytest.mark.parametrize(
    ("text", "who", "lexemes"),
    [
        ("status:open,closed", MAYA, ["s:open", "s:closed"]),
        ("-status:open", MAYA, None),
        ("assignee:none", MAYA, ["a:none"]),
        ("is:unassigned", MAYA, ["a:none"]),
        ("is:archived", MAYA, ["s:cancelled", "s:closed", "s:resolved"]),
        ("is:mine", DANA, None),
        ("is:answered", MAYA, None),
        ("created:>7d", MAYA, None),
        ("organization:unknown", MAYA, []),
    ],
)
def test_lexemes_stand_for_fields_where_words_do(text: str, who: Person, lexemes: list[str] | None) -> None:
    assert lexemes_of(parse(text).conditions[0], Asker(who, NOW)) == lexemes
