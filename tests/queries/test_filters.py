"""Conditions of lists, and places in them."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.queries.filters import COUNTED, Where, decode_cursor, encode_cursor, narrowed, this_one, total_of
from deskhand.rules.access import Person, Role, System
from deskhand.rules.errors import Invalid
from deskhand.rules.filters import Filters
from deskhand.rules.ticket import Priority, Status

WORKSPACE = UUID(int=1)


def test_values_are_parameters_and_never_part_of_the_statement() -> None:
    where = narrowed(
        System(WORKSPACE, "test"),
        Filters(status=(Status.OPEN,), priority=(Priority.LOW,), requester="a'; drop table x@y.test", text="'; --"),
    )
    assert "drop" not in where.text()
    assert "--" not in where.text()
    assert where.text().count("$") == len(where.values) == 4


def test_question_marks_take_their_values_in_order() -> None:
    where = Where()
    where.add("a = ?", 1)
    where.add("(b, c) > (?, ?)", 2, 3)
    assert (where.text(), where.values) == ("a = $1 and (b, c) > ($2, $3)", [1, 2, 3])


def test_one_ticket_is_found_where_somebody_may_know_of_it() -> None:
    customer = Person(WORKSPACE, UUID(int=2), Role.CUSTOMER, "Kim", "kim@x.test")
    where = this_one(customer, UUID(int=9))
    assert where.text() == "t.workspace_id = $1 and t.requester_id = $2 and t.id = $3"
    assert where.values == [WORKSPACE, UUID(int=2), UUID(int=9)]


def test_customers_get_their_own_and_what_their_organization_shares() -> None:
    alone = Person(WORKSPACE, UUID(int=2), Role.CUSTOMER, "Kim", "kim@x.test", organization_id=UUID(int=3))
    assert "organization_id" not in narrowed(alone, Filters()).text()
    sharing = Person(
        WORKSPACE, UUID(int=2), Role.CUSTOMER, "Kim", "kim@x.test", organization_id=UUID(int=3), shares_tickets=True
    )
    assert "t.requester_id = $2 or t.organization_id = $3" in narrowed(sharing, Filters()).text()


@given(st.integers(0, 9), st.integers(0, 9), st.uuids())
def test_a_place_survives_its_journey(attention: int, rank: int, last: UUID) -> None:
    assert decode_cursor(encode_cursor(attention, rank, last), tuple[int, int, UUID]) == (attention, rank, last)


@given(st.text(max_size=40))
def test_any_other_text_is_no_place(text: str) -> None:
    with pytest.raises(Invalid):
        decode_cursor(text, tuple[int, int, UUID])


def test_a_place_of_another_list_is_refused() -> None:
    with pytest.raises(Invalid):
        decode_cursor(encode_cursor(uuid4()), tuple[int, int, UUID])


def test_large_totals_say_so() -> None:
    assert (total_of(COUNTED), total_of(COUNTED + 1)) == (10_000, "10000+")
