"""Words: every status, priority, source and type has a name, and every name its letters and hue."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.rules.ticket import ATTENTION, Priority, Source, Status, Type
from deskhand.web import words
from deskhand.web.reader import reading
from tests.web.gallery import READER


@pytest.fixture(autouse=True)
def _read() -> Iterator[None]:
    with reading(READER):
        yield


def test_every_word_of_the_trade_has_a_name() -> None:
    assert set(words.STATUS_ICONS) == set(Status)
    assert tuple(Priority) == words.PRIORITIES
    assert set(words.SOURCE_ICONS) == set(Source)
    assert all(words.status_name(status) != status for status in Status)
    assert all(words.priority_name(priority) != priority for priority in Priority)
    assert all(words.source_name(source) != source for source in Source)
    assert all(words.group_name(group) for group in ATTENTION.values())
    assert words.type_name(Type.INTEGRATION_FAILURE) == "Integration failure"


def test_changes_are_read_as_people_say_them() -> None:
    assert (words.field_name("assignee"), words.field_name("due_at")) == ("assignee", "due date")
    assert words.value_name("status", "in_progress") == "In progress"
    assert words.value_name("assignee", None) == "nobody"
    assert words.value_name("subject", None) == "none"
    assert words.value_name("subject", "Sync") == "Sync"


@pytest.mark.parametrize(
    ("name", "letters"), [("Dana Whitfield", "DW"), ("cher", "C"), ("", "?"), ("  Ana  María  Ruiz ", "AR")]
)
def test_initials(name: str, letters: str) -> None:
    assert words.initials(name) == letters


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_a_name_keeps_its_hue(name: str) -> None:
    assert words.hue(name) == words.hue(name)
    assert words.hue(name) in words.HUES
