"""`/api/automation`: rules kept, ordered and removed over the wire, and what they did."""

from __future__ import annotations

from typing import Any

from deskhand.actions.contract import act
from deskhand.actions.teams import TeamChange, add_team
from deskhand.actions.tickets import NewTicket, open_ticket
from tests.front import Client, Front
from tests.reactions.test_automation import work

RULES = "/api/automation/rules"
TEXT = "/api/automation/text"
REFUND: dict[str, Any] = {
    "name": "Escalate refunds", "events": ["ticket.created"], "active": True,
    "conditions": {"all": [
        {"field": "ticket.subject", "op": "contains", "value": "refund"},
        {"not": {"field": "ticket.tags", "op": "contains", "value": "seen"}},
    ]},
    "effects": {"priority": "URGENT", "addTags": ["refund"]},
}  # fmt: skip


async def test_a_rule_is_kept_changed_ordered_removed_and_restored(admin: Client, agent: Client) -> None:
    assert (await agent.get(RULES)).status == (await agent.post(RULES, REFUND)).status == 403
    kept = await admin.post(RULES, REFUND)
    assert (kept.status, kept.json["effects"]) == (201, {"priority": "urgent", "addTags": ["refund"]})
    assert kept.json["conditions"] == REFUND["conditions"]
    path = f"{RULES}/{kept.json['id']}"
    changed = (await admin.patch(path, {"afterMinutes": 30, "conditions": {}, "version": 1})).json
    assert (changed["version"], changed["afterMinutes"], changed["conditions"]) == (2, 30, {"all": []})
    assert (await admin.patch(path, {"active": False, "version": 1})).status == 409
    copy = (await admin.post(f"{path}/duplicate", {})).json
    assert (copy["name"], copy["active"]) == ("Copy of Escalate refunds", False)
    assert (await admin.post(f"{RULES}/{copy['id']}/move", {"up": True})).json["position"] == 1
    assert (await admin.send("DELETE", path)).json == {"id": kept.json["id"]}
    assert (await admin.get(path)).status == 404
    assert [one["id"] for one in (await admin.get(RULES)).json] == [copy["id"]]
    assert (await admin.post(f"{path}/restore", {})).json["active"] is True, "as it was"


async def test_what_cannot_be_kept_is_named(admin: Client) -> None:
    refused = await admin.post(RULES, {"name": "x", "events": [], "effects": {}})
    assert set(refused.errors) == {"trigger", "effects"}
    nonsense: tuple[dict[str, Any], ...] = ({"all": 3}, {"colour": "red"}, {"any": [{"all": [{"not": []}]}]})
    for conditions in nonsense:
        assert set((await admin.post(RULES, {**REFUND, "conditions": conditions})).errors) == {"conditions"}
    test = {"name": "x", "event": "ticket.created"}
    facts: tuple[object, ...] = ([1], [None], [{}], [["x"]], {"a": "b"})
    for fact in facts:
        giving = {**REFUND, "tests": [{**test, "given": {"ticket.tags": fact}}]}
        assert set((await admin.post(RULES, giving)).errors) == {"tests"}
        del giving["active"]
        assert set((await admin.post("/api/automation/backtests", giving)).errors) == {"tests"}
    assert set((await admin.post(RULES, {**REFUND, "effects": {"category": "\0"}})).errors) == {"effects.category"}
    text = 'rules: [{name: x, events: [ticket.created], effects: {category: "\\0"}}]'
    assert set((await admin.post(TEXT, {"text": text})).errors) == {"text"}
    endless = {"field": "ticket.messages", "op": "more_than", "value": 10**400}
    assert set((await admin.post(RULES, {**REFUND, "conditions": endless})).errors) == {"conditions"}
    many = {"effects": {"notify": ["somebody"], "fields": {"x": 1}}}
    assert (await admin.post(RULES, {**REFUND, **many})).status == 422
    for webhook in ("Pager", "00000000-0000-7000-8000-000000000000"):
        calling = {**REFUND, "effects": {"webhooks": [webhook]}}
        assert set((await admin.post(RULES, calling)).errors) == {"webhooks"}


async def test_the_log_says_what_a_rule_did(front: Front, admin: Client, customer: Client) -> None:
    rule = (await admin.post(RULES, REFUND)).json
    ticket = await act(front.desk.customer, open_ticket, NewTicket(subject="A refund", description="x"))
    await work()
    page = (await admin.get(f"/api/automation/runs?ruleId={rule['id']}&outcome=ran")).json
    (run,) = page["items"]
    assert (run["ticketNumber"], run["ruleName"], run["after"]) == (ticket.number, "Escalate refunds", None)
    assert run["did"]["changes"]["ticket.tags"] == [[], ["refund"]]
    assert page["before"] is None
    assert (await admin.get(f"/api/automation/runs?before={run['id']}")).json["items"] == []
    assert (await customer.get("/api/automation/runs")).status == 403


async def test_rules_go_out_and_come_back_as_text_with_tests_that_must_pass(admin: Client, agent: Client) -> None:
    given = {"ticket.subject": "A refund"}
    test = {"name": "A refund", "event": "ticket.created", "given": given, "expect": {"changes": {}}}
    failing = await admin.post(RULES, {**REFUND, "tests": [test]})
    assert failing.errors["tests"].startswith("“A refund” expected ticket.priority unchanged, got ticket.priority")
    assert set((await admin.post(RULES, {**REFUND, "tests": [{"name": 3}]})).errors) == {"tests"}
    passing = test | {"expect": {"changes": {"ticket.priority": "urgent", "ticket.tags": ["refund"]}}}
    kept = (await admin.post(RULES, {**REFUND, "tests": [passing]})).json
    assert kept["tests"] == [passing]
    text = (await admin.get(TEXT)).json["text"]
    assert "- name: Escalate refunds" in text
    assert (await admin.post(TEXT, {"text": text})).json == {"added": 0, "changed": 0}
    other = text.replace("priority: urgent", "priority: low").replace("name: Escalate refunds", "name: Other")
    refused = await admin.post(TEXT, {"text": other.replace("ticket.priority: low", "ticket.priority: high")})
    assert refused.errors["text"].startswith("rule “Other”: tests: “A refund” expected ticket.priority changed to")
    assert (await admin.post(TEXT, {"text": other})).json == {"added": 1, "changed": 0}
    assert (await admin.post(TEXT, {"text": other.replace("active: true", "active: false")})).json["changed"] == 1
    assert (await agent.get(TEXT)).status == (await agent.post(TEXT, {"text": text})).status == 403


async def test_the_text_names_people_and_teams_as_another_desk_knows_them(front: Front, admin: Client) -> None:
    agent_id = str(front.desk.agent.user_id)
    night = str(await act(front.desk.admin, add_team, TeamChange(name="Night shift")))
    to_both = {"assignee": agent_id, "team": night, "notify": ["assignee", agent_id, night]}
    kept = (await admin.post(RULES, {**REFUND, "effects": to_both})).json
    text = (await admin.get(TEXT)).json["text"]
    address = await front.desk.value("select email from users where id = $1", front.desk.agent.user_id)
    assert (f"assignee: {address}" in text, "team: Night shift" in text, agent_id in text) == (True, True, False)
    assert (await admin.post(TEXT, {"text": text.replace("name: Escalate", "name: Again")})).json["added"] == 1
    assert [one["effects"] for one in (await admin.get(RULES)).json] == [kept["effects"]] * 2
    gone = await admin.post(
        TEXT, {"text": text.replace("Night shift", "Late shift").replace(str(address), "x@y.example")}
    )
    assert gone.errors["text"] == (
        "rule 1: “x@y.example” is not an active agent here; “Late shift” is not an active team here"
    )
