"""Moving among others."""

from __future__ import annotations

import pytest

from deskhand.kit.order import Moved, stepped


@pytest.mark.parametrize(
    ("one", "up", "found"),
    [
        ("b", True, (["b", "a", "c"], Moved(2, 1))),
        ("b", False, (["a", "c", "b"], Moved(2, 3))),
        ("a", True, None),
        ("c", False, None),
    ],
)
def test_one_place_at_a_time_and_not_beyond_the_end(one: str, *, up: bool, found: object) -> None:
    order = ["a", "b", "c"]
    assert stepped(order, one, up=up) == found
    assert order == ["a", "b", "c"]
