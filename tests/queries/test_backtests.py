"""A run is read by whoever asked for it, a page of hits at a time."""

from __future__ import annotations

import pytest

from deskhand.actions.backtests import settle_slice, try_rule
from deskhand.actions.contract import act
from deskhand.kit import clock, ids
from deskhand.queries import backtests
from deskhand.queries.backtests import read_backtest
from deskhand.queries.contract import ask
from deskhand.rules.automation.backtest import Counts, Would
from deskhand.rules.errors import Forbidden, NotFound
from deskhand.store.backtests import Hit, Looked
from tests.database import Desk
from tests.reactions.test_automation import opened
from tests.rules.automation.test_rule import REFUNDS


async def test_hits_come_by_pages_the_newest_first(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backtests, "PAGE", 2)
    ticket_id = await opened(desk)
    asked = await act(desk.admin, try_rule, REFUNDS)
    waiting = await ask(desk.admin, read_backtest, asked.id)
    assert (waiting.is_unfinished, waiting.share, waiting.items) == (True, 0, [])
    would = Would(changes={"ticket.priority": ("low", "high")}, has_run=True)
    hits = [
        Hit(event_id=ids.new_id(), ticket_id=ticket_id, event="ticket.created", at=clock.now(), would=would)
        for _ in range(3)
    ]
    looked = Looked(
        backtest_id=asked.id, fence=0, place=hits[-1].event_id, reached_at=clock.now(), counts=Counts(events=3),
        hits=tuple(hits), is_done=False,
    )  # fmt: skip
    await act(desk.system, settle_slice, looked)
    page = await ask(desk.admin, read_backtest, asked.id)
    rest = await ask(desk.admin, read_backtest, asked.id, before=page.before)
    assert [one.event_id for one in (*page.items, *rest.items)] == [hit.event_id for hit in reversed(hits)]
    assert (page.share, page.tickets, page.hits, rest.before) == (99, 1, 3, None)
    with pytest.raises(Forbidden):
        await ask(desk.agent, read_backtest, asked.id)
    with pytest.raises(NotFound):
        await ask(desk.system, read_backtest, asked.id)
