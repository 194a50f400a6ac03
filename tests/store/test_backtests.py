"""Rows of runs: written under their fence alone, and forgotten after a day."""

from __future__ import annotations

from uuid import uuid4

from deskhand.kit import clock, ids
from deskhand.rules.automation.backtest import Counts, Would
from deskhand.store import backtests
from deskhand.store.backtests import Hit, Looked
from deskhand.store.db import acting_as
from tests.database import Desk
from tests.rules.automation.test_rule import REFUNDS


async def test_hits_are_kept_under_the_fence_and_not_for_tickets_that_are_gone(desk: Desk) -> None:
    async with acting_as(desk.admin) as tx:
        own = await backtests.replace_own(tx, desk.admin.user_id, REFUNDS, rule_id=None)
    gone = Hit(event_id=uuid4(), ticket_id=uuid4(), event="ticket.created", at=clock.now(), would=Would(has_run=True))
    looked = Looked(
        backtest_id=own, fence=0, place=ids.new_id(), reached_at=clock.now(), counts=Counts(events=1), hits=(gone,),
        is_done=False,
    )  # fmt: skip
    async with acting_as(desk.system) as tx:
        assert await backtests.note_looked(tx, looked)
        await backtests.fail(tx, own, fence=1, reason="Another claim.")
        assert await backtests.forget_old(tx) == 0
    rows = await desk.as_owner("select state, hits, counts ->> 'events' as events from backtests")
    assert [tuple(row) for row in rows] == [("looking", 1, "1")]
    assert await desk.value("select count(*) from backtest_hits") == 0
    await desk.as_owner("update backtests set created_at = created_at - interval '25 hours'")
    async with acting_as(desk.system) as tx:
        assert await backtests.forget_old(tx) == 1
