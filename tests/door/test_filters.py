"""Filters and pages as query strings ask for them."""

from __future__ import annotations

import pytest

from deskhand.door.filters import check_page, filters_of
from deskhand.rules.errors import Invalid
from deskhand.rules.filters import Due, Filters, Sort
from deskhand.rules.ticket import Priority, Source, Status


def test_nothing_asked_narrows_nothing() -> None:
    assert filters_of() == Filters()
    assert filters_of(status=["", " ,"], priority=[], assignee=" ", requester="", text="\t") == Filters()


def test_words_in_any_case_repeated_or_with_commas_count_once() -> None:
    found = filters_of(status=["OPEN,in-progress", "open"], priority=["High, low"])
    assert found.status == (Status.OPEN, Status.IN_PROGRESS)
    assert found.priority == (Priority.HIGH, Priority.LOW)


def test_texts_are_trimmed() -> None:
    found = filters_of(assignee=" me ", requester=" a@b.test ", text=" sync ")
    assert (found.assignee, found.requester, found.text) == ("me", "a@b.test", "sync")


def test_every_flaw_is_named_with_its_value() -> None:
    with pytest.raises(Invalid) as refused:
        filters_of(status=["open,nonsense"], priority=["x"], assignee="\x00", requester="x" * 201, text="\ud800")
    assert set(refused.value.fields) == {"status", "priority", "assignedTo", "requester", "q"}
    assert "nonsense" in refused.value.fields["status"]
    assert "in_progress" in refused.value.fields["status"]


def test_a_span_is_kept_as_it_was_asked_for() -> None:
    for given in ("2026-01-01..2026-01-31", "..2026-01-31T08:30Z", "7d..", "2w..12h"):
        assert filters_of(created=f" {given} ").created == given


@pytest.mark.parametrize(
    "given", ["..", "2026-01-01", "x..y", "2026-13-01..", "..9999-12-31", "2026-01-01...2026-01-02", "0d..", "99999w.."]
)
def test_what_is_no_span_is_named(given: str) -> None:
    with pytest.raises(Invalid) as refused:
        filters_of(created=given)
    assert set(refused.value.fields) == {"created"}


def test_sources_due_moments_and_orders_are_words_too() -> None:
    found = filters_of(source=["WEB,slack-intake"], sla="On-Time", organization=" x ")
    assert (found.source, found.sla, found.organization) == ((Source.WEB, Source.SLACK_INTAKE), Due.ON_TIME, "x")
    orders = [filters_of(sort=given).sort for given in (None, "", "Oldest", "CREATED", "need")]
    assert orders == [None, None, Sort.OLDEST, Sort.NEWEST, Sort.NEED]
    with pytest.raises(Invalid) as refused:
        filters_of(source=["x"], sla="late", sort="random")
    assert set(refused.value.fields) == {"source", "sla", "sort"}


@pytest.mark.parametrize(("page", "limit"), [(1, 1), (1, 100), (100, 100), (10_000, 1), (500, 20)])
def test_pages_that_counting_reaches(page: int, limit: int) -> None:
    check_page(page, limit)


@pytest.mark.parametrize(
    ("page", "limit", "named"),
    [
        (0, 20, {"page"}), (-1, 20, {"page"}), (1, 0, {"limit"}), (1, 101, {"limit"}), (101, 100, {"page"}),
        (10_001, 1, {"page"}), (0, 0, {"page", "limit"}), (10**30, 1, {"page"}), (1, 10**30, {"limit"}),
    ],
)  # fmt: skip
def test_pages_that_it_does_not(page: int, limit: int, named: set[str]) -> None:
    with pytest.raises(Invalid) as refused:
        check_page(page, limit)
    assert set(refused.value.fields) == named
