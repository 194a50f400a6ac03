"""Categories: keys, and what is refused."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from deskhand.rules.category import Category, changes_of, checked, key_from, told, turns_clocks
from deskhand.rules.errors import Invalid

ID = UUID(int=1)


def test_a_name_suggests_a_key() -> None:
    assert key_from(" E-mail & sync ") == "e_mail_sync"
    assert len(key_from("x" * 100)) == 60


def test_words_are_trimmed() -> None:
    assert checked(Category(id=ID, key="a", name=" A ", description=" d ")) == Category(
        id=ID, key="a", name="A", description="d"
    )


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"key": "A b"}, "key"), ({"key": ""}, "key"), ({"name": " "}, "name"), ({"name": "x" * 101}, "name"),
        ({"description": "x" * 501}, "description"), ({"position": -1}, "position"), ({"parent_id": ID}, "parentId"),
    ],
)  # fmt: skip
def test_flaws_are_named(wanted: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked(Category(**{"id": ID, "key": "a", "name": "A", **wanted}))
    assert set(refused.value.fields) == {field}


def test_a_trail_tells_values_as_words() -> None:
    assert [told(value) for value in (None, "", [], True, ["a", "b"], 5)] == [None, None, None, "yes", "a, b", "5"]


def test_a_change_is_told_with_the_parents_name() -> None:
    held = Category(id=ID, key="a", name="A", parent_id=UUID(int=2))
    wanted = Category(id=ID, key="a", name="B", description="d", position=9)
    assert changes_of(held, wanted, parents={UUID(int=2): "Above"}, policies={}) == {
        "name": ("A", "B"), "description": (None, "d"), "parent": ("Above", None),
    }  # fmt: skip


def test_a_policy_is_told_by_its_name_and_turns_clocks_as_another_place_does() -> None:
    held = checked(Category(id=UUID(int=1), key="a", name="A"))
    policy = checked(Category(id=UUID(int=1), key="a", name="A", sla_policy_id=UUID(int=9)))
    changes = changes_of(policy, held, parents={}, policies={UUID(int=9): "Quick"})
    assert changes == {"sla_policy": ("Quick", None)}
    below = Category(id=UUID(int=1), key="a", name="A", parent_id=UUID(int=2))
    assert [turns_clocks(held, one) for one in (held, policy, below)] == [False, True, True]
