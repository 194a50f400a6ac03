"""Which endpoints can be kept, and what the trail tells of a change."""

from __future__ import annotations

from uuid import UUID

import pytest
from msgspec.structs import replace

from deskhand.rules.errors import Invalid
from deskhand.rules.outbound import LONGEST_URL
from deskhand.rules.webhook import EVENTS, NAME_LIMIT, Endpoint, Off, changes_of, checked

GOOD = Endpoint(
    id=UUID(int=1), name=" Billing ", url=" https://example.com/a ", events=("ticket.closed", "ticket.created")
)


def test_an_endpoint_is_kept_in_order() -> None:
    kept = checked(GOOD, allowed=())
    assert (kept.name, kept.url, kept.events) == (
        "Billing",
        "https://example.com/a",
        ("ticket.created", "ticket.closed"),
    )
    assert kept.is_active
    assert len(EVENTS) == 12


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * (NAME_LIMIT + 1), "\ud800", "\x00"])
def test_a_name_that_cannot_be_kept_is_refused(name: str) -> None:
    with pytest.raises(Invalid) as caught:
        checked(replace(GOOD, name=name), allowed=())
    assert set(caught.value.fields) == {"name"}


@pytest.mark.parametrize(
    "url", ["", " ", "http://example.com/", "https://10.0.0.1/", "x" * (LONGEST_URL + 1), "\ud800"]
)
def test_an_address_that_cannot_be_called_is_refused(url: str) -> None:
    with pytest.raises(Invalid) as caught:
        checked(replace(GOOD, url=url), allowed=())
    assert set(caught.value.fields) == {"url"}


def test_an_address_that_stays_is_not_asked_again() -> None:
    inside = replace(GOOD, url="http://10.0.0.1/")
    assert checked(replace(inside, off=Off.SWITCHED_OFF), allowed=(), before=inside).url == inside.url
    with pytest.raises(Invalid):
        checked(inside, allowed=(), before=GOOD)


@pytest.mark.parametrize("name", ["ticket.note.added", "", "*", "ticket.CREATED"])
def test_an_event_that_nobody_is_told_of_is_refused(name: str) -> None:
    with pytest.raises(Invalid, match="choose among") as caught:
        checked(replace(GOOD, events=(name,)), allowed=())
    assert set(caught.value.fields) == {"events"}


def test_the_trail_tells_what_differs() -> None:
    after = replace(GOOD, off=Off.GONE, events=())
    assert changes_of(GOOD, after) == {
        "events": ("ticket.closed, ticket.created", None),
        "is_active": ("true", "false"),
    }
    assert changes_of(None, after)["name"] == (None, GOOD.name)
    assert changes_of(GOOD, GOOD) == {}
