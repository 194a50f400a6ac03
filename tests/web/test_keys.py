"""The registry of keys: no two alike, each with the place that it has on other layouts."""

from __future__ import annotations

from collections import Counter

import pytest

from deskhand.web import keys
from deskhand.web.reader import reading
from tests.web.gallery import READER


def test_no_key_does_two_things() -> None:
    with reading(READER):
        registry = keys.registry()
    assert max(Counter(key.keys for key in registry).values()) == 1
    assert max(Counter(key.name for key in registry).values()) == 1
    openers = {key.keys[0] for key in registry if len(key.keys) == 2 and key.keys[0] != "Ctrl"}
    assert not openers & {key.keys[0] for key in registry if len(key.keys) == 1}, "a chord's first key must wait"


def test_letters_have_a_place_on_the_keyboard() -> None:
    with reading(READER):
        assert keys.key_of("go-mine").codes == ("KeyG", "KeyM")
        assert keys.key_of("search").codes == ("Slash",)
        assert [key.name for group in keys.groups().values() for key in group] == [key.name for key in keys.registry()]
        assert keys.for_script()[0] == {
            "name": "next", "keys": ("J",), "codes": ("KeyJ",), "label": "Next ticket", "group": "Move",
        }  # fmt: skip
        with pytest.raises(KeyError):
            keys.key_of("dance")
