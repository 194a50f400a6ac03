"""`/api/organizations`: agents look after them, and no secret comes back."""

from __future__ import annotations

from uuid import uuid4

from tests.front import Client

ORGANIZATIONS = "/api/organizations"
HOOK = "https://hooks.slack.com/services/T0/B0/CANARYCANARY"


async def test_agents_look_after_organizations(agent: Client, admin: Client, customer: Client) -> None:
    made = await agent.post(ORGANIZATIONS, {"name": "Brightline", "domains": ["b.test"], "slackWebhook": HOOK})
    assert (made.status, made.json["slack"], made.json["domains"]) == (201, True, ["b.test"])
    assert "CANARY" not in made.text
    path = f"{ORGANIZATIONS}/{made.json['id']}"
    assert (await agent.patch(path, {"sharesTickets": True})).status == 403
    assert (await admin.patch(path, {"sharesTickets": True})).json["sharesTickets"] is True
    changed = await agent.patch(path, {"priorityClient": True, "slackWebhook": None})
    assert (changed.json["priorityClient"], changed.json["slack"]) == (True, False)
    policy = (await admin.get("/api/sla/policies")).json[1]["id"]
    assert (await agent.patch(path, {"slaPolicyId": policy})).json["slaPolicyId"] == policy
    assert set((await agent.patch(path, {"slaPolicyId": str(uuid4())})).errors) == {"slaPolicyId"}
    assert (await agent.patch(path, {"slaPolicyId": None})).json["slaPolicyId"] is None
    wrong = await agent.patch(path, {"slackWebhook": "https://evil.test/CANARY"})
    assert (set(wrong.errors), "CANARY" in wrong.text) == ({"slackWebhook"}, False)
    assert set((await agent.patch(path, {"domains": ["gmail.com"]})).errors) == {"domains"}
    assert set((await agent.patch(path, {"isDemo": True})).errors) == {"isDemo"}
    assert (await agent.post(ORGANIZATIONS, {"name": "Other", "domains": ["b.test"]})).status == 409
    found = (await agent.get(f"{ORGANIZATIONS}?q=bright&limit=1")).json
    assert ([one["name"] for one in found["items"]], found["total"], found["nextCursor"]) == (["Brightline"], 1, None)
    assert "CANARY" not in (await agent.get(path)).text
    await _all_its_people_are_read_page_by_page(agent, admin, organization_id=made.json["id"])
    assert (await customer.get(f"{path}/members")).status == 403
    assert (await agent.get(f"{ORGANIZATIONS}/{uuid4()}")).status == 404
    for theirs in (ORGANIZATIONS, path):
        assert (await customer.get(theirs)).status == 403
    assert (await customer.patch(path, {"name": "Mine"})).status == 403


async def _all_its_people_are_read_page_by_page(agent: Client, admin: Client, *, organization_id: str) -> None:
    path = f"{ORGANIZATIONS}/{organization_id}"
    assert (await agent.get(f"{path}/members")).json == {"items": [], "limit": 50, "nextCursor": None}
    for number in range(22):
        invited = {"email": f"p{number}@b.test", "firstName": f"Pat {number:02}", "organizationId": organization_id}
        assert (await admin.post("/api/users", invited)).status == 201
    detail = (await agent.get(path)).json
    begins = (await agent.get(f"{path}/members?limit=20")).json
    assert (detail["members"], detail["nextMembers"]) == (begins["items"], begins["nextCursor"])
    rest = (await agent.get(f"{path}/members?limit=20&cursor={begins['nextCursor']}")).json
    assert [one["name"] for one in begins["items"] + rest["items"]] == [f"Pat {number:02}" for number in range(22)]
    assert rest["nextCursor"] is None
    found = (await agent.get(f"{path}/members?q=P21@B")).json["items"]
    assert [one["email"] for one in found] == ["p21@b.test"]
    assert (await agent.get(f"{ORGANIZATIONS}/{uuid4()}/members")).status == 404
    assert set((await agent.get(f"{path}/members?cursor=x")).errors) == {"cursor"}
