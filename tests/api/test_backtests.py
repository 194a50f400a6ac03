"""`/api/automation/backtests`: a draft of a rule tried over the wire."""

from __future__ import annotations

from uuid import uuid4

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.reactions.backtests import try_rules
from tests.api.test_automation import REFUND, RULES
from tests.front import Client, Front

PATH = "/api/automation/backtests"
DRAFT = {name: value for name, value in REFUND.items() if name != "active"}


async def test_a_draft_is_tried_and_followed(front: Front, admin: Client, agent: Client) -> None:
    ticket = await act(front.desk.customer, open_ticket, NewTicket(subject="A refund", description="x"))
    asked = await admin.post(PATH, DRAFT, idempotency_key="k")
    assert (asked.status, asked.json["state"], asked.json["items"], asked.json["ruleId"]) == (201, "waiting", [], None)
    assert (await admin.post(PATH, DRAFT, idempotency_key="k")).json == asked.json
    while await try_rules():
        pass
    path = f"{PATH}/{asked.json['id']}"
    done = (await admin.get(path)).json
    assert (done["state"], done["share"], done["counts"]["runs"], done["counts"]["tickets"]) == ("done", 100, 1, 1)
    (hit,) = done["items"]
    assert (hit["ticketNumber"], hit["event"], hit["runs"]) == (ticket.number, "ticket.created", True)
    assert hit["changes"]["ticket.tags"] == [[], ["refund"]]
    assert (await admin.get(f"{path}?before={hit['eventId']}")).json["items"] == []
    assert (await admin.get(RULES)).json == [], "nothing is kept"
    rule = (await admin.post(RULES, REFUND)).json
    of_it = await admin.post(PATH, {**DRAFT, "name": "Other", "ruleId": rule["id"]})
    assert (of_it.status, of_it.json["ruleId"]) == (201, rule["id"])
    assert (await admin.get(path)).status == 404, "one's newer run takes its place"
    path = f"{PATH}/{of_it.json['id']}"
    for given, field in (
        ({"effects": {}}, "effects"), ({"conditions": {"all": 3}}, "conditions"), ({"active": True}, "active"),
        ({"events": []}, "trigger"), ({"ruleId": 3}, "ruleId"),
    ):  # fmt: skip
        assert set((await admin.post(PATH, {**DRAFT, **given})).errors) == {field}
    assert (await admin.post(PATH, {**DRAFT, "ruleId": str(uuid4())})).status == 404
    assert [(await agent.get(path)).status, (await agent.post(PATH, DRAFT)).status] == [403, 403]
