"""Rows of the queue: kept while nothing changes that they show, and drawn anew as soon as something does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from markupsafe import Markup

from deskhand.queries.queue import Listing, Row
from deskhand.rules.filters import Sort
from deskhand.rules.views import Column
from deskhand.web.reader import Reader, reading, zone_named
from deskhand.web.rows import row_for
from deskhand.web.template import drawn
from tests.web import samples

NOW = samples.ago(0)
MAYA = samples.MAYA.user_id
SOMEBODY_ELSE = samples.AGENTS[1].id
ROW = samples.row(1, "The lift is stuck", who="Dana Whitfield", last_author="agent", assignee_id=MAYA)


def seen(row: Row = ROW, *, me: UUID = MAYA, listing: Listing | None = None, **reader: Any) -> Markup:
    """Return the row as somebody sees it."""
    with reading(Reader(**{"now": NOW, **reader})):
        return drawn("components/row.html", "row", *row_for(me, row, listing=listing))


def test_a_row_is_kept_and_what_changes_it_draws_it_anew() -> None:
    first = seen()
    assert seen(replace(ROW)) is first, "the same row of another page is not drawn again"
    others = [
        seen(replace(ROW, version=ROW.version + 1)),
        seen(now=NOW + timedelta(hours=1)),
        seen(language="de"),
        seen(me=SOMEBODY_ELSE),
        seen(listing=Listing(columns=(Column.NUMBER,))),
    ]
    assert len({first, *others}) == len(others) + 1
    assert "You:" in first
    assert "You:" not in seen(me=SOMEBODY_ELSE)


def test_moments_follow_the_zone_and_the_clock() -> None:
    row = replace(ROW, due_at=NOW + timedelta(minutes=1), snoozed_until=NOW + timedelta(days=1))
    assert "overdue" not in seen(row)
    assert "overdue since" in seen(row, now=NOW + timedelta(minutes=2))
    assert seen(row, zone=zone_named("Asia/Tokyo")) != seen(row)
    assert "overdue" not in seen(replace(row, attention=3), now=NOW + timedelta(minutes=2)), "what ended is not late"


def test_the_moment_is_that_of_the_order() -> None:
    row = replace(ROW, last_message_at=NOW - timedelta(days=2), updated_at=NOW - timedelta(hours=3))
    assert ">2d<" in seen(row)
    assert ">3h<" in seen(row, listing=Listing(sort=Sort.UPDATED))
