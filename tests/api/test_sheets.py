"""`/api/sla/text`: the text over the wire."""

from __future__ import annotations

from tests.actions.test_sheets import TEXT
from tests.front import Client

PATH = "/api/sla/text"


async def test_the_text_is_taken_and_read(admin: Client, agent: Client) -> None:
    taken = await admin.put(PATH, {"yaml": TEXT})
    assert (taken.status, taken.json) == (200, {"calendars": ["Berlin"], "policies": ["Gold"]})
    text = (await admin.get(PATH)).json["yaml"]
    assert set((await admin.put(PATH, {"yaml": text})).json["policies"]) == {"Gold", "Standard", "Accelerated"}
    assert set((await admin.put(PATH, {"yaml": "a: *a"})).errors) == {"yaml"}
    for step in ('people: ["\\0"]', 'assignee: "\\0"'):
        policy = f"{{name: x, targets: {{resolution: {{low: 8h}}}}, steps: [{{at: 50%, {step}}}]}}"
        assert set((await admin.put(PATH, {"yaml": f"policies: [{policy}]"})).errors) == {"yaml"}
    assert [(await agent.get(PATH)).status, (await agent.put(PATH, {"yaml": TEXT})).status] == [403, 403]
