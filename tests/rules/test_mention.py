"""Who is meant by an `@name`."""

from __future__ import annotations

from uuid import UUID

import pytest

from deskhand.rules.mention import MOST, Named, mentioned

TOM, TOMAS, BILLING, OTHER_TOM = (
    Named(id=UUID(int=1), name="Tom Berg"), Named(id=UUID(int=2), name="Tom"),
    Named(id=UUID(int=3), name="Billing", is_team=True), Named(id=UUID(int=4), name="tom berg"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("@Tom Berg, look", [TOM]), ("ask @tom.", [TOMAS]), ("@Tom Bergman", [TOMAS]), ("(@BILLING)", [BILLING]),
        ("@Billing and @tom berg", [BILLING, TOM]), ("a@tom berg", []), ("@Tomas", []), ("@ Tom", []), ("@@Tom", []),
        ("mail me@Tom", []), ("@Tom @Tom", [TOMAS]), ("", []), ("@", []), ("@Billing_2", []),
    ],
)  # fmt: skip
def test_the_longest_name_counts_up_to_the_end_of_its_word(text: str, meant: list[Named]) -> None:
    assert list(mentioned(text, [TOM, TOMAS, BILLING])) == meant


def test_all_who_bear_a_name_are_meant_and_never_too_many() -> None:
    assert mentioned("@Tom Berg", [TOM, TOMAS, OTHER_TOM]) == (TOM, OTHER_TOM)
    many = [Named(id=UUID(int=number), name=f"N{number}") for number in range(200)]
    assert len(mentioned(" ".join(f"@{one.name}" for one in many), many)) == MOST
