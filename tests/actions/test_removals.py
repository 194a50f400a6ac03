"""What was removed is taken back as it was, of whatever kind; what its name or its room went to stays."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from deskhand.actions import automation, calendars, policies, views
from deskhand.actions.contract import act
from deskhand.actions.housekeeping import forget_expired
from deskhand.kit import clock
from deskhand.queries.automation import list_rules
from deskhand.queries.calendars import list_calendars
from deskhand.queries.contract import ask
from deskhand.queries.policies import list_policies, read_policy
from deskhand.queries.views import list_views, read_view
from deskhand.rules.automation.ready import READY
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound
from deskhand.rules.sla.policy import STANDARD
from deskhand.rules.templates import Scope
from deskhand.store.removals import KEPT
from tests.actions.test_calendars import OPEN
from tests.database import Desk

RESTORED = "select array_agg(name order by id) from events where name like '%.restored'"


async def test_a_policy_comes_back_with_the_calendar_that_it_counts_by(desk: Desk) -> None:
    office = await act(desk.admin, calendars.add_calendar, calendars.Wanted(name="Office", says=OPEN))
    says = replace(STANDARD, calendar_id=office)
    gold = await act(desk.admin, policies.add_policy, policies.Wanted(name="Gold", says=says))
    before = await ask(desk.admin, list_policies), await ask(desk.admin, list_calendars)
    await act(desk.admin, policies.remove_policy, gold)
    await act(desk.admin, calendars.remove_calendar, office)
    assert await ask(desk.admin, list_calendars) == []
    await act(desk.admin, policies.restore_policy, gold)
    assert (await ask(desk.admin, list_policies), await ask(desk.admin, list_calendars)) == before
    await act(desk.admin, policies.restore_policy, gold)
    assert await desk.value(RESTORED) == ["calendar.restored", "policy.restored"], "once is enough"
    assert (await ask(desk.admin, read_policy, gold)).trail[0].changes == {"name": (None, "Gold")}
    await act(desk.admin, policies.remove_policy, gold)
    await act(desk.admin, policies.add_policy, policies.Wanted(name="Gold", says=STANDARD))
    with pytest.raises(Conflict, match="Another one is called “Gold” by now"):
        await act(desk.admin, policies.restore_policy, gold)
    for restore in (policies.restore_policy, calendars.restore_calendar):
        with pytest.raises(NotFound):
            await act(desk.admin, restore, uuid4())
        with pytest.raises(Forbidden):
            await act(desk.agent, restore, office)


async def test_a_view_comes_back_to_its_place_and_a_rule_as_on_as_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = [
        (await act(desk.admin, views.add_view, views.NewView(name=name, scope=Scope.SHARED))).id for name in ("A", "B")
    ]
    rule = await act(desk.admin, automation.add_rule, READY["receipt"], is_active=True)
    before = await ask(desk.agent, list_views), await ask(desk.admin, list_rules)
    await act(desk.admin, views.remove_view, first)
    await act(desk.admin, automation.remove_rule, rule.id)
    assert first not in [one.id for one in await ask(desk.agent, list_views)]
    with pytest.raises(NotFound):
        await act(desk.admin, views.change_view, first, views.ViewChange(name="C"))
    with pytest.raises(Forbidden):
        await act(desk.agent, views.restore_view, first)
    await act(desk.admin, views.restore_view, first)
    await act(desk.admin, automation.restore_rule, rule.id)
    after = await ask(desk.agent, list_views), await ask(desk.admin, list_rules)
    assert after[0] == before[0]
    assert [(one.id, one.content, one.is_active, one.position) for one in after[1]] == [
        (one.id, one.content, one.is_active, one.position) for one in before[1]
    ]
    assert (await ask(desk.admin, read_view, str(first))).trail[0].name == "view.restored"
    await act(desk.admin, views.remove_view, second)
    monkeypatch.setattr(views, "MOST", 1)
    with pytest.raises(Invalid, match="has 1 views"):
        await act(desk.admin, views.restore_view, second)


async def test_a_removal_is_for_good_after_90_days(desk: Desk) -> None:
    mine = (await act(desk.agent, views.add_view, views.NewView(name="Mine"))).id
    await act(desk.agent, views.remove_view, mine)
    with pytest.raises(NotFound):
        await act(desk.other_agent, views.restore_view, mine)
    with clock.moved(KEPT - timedelta(hours=1)):
        await act(desk.system, forget_expired)
        assert await count(desk, mine) == 1
    with clock.moved(KEPT + timedelta(hours=1)):
        with pytest.raises(NotFound, match="removed over 90 days ago"):
            await act(desk.agent, views.restore_view, mine)
        await act(desk.system, forget_expired)
        assert await count(desk, mine) == 0


async def count(desk: Desk, view_id: UUID) -> object:
    return await desk.value("select count(*) from views where id = $1", view_id)
