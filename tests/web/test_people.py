"""People as pages show them: letters, a hue, and the browser that they came with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.web import people
from deskhand.web.reader import reading
from tests.web.gallery import READER


@pytest.mark.parametrize(
    ("name", "letters"), [("Dana Whitfield", "DW"), ("cher", "C"), ("", "?"), ("  Ana  María  Ruiz ", "AR")]
)
def test_initials(name: str, letters: str) -> None:
    assert people.initials(name) == letters


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_a_name_keeps_its_hue(name: str) -> None:
    assert people.hue(name) == people.hue(name)
    assert people.hue(name) in people.HUES


def test_a_browser_is_called_as_people_call_it() -> None:
    chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36"
    with reading(READER):
        assert people.browser_name(chrome) == "Chrome on Linux"
        assert [people.browser_name(agent) for agent in ("curl/8.4", "")] == ["curl/8.4", "Unknown browser"]
