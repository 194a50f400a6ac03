"""Categories: keys, and what is refused."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from deskhand.rules.category import Category, checked, key_from
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
