"""What is given of a change."""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType

from deskhand.kit.given import given


class Change(Struct, frozen=True, kw_only=True):
    """A change whose parts may be left out."""

    name: str | UnsetType = UNSET
    parent: str | UnsetType | None = UNSET
    place: int = 0


def test_what_is_left_out_is_not_given_and_nothing_is() -> None:
    assert given(Change()) == {"place": 0}
    assert given(Change(parent=None, name="")) == {"name": "", "parent": None, "place": 0}
    assert given(Change(name="a", place=2), ("name", "parent")) == {"name": "a"}
