"""Assignment by API: why, who is there, the rules; and nothing of it for customers."""

from __future__ import annotations

from datetime import timedelta

from deskhand.actions.assignment import share_out
from deskhand.actions.categories import NewCategory, add_category
from deskhand.actions.contract import act
from deskhand.actions.teams import TeamChange, add_team
from deskhand.kit import clock
from tests.assigning import opened, seen
from tests.front import Client, Front


async def test_rules_agents_and_reasons(front: Front, admin: Client, agent: Client, customer: Client) -> None:
    desk = front.desk
    (ticket,) = await opened(desk, 1)
    team = await act(desk.admin, add_team, TeamChange(name="Networks", member_ids=[desk.agent.user_id]))
    category = (await act(desk.admin, add_category, NewCategory(name="Network"))).id
    rule, own = "/api/workspace/assignment", f"/api/teams/{team}/assignment"
    assert ((await admin.get(rule)).json, (await admin.get(own)).json) == ({"policy": "off"}, {"policy": None})
    assert (await admin.put(rule, {"policy": "Late-Binding"})).json == {"policy": "late_binding"}
    assert (await admin.put(own, {"policy": "off"})).json == {"policy": "off"}
    assert (await admin.put(own, {"policy": None})).json == {"policy": None}
    for path, body in ((rule, {"policy": None}), (rule, {"policy": "best"}), (own, {"policy": "x"})):
        assert set((await admin.put(path, body)).errors) == {"policy"}
    needs = f"/api/categories/{category}/needs"
    wanted = {"teamId": str(team), "needs": ["TLS"], "prefers": []}
    assert (await admin.put(needs, wanted)).json == (await admin.get(needs)).json == {**wanted, "needs": ["tls"]}

    mine, theirs = "/api/users/me/availability", f"/api/users/{desk.agent.user_id}/availability"
    until = (clock.now() + timedelta(hours=1)).replace(microsecond=0).isoformat()
    away = await agent.put(mine, {"awayUntil": until, "awayReason": "Dentist", "accepting": True})
    assert (away.status, away.json["awayReason"], away.json["week"]) == (200, "Dentist", None)
    assert (await agent.put(mine, {"capacity": 99})).status == 403
    said = {"skills": ["TLS"], "capacity": 2, "week": {"monday": "9:00-12:00"}, "timeZone": "Europe/Berlin"}
    after = (await admin.put(theirs, said)).json
    assert (after["skills"], after["week"], after["timeZone"]) == (["tls"], {"monday": "09:00-12:00"}, "Europe/Berlin")
    assert set((await admin.put(theirs, {"week": {"monday": "9"}})).errors) == {"week.monday"}
    assert (await agent.get("/api/users/nobody/availability")).status == 422

    await seen(desk, desk.agent, desk.other_agent)
    assert await act(desk.system, share_out) == 1
    why = f"/api/tickets/{ticket}/assignment"
    (one,) = (await agent.get(why)).json["decisions"]
    assert (one["agentName"], one["policy"], one["reason"]) == ("Tom Berg", "late_binding", "only_one")
    assert [(each["name"], each["why"]) for each in one["exclusions"]] == [("Maya Okafor", "away")]
    for path in (why, rule, own, needs, mine, theirs):
        assert (await customer.get(path)).status == 403, path
    shown = (await customer.get(f"/api/tickets/{ticket}")).text
    assert "Maya" not in shown
