"""`/api/sla/policies`: what is promised, over the wire."""

from __future__ import annotations

from uuid import uuid4

from tests.front import Client, Front

PATH = "/api/sla/policies"
BODY = {"name": "Quick", "targets": {"first_response": {"high": 30}}, "pauses": {"resolution": []}}


async def test_policies_are_kept_over_the_wire(front: Front, admin: Client, agent: Client) -> None:
    standard, accelerated = (await admin.get(PATH)).json
    assert (standard["isWorkspaces"], standard["targets"]["resolution"]["low"], standard["warnings"]) == (
        True,
        4320,
        [25],
    )
    assert accelerated["shipped"] == "accelerated"
    made = await admin.post(PATH, BODY, idempotency_key="k")
    assert (made.status, made.json["version"], made.json["targets"]) == (201, 1, BODY["targets"])
    assert made.json["pauses"] == {
        "first_response": ["waiting_customer"], "next_response": ["waiting_customer"], "resolution": [],
    }  # fmt: skip
    assert (await admin.post(PATH, BODY, idempotency_key="k")).json == made.json
    path = f"{PATH}/{made.json['id']}"
    changed = (await admin.put(path, {**BODY, "warnings": [50, 10], "restartsOnRise": True, "version": 1})).json
    assert (changed["version"], changed["warnings"], changed["restartsOnRise"]) == (2, [50, 10], True)
    assert (await admin.get(path)).json == changed
    assert (await admin.put(path, {**BODY, "version": 1})).status == 409
    chosen = await admin.put(f"{PATH}/choice", {"policyId": made.json["id"]})
    assert (chosen.status, chosen.json["isWorkspaces"]) == (200, True)
    assert (await admin.send("DELETE", path)).status == 409
    assert (await admin.send("DELETE", f"{PATH}/{accelerated['id']}")).status == 200
    assert (await admin.get(f"{PATH}/{accelerated['id']}")).status == 404
    assert (await admin.post(f"{PATH}/{accelerated['id']}/restore", {})).json == accelerated
    agent_id = str(front.desk.agent.user_id)
    more = {"minutes": -30, "tellsTeam": True, "people": [agent_id], "priority": "urgent", "watchers": [agent_id]}
    stepped = (await admin.put(path, {**BODY, "warnings": [50], "steps": [more]})).json
    assert (stepped["warnings"], {name: stepped["steps"][0][name] for name in more}) == ([50], more)
    kept = (await admin.put(path, {**BODY, "warnings": [50, 25]})).json
    assert (kept["steps"], kept["warnings"]) == (stepped["steps"], [50, 25])
    assert (await admin.put(path, {**BODY, "steps": []})).json["steps"] == []
    nobody = str(uuid4())
    for step, field in (
        ({"percent": 10, "minutes": 5}, "steps.0.percent"), ({"percent": 10, "people": [nobody]}, "steps.0.people"),
        ({"percent": 10, "assigneeId": nobody}, "steps.0.assigneeId"), ({"percent": 0}, "steps"),
        ({"percent": 10, "teamId": nobody}, "steps.0.teamId"), ({"percent": 10, "loud": 1}, "steps"),
        ({"percent": 10, "watchers": [str(front.desk.customer.user_id)]}, "steps.0.watchers"),
    ):  # fmt: skip
        assert set((await admin.put(path, {**BODY, "steps": [step]})).errors) == {field}
    for body, field in (
        ({**BODY, "targets": {"first_response": {"high": 0}}}, "targets.first_response.high"),
        ({**BODY, "name": "N", "pauses": {"resolution": ["asleep"]}}, "pauses.resolution"),
        ({**BODY, "name": "N", "calendarId": made.json["id"]}, "calendarId"),
        ({**BODY, "name": "N", "targets": {}}, "targets"),
    ):
        assert set((await admin.post(PATH, body)).errors) == {field}
    assert [(await agent.get(PATH)).status, (await agent.post(PATH, BODY)).status] == [403, 403]
