"""The statement of an event; that it does what it says is tested with the transaction that runs it."""

from __future__ import annotations

import re

from deskhand.store.emission import ALONE, FIRST_ALONG, Along, together


def test_values_of_what_is_written_along_come_after_the_events() -> None:
    places = {int(place) for place in re.findall(r"\$(\d+)", ALONE)}
    assert places == set(range(1, FIRST_ALONG))


def test_what_is_written_along_is_a_part_of_the_same_statement() -> None:
    along = Along(members=f"row as (select ${FIRST_ALONG}::text as a)", fills="jsonb_build_object()", returning="7")
    statement = together(along)
    assert statement is together(along)
    assert along.members in statement
    assert statement.rstrip().endswith("select 7")
    assert ALONE.rstrip().endswith("select null")
