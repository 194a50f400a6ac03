"""`/api/fields`: kept by admins, asked of everybody."""

from __future__ import annotations

from tests.front import Client


async def test_fields_are_kept_and_asked_over_the_wire(admin: Client, agent: Client, customer: Client) -> None:
    category = (await admin.post("/api/categories", {"name": "Mail"})).json["id"]
    wanted = {
        "label": "Device", "kind": "CHOICE", "options": ["Phone", "Desktop"], "required": True,
        "categoryIds": [category],
        "visibleToCustomer": True, "editableByCustomer": True,
    }  # fmt: skip
    made = await admin.post("/api/fields", wanted)
    assert (made.status, made.json["key"], made.json["kind"]) == (201, "device", "choice")
    path = f"/api/fields/{made.json['id']}"
    other = await admin.post("/api/fields", {"label": "Weight", "kind": "number", "rules": {"min": 0, "max": 9.5}})
    assert other.json["rules"] == {"min": 0, "max": 9.5, "pattern": None, "maxLength": None}
    moved = await admin.post(f"/api/fields/{other.json['id']}/move", {"up": True})
    assert moved.json["position"] == 1
    assert [one["key"] for one in (await agent.get(f"/api/fields/form?categoryId={category}")).json] == [
        "weight", "device"
    ]  # fmt: skip
    asked = (await customer.get(f"/api/fields/form?categoryId={category}")).json
    assert [(one["key"], one["options"], one["required"]) for one in asked] == [("device", ["Phone", "Desktop"], True)]
    assert (await admin.patch(path, {"required": False, "categoryIds": []})).json["categoryIds"] == []
    assert [one["key"] for one in (await customer.get("/api/fields/form")).json] == ["device"]
    assert set((await admin.post("/api/fields", {"label": "x", "kind": "odd"})).errors) == {"kind"}
    assert set((await admin.patch(path, {"options": []})).errors) == {"options"}
    assert [one["key"] for one in (await admin.get("/api/fields?q=weig")).json] == ["weight"]
    assert (await agent.get("/api/fields")).status == 403
    assert (await admin.send("DELETE", path)).status == 200
    assert (await admin.get(path)).status == 404
