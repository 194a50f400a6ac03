"""`/api/workspace`: everybody reads it, admins change it."""

from __future__ import annotations

from tests.front import Client
from tests.kit.test_thumbnail import inked

PNG = {"content-type": "image/png"}

READ = {
    "name": "Deskhand", "timeZone": "UTC", "language": "en", "accent": "", "accentDark": "", "supportAddress": "",
    "welcome": "", "surveyHours": None, "autoCloseDays": None, "autoCloseWarningDays": None, "signUp": "open",
    "logo": None,
}  # fmt: skip


async def test_the_workspace_is_read_and_changed(admin: Client, customer: Client) -> None:
    assert (await customer.get("/api/workspace")).json == READ
    answer = await admin.patch(
        "/api/workspace", {"name": "Northwind", "timeZone": "Africa/Nairobi", "surveyHours": 0, "signUp": "domains"}
    )
    wanted = {**READ, "name": "Northwind", "timeZone": "Africa/Nairobi", "surveyHours": 0, "signUp": "domains"}
    assert (answer.status, answer.json) == (200, wanted)
    assert (await customer.get("/api/workspace")).json == answer.json


async def test_a_flaw_names_its_field(admin: Client) -> None:
    answer = await admin.patch("/api/workspace", {"accent": "#ffee00", "timeZone": "Nowhere"})
    assert (answer.status, set(answer.errors)) == (422, {"accent", "timeZone"})
    assert set((await admin.patch("/api/workspace", {"host": "x"})).errors) == {"host"}


async def test_only_admins_change_it(agent: Client, customer: Client) -> None:
    for who in (agent, customer):
        assert (await who.patch("/api/workspace", {"name": "Mine"})).status == 403


async def test_a_logo_is_set_fetched_by_strangers_removed_and_brought_back(
    admin: Client, agent: Client, stranger: Client
) -> None:
    path = "/api/workspace/logo"
    assert (await agent.send("PUT", path, content=inked("#101010"), headers=PNG)).status == 403
    answer = await admin.send("PUT", f"{path}?name=north.png", content=inked("#101010"), headers=PNG)
    assert answer.status == 200, answer.text
    logo = answer.json["logo"]
    assert logo["ground"] == "light"
    fetched = await stranger.get(logo["path"])
    assert (fetched.status, fetched.headers["content-type"]) == (200, "image/png")
    assert fetched.headers["x-content-type-options"] == "nosniff"
    assert (await admin.send("DELETE", path)).json["logo"] is None
    assert (await stranger.get(logo["path"])).status == 404
    assert (await admin.send("POST", f"{path}/undo")).json["logo"] == logo
    refused = await admin.send("PUT", path, content=b"<svg xmlns='x' onload='x()'/>", headers=PNG)
    assert (refused.status, set(refused.errors)) == (422, {"logo"})
    assert "PNG" in refused.errors["logo"]
