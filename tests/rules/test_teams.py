"""Teams: what one may be, and the trail of a change."""

from __future__ import annotations

from uuid import uuid4

import pytest
from msgspec.structs import replace

from deskhand.rules.errors import Conflict, Invalid
from deskhand.rules.teams import MOST_MEMBERS, Team, changes_of, check_is_empty_handed, checked

BILLING = Team(id=uuid4(), name="Billing", members={uuid4(): "Maya", uuid4(): "Ada"}, categories={uuid4(): "Invoices"})


def test_a_team_is_kept_in_plain_words() -> None:
    kept = checked(replace(BILLING, name="  Billing ", description=" Money. "))
    assert (kept.name, kept.description, kept.members) == ("Billing", "Money.", BILLING.members)


@pytest.mark.parametrize(
    ("flawed", "field"),
    [
        (replace(BILLING, name=" "), "name"), (replace(BILLING, name="a\nb"), "name"),
        (replace(BILLING, description="x" * 2001), "description"),
        (replace(BILLING, members={uuid4(): "x" for _ in range(MOST_MEMBERS + 1)}), "members"),
        (replace(BILLING, is_active=False, categories={}), "members"),
    ],
)  # fmt: skip
def test_a_flaw_is_named(flawed: Team, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        checked(flawed)
    assert list(refusal.value.fields) == [field]


def test_the_trail_names_people_and_categories() -> None:
    after = replace(BILLING, name="Money", members={}, is_active=False)
    assert changes_of(BILLING, after) == {
        "name": ("Billing", "Money"), "is_active": ("yes", "no"), "members": ("Ada, Maya", None),
    }  # fmt: skip
    assert changes_of(BILLING, BILLING) == {}


def test_a_team_with_tickets_stays_open() -> None:
    check_is_empty_handed(held=0)
    with pytest.raises(Conflict, match="2 active tickets"):
        check_is_empty_handed(held=2)
