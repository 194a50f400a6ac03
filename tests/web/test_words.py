"""Words: every status, priority, source and type has a name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from deskhand.app.timetable import TIMETABLE
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
    assert all(words.type_name(kind) == kind.replace("_", " ").capitalize() for kind in Type)
    assert words.type_name("of_old") == "of_old"


def test_every_scheduled_job_has_a_name_and_says_what_it_does() -> None:
    assert all(words.job_name(one.name) != one.name and words.job_about(one.name) for one in TIMETABLE)


def test_changes_are_read_as_people_say_them() -> None:
    assert (words.field_name("assignee"), words.field_name("due_at")) == ("assignee", "due date")
    assert words.value_name("status", "in_progress") == "In progress"
    assert words.value_name("assignee", None) == "nobody"
    assert words.value_name("subject", None) == "none"
    assert words.value_name("subject", "Sync") == "Sync"
