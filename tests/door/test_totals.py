"""Totals: a long list is not counted again for a while, and every other one is."""

from __future__ import annotations

import pytest

from deskhand.door.totals import LONG, SECONDS, Totals
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.filters import COUNTED, count_of
from deskhand.queries.queue import queue_page
from deskhand.queries.tickets import list_tickets
from deskhand.rules.filters import NO_FILTERS, Filters
from tests.database import Desk
from tests.web.samples import DANA, MAYA


def test_only_a_long_list_is_remembered_for_its_person_and_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Totals()
    mine, theirs = Filters(assignee="me"), Filters(assignee="none")
    kept.note(MAYA, NO_FILTERS, "10000+")
    kept.note(MAYA, theirs, LONG)
    kept.note(MAYA, mine, LONG - 1)
    kept.note(MAYA, Filters(text="printer"), "5000+")
    assert (kept.known(MAYA, NO_FILTERS), kept.known(MAYA, theirs)) == (COUNTED + 1, LONG)
    assert not any(kept.known(who, asked) for who, asked in (
        (DANA, NO_FILTERS), (MAYA, mine), (MAYA, Filters(text="printer")),
    ))  # fmt: skip
    now = clock.elapsed()
    monkeypatch.setattr(clock, "elapsed", lambda: now + SECONDS / 2)
    kept.note(MAYA, NO_FILTERS, "10000+")
    monkeypatch.setattr(clock, "elapsed", lambda: now + SECONDS + 1)
    assert not kept.known(MAYA, NO_FILTERS), "what was not counted does not prove itself"


async def test_a_list_that_is_known_to_be_long_is_not_counted(desk: Desk) -> None:
    page = await ask(desk.admin, queue_page, NO_FILTERS, known=COUNTED + 1)
    assert (page.total, page.rows) == ("10000+", [])
    found = await ask(desk.admin, list_tickets, NO_FILTERS, cursor=None, limit=5, page=1, known=3_456)
    assert found.total == 3_456
    assert (await ask(desk.admin, list_tickets, NO_FILTERS, cursor=None, limit=5, page=1)).total == 0
    assert "count" not in count_of("true", known=3_456)
