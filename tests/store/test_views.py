"""Rows of views: six in every workspace, and positions that stay apart."""

from __future__ import annotations

from deskhand.actions.contract import act
from deskhand.actions.views import NewView, add_view
from deskhand.kit import clock
from deskhand.rules.access import System
from deskhand.store import everywhere, views
from deskhand.store.db import acting_as
from tests.database import Desk


async def test_every_workspace_begins_with_six_views_and_new_ones_come_last(desk: Desk) -> None:
    second = await everywhere.make_workspace(slug="two", name="Two", base_url="http://two.test", now=clock.now())
    shipped = "select count(*) from views where shipped is not null and scope = 'shared' and workspace_id = $1"
    assert [await desk.value(shipped, one) for one in (desk.system.workspace_id, second)] == [6, 6]
    await act(desk.agent, add_view, NewView(name="Last"))
    async with acting_as(desk.agent) as tx:
        order = await views.order(tx, user_id=desk.agent.user_id, team_ids=[], every=False)
        assert (len(order), order[-1][1]) == (7, 7168.0)
    async with acting_as(System(desk.system.workspace_id, "test")) as tx:
        await tx.change("update views set position = 1")
        await views.spread(tx)
        order = await views.order(tx, user_id=desk.agent.user_id, team_ids=[], every=False)
        assert [position for _, position in order] == [1024.0 * place for place in range(1, 8)]
