"""Tags: lower case, once each, and bounded."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from deskhand.rules.errors import Invalid
from deskhand.rules.tag import Tag, checked, taken


def test_tags_are_kept_in_lower_case_once_and_in_order() -> None:
    assert taken(["Password", " log   in ", "password"]) == ("log in", "password")
    assert taken([]) == ()


@pytest.mark.parametrize(
    "names", [[""], ["a,b"], ["a\nb"], ["x" * 51], ["\x00"], ["\ud800"], [str(n) for n in range(21)]]
)
def test_what_cannot_be_a_tag_is_refused(names: list[str]) -> None:
    with pytest.raises(Invalid) as refused:
        taken(names)
    assert set(refused.value.fields) == {"tags"}


@pytest.mark.parametrize(
    ("wanted", "field"),
    [({"name": " "}, "name"), ({"colour": "#fff"}, "colour"), ({"description": "x" * 501}, "description")],
)
def test_flaws_are_named(wanted: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked(Tag(**{"id": UUID(int=1), "name": "a", **wanted}))
    assert set(refused.value.fields) == {field}


def test_a_tag_is_kept_plain() -> None:
    assert checked(Tag(id=UUID(int=1), name=" VIP ", description=" d ")).name == "vip"
