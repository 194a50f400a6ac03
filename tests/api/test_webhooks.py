"""`/api/webhooks`."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.front import Client, Front
from tests.hooking import call, caller, follow, sent
from tests.receiver import receiver

HOOKS = "/api/webhooks"
GOOD = {"name": "Billing", "url": "https://example.com/hook", "events": ["ticket.closed"]}


async def test_an_admin_keeps_an_endpoint_and_the_secret_is_told_once(front: Front, admin: Client) -> None:
    desk = front.desk
    made = await admin.send(
        "POST", HOOKS, content=b'{"name": "Billing", "url": "https://example.com/hook"}',
        headers={"content-type": "application/json", "idempotency-key": "k1"},
    )  # fmt: skip
    again = await admin.send(
        "POST", HOOKS, content=b'{"name": "Billing", "url": "https://example.com/hook"}',
        headers={"content-type": "application/json", "idempotency-key": "k1"},
    )  # fmt: skip
    assert (made.status, again.json) == (201, made.json)
    secret, path = made.json["secret"], f"{HOOKS}/{made.json['id']}"
    assert secret.startswith("whsec_")
    changed = await admin.patch(path, {"events": ["ticket.created"], "active": False})
    assert (changed.json["events"], changed.json["active"], changed.json["off"]) == (
        ["ticket.created"], False, "switched_off"
    )  # fmt: skip
    assert changed.json["activity"][0]["changes"]["events"] == [None, "ticket.created"]
    rotated = await admin.post(f"{path}/secret", {})
    assert rotated.json["secret"] not in {secret, ""}
    for answer in (await admin.get(HOOKS), await admin.get(path)):
        assert answer.status == 200
        assert secret not in answer.text
        assert rotated.json["secret"] not in answer.text
    async with receiver() as there, caller(desk) as found:
        await desk.as_owner("update webhooks set url = $1", there.url)
        assert (await admin.post(f"{path}/test", {})).status == 202
        await follow(desk)
        await call(found)
        assert there.posts[0].content(secret) == there.posts[0].content(rotated.json["secret"])
        [item] = (await admin.get(f"{path}/deliveries?limit=1")).json["items"]
        assert (item["state"], item["event"], item["messageId"]) == ("delivered", "webhook.test", there.posts[0].id)
        assert item["answer"] == "200"
        assert (await admin.post(f"{path}/deliveries/{item['id']}/replay", {})).status == 202
        assert (await admin.post(f"{path}/deliveries/{item['id']}/replay", {})).status == 409
    assert [row["generation"] for row in await sent(desk)] == [1, 2]
    replayed = await admin.post(f"{path}/replay", {"since": "2026-01-01T00:00:00Z"})
    assert (replayed.status, replayed.json) == (202, {"messages": 0})
    for since in ("yesterday", "2026-01-01T00:00:00", "0001-01-01T00:00:00+14:00", None, 5):
        assert set((await admin.post(f"{path}/replay", {"since": since})).errors) == {"since"}
    assert (await admin.send("DELETE", path)).json == {"id": made.json["id"]}
    assert (await admin.get(path)).status == (await admin.get(f"{path}/deliveries")).status == 404


NONSENSE: list[tuple[dict[str, Any], set[str]]] = [
    ({}, {"name", "url"}), ({**GOOD, "name": ""}, {"name"}), ({**GOOD, "name": "a\nb"}, {"name"}),
    ({**GOOD, "url": "http://example.com/"}, {"url"}), ({**GOOD, "url": "https://127.0.0.1/"}, {"url"}),
    ({**GOOD, "url": "https://user:pw@example.com/"}, {"url"}), ({**GOOD, "url": 7}, {"url"}),
    ({**GOOD, "url": "x" * 3000}, {"url"}), ({**GOOD, "events": ["ticket.note.added"]}, {"events"}),
    ({**GOOD, "events": "ticket.created"}, {"events"}), ({**GOOD, "events": [None]}, {"events"}),
    ({**GOOD, "active": "yes"}, {"active"}), ({**GOOD, "secret": "mine"}, {"secret"}),
]  # fmt: skip


async def test_nonsense_is_named(admin: Client) -> None:
    for body, fields in NONSENSE:
        answer = await admin.post(HOOKS, body)
        assert answer.status in {400, 422}, body
        assert {name.split("[")[0] for name in answer.errors} == fields, body


async def test_endpoints_are_for_admins(front: Front, agent: Client, customer: Client) -> None:
    for who in (agent, customer):
        for answer in (
            await who.get(HOOKS), await who.post(HOOKS, GOOD), await who.get(f"{HOOKS}/{uuid4()}"),
            await who.post(f"{HOOKS}/{uuid4()}/test", {}), await who.post(f"{HOOKS}/{uuid4()}/secret", {}),
        ):  # fmt: skip
            assert answer.status == 403
    assert (await front.visitor.get(HOOKS)).status == 401
