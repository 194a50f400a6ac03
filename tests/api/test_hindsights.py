"""`/api/sla/hindsights`: a draft judged over the wire, with its progress, its counts and the tickets that flip."""

from __future__ import annotations

from uuid import uuid4

from tests.api.test_policies import BODY
from tests.api.test_policies import PATH as POLICIES
from tests.front import Client, Front
from tests.reactions.test_hindsight import judged, later, opened

PATH = "/api/sla/hindsights"
DRAFT = {**BODY, "name": "Draft"}


async def test_a_draft_is_judged_followed_and_paged(front: Front, admin: Client, agent: Client) -> None:
    with later(-1):
        (ticket_id,) = await opened(front.desk, 1)
    standard = (await admin.get(POLICIES)).json[0]
    asked = await admin.post(PATH, DRAFT, idempotency_key="k")
    assert (asked.status, asked.json["state"], asked.json["isNew"]) == (201, "waiting", True)
    assert (await admin.post(PATH, DRAFT, idempotency_key="k")).json == asked.json
    await judged(front.desk)
    path = f"{PATH}/{asked.json['id']}"
    found = (await admin.get(path)).json
    assert (found["state"], found["share"], found["judged"], found["flipped"]) == ("ready", 100, 1, 1)
    assert (found["before"]["first_response"], found["after"]["first_response"]) == (0, 1)
    assert [(one["ticketId"], one["targets"]) for one in found["items"]] == [(str(ticket_id), ["first_response"])]
    assert (await admin.get(f"{path}?side=kept")).json["items"] == []
    of_it = await admin.post(PATH, {**DRAFT, "policyId": standard["id"], "version": 1})
    assert (of_it.status, of_it.json["policyId"], of_it.json["isNew"]) == (201, standard["id"], False)
    assert (await admin.get(path)).status == 404, "one's newer run takes its place"
    assert len((await admin.get(POLICIES)).json) == 2, "nothing is saved"
    path = f"{PATH}/{of_it.json['id']}"
    for given, field in (
        ({"targets": {"first_response": {"high": 0}}}, "targets.first_response.high"),
        ({"name": "Standard"}, "name"),
        ({"policyId": "x"}, "policyId"),
        ({"colour": "red"}, "colour"),
    ):
        assert set((await admin.post(PATH, {**DRAFT, **given})).errors) == {field}
    assert set((await admin.get(f"{path}?cursor=%21")).errors) == {"cursor"}
    assert set((await admin.get(f"{path}?side=left")).errors) == {"side"}
    assert (await admin.post(PATH, {**DRAFT, "policyId": str(uuid4())})).status == 404
    assert (await admin.post(PATH, {**DRAFT, "policyId": standard["id"], "version": 7})).status == 409
    assert [(await agent.get(path)).status, (await agent.post(PATH, DRAFT)).status] == [403, 403]
