"""Trying a rule: checked as one that is kept, for people alone, and the newest run takes the place of the last."""

from __future__ import annotations

from uuid import uuid4

import pytest
from msgspec.structs import replace

from deskhand.actions.automation import add_rule
from deskhand.actions.backtests import fail_backtest, settle_slice, try_rule
from deskhand.actions.contract import act
from deskhand.kit import clock, ids
from deskhand.rules.automation.backtest import Counts
from deskhand.rules.automation.rule import Effects
from deskhand.rules.errors import Forbidden, Invalid, NotFound
from deskhand.store.backtests import Looked
from tests.database import Desk
from tests.rules.automation.test_rule import REFUNDS


async def test_a_draft_is_checked_and_replaces_the_one_before(desk: Desk) -> None:
    kept = await act(desk.admin, add_rule, REFUNDS, is_active=False)
    first = await act(desk.admin, try_rule, REFUNDS)
    second = await act(desk.admin, try_rule, replace(REFUNDS, name=" Mine "), rule_id=kept.id)
    rows = await desk.as_owner("select id, rule_id, content ->> 'name' as name, state from backtests")
    assert [tuple(row) for row in rows] == [(second.id, kept.id, "Mine", "waiting")]
    looked = Looked(
        backtest_id=first.id, fence=0, place=ids.new_id(), reached_at=clock.now(), counts=Counts(), hits=(),
        is_done=True,
    )  # fmt: skip
    assert not await act(desk.system, settle_slice, looked)
    assert await act(desk.system, settle_slice, replace(looked, backtest_id=second.id))
    await act(desk.system, fail_backtest, second.id, fence=4, reason="Late.")
    assert await desk.value("select state from backtests") == "done"
    with pytest.raises(Invalid, match="at least one thing"):
        await act(desk.admin, try_rule, replace(REFUNDS, effects=Effects()))
    with pytest.raises(NotFound):
        await act(desk.admin, try_rule, REFUNDS, rule_id=uuid4())
    for who in (desk.agent, desk.system):
        with pytest.raises(Forbidden):
            await act(who, try_rule, REFUNDS)
