"""Decisions about users: words for roles, the last admin, oneself, full hands, many addresses in one field."""

from __future__ import annotations

from uuid import uuid4

import pytest

from deskhand.rules.access import Role
from deskhand.rules.errors import Conflict, Invalid
from deskhand.rules.users import (
    INVITED_AT_ONCE,
    addresses_in,
    check_admin_remains,
    check_hands_are_empty,
    check_not_oneself,
    checked_role,
)


def test_roles_are_read_in_any_case() -> None:
    assert checked_role(" ADMIN") is Role.ADMIN
    with pytest.raises(Invalid, match="“boss” is not one of: customer, agent, admin"):
        checked_role("boss")


@pytest.mark.parametrize(
    ("before", "after", "others", "refused"),
    [
        (Role.ADMIN, None, 0, True), (Role.ADMIN, Role.AGENT, 0, True), (Role.ADMIN, Role.ADMIN, 0, False),
        (Role.ADMIN, None, 1, False), (Role.AGENT, None, 0, False), (Role.CUSTOMER, Role.ADMIN, 0, False),
    ],
)  # fmt: skip
def test_an_admin_remains(before: Role, after: Role | None, others: int, *, refused: bool) -> None:
    if not refused:
        check_admin_remains(before, after, others=others)
        return
    with pytest.raises(Conflict, match="last admin"):
        check_admin_remains(before, after, others=others)


def test_nobody_shuts_themselves_out() -> None:
    me = uuid4()
    check_not_oneself(uuid4(), me)
    check_not_oneself(None, me)
    with pytest.raises(Conflict, match="yourself"):
        check_not_oneself(me, me)


def test_customers_hold_no_tickets() -> None:
    check_hands_are_empty(Role.ADMIN, held=3)
    check_hands_are_empty(Role.CUSTOMER, held=0)
    with pytest.raises(Conflict, match="3 active ones"):
        check_hands_are_empty(Role.CUSTOMER, held=3)


def test_a_field_holds_many_addresses() -> None:
    assert addresses_in(" A@x.test, b@x.test;\nc@x.test a@X.test ") == ["a@x.test", "b@x.test", "c@x.test"]
    with pytest.raises(Invalid, match="at least one"):
        addresses_in(" , ")
    with pytest.raises(Invalid, match=f"at most {INVITED_AT_ONCE}"):
        addresses_in(" ".join(f"{number}@x.test" for number in range(21)))
