"""Addresses: filters to query strings and back to words, and no way out of our own site."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.queries.queue import listing_of
from deskhand.queries.views import Sidebar
from deskhand.rules.errors import Invalid
from deskhand.rules.filters import Due, Filters, Sort
from deskhand.rules.ticket import Source
from deskhand.web import links
from deskhand.web.reader import reading
from tests.web import samples
from tests.web.gallery import READER


@pytest.fixture(autouse=True)
def _read() -> object:
    with reading(READER):
        yield


def test_a_list_is_called_by_its_view() -> None:
    sidebar = Sidebar(samples.entries(), None)
    found = {
        Filters(): ("all", "All active"), Filters(view="mine"): ("mine", "Mine"),
        Filters(assignee="me"): ("mine", "Queue"), Filters(text="x"): ("", "Queue"),
        Filters(view=str(samples.an_id(705)), text="x"): (str(samples.an_id(705)), "VIP"),
    }  # fmt: skip
    for filters, told in found.items():
        listing = listing_of(sidebar, filters)
        assert (links.place_of(listing), links.title_of(listing)) == told
    with pytest.raises(Invalid, match="view"):
        listing_of(sidebar, Filters(view="nobody"))


def test_each_filter_can_be_taken_away() -> None:
    filters = Filters(**samples.some_filters())  # type: ignore[arg-type] # fields of the filters
    chips = links.chips_of(filters, agents=links.names_of(samples.AGENTS))
    assert [chip.label for chip in chips] == ["Open", "Waiting for support", "High priority", "Tom Berg", "“gmail”"]
    assert chips[0].url.startswith("/admin/support?status=waiting_support&priority=high")
    assert chips[-1].url.endswith(f"assignee={samples.an_id(12)}")
    assert [chip.label for chip in links.chips_of(Filters(assignee="me", requester="a@b.test"), agents={})] == [
        "Assigned to me", "From a@b.test",
    ]  # fmt: skip
    sorted_by = links.chips_of(Filters(category="mail", tag="vip"), agents={}, categories={"mail": "E-mail"})
    assert [(chip.label, chip.url) for chip in sorted_by] == [
        ("Category E-mail", "/admin/support?tag=vip"), ("Tag vip", "/admin/support?category=mail"),
    ]  # fmt: skip
    more = Filters(
        view="mine", source=(Source.EMAIL,), category="access", organization="Halcyon", tag="vip", created="7d..",
        sla=Due.BREACHED, sort=Sort.UPDATED,
    )  # fmt: skip
    assert [chip.label for chip in links.chips_of(more, agents={})] == [
        "Via e-mail", "Category access", "Client Halcyon", "Tag vip", "Opened in the last 7 days", "Past due",
    ]  # fmt: skip
    assert all(chip.url.startswith("/admin/support?view=mine") for chip in links.chips_of(more, agents={}))


def test_a_query_keeps_filters_and_takes_changes() -> None:
    assert links.query_of(None) == ""
    assert links.query_of(Filters(text="a&b=c"), cursor="x") == "?text=a%26b%3Dc&cursor=x"
    assert links.query_of(Filters(text="a"), text=None) == ""


@pytest.mark.parametrize("path", ["/admin/support?status=open", "/dashboard/tickets", "/"])
def test_own_paths_are_followed(path: str) -> None:
    assert links.own_path(path) == path


@given(st.text())
def test_no_other_text_leads_away(text: str) -> None:
    path = links.own_path(text)
    assert path in {"", text}
    assert path == "" or (path[0] == "/" and path[1:2] not in {"/", "\\"} and "\n" not in path)
