"""`/api/tokens`: one's own, everybody's for admins, and none by a token that lacks the scope."""

from __future__ import annotations

from uuid import uuid4

from tests.front import Front

PATH = "/api/tokens"


async def test_tokens_are_listed_and_revoked(front: Front) -> None:
    desk = front.desk
    agent, admin = await front.client(desk.agent), await front.client(desk.admin)
    narrow = await front.client(desk.admin, scopes=["token:own"])
    [own] = (await agent.get(PATH)).json["items"]
    assert (own["userId"], own["state"], own["scopes"], "digest" in own) == (
        str(desk.agent.user_id), "working", None, False,
    )  # fmt: skip
    page = (await admin.get(f"{PATH}?limit=2")).json
    rest = (await admin.get(f"{PATH}?limit=2&cursor={page['nextCursor']}")).json
    assert [one["email"] for one in page["items"] + rest["items"]] == [desk.admin.email] * 2 + [desk.agent.email]
    assert [one["scopes"] for one in (await narrow.get(PATH)).json["items"]] == [["token:own"], None]
    assert (await admin.get(f"{PATH}?user={desk.agent.user_id}&state=WORKING")).json["items"][0]["id"] == own["id"]
    assert (await admin.get(f"{PATH}?state=lost")).errors["state"].startswith("“lost” is not one of")
    assert (await narrow.send("DELETE", f"{PATH}/{own['id']}")).status == 404
    assert (await admin.send("DELETE", f"{PATH}/{own['id']}")).json == {"id": own["id"]}
    assert [(await who.get(PATH)).status for who in (agent, front.visitor)] == [401, 401]
    assert (await admin.send("DELETE", f"{PATH}/{uuid4()}")).status == 404
    assert (await (await front.client(desk.customer)).get(PATH)).status == 403
