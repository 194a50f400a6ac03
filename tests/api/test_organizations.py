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
    assert (await agent.get(f"{ORGANIZATIONS}/{uuid4()}")).status == 404
    for theirs in (ORGANIZATIONS, path):
        assert (await customer.get(theirs)).status == 403
    assert (await customer.patch(path, {"name": "Mine"})).status == 403
