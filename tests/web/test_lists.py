"""Words of lists: every view, order, group and column has a name."""

from __future__ import annotations

from types import SimpleNamespace

from deskhand.queries.figures import FIGURES
from deskhand.rules.filters import Due, Snoozed, Sort
from deskhand.rules.snooze import DueDate
from deskhand.rules.views import Column, Grouping
from deskhand.web import lists
from deskhand.web.reader import reading
from tests.web.gallery import READER


def test_every_word_of_lists_has_a_name() -> None:
    with reading(READER):
        assert all(lists.sort_name(one) != one for one in Sort)
        assert all(lists.grouping_name(one) != one for one in Grouping)
        assert all(lists.column_name(one) != one for one in Column)
        assert all(lists.due_name(one) != one for one in Due)
        assert all(lists.due_date_name(one) != one for one in DueDate)
        assert all(lists.snoozed_name(one) != one for one in Snoozed)
        assert all(lists.figure_name(one) != one for one in FIGURES)


def test_a_shipped_view_is_translated_until_it_is_renamed() -> None:
    with reading(READER):
        for slug in lists.VIEW_ICONS:
            assert lists.view_name(SimpleNamespace(shipped=slug, name="Ours")) == "Ours"
        assert lists.view_name(SimpleNamespace(shipped="mine", name="Mine")) == "Mine"
        assert lists.created_name("2026-01-01..") == "Opened since 2026-01-01"
