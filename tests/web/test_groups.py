"""Rows under headings: by need, priority or day in the reader's zone, or under none."""

from __future__ import annotations

from dataclasses import replace

from deskhand.rules.filters import Filters, Sort
from deskhand.rules.views import Grouping
from deskhand.web.groups import groups_of, key_of
from deskhand.web.reader import reading
from tests.web import samples
from tests.web.gallery import READER


def told(sort: Sort, grouping: Grouping) -> list[tuple[str, int]]:
    page = samples.queue_page(samples.rows()[:4])
    with reading(READER):
        page = replace(page, listing=replace(page.listing, sort=sort, grouping=grouping))
        found = groups_of(page)
        assert [key_of(row, page.listing) for group in found for row in group.rows] == [
            group.key for group in found for _ in group.rows
        ]
        return [(group.label, len(group.rows)) for group in found]


def test_rows_are_gathered_as_the_list_says() -> None:
    assert told(Sort.NEED, Grouping.NEED) == [("Needs a reply", 4)]
    assert told(Sort.PRIORITY, Grouping.PRIORITY) == [
        ("Critical priority", 1), ("Urgent priority", 1), ("High priority", 2),
    ]  # fmt: skip
    assert told(Sort.UPDATED, Grouping.DAY) == told(Sort.NEWEST, Grouping.DAY) == [("Today", 4)]
    assert told(Sort.DUE, Grouping.DAY) == [("Without a due date", 4)]
    due = ["Past due", "Due within the hour", "Due later today"]
    assert [label for label, _ in told(Sort.SLA, Grouping.DUE)] == due
    assert told(Sort.NEED, Grouping.NONE) == [("", 4)]
    assert groups_of(samples.queue_page([])) == []
    assert Filters() == samples.queue_page().filters
