"""`/api/workspace`: everybody reads it, admins change it."""

from __future__ import annotations

from tests.front import Client

READ = {
    "name": "Deskhand", "timeZone": "UTC", "language": "en", "accent": "", "accentDark": "", "supportAddress": "",
    "welcome": "", "surveyHours": None, "signUp": "open",
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
